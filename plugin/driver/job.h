/* job.h -- the list of translation units to analyse. */
#ifndef LK_DRIVER_JOB_H
#define LK_DRIVER_JOB_H

#include "driver/arguments.h"
#include "driver/compdb.h"
#include "driver/path.h"

/* One translation unit. */
typedef struct lk_job {
    const char *path;      /* as it goes to clang */
    const char *shown;     /* as it goes to the reader */
    const char *directory; /* of the flags; NULL: the present one */
    const char *output;    /* the directory that the object goes to; "" when not known */
    lk_words flags;
    const char
        *unit_file; /* what linking needs goes there, and nothing is judged; NULL: the unit is judged by itself */
    const char *spare_file; /* where it goes when it can't be written there; may be NULL */
} lk_job;

typedef LK_ARRAY(lk_job) lk_jobs;

/* What is wanted. */
typedef struct lk_selection {
    lk_words files;    /* files and directories as given; none: the whole database */
    lk_words excludes; /* patterns over shown and absolute paths; `*` matches `/` too */
    lk_words extra_before, extra;
    const lk_words *flags;   /* from behind `--`: no database is used; NULL otherwise */
    const lk_compdb *compdb; /* NULL exactly when `flags` is set */
    lk_here here;
} lk_selection;

/* What became of it. */
typedef struct lk_selected {
    lk_jobs jobs;                       /* in the database's order, each file with the same flags once */
    uint32_t skipped[LK_COMPILE_KINDS]; /* entries that are no C compilation */
    uint32_t excluded, repeated;
    LK_ARRAY(const char *) problems; /* one line for each file that can't be analysed; the others go on */
} lk_selected;

/* Chooses the jobs; everything lives in `arena`. */
void lk_select(lk_arena *arena, const lk_selection *selection, lk_selected *selected);

#endif
