/* totals.h -- what a whole run counted, and the one line that says it. */
#ifndef LK_REPORT_TOTALS_H
#define LK_REPORT_TOTALS_H

#include "report/coverage.h"
#include "report/unit_report.h"

typedef struct lk_totals {
    lk_arena *arena;
    uint32_t files;       /* given to clang, or tried */
    uint32_t parsed;      /* of these, not taken from the cache */
    uint32_t findings;    /* told */
    uint32_t errors;      /* of these, those that count as errors */
    uint32_t suppressed;  /* by NOLINT comments */
    uint32_t failed;      /* files not analysed */
    uint32_t with_errors; /* files that do not compile, analysed as far as possible */
    uint32_t incomplete;  /* functions judged only in part */
    uint32_t given_up;    /* functions given up by a bug of ours */
    uint32_t verify_failures;
    uint32_t filtered; /* findings in headers that the header filter leaves out */
    uint32_t outside;  /* findings that the line filter leaves out */
    uint32_t known;    /* findings that the baseline hides, or that were written to it */
    uint32_t stale;    /* entries of the baseline that no finding is met by */
    bool is_baseline_updated;
    uint32_t fixed, not_fixed; /* findings with a fix that was applied, or touches another's */
    uint32_t shaky;            /* findings with a fix in files of units with errors */
    uint32_t skipped_cxx, skipped_assembler, skipped_preprocessed, skipped_other; /* entries of the database */
    uint32_t excluded;
    LK_ARRAY(lk_api_count) apis;  /* locks taken, the most frequent API first after lk_totals_finish */
    uint32_t functions, followed; /* definitions; those followed on all their paths */
    uint32_t errors_inside;       /* not judged: clang reports an error inside */
    uint32_t unjudged;            /* not judged: in a file that could not be analysed */
    lk_coverage_all coverage;
    bool shows_coverage; /* it is told: the summary need not point to it */
    double seconds;
} lk_totals;

/* Adds what one unit counted (its findings are counted by who tells them). */
void lk_totals_add(lk_totals *self, const lk_lint_statistics *statistics);

/* After the last unit: the most frequent API first; finds what looks like locks. */
void lk_totals_finish(lk_totals *self);

/* "1,204"; in `arena`. */
const char *lk_totals_number(lk_arena *arena, uint64_t number);

/* Writes the summary: "412 files, 1,204 locks taken (pthread 1,150, arcmutex 54), 3 findings, 4.1 s". */
void lk_totals_write(lk_totals *self, FILE *out);

#endif
