/* host.h -- one run of all rules over a unit that the host has parsed; what clang-tidy and clang have in common. */
#ifndef LK_TIDY_HOST_H
#define LK_TIDY_HOST_H

#ifdef __cplusplus
extern "C" {
#endif

#include "lint/unit.h"

typedef struct lk_host_job {
    void *ast_context;               /* a clang::ASTContext */
    const char *summaries;           /* the file of summaries; "" or NULL for none */
    const char *model_files;         /* separated by semicolons; "" or NULL for none beside the shipped ones */
    const char *directory;           /* relative files start here; NULL: at the working directory */
    const bool *rule_enabled;        /* by index of lk_rule_at */
    const char *blocking;            /* kinds of waiting, as lk_blocking_read wants them; NULL: the usual ones */
    const char *tree_file, *ir_file; /* where the dumps go; NULL: none */
} lk_host_job;

/* The outcome: owns all that hangs on it. */
typedef struct lk_host_run {
    lk_arena *arena;
    const char *directory; /* of relative names */
    lk_unit *unit;
    lk_lint *lint;     /* NULL after an error, and when the unit has nothing to do with locks */
    const char *error; /* what is wrong with a model file or a dump's file, as "FILE:LINE:COLUMN: message"; else NULL */
    const char *warning; /* what is wrong with the file of summaries, without which the run goes on; else NULL */
} lk_host_run;

/* Runs the rules. Never NULL; the caller frees with lk_host_free. Nothing of `job` is kept. */
lk_host_run *lk_host_start(const lk_host_job *job);
void lk_host_free(lk_host_run *self);

/* Sets enabled[i] for each rule: its own default, then the patterns over its name "locklint-<rule>" in turn. */
void lk_host_choose(const char *globs, bool *enabled);

#ifdef __cplusplus
}
#endif

#endif
