/* sarif.h -- the findings of a run as a SARIF 2.1.0 log (OASIS standard), within the limits of GitHub code scanning. */
#ifndef LK_REPORT_SARIF_H
#define LK_REPORT_SARIF_H

#include "report/totals.h"

#include <jansson.h>

/* A log that grows. */
typedef struct lk_sarif lk_sarif;

/* How much of a kind a log may hold; what is over is left out, and the log says so. */
typedef struct lk_sarif_limits {
    uint32_t results;   /* of the run */
    uint32_t locations; /* of one result, related ones too */
    uint32_t steps;     /* locations of a result's code flows */
    uint32_t tags;      /* of a rule */
    uint32_t bytes;     /* of the file, once it is compressed with gzip */
} lk_sarif_limits;

/* What GitHub takes (its documentation, "SARIF support for code scanning"). */
extern const lk_sarif_limits lk_sarif_github;

/* Why a finding does not count. */
typedef enum lk_sarif_suppression {
    LK_SARIF_COUNTS,
    LK_SARIF_IN_SOURCE, /* by a NOLINT comment */
    LK_SARIF_EXTERNAL   /* by the baseline */
} lk_sarif_suppression;

/* What the tool says of its own work. */
typedef enum lk_sarif_kind {
    LK_SARIF_FILE_NOT_ANALYSED,
    LK_SARIF_FILE_WITH_ERRORS,
    LK_SARIF_COMPILE_ERROR,
    LK_SARIF_JUDGED_IN_PART,
    LK_SARIF_GIVEN_UP,
    LK_SARIF_ANNOTATION,
    LK_SARIF_LEFT_OUT
} lk_sarif_kind;

/* The log itself. */
typedef struct lk_sarif_run {
    const char *root; /* of the sources, absolute */
    int exit_status;
    const char *exit_meaning;
    lk_totals *totals; /* finished */
} lk_sarif_run;

/* An empty log; the caller frees it with lk_sarif_free. `limits` must outlive it. NULL when there is no memory. */
lk_sarif *lk_sarif_new(const lk_sarif_limits *limits);
void lk_sarif_free(lk_sarif *self);

/* Adds a finding, whose paths are relative to the root, or absolute outside of it; nothing of it is kept. */
void lk_sarif_finding(lk_sarif *self, const lk_finding *finding, bool is_error, lk_sarif_suppression suppression);

/* Adds a file that was to be analysed. */
void lk_sarif_unit(lk_sarif *self, const char *path);

/* Adds what the tool says of its work. `path` "": about no file; line 0: about no place in it. */
void lk_sarif_notify(lk_sarif *self, lk_sarif_kind kind, const char *path, uint32_t line, const char *message);

/* What became of it. */
typedef struct lk_sarif_written {
    uint32_t left_out; /* findings, steps, places and tags that the limits had no room for; the log says so */
    bool is_over_size; /* before compression */
} lk_sarif_written;

/* Writes the log. */
lk_sarif_written lk_sarif_write(lk_sarif *self, FILE *out, const lk_sarif_run *run);

#endif
