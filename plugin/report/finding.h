/* finding.h -- a diagnostic that stands on its own: paths, lines and source text instead of spans, so that it can cross
   from a worker process to the command line and into every format. */
#ifndef LK_REPORT_FINDING_H
#define LK_REPORT_FINDING_H

#include "lint/diagnostic.h"
#include "lint/rule.h"
#include "lint/unit.h"

/* Lines and columns from 1, columns in UTF-16 code units, the end just past the range: as SARIF and editors count. */
typedef struct lk_finding_range {
    uint32_t line, column, end_line, end_column;
} lk_finding_range;

typedef struct lk_finding_place {
    const char *path;
    uint32_t line, column; /* from 1; columns in bytes */
    uint32_t end_column;   /* just past the range, on the same line (a range over several lines ends with the first) */
    uint32_t offset, length; /* bytes in the file */
    lk_finding_range range;
    const char *text;     /* the source line, without its end; NULL when not available */
    uint32_t text_column; /* column of text[0]: 1, unless a very long line was cut to a window around the place */
    bool text_is_cut;     /* the line goes on after the text */
    const char *macro;    /* the outermost macro whose expansion this is, NULL */
} lk_finding_place;

typedef struct lk_finding_fix {
    const char *path;
    uint32_t offset, length;
    uint32_t line, column;
    lk_finding_range range;
    uint64_t file_hash; /* of the contents that it is about: lk_source_hash */
    const char *text;
} lk_finding_fix;

typedef struct lk_finding_note {
    lk_finding_place place;
    const char *message;
    uint8_t step, thread; /* as in lk_note */
    lk_finding_fix *fixes;
    uint32_t fix_count;
} lk_finding_note;

typedef struct lk_finding {
    const char *rule;
    lk_finding_place place;
    const char *message;
    const char *function; /* that it is about, or "" */
    uint64_t line_hash;   /* of the whole source line without its blanks */
    lk_finding_note *notes;
    uint32_t note_count;
    bool suppressed;
    /* Where comments look for it: its own place, and in a macro the place where the text was written. */
    const char *spelling_path;
    uint32_t spelling_offset;
} lk_finding;

/* Gives all paths of the finding another form. */
void lk_finding_rename(lk_finding *self, const char *(*rename)(void *context, const char *path), void *context);

/* The same for the functions of the statistics. */
void lk_partly_judged_rename(lk_lint_statistics *statistics, const char *(*rename)(void *context, const char *path),
                             void *context);

/* Resolves a diagnostic; the finding lives in `arena` and keeps nothing of the unit. */
lk_finding *lk_finding_make(lk_arena *arena, lk_unit *unit, const lk_diagnostic *diagnostic);

#endif
