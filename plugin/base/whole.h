/* whole.h -- a whole file as a text. */
#ifndef LK_BASE_WHOLE_H
#define LK_BASE_WHOLE_H

#include "base/arena.h"

/* The bytes of the file, with a NUL behind them, in `arena`; NULL and errno when it can't be read. */
char *lk_read_whole(lk_arena *arena, const char *path, size_t *size);

#endif
