/* intern.c -- a hash set with open addressing. */
#include "base/intern.h"

#include <stdint.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

typedef struct entry {
    const char *text;
    uint64_t hash;
    size_t length;
} entry;

struct lk_interner {
    lk_arena *arena;
    entry *entries;
    size_t count, capacity; /* capacity is a power of two */
};

enum { FIRST_CAPACITY = 256 };

lk_interner *lk_interner_new(lk_arena *arena) {
    lk_interner *self = LK_NEW(arena, lk_interner);
    self->arena = arena;
    self->capacity = FIRST_CAPACITY;
    self->entries = LK_NEW_ARRAY(arena, entry, FIRST_CAPACITY);
    return self;
}

static entry *find(entry *entries, size_t capacity, uint64_t hash, const char *text, size_t length) {
    for (size_t i = hash & (capacity - 1);; i = (i + 1) & (capacity - 1)) {
        entry *at = &entries[i];
        if (!at->text || (at->hash == hash && at->length == length && memcmp(at->text, text, length) == 0))
            return at;
    }
}

static void grow(lk_interner *self) {
    size_t bigger = self->capacity * 2;
    entry *entries = LK_NEW_ARRAY(self->arena, entry, bigger);
    for (size_t i = 0; i < self->capacity; i++) {
        const entry *old = &self->entries[i];
        if (old->text)
            *find(entries, bigger, old->hash, old->text, old->length) = *old;
    }
    self->entries = entries;
    self->capacity = bigger;
}

const char *lk_intern_n(lk_interner *self, const char *text, size_t length) {
    uint64_t hash = XXH3_64bits(text, length);
    entry *at = find(self->entries, self->capacity, hash, text, length);
    if (at->text)
        return at->text;
    *at = (entry){lk_arena_strndup(self->arena, text, length), hash, length};
    const char *result = at->text;
    if (++self->count * 2 > self->capacity)
        grow(self);
    return result;
}

const char *lk_intern(lk_interner *self, const char *text) {
    return lk_intern_n(self, text, strlen(text));
}
