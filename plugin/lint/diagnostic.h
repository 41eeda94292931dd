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

/* What a note is in the story. */
typedef enum lk_note_step {
    LK_STEP_NONE,   /* no part of the way: advice, another place that matters */
    LK_STEP_BEFORE, /* on the way to the finding's place */
    LK_STEP_INSIDE  /* from the finding's place on; the place itself is one of these */
} lk_note_step;

typedef struct lk_note {
    lk_span span;
    const char *message; /* lower case, no final full stop, names in single quotes */
    uint8_t step;        /* lk_note_step */
    uint8_t thread;      /* whose step, from 0, where more than one thread is told of */
    const lk_fix *fixes; /* what this note proposes; all of one note belong together */
    uint32_t fix_count;
} lk_note;

typedef struct lk_diagnostic {
    const char *rule; /* "double-lock" */
    lk_span span;
    const char *message;
    const char *function;    /* the name of the function that it is about; "" when it is about none */
    LK_ARRAY(lk_note) notes; /* the story in order of time; the last says what to do */
    bool suppressed;         /* by a NOLINT comment */
} lk_diagnostic;

#endif
