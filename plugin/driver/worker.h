/* worker.h -- analysing one translation unit; runs in a process of its own. */
#ifndef LK_DRIVER_WORKER_H
#define LK_DRIVER_WORKER_H

#include "ast/tree_libclang.h"
#include "driver/job.h"
#include "lint/code.h"
#include "report/unit_report.h"

/* The same for all units; made before the first worker is. */
typedef struct lk_worker_options {
    const lk_models *models;
    const bool *rule_enabled; /* by index of lk_rule_at */
    uint32_t blocking;        /* as in lk_lint_options */
    bool wants_graph;         /* of the order of locks */
    bool is_edited;           /* for an editor: reports leave out `marked` and `shaky` */
    bool dumps_tree, dumps_ir, dumps_summaries, verifies;
    lk_here here;
    const char *made_by;           /* for unit files: this program and its models */
    const lk_summaries *summaries; /* of other files, as lk_summaries_open gives them; NULL: none */
    const char *depfile;           /* of the one unit file, NULL: none is wanted */
    const lk_words *made_of;       /* for it: files of the user's beside what clang reads */
} lk_worker_options;

/* Judges what is parsed, or makes its unit file. The report and `*lint` live in `arena`, and use all that is given.
   `kept` has the unit's functions already; NULL: they are visited. */
lk_unit_report *lk_worker_judge(lk_arena *arena, const lk_worker_options *options, const lk_job *job, lk_parse *parse,
                                const lk_kept *kept, lk_lint **lint);

/* How far a worker came. */
typedef enum lk_stage { LK_STAGE_PARSE, LK_STAGE_ANALYSE, LK_STAGE_REPORT } lk_stage;

/* Analyses the unit, or makes its unit file; `options` are lk_worker_options; the report lives in `arena`. Calls
 * `reached` at the beginning of each stage. */
lk_unit_report *lk_worker_analyse(lk_arena *arena, const void *options, const lk_job *job,
                                  void (*reached)(void *context, lk_stage stage), void *context);

#endif
