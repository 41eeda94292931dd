/* telling.h -- what comes out of a run, unit by unit. */
#ifndef LK_CLI_TELLING_H
#define LK_CLI_TELLING_H

#include "base/map.h"
#include "cli/unused.h"
#include "driver/job.h"
#include "driver/settings.h"
#include "report/baseline.h"
#include "report/export.h"
#include "report/fixes.h"
#include "report/json.h"
#include "report/line_filter.h"
#include "report/lock_graph.h"
#include "report/sarif.h"
#include "report/text.h"

#include <regex.h>

typedef struct lk_telling {
    lk_arena *arena; /* for what lasts as long as the run */
    const lk_options *options;
    const lk_settings *settings;
    lk_text findings, remarks; /* to the output, and to stderr */
    lk_json *json;             /* NULL unless the format is JSON */
    lk_sarif *sarif;           /* NULL unless the format is SARIF */
    lk_totals totals;
    bool is_linked;               /* --verify compares all files at once, and no file is expected to have errors */
    lk_lock_graph graph;          /* of the order of locks, of all units */
    const regex_t *header_filter; /* NULL: all headers */
    const lk_line_filter *lines;  /* NULL: all lines */
    lk_here here, root;           /* the present directory; the root of the sources, for SARIF and fingerprints */
    lk_unused_search unused;      /* for --report-unused-suppressions */
    lk_fixes fixes;               /* for --fix, after lk_telling_fixes */
    LK_ARRAY(lk_finding_note) proposed; /* for --fix: what is to be fixed, if it may be */
    lk_map *shaky;                      /* files that may not be edited, by real path; NULL: nothing is to be fixed */
    lk_export *export;                  /* NULL: none */
    lk_baseline *baseline;              /* NULL: none */
    lk_map *judged; /* by path from the root: the files whose findings are all here; NULL: no baseline */
    void *told;     /* keys of what was told, a tree of tsearch(3) */
    void *mains;    /* shown paths of the units: all but these are headers */
} lk_telling;

/* Tells one unit's report; what an earlier unit said in a shared header is not said again. */
void lk_telling_unit(lk_telling *self, const lk_job *job, const lk_unit_report *report);

/* Tells what the units said together. */
void lk_telling_link(lk_telling *self, const lk_job *job, const lk_unit_report *report);

/* After the last report on a program: which entries of the baseline are stale. `is_whole`: all its files were to be
   analysed. */
void lk_telling_baseline(lk_telling *self, bool is_whole, const bool *rule_enabled);

/* After the last finding: decides which fixes are made. Gives how many files are left as they are since units that they
   are in have errors; tells `fail` of each. */
uint32_t lk_telling_fixes(lk_telling *self, void (*fail)(void *context, const char *path, const char *reason),
                          void *context);

/* After the last report on a program: NOLINT comments that hid nothing. */
void lk_telling_unused(lk_telling *self);

/* Tells of a file that never became a unit: its path, or "", and why. */
void lk_telling_problem(lk_telling *self, const char *problem);

/* Notes the path of a unit, before the first report. */
void lk_telling_main(lk_telling *self, const char *shown);

/* Frees what the arena doesn't hold. */
void lk_telling_end(lk_telling *self);

#endif
