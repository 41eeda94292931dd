/* verify.h -- comparing the findings of a unit with the expected-... comments in its files: clang's -verify. */
#ifndef LK_REPORT_VERIFY_H
#define LK_REPORT_VERIFY_H

#include "report/finding.h"

/* What is missing, too much or badly written. */
typedef struct lk_verify_failure {
    const char *path;
    uint32_t line, column; /* column 0: only the line is known */
    const char *message;
} lk_verify_failure;

typedef LK_ARRAY(lk_verify_failure) lk_verify_failures;

typedef enum lk_verify_level {
    LK_VERIFY_ERROR,
    LK_VERIFY_WARNING,
    LK_VERIFY_REMARK,
    LK_VERIFY_NOTE,
    LK_VERIFY_LEVELS
} lk_verify_level;

/* One message that was really said. */
typedef struct lk_verify_seen {
    lk_verify_level level;
    const char *path;
    uint32_t line, column;
    const char *message;
    bool is_matched;
} lk_verify_seen;

/* A comment `expected-warning@+1 2 {{text}}`. */
typedef struct lk_expectation {
    lk_verify_level level;
    bool is_regex;
    const char *path;   /* where the message is expected; NULL: in any file */
    uint32_t line;      /* 0: on any line */
    const char *marker; /* "#name" instead of a line, NULL */
    const char *comment_path;
    uint32_t comment_line;
    const char *text;
    uint32_t min, max;
} lk_expectation;

/* A comment `#name` that expectations may refer to. */
typedef struct lk_verify_marker {
    const char *name, *path;
    uint32_t line;
} lk_verify_marker;

typedef struct lk_expectations {
    lk_arena *arena;
    LK_ARRAY(lk_expectation) items;
    LK_ARRAY(lk_verify_marker) markers;
    bool has_any, has_none; /* an expected-...; an expected-no-diagnostics */
    lk_verify_failures *failures;
} lk_expectations;

/* Reads the comments of one file. The grammar is that of clang 19; unlike clang, which preprocesses, comments inside a
   skipped #if are read too. Wrong comments are added to the failures. `file_exists` resolves the file of
   `@file:line`: it gives the path as the findings name it, NULL when no such file belongs to the unit. */
void lk_expectations_read(lk_expectations *self, const char *path, const char *text, size_t size,
                          const char *(*resolve)(void *context, const char *name), void *context);

/* Compares; adds a failure for each expectation that isn't met and for each message that isn't expected. Notes that
   aren't expected are let pass. `main_path` is where a lack of all comments is reported. */
void lk_expectations_compare(lk_expectations *self, const char *main_path, lk_verify_seen *seen, uint32_t seen_count);

/* Both at once, for all files of a unit but system headers. `seen` holds clang's own errors, and gets the findings
   (those that are not suppressed) and their notes added. */
typedef LK_ARRAY(lk_verify_seen) lk_verify_seen_list;
void lk_verify_unit(lk_arena *arena, lk_unit *unit, lk_finding *const *findings, uint32_t finding_count,
                    lk_verify_seen_list *seen, lk_verify_failures *failures);

#endif
