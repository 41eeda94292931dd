/* unit_report.h -- all that is said of one translation unit. */
#ifndef LK_REPORT_UNIT_REPORT_H
#define LK_REPORT_UNIT_REPORT_H

#include "lint/unit.h"
#include "report/finding.h"
#include "report/lock_graph.h"
#include "report/verify.h"

/* A message of clang's. */
typedef struct lk_unit_error {
    const char *path;
    uint32_t line, column; /* 0 when it has no place */
    const char *message;
} lk_unit_error;

typedef struct lk_unit_report {
    const char *failure; /* why the unit could not be analysed, NULL when it was (at least in part) */
    LK_ARRAY(lk_finding *) findings;
    LK_ARRAY(const char *) marked;  /* files with NOLINT comments that name our rules */
    LK_ARRAY(lk_unit_error) errors; /* the first few */
    uint32_t error_count;           /* of all */
    LK_ARRAY(const char *) shaky;   /* all files of a unit with errors: nobody can say what an edit of them does */
    lk_lint_statistics statistics;
    lk_verify_failures verify_failures;
    lk_lock_graph lock_graph; /* empty unless it is wanted */
    const char *dump;         /* of --dump-tree, --dump-ir, --dump-summaries; never NULL */
} lk_unit_report;

#endif
