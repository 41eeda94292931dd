/* project.h -- what a run works on: the compilation database, the configuration, the models, what other files do. */
#ifndef LK_DRIVER_PROJECT_H
#define LK_DRIVER_PROJECT_H

#include "driver/settings.h"
#include "driver/worker.h"

typedef struct lk_project {
    lk_arena *arena;
    const lk_options *options;
    lk_here here;
    lk_compdb compdb; /* without path: none is used */
    lk_selected selected;
    lk_settings settings;
    uint32_t blocking; /* kinds, as in lk_lint_options */
    lk_models *models;
    uint64_t models_hash;          /* of the user's */
    const lk_summaries *summaries; /* NULL: none */
    const char *remark;            /* what is wrong with summaries that nobody asked for; NULL: nothing */
} lk_project;

/* Finds and reads the database: the one that -p names, or else the one nearest to `start`. False and `*error`, which
   says how to get one. */
bool lk_project_find_database(lk_project *self, const char *start, const char **error);

/* Chooses the units that the options ask for, with the database unless flags are given. False and `*error` when none is
   left. */
bool lk_project_select(lk_project *self, const char **error);

/* Reads what says how to judge the selected units: .clang-tidy, models, summaries. False and `*error`. */
bool lk_project_configure(lk_project *self, const char **error);

/* The folder for unit files; NULL: none is kept. */
const char *lk_project_cache(const lk_project *self);

/* How workers are to judge; all of it belongs to the project. */
lk_worker_options lk_project_worker(const lk_project *self);

#endif
