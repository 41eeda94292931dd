/* names.h -- the words of the model language, by enumerator. */
#ifndef LK_MODEL_NAMES_H
#define LK_MODEL_NAMES_H

#include "model/effect.h"

typedef struct lk_words {
    const char *const *names; /* by enumerator */
    uint32_t count;
    const char *what; /* "mode": for messages */
} lk_words;

extern const lk_words lk_effect_words, lk_mode_words, lk_block_words, lk_yield_words, lk_lock_kind_words,
    lk_reentrancy_words;

/* The enumerator that a word names; false when it is none. */
bool lk_words_find(const lk_words *self, const char *word, uint8_t *value);

#endif
