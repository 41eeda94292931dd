/* diff.h -- reading what `git diff` writes. */
#ifndef LK_DRIVER_DIFF_H
#define LK_DRIVER_DIFF_H

#include "report/line_filter.h"

#include <stdio.h>

/* Appends to `filter` the files of a diff in git's format (prefixes a/ and b/), with the lines that are new, as whole
   paths below `top`. Where lines were only taken away, the line before and the line behind the gap count as new: what
   they now do wrong is told there. Deleted files, binary files and mere renames give nothing. False and `*error` when
   it is no such diff. Strings in `arena`. */
bool lk_diff_read(lk_arena *arena, FILE *diff, const char *top, lk_line_filter *filter, const char **error);

#endif
