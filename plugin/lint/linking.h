/* linking.h -- units that are not judged by themselves: taken apart into unit files, and put together again. */
#ifndef LK_LINT_LINKING_H
#define LK_LINT_LINKING_H

#include "flow/knowledge.h"
#include "lint/unit.h"
#include "lint/unit_file.h"

/* Instead of judging: what was taken in, as the parts of a unit file that hold functions and what was learned; counts
   what there is to count without following paths. `path_of` gives the paths that files are named by. */
void lk_lint_pack(lk_lint *self, lk_unit *unit, lk_path_of *path_of, void *context, lk_section parts[LK_PARTS]);

/* For program.h: the functions of packed units, whose calls and initialisers were counted before. */
lk_knowledge *lk_lint_knowledge(lk_lint *self);
bool lk_lint_wants_summaries(const lk_lint *self);
bool lk_lint_wants_guards(const lk_lint *self); /* all accesses to what a lock may guard */
lk_ir *const *lk_lint_functions(const lk_lint *self, uint32_t *count);
void lk_lint_add(lk_lint *self, lk_ir *ir);
void lk_lint_judge(lk_lint *self, lk_unit *unit);

#endif
