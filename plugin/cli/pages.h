/* pages.h -- what there is to read about the rules. */
#ifndef LK_CLI_PAGES_H
#define LK_CLI_PAGES_H

#include "lint/rule.h"

/* Writes --list-rules. */
void lk_pages_list(FILE *out, bool color);

/* Writes --explain: the rule's page for a terminal. */
void lk_pages_explain(FILE *out, const lk_rule_meta *meta, bool color);

#endif
