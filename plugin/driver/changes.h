/* changes.h -- which lines are new since a commit. */
#ifndef LK_DRIVER_CHANGES_H
#define LK_DRIVER_CHANGES_H

#include "report/line_filter.h"

/* Asks git what the files in the work tree around the present directory have that they did not have where the present
   branch left `revision` (the merge base of it and HEAD; `revision` itself, when git knows none, as in a shallow
   clone). Files that are not tracked, and not ignored either, are new as a whole; a file that was only moved is not.
   Submodules have a history of their own, and are left out. Gives a filter with whole paths. False and `*error`, with a
   remedy, when that can't be done. In `arena`. */
bool lk_changes_since(lk_arena *arena, const char *revision, lk_line_filter *filter, const char **error);

#endif
