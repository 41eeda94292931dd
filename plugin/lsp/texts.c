/* texts.c -- a short list: what is open in an editor. */
#include "lsp/texts.h"
#include "base/whole.h"

#include <stdlib.h>
#include <string.h>

static lk_unsaved *find(const lk_texts *self, const char *path) {
    for (uint32_t i = 0; i < self->count; i++)
        if (strcmp(self->items[i].path, path) == 0)
            return &self->items[i];
    return NULL;
}

static void drop(lk_unsaved *one) {
    free((char *)one->path);
    free((char *)one->text);
}

char *lk_text_copy(const char *text, size_t size) {
    char *made = malloc(size + 1);
    if (!made)
        abort();
    memcpy(made, text, size);
    made[size] = 0;
    return made;
}

static lk_unsaved *add(lk_texts *self) {
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? 2 * self->capacity : 8;
        self->items = realloc(self->items, self->capacity * sizeof *self->items);
        if (!self->items)
            abort();
    }
    return &self->items[self->count++];
}

void lk_texts_set(lk_texts *self, const char *path, const char *text, size_t size) {
    lk_unsaved *known = find(self, path);
    lk_unsaved fresh = {0};
    if (text)
        fresh = (lk_unsaved){lk_text_copy(path, strlen(path)), lk_text_copy(text, size), size};
    if (known)
        drop(known);
    if (text)
        *(known ? known : add(self)) = fresh;
    else if (known)
        *known = self->items[--self->count];
}

const char *lk_texts_get(const lk_texts *self, lk_arena *arena, const char *path, size_t *size) {
    const lk_unsaved *known = find(self, path);
    if (!known)
        return lk_read_whole(arena, path, size);
    *size = known->size;
    return known->text;
}

void lk_texts_free(lk_texts *self) {
    for (uint32_t i = 0; i < self->count; i++)
        drop(&self->items[i]);
    free(self->items);
    *self = (lk_texts){0};
}
