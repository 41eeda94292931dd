/* run.h -- one run over the selected units: each by itself, or all as one program. */
#ifndef LK_CLI_RUN_H
#define LK_CLI_RUN_H

#include "cli/telling.h"
#include "driver/worker.h"

typedef struct lk_run {
    lk_arena *arena;
    const lk_options *options;
    lk_worker_options worker;
    lk_selected selected;
    const char *cache; /* the folder for unit files; NULL: none is kept */
    lk_telling *telling;
} lk_run;

/* Analyses all selected units and tells what it finds. Units that are more than one are linked, unless something of
   each is to be shown. Gives 0, or the signal that ended it; `*error` when it could not begin. */
int lk_run_units(lk_run *self, const char **error);

/* Writes the unit file of the one selected unit to `path`. */
int lk_run_emit(lk_run *self, const char *path, const char **error);

/* Links unit files and tells what it finds. */
int lk_run_link(lk_run *self, const lk_words *files, const char **error);

#endif
