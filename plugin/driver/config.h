/* config.h -- the project's .clang-tidy, as far as it concerns locklint. */
#ifndef LK_DRIVER_CONFIG_H
#define LK_DRIVER_CONFIG_H

#include "base/arena.h"

#include <stdbool.h>

/* What holds for the files of one folder; NULL: the configuration doesn't say. */
typedef struct lk_config {
    const char *path; /* of the nearest file; NULL: there is none */
    const char *checks, *warnings_as_errors, *header_filter;
    const char *models, *blocking, *summaries; /* CheckOptions LocklintModels, ... */
} lk_config;

typedef struct lk_configs lk_configs;

/* Looks for files named .clang-tidy when asked; with `fixed` that file holds for all, and none is looked for. Files are
   read once. In `arena`. */
lk_configs *lk_configs_new(lk_arena *arena, const char *fixed);

/* What holds for the files in `directory` (absolute): the .clang-tidy there or in the nearest folder above, and where
   it has InheritParentConfig, those further up before it. NULL and `*error` ("FILE:LINE:COLUMN: message") when one of
   them can't be read. */
const lk_config *lk_configs_of(lk_configs *self, const char *directory, const char **error);

#endif
