/* directive.h -- NOLINT words in a text, as clang-tidy reads them. Private to lint/. */
#ifndef LK_LINT_DIRECTIVE_H
#define LK_LINT_DIRECTIVE_H

#include <stdbool.h>

typedef enum lk_directive_kind { LK_NOLINT, LK_NOLINT_NEXT_LINE, LK_NOLINT_BEGIN, LK_NOLINT_END } lk_directive_kind;

/* One NOLINT word. A list that isn't closed on its line counts as no list. */
typedef struct lk_directive {
    lk_directive_kind kind;
    const char *at;
    const char *list, *list_end; /* NULL: all checks */
} lk_directive;

/* Finds the next directive at or after `*from`, whether in a comment or not, as clang-tidy does. */
bool lk_directive_next(const char **from, const char *end, lk_directive *found);

/* Whether its list, or lack of one, hides the check. */
bool lk_directive_hides(const lk_directive *self, const char *check);

/* The same list, white space around its names aside: only then does an END close a BEGIN. */
bool lk_directive_same_list(const lk_directive *a, const lk_directive *b);

#endif
