/* link.h -- judging many units as one program, from their unit files. */
#ifndef LK_DRIVER_LINK_H
#define LK_DRIVER_LINK_H

#include "driver/job.h"
#include "driver/pool.h"
#include "driver/worker.h"
#include "lint/unit_file.h"

/* A unit to link. */
typedef struct lk_linked {
    lk_section parts[LK_PARTS];
    const char *shown, *output;
    uint64_t command; /* lk_store_command */
} lk_linked;

typedef LK_ARRAY(lk_linked) lk_linked_units;

typedef struct lk_link_options {
    const lk_worker_options *worker;
    const lk_linked_units *units;
    const char *summaries; /* where to write what the functions do; NULL: nowhere */
    uint64_t key;          /* lk_link_key, which the summaries are marked with */
    lk_lint_watch *watch;  /* set by lk_link_run */
} lk_link_options;

/* A hash of all that the report depends on. */
uint64_t lk_link_key(const lk_link_options *options);

/* Judges them; a function for lk_pool_options. The report's findings are in the order of the units. */
lk_unit_report *lk_link(lk_arena *arena, const void *options, const lk_job *job,
                        void (*reached)(void *context, lk_stage stage), void *context);

/* Runs `pool->analyse` (lk_link) over the program in a process of its own, by the options of the pool; the report goes
   to its receiver. When the process crashes in a function, this is done again without it, up to LK_MOST_LEFT_OUT times:
   the report counts it as given up. Gives what lk_pool_run gives. */
int lk_link_run(const lk_pool_options *pool, lk_link_options *options, const lk_job *job);

#endif
