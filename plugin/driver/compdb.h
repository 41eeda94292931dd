/* compdb.h -- the compilation database: compile_commands.json. */
#ifndef LK_DRIVER_COMPDB_H
#define LK_DRIVER_COMPDB_H

#include "driver/words.h"

/* One entry. */
typedef struct lk_command {
    const char *directory; /* absolute */
    const char *file;      /* absolute */
    lk_words words;        /* the compiler and its arguments */
} lk_command;

typedef struct lk_compdb {
    const char *path;
    LK_ARRAY(lk_command) commands;
} lk_compdb;

/* Reads the file. False and `*error` ("PATH:LINE:COLUMN: ...", in `arena`) when it can't be read or is wrong. */
bool lk_compdb_read(lk_arena *arena, const char *path, lk_compdb *self, const char **error);

/* Finds the file for `start` (a file or directory that need not exist): in its directory or in one above, or in
   their folder build. NULL when there is none. */
const char *lk_compdb_find(lk_arena *arena, const char *start);

/* The file that -p means, by its name or its folder's, whether it is there or not; with `named` NULL, lk_compdb_find.
 */
const char *lk_compdb_locate(lk_arena *arena, const char *named, const char *start);

/* The folder that the database is in, absolute, with a slash at its end: settings and the cache begin there. `here`
   when no database was read. */
const char *lk_compdb_folder(lk_arena *arena, const lk_compdb *self, const char *here);

/* The folder beside it in which unit files are kept, NULL when no database was read. */
const char *lk_compdb_cache(lk_arena *arena, const lk_compdb *self);

#endif
