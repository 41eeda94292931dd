/* depfile.h -- what a file was made of, as a rule that make and ninja read. */
#ifndef LK_DRIVER_DEPFILE_H
#define LK_DRIVER_DEPFILE_H

#include "driver/words.h"

/* Writes the rule `target: inputs` to `path`, beside and renamed; an input that is named twice stands there once. False
   and `*error` when it can't be written, or when a name has a line break in it, which such a rule can't hold. */
bool lk_depfile_write(lk_arena *arena, const char *path, const char *target, const lk_words *inputs,
                      const char **error);

#endif
