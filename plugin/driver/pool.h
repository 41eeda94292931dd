/* pool.h -- analysing many translation units, each in a process of its own. */
#ifndef LK_DRIVER_POOL_H
#define LK_DRIVER_POOL_H

#include "driver/worker.h"

typedef struct lk_pool_options {
    unsigned workers; /* at most so many at once; not 0 */
    unsigned timeout; /* seconds for one unit; 0: none */
    bool is_verbose;  /* let the workers write to stderr */
    /* Does one job in its process; lk_worker_analyse, or lk_link. */
    lk_unit_report *(*analyse)(lk_arena *arena, const void *options, const lk_job *job,
                               void (*reached)(void *context, lk_stage stage), void *context);
    const void *worker; /* the options of `analyse` */
    /* Receives the reports in the order of the jobs, each as soon as those before it are there. */
    void (*receive)(void *context, const lk_job *job, const lk_unit_report *report);
    void *context;
} lk_pool_options;

/* Analyses all jobs. A worker that crashes or takes too long costs its unit: the report says so. Gives 0, or the number
   of the signal (SIGINT, SIGTERM, SIGHUP) that ended it; then all workers are gone, and the caller ends too. */
int lk_pool_run(const lk_jobs *jobs, const lk_pool_options *options);

/* How many processors this process may use. */
unsigned lk_pool_processors(void);

#endif
