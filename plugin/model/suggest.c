/* suggest.c -- edit distance (Levenshtein, with swapped neighbours) over short words. */
#include "model/suggest.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_WORD = 63 };

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* Both words are at most LONGEST_WORD long. */
static size_t distance(const char *a, const char *b) {
    size_t rows[LONGEST_WORD + 1][LONGEST_WORD + 1];
    size_t a_length = strlen(a), b_length = strlen(b);
    for (size_t i = 0; i <= a_length; i++)
        rows[i][0] = i;
    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_length; i++)
        for (size_t j = 1; j <= b_length; j++) {
            size_t replaced = rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            rows[i][j] = least(replaced, 1 + least(rows[i - 1][j], rows[i][j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                rows[i][j] = least(rows[i][j], rows[i - 2][j - 2] + 1);
        }
    return rows[a_length][b_length];
}

static const char *nearest(const char *word, const char *const *options, size_t count) {
    size_t length = strlen(word);
    if (length > LONGEST_WORD)
        return NULL;
    const char *best = NULL;
    size_t best_distance = 1 + (length < 3 ? 1 : length / 3);
    for (size_t i = 0; i < count; i++) {
        if (!options[i] || strlen(options[i]) > LONGEST_WORD)
            continue;
        size_t away = distance(word, options[i]);
        if (away < best_distance && away < least(length, strlen(options[i]))) {
            best = options[i];
            best_distance = away;
        }
    }
    return best;
}

const char *lk_suggest(lk_arena *arena, const char *word, const char *label, const char *const *options, size_t count) {
    const char *best = nearest(word, options, count);
    if (best)
        return lk_arena_printf(arena, "; did you mean '%s'?", best);
    const char *list = "";
    for (size_t i = 0; i < count; i++)
        if (options[i] && *options[i])
            list = lk_arena_printf(arena, "%s%s%s", list, *list ? ", " : "", options[i]);
    return lk_arena_printf(arena, "; %s: %s", label, list);
}
