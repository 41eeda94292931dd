/* words.h -- splitting a command line into words by the rules of the POSIX shell. */
#ifndef LK_DRIVER_WORDS_H
#define LK_DRIVER_WORDS_H

#include "base/array.h"

#include <stdbool.h>

typedef LK_ARRAY(const char *) lk_words;

/* Appends the words of the text: blanks separate, '...', "..." and \ quote; nothing is expanded. False when a quote is
   not closed (the words before it are appended). Words in `arena`. */
bool lk_words_split(lk_arena *arena, lk_words *words, const char *text, size_t size);

#endif
