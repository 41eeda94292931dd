/* path.h -- one spelling for one file, and the shortest one for the reader. */
#ifndef LK_DRIVER_PATH_H
#define LK_DRIVER_PATH_H

#include "base/arena.h"

#include <stdbool.h>

/* The present directory under its names: the real one, and the one that the shell shows. */
typedef struct lk_here {
    const char *real, *logical; /* the same when there is but one; never NULL */
} lk_here;

/* Asks the system; in `arena`. "/" when the directory is gone. */
lk_here lk_here_now(lk_arena *arena);

/* `path` seen from `directory` (absolute), without "//", "/./" and, where no symbolic link is in the way, "/../". */
const char *lk_path_absolute(lk_arena *arena, const char *directory, const char *path);

/* An absolute path as the reader wants it: relative when it lies below the present directory. */
const char *lk_path_shown(lk_arena *arena, const lk_here *here, const char *path);

/* The path with all symbolic links followed; `path` itself when there is no such file. For comparing. */
const char *lk_path_real(lk_arena *arena, const char *path);

/* True when `path` is `directory` or lies below it (both real, or both absolute). */
bool lk_path_is_below(const char *path, const char *directory);

/* What follows the last slash. */
const char *lk_path_base(const char *path);

#endif
