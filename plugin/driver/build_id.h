/* build_id.h -- which build of the program this is. */
#ifndef LK_DRIVER_BUILD_ID_H
#define LK_DRIVER_BUILD_ID_H

#include "base/arena.h"

/* The linker's build id in hexadecimal; "" when the program has none. In `arena`. */
const char *lk_build_id(lk_arena *arena);

#endif
