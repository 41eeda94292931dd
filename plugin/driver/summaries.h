/* summaries.h -- the file that linking writes for those who judge single units. */
#ifndef LK_DRIVER_SUMMARIES_H
#define LK_DRIVER_SUMMARIES_H

#include "driver/store.h"
#include "lint/summaries.h"

/* Writes what `lint` found of the linked unit's functions; `key` is lk_link_key. False and `*error` when the file can't
   be written: then an older one stays as it is. */
bool lk_summaries_write(lk_arena *arena, const char *path, lk_lint *lint, lk_unit *unit, uint64_t key,
                        const char **error);

/* Opens a file; what it holds stays as long as the process. `show`, `here`, `there` and `context` are the caller's to
   set. NULL and `*error`, which begins with `shown`, when it can't be read or is no such file. */
lk_summaries *lk_summaries_open(lk_arena *arena, const char *path, const char *shown, const char **error);

/* Whether the file is there and was written by a link of this key. */
bool lk_summaries_are(lk_arena *arena, const char *path, uint64_t key);

/* Whether a file that says this of itself holds summaries. */
bool lk_summaries_is_about(const lk_about *about);

#endif
