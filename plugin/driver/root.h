/* root.h -- the folder that a project's paths begin at. */
#ifndef LK_DRIVER_ROOT_H
#define LK_DRIVER_ROOT_H

#include "driver/path.h"

/* The root of git's work tree around the present directory, under both its names; the present directory where there is
   no work tree, or no git. In `arena`. */
lk_here lk_root_find(lk_arena *arena, const lk_here *here);

#endif
