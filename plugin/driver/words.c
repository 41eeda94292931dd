/* words.c -- a shell's quoting, without a shell. */
#include "driver/words.h"

#include <string.h>

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Copies one quoted stretch that begins at `*from`, which stands on the quote; false when it isn't closed. */
static bool copy_quoted(const char **from, const char *end, char **to) {
    char quote = *(*from)++;
    for (; *from < end && **from != quote; ++*from) {
        bool escapes = quote == '"' && **from == '\\' && *from + 1 < end && strchr("\"\\$`\n", (*from)[1]);
        *from += escapes;
        if (!escapes || **from != '\n')
            *(*to)++ = **from;
    }
    if (*from >= end)
        return false;
    ++*from;
    return true;
}

bool lk_words_split(lk_arena *arena, lk_words *words, const char *text, size_t size) {
    const char *from = text, *end = text + size;
    for (;;) {
        while (from < end && is_blank(*from))
            from++;
        if (from >= end)
            return true;
        char *word = lk_arena_alloc(arena, (size_t)(end - from) + 1), *to = word;
        while (from < end && !is_blank(*from)) {
            if (*from == '\'' || *from == '"') {
                if (!copy_quoted(&from, end, &to))
                    return false;
            } else if (*from == '\\' && from + 1 < end) {
                if (from[1] != '\n')
                    *to++ = from[1];
                from += 2;
            } else {
                *to++ = *from++;
            }
        }
        lk_array_push(arena, words, word);
    }
}
