/* unused.h -- --report-unused-suppressions: NOLINT comments that hid nothing in this run. */
#ifndef LK_CLI_UNUSED_H
#define LK_CLI_UNUSED_H

#include "driver/job.h"
#include "lint/unused.h"
#include "report/unit_report.h"

/* A finding that a comment hid, where that looked for it. */
typedef struct lk_hidden_finding {
    const char *path;
    lk_hidden hidden;
} lk_hidden_finding;

typedef struct lk_unused_search {
    lk_arena *arena;                        /* for what lasts as long as the run */
    LK_ARRAY(const char *) files, doubtful; /* with such comments; those of which not everything is known */
    LK_ARRAY(lk_hidden_finding) hidden;
} lk_unused_search;

/* Takes in a unit's report, and a finding that is suppressed. */
void lk_unused_search_unit(lk_unused_search *self, const lk_job *job, const lk_unit_report *report);
void lk_unused_search_finding(lk_unused_search *self, const lk_finding *finding);

/* After the last report: gives `tell` each comment that hides nothing, as a finding of `unused-suppression`, which
   lives in `scratch`. `mains_only`: a unit could not be read, so that nobody knows what it would have found in headers;
   `is_main` says which files are none, `is_on` whether findings of a rule (by index of lk_rule_at) are told there. */
typedef struct lk_unused_teller {
    void (*tell)(void *context, const lk_finding *finding);
    bool (*is_main)(void *context, const char *path);
    bool (*is_on)(void *context, const char *path, uint32_t rule);
    void *context;
} lk_unused_teller;
void lk_unused_search_end(lk_unused_search *self, lk_arena *scratch, bool mains_only, const lk_unused_teller *teller);

#endif
