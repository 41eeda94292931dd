/* whole.h -- a whole file as a text, and all of a text into a file. */
#ifndef LK_BASE_WHOLE_H
#define LK_BASE_WHOLE_H

#include "base/arena.h"

#include <stdbool.h>

/* The bytes of the file, with a NUL behind them, in `arena`; NULL and errno when it can't be read. */
char *lk_read_whole(lk_arena *arena, const char *path, size_t *size);

/* Writes all of the text to an open file; false and errno when that can't be done. */
bool lk_write_whole(int file, const char *text, size_t size);

#endif
