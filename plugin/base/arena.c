/* arena.c -- chunks that double up to a limit; released memory is poisoned under AddressSanitizer. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define LK_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LK_ASAN 1
#endif
#endif
#ifdef LK_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(address, size) ASAN_POISON_MEMORY_REGION((address), (size))
#define UNPOISON(address, size) ASAN_UNPOISON_MEMORY_REGION((address), (size))
#else
#define POISON(address, size) ((void)(address), (void)(size))
#define UNPOISON(address, size) ((void)(address), (void)(size))
#endif

enum { FIRST_CHUNK = 16 * 1024, LARGEST_CHUNK = 4 * 1024 * 1024, ALIGNMENT = alignof(max_align_t) };

typedef struct chunk {
    struct chunk *previous;
    size_t size, used;
    alignas(max_align_t) char bytes[];
} chunk;

struct lk_arena {
    chunk *last;
    size_t held;
};

lk_arena *lk_arena_new(void) {
    lk_arena *self = calloc(1, sizeof *self);
    if (!self)
        abort();
    return self;
}

static void drop_chunk(lk_arena *self) {
    chunk *last = self->last;
    self->last = last->previous;
    self->held -= last->size;
    UNPOISON(last->bytes, last->size);
    free(last);
}

void lk_arena_free(lk_arena *self) {
    if (!self)
        return;
    while (self->last)
        drop_chunk(self);
    free(self);
}

static void add_chunk(lk_arena *self, size_t at_least) {
    size_t size = self->last ? self->last->size * 2 : FIRST_CHUNK;
    if (size > LARGEST_CHUNK)
        size = LARGEST_CHUNK;
    if (size < at_least)
        size = at_least;
    chunk *added = malloc(sizeof *added + size);
    if (!added)
        abort();
    *added = (chunk){.previous = self->last, .size = size};
    POISON(added->bytes, size);
    self->last = added;
    self->held += size;
}

void *lk_arena_alloc(lk_arena *self, size_t size) {
    if (size > SIZE_MAX / 2)
        abort();
    size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (rounded == 0)
        rounded = ALIGNMENT;
    if (!self->last || self->last->size - self->last->used < rounded)
        add_chunk(self, rounded);
    char *result = self->last->bytes + self->last->used;
    self->last->used += rounded;
    UNPOISON(result, size);
    return memset(result, 0, size);
}

char *lk_arena_strndup(lk_arena *self, const char *text, size_t length) {
    char *copy = lk_arena_alloc(self, length + 1);
    memcpy(copy, text, length);
    return copy;
}

char *lk_arena_vprintf(lk_arena *self, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        length = 0;
    char *text = lk_arena_alloc(self, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

char *lk_arena_printf(lk_arena *self, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *text = lk_arena_vprintf(self, format, arguments);
    va_end(arguments);
    return text;
}

lk_arena_mark lk_arena_save(const lk_arena *self) {
    return (lk_arena_mark){self->last, self->last ? self->last->used : 0};
}

void lk_arena_release(lk_arena *self, lk_arena_mark mark) {
    while (self->last && self->last != mark.chunk)
        drop_chunk(self);
    if (self->last) {
        POISON(self->last->bytes + mark.used, self->last->used - mark.used);
        self->last->used = mark.used;
    }
}

size_t lk_arena_size(const lk_arena *self) {
    return self->held;
}
