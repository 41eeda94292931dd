/* suggest.h -- "did you mean": the allowed word that is nearest to the one written. */
#ifndef LK_MODEL_SUGGEST_H
#define LK_MODEL_SUGGEST_H

#include "base/arena.h"

/* The end of a message about the unknown `word`: "; did you mean 'acquire'?" when an option is near enough, else
   "; LABEL: a, b, c" with all of them. Options may hold NULLs, which are skipped. In `arena`. */
const char *lk_suggest(lk_arena *arena, const char *word, const char *label, const char *const *options, size_t count);

#endif
