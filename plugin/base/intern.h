/* intern.h -- one pointer for each distinct string. */
#ifndef LK_BASE_INTERN_H
#define LK_BASE_INTERN_H

#include "base/arena.h"

/* A set of strings in an arena; equal strings have equal pointers, so names are compared with ==. */
typedef struct lk_interner lk_interner;

/* Gives an empty set that lives in `arena`. */
lk_interner *lk_interner_new(lk_arena *arena);

/* Gives the one copy of the text (NUL-terminated, owned by the arena). */
const char *lk_intern(lk_interner *self, const char *text);
const char *lk_intern_n(lk_interner *self, const char *text, size_t length);

#endif
