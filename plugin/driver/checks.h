/* checks.h -- choosing rules by --checks and --warnings-as-errors. */
#ifndef LK_DRIVER_CHECKS_H
#define LK_DRIVER_CHECKS_H

#include "lint/rule.h"

/* Whether the rule is on: by default, or by the patterns of `first` and then of `then` (NULL: none). */
bool lk_checks_is_on(lk_arena *arena, uint32_t rule, const char *first, const char *then);

/* False and `*error` when a pattern without `*` names no rule; `of_comments`: locklint-unused-suppression is
   one too. `option` is for the message. */
bool lk_checks_validate(lk_arena *arena, const char *option, const char *globs, bool of_comments, const char **error);

/* The rule named `name`, with or without "locklint-"; NULL and `*error` when there is none. */
const lk_rule *lk_checks_find(lk_arena *arena, const char *name, const char **error);

#endif
