/* sarif_rules.h -- what a SARIF log says of the tool and its rules. Private to the writer. */
#ifndef LK_REPORT_SARIF_RULES_H
#define LK_REPORT_SARIF_RULES_H

#include "report/sarif.h"

/* The tool's driver: its name, the rules with their pages, and the kinds of notifications. Adds to `left_out` how many
   tags had no room. A new reference. */
json_t *lk_sarif_driver(lk_arena *arena, const lk_sarif_limits *limits, uint32_t *left_out);

/* The index of a rule in the driver, by its name without "locklint-"; -1 when there is none. */
int lk_sarif_rule_index(const char *name);

/* The id and the level of a kind of notification; its index is the kind itself. */
const char *lk_sarif_kind_id(lk_sarif_kind kind);
const char *lk_sarif_kind_level(lk_sarif_kind kind);

#endif
