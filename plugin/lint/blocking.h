/* blocking.h -- which kinds of waiting count as too slow for a critical section. */
#ifndef LK_LINT_BLOCKING_H
#define LK_LINT_BLOCKING_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* Sets of lk_block_kind: 1 << kind. Regular files, streams and loading are mostly quick and not in the default. */
uint32_t lk_blocking_default(void);

/* Changes `*kinds` by a list such as "file,stdio,-join": each word adds its kind, or takes it away behind a minus.
   False and `*error` (in `arena`) on a word that is none. */
bool lk_blocking_read(lk_arena *arena, const char *list, uint32_t *kinds, const char **error);

#endif
