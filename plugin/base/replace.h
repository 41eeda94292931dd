/* replace.h -- giving a file new contents, all of them or none. */
#ifndef LK_BASE_REPLACE_H
#define LK_BASE_REPLACE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdio.h>

/* New contents, which stand beside the file until they are whole, and then take its name. What is no regular file (a
   terminal, a pipe) can't be replaced: it is written to. All zero: nothing is open. */
typedef struct lk_replacement {
    FILE *file; /* to be written to; not to be closed */
    const char *path, *beside;
} lk_replacement;

/* Begins; false and errno when that can't be done. They will have the rights of the file that is there, or those of any
   new file. `path` has to live as long as `self`, and so has `arena`. */
bool lk_replacement_open(lk_arena *arena, lk_replacement *self, const char *path);

/* Gives them the name. False and errno when something could not be written: then the file is as it was, and nothing is
   left beside it. */
bool lk_replacement_commit(lk_replacement *self);

/* Throws them away; nothing when none is open. */
void lk_replacement_discard(lk_replacement *self);

/* All three in one; as lk_replacement_commit. */
bool lk_replace(lk_arena *arena, const char *path, const void *bytes, size_t size);

#endif
