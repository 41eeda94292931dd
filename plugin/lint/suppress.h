/* suppress.h -- NOLINT comments, with clang-tidy's meaning. */
#ifndef LK_LINT_SUPPRESS_H
#define LK_LINT_SUPPRESS_H

#include "ast/tree.h"

/* True when a comment of the file hides the check `locklint-<rule>` at `loc`: NOLINT on its line, NOLINTNEXTLINE on the
   line before, or between NOLINTBEGIN and NOLINTEND; with no list or with a list of names and globs
   (`NOLINT(locklint-*,bugprone-x)`). */
bool lk_suppress_at(lk_unit *unit, lk_loc loc, const char *rule);

/* True when lk_suppress_at holds at the expansion or at the spelling location of the span. */
bool lk_suppress_span(lk_unit *unit, const lk_span *span, const char *rule);

#endif
