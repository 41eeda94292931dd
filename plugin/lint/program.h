/* program.h -- many units as one: their unit files are put together, and the rules run over what matters of them. */
#ifndef LK_LINT_PROGRAM_H
#define LK_LINT_PROGRAM_H

#include "lint/unit.h"
#include "lint/unit_file.h"

typedef struct lk_program lk_program;

/* An empty one in `arena`; `models` must be those that the unit files were made with. */
lk_program *lk_program_new(lk_arena *arena, const lk_models *models);

/* Adds a unit. `output` is the directory that its object goes to, `command` a hash of how it is compiled. Of functions
   of one name, a unit means its own, else the one whose output is nearest to its own; of several as near, that of a
   unit which is compiled alike (build systems put variants of a program side by side); and where that leaves several,
   none. Everything has to stay. */
void lk_program_add(lk_program *self, const lk_section parts[LK_PARTS], const char *output, uint64_t command);

/* Puts them together into `lint`, and reads the functions that have to do with locks. Gives the unit, which
   lk_lint_judge is to get. A unit whose file holds what can't be is left out: lk_program_broken tells of it. */
lk_unit *lk_program_link(lk_program *self, lk_lint *lint);
bool lk_program_is_broken(const lk_program *self, uint32_t index);

/* Functions in all units, and those whose code was read. */
uint32_t lk_program_function_count(const lk_program *self);
uint32_t lk_program_read_count(const lk_program *self);

#endif
