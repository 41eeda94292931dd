/* borrow.h -- compile flags for a file that the database does not know: those of a file that is near to it. */
#ifndef LK_DRIVER_BORROW_H
#define LK_DRIVER_BORROW_H

#include "driver/job.h"

/* Whether the name is that of a header. */
bool lk_path_is_header(const char *path);

/* The unit of the file at `path` (absolute) with the flags of another file of the database: for a header of one that
   includes it, if that is found, else of the one that lies nearest. `selection` says what there is to choose from; its
   files do not matter. False when the database compiles no C. */
bool lk_borrow(lk_arena *arena, const lk_selection *selection, const char *path, lk_job *job);

#endif
