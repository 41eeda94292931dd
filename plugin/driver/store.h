/* store.h -- where unit files are kept between runs: a folder with one file for each unit. */
#ifndef LK_DRIVER_STORE_H
#define LK_DRIVER_STORE_H

#include "driver/job.h"
#include "lint/unit_file.h"

typedef struct lk_store lk_store;

/* Keeps them in `directory`, which is made when it isn't there; NULL: in a temporary one, which lk_store_close removes.
   `made_by` names all that the files depend on beside their sources: this program, and the models. NULL and `*error`
   when the folder can't be made. */
lk_store *lk_store_open(lk_arena *arena, const char *directory, const char *made_by, const char **error);
void lk_store_close(lk_store *self);

/* The file of a unit. */
const char *lk_store_path(lk_arena *arena, const lk_store *self, const lk_job *job);

/* Whether the unit's file is there, whole, and what would be made now: by the same program with the same flags and
   models from the same sources. Then finds its parts, which stay until they are forgotten; else they are
   empty. */
bool lk_store_find(lk_store *self, const lk_job *job, lk_section parts[LK_PARTS]);

/* Reads a unit file; NULL when it is well, else what is wrong. */
const char *lk_store_read(lk_arena *arena, const char *path, lk_section parts[LK_PARTS]);

/* Lets go of what lk_store_read or lk_store_find found: the parts are empty then. Nothing, if they are. */
void lk_store_forget(lk_section parts[LK_PARTS]);

/* The last report that was kept, when it is of this key: its text, in `arena`; else NULL. One is kept, and nothing
   where the folder is a temporary one. */
const char *lk_store_last(lk_arena *arena, const lk_store *self, uint64_t key);
void lk_store_keep(lk_arena *arena, const lk_store *self, uint64_t key, const char *text);

/* Writes beside, then renames. False and `*error`. */
bool lk_store_write(lk_arena *arena, const char *path, const lk_bytes *bytes, const char **error);

/* The part ABOUT. */
typedef struct lk_about {
    const char *made_by, *shown, *output;
    uint64_t command; /* lk_store_command */
} lk_about;
lk_section lk_about_write(lk_arena *arena, const lk_about *about);
bool lk_about_read(lk_arena *arena, const lk_section *section, lk_about *about);

/* A hash of the flags and the directory. */
uint64_t lk_store_command(const lk_job *job);

/* The part INPUTS: files and hashes of their contents. */
void lk_inputs_add(lk_bytes *inputs, const char *path, uint64_t hash);
void lk_inputs_visit(lk_arena *arena, const lk_section *inputs,
                     void (*visit)(void *context, const char *path, uint64_t hash), void *context);

#endif
