/* blocking.c -- reads the list of kinds. */
#include "lint/blocking.h"

#include "model/names.h"
#include "model/suggest.h"

#include <string.h>

uint32_t lk_blocking_default(void) {
    uint32_t quick = 1u << LK_BLOCK_FILE | 1u << LK_BLOCK_STDIO | 1u << LK_BLOCK_LOADER;
    return ~quick;
}

bool lk_blocking_read(lk_arena *arena, const char *list, uint32_t *kinds, const char **error) {
    while (*list) {
        uint8_t kind;
        bool takes_away = *list == '-';
        size_t length = strcspn(list, ",;");
        const char *word = lk_arena_strndup(arena, list + takes_away, length - takes_away);
        if (length > 0 && !lk_words_find(&lk_block_words, word, &kind)) {
            *error = lk_arena_printf(arena, "unknown kind of waiting '%s'%s", word,
                                     lk_suggest(arena, word, "known are", lk_block_words.names, lk_block_words.count));
            return false;
        }
        if (length > 0)
            *kinds = takes_away ? *kinds & ~(1u << kind) : *kinds | 1u << kind;
        list += length + (list[length] != '\0');
    }
    return true;
}
