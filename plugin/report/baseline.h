/* baseline.h -- findings that are known: a file that people read, compare and edit, one finding a line. */
#ifndef LK_REPORT_BASELINE_H
#define LK_REPORT_BASELINE_H

#include "report/finding.h"

typedef struct lk_baseline lk_baseline;

/* A known finding. */
typedef struct lk_baseline_entry {
    const char *line;        /* as it stands in the file: "PATH: in 'FUNCTION': MESSAGE [locklint-RULE FINGERPRINT]" */
    const char *path;        /* encoded, as lk_baseline_path gives it */
    const char *rule;        /* without "locklint-" */
    const char *fingerprint; /* of lk_fingerprint */
    uint32_t number;         /* of the line; 0: not from the file */
    bool is_met;             /* a finding of this run is this one */
} lk_baseline_entry;

/* An empty one. In `arena`. */
lk_baseline *lk_baseline_new(lk_arena *arena);

/* Adds the entries of a file's text. False and `*error`, "FILE:LINE: what is wrong, and what would be right". */
bool lk_baseline_read(lk_baseline *self, const char *file, const char *text, size_t size, const char **error);

/* Whether a finding is known. Entries that are alike stand for as many findings: each is met once. */
bool lk_baseline_meet(lk_baseline *self, const char *fingerprint);

/* Adds a finding of this run, whose path is relative to the root of the sources; it counts as met. */
void lk_baseline_add(lk_baseline *self, const lk_finding *finding, const char *fingerprint);

uint32_t lk_baseline_count(const lk_baseline *self);
const lk_baseline_entry *lk_baseline_at(const lk_baseline *self, uint32_t index);

/* Takes away an entry: it is not written. */
void lk_baseline_drop(lk_baseline *self, uint32_t index);

/* Writes the file, sorted. */
void lk_baseline_write(lk_baseline *self, FILE *out);

/* A path as entries write it: ':' and what is no character are percent-encoded. In `arena`. */
const char *lk_baseline_path(lk_arena *arena, const char *path);

#endif
