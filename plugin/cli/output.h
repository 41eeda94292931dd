/* output.h -- where the findings go. */
#ifndef LK_CLI_OUTPUT_H
#define LK_CLI_OUTPUT_H

#include "base/replace.h"

/* Standard output, or a file that appears under its name only when it is complete. */
typedef struct lk_output {
    FILE *file;
    lk_replacement replacement; /* not open: standard output */
} lk_output;

/* Opens; false and `*error` when that can't be done. `path` NULL: standard output. */
bool lk_output_open(lk_arena *arena, lk_output *self, const char *path, const char **error);

/* Writes what is left and gives the file its name; false and `*error` when something could not be written. */
bool lk_output_commit(lk_arena *arena, lk_output *self, const char **error);

/* Throws the file away. */
void lk_output_discard(lk_output *self);

#endif
