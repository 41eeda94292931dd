/* line_filter.h -- which lines findings are told of: files with ranges of lines, as clang-tidy's --line-filter has
 * them. */
#ifndef LK_REPORT_LINE_FILTER_H
#define LK_REPORT_LINE_FILTER_H

#include "base/array.h"

#include <stdbool.h>

typedef struct lk_line_range {
    uint32_t first, last; /* from 1; both belong to it */
} lk_line_range;

typedef struct lk_line_file {
    const char *name;
    LK_ARRAY(lk_line_range) ranges; /* none: the whole file */
} lk_line_file;

typedef struct lk_line_filter {
    LK_ARRAY(lk_line_file) files;
    /* True: names are whole paths, links followed, and lk_line_filter_sort has sorted them; no file: nothing is told.
       False, clang-tidy's way: a name is the end of a path, the first file that fits decides; no file: all is told. */
    bool has_whole_paths;
} lk_line_filter;

/* Reads clang-tidy's format: [{"name": "file.c", "lines": [[1, 3], [5, 7]]}, ...]. False and `*error`, with the place
   and what would be right, when it is something else. As for clang-tidy, an empty text is an empty list. In `arena`. */
bool lk_line_filter_read(lk_arena *arena, const char *text, lk_line_filter *self, const char **error);

/* Sorts whole paths; each path must be there but once. */
void lk_line_filter_sort(lk_line_filter *self);

/* True when the line of the file is one of those. */
bool lk_line_filter_has(const lk_line_filter *self, const char *path, uint32_t line);

#endif
