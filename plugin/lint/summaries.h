/* summaries.h -- what the functions of a linked program do, as a file: units that are judged alone read it, and know
   then what their callees in other files do. */
#ifndef LK_LINT_SUMMARIES_H
#define LK_LINT_SUMMARIES_H

#include "lint/linking.h"

/* ---- writing ---- */

/* After lk_lint_judge with `wants_summaries`: fills the tables, DEFINITIONS (external functions and where each begins),
   CODE (their summaries) and LEARNED. Functions of which there are several of one name are left out. */
void lk_lint_pack_summaries(lk_lint *self, lk_unit *unit, lk_path_of *path_of, void *context,
                            lk_section parts[LK_PARTS]);

/* ---- reading ---- */

/* The parts of a file, which have to stay. */
struct lk_summaries {
    lk_section parts[LK_PARTS];
    const char *shown;        /* the file's name, for messages */
    lk_path_of *show;         /* what messages call a file of the unit */
    lk_path_of *here, *there; /* as lk_merge_know wants them */
    void *context;
};

/* Before judging a unit that is not linked: takes in what was learned of the whole program, and what the functions do
   that `self` calls and does not define. What stands in a file that has changed since is not believed. Gives the first
   such file's path, NULL when there is none; `is_damaged` is set when the parts hold what can't be, and then nothing
   more is taken in. */
const char *lk_lint_take_summaries(lk_lint *self, lk_unit *unit, const lk_summaries *summaries, bool *is_damaged);

#endif
