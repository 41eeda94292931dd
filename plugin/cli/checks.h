/* checks.h -- choosing rules by --checks and --warnings-as-errors. */
#ifndef LK_CLI_CHECKS_H
#define LK_CLI_CHECKS_H

#include "lint/rule.h"

/* Fills `enabled` (one for each rule): those on by default, changed by the patterns of `checks` (NULL: none). False and
   `*error` when a pattern names no rule, or no rule is left. */
bool lk_checks_enable(lk_arena *arena, const char *checks, bool *enabled, const char **error);

/* False and `*error` when a pattern without `*` names no rule. `option` is for the message. */
bool lk_checks_validate(lk_arena *arena, const char *option, const char *globs, const char **error);

/* The rule named `name`, with or without "locklint-"; NULL and `*error` when there is none. */
const lk_rule *lk_checks_find(lk_arena *arena, const char *name, const char **error);

#endif
