/* pointers.h -- what pointers to functions can hold: variables and members that are given one function only, and
   constant tables. Private to flow/. */
#ifndef LK_FLOW_POINTERS_H
#define LK_FLOW_POINTERS_H

#include "flow/value.h"

typedef struct lk_pointers lk_pointers;

/* Knows of nothing yet. In `arena`. */
lk_pointers *lk_pointers_new(lk_arena *arena);

/* Takes in the stores of a function; all functions before the first question. */
void lk_pointers_add(lk_pointers *self, const lk_ir *ir);

/* Takes in the initialisers of the unit's variables. */
void lk_pointers_add_initializers(lk_pointers *self, const lk_unit *unit);

/* To an archive, or from one: then what both know counts. */
struct lk_archive;
void lk_pointers_code(lk_pointers *self, struct lk_archive *archive, const lk_unit *unit);

/* The one function that memory read as `value` (a LOAD) can hold, NULL when that isn't certain. */
const lk_decl *lk_pointers_target(const lk_pointers *self, const lk_value *value);

/* The variable or member that a place is, NULL when it is neither. */
const lk_decl *lk_pointers_place(const lk_place *place);

/* The functions that are put into a variable or member, whether or not there may be others. */
uint32_t lk_pointers_count(const lk_pointers *self, const lk_decl *place);
const lk_decl *lk_pointers_at(const lk_pointers *self, const lk_decl *place, uint32_t index);

#endif
