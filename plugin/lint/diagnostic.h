/* diagnostic.h -- a finding inside one unit: places are spans of the unit's files. */
#ifndef LK_LINT_DIAGNOSTIC_H
#define LK_LINT_DIAGNOSTIC_H

#include "ast/tree.h"

/* Replace `length` bytes at `at` (a place in a file, not in a macro) by `text`. */
typedef struct lk_fix {
    lk_loc at;
    uint32_t length;
    const char *text;
} lk_fix;

typedef struct lk_note {
    lk_span span;
    const char *message; /* lower case, no final full stop, names in single quotes */
    const lk_fix *fixes; /* what this note proposes; all of one note belong together */
    uint32_t fix_count;
} lk_note;

typedef struct lk_diagnostic {
    const char *rule; /* "double-lock" */
    lk_span span;
    const char *message;
    LK_ARRAY(lk_note) notes; /* the story in order of time; the last says what to do */
    bool suppressed;         /* by a NOLINT comment */
} lk_diagnostic;

#endif
