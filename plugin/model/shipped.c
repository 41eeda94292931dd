/* shipped.c -- adds the models that are compiled in; a room of its own, so that a table without them links. */
#include "model/shipped.h"

#include "base/map.h"
#include "model/table.h"

#include <string.h>

bool lk_models_add_shipped(lk_models *self, lk_model_error *error) {
    for (uint32_t i = 0; i < lk_shipped_model_count; i++) {
        const lk_shipped_model *model = &lk_shipped_models[i];
        if (!lk_models_add_text(self, model->path, model->text, model->size, true, error))
            return false;
    }
    return true;
}

/* ---- when they are asked for ---- */

enum { WORD = 64 };

typedef struct shelf {
    lk_map *files;   /* by the first word of a line, as all names of models are: a set of places in the list */
    uint64_t *taken; /* a set */
    uint32_t words;  /* of a set */
} shelf;

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static void note(shelf *self, lk_arena *arena, const char *name, size_t length, uint32_t file) {
    const char *key = lk_arena_strndup(arena, name, length);
    uint64_t *set = (uint64_t *)(uintptr_t)lk_map_get(self->files, key);
    if (!set) {
        set = LK_NEW_ARRAY(arena, uint64_t, self->words);
        lk_map_put(self->files, key, set);
    }
    set[file / WORD] |= (uint64_t)1 << file % WORD;
}

static void note_lines(shelf *self, lk_arena *arena, uint32_t file) {
    const char *at = lk_shipped_models[file].text, *end = at + lk_shipped_models[file].size;
    while (at < end) {
        const char *next = memchr(at, '\n', (size_t)(end - at)), *word = at;
        while (word < end && (*word == ' ' || *word == '"' || *word == '\''))
            word++;
        size_t length = 0;
        while (word + length < end && is_letter(word[length]))
            length++;
        if (length)
            note(self, arena, word, length, file);
        at = next ? next + 1 : end;
    }
}

static bool fetch(lk_models *models, void *context, const char *name) {
    shelf *self = context;
    const uint64_t *set = lk_map_get(self->files, name);
    bool added = false;
    for (uint32_t i = 0; set && i < lk_shipped_model_count; i++) {
        uint64_t bit = (uint64_t)1 << i % WORD;
        lk_model_error ignored;
        if (!(set[i / WORD] & bit) || (self->taken[i / WORD] & bit))
            continue;
        self->taken[i / WORD] |= bit;
        const lk_shipped_model *model = &lk_shipped_models[i];
        added |= lk_models_add_text(models, model->path, model->text, model->size, true, &ignored);
    }
    return added;
}

void lk_models_defer_shipped(lk_models *self) {
    lk_arena *arena = lk_models_arena(self);
    shelf *made = LK_NEW(arena, shelf);
    made->files = lk_map_new(arena);
    made->words = (lk_shipped_model_count + WORD - 1) / WORD;
    made->taken = LK_NEW_ARRAY(arena, uint64_t, made->words);
    for (uint32_t i = 0; i < lk_shipped_model_count; i++)
        note_lines(made, arena, i);
    lk_models_fetch_by(self, fetch, made);
}
