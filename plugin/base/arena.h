/* arena.h -- memory that is given back all at once. */
#ifndef LK_BASE_ARENA_H
#define LK_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

/* A growing region. Not thread-safe: one arena belongs to one analysis. When the system has no more memory the process
   ends by abort(); the driver runs every unit in a worker process, so this costs that unit alone. */
typedef struct lk_arena lk_arena;

/* A point to go back to; valid until an earlier point of the same arena is released. */
typedef struct lk_arena_mark {
    void *chunk;
    size_t used;
} lk_arena_mark;

/* Gives a new, empty arena; the caller frees it with lk_arena_free. Never NULL. */
lk_arena *lk_arena_new(void);

/* Frees the arena and everything in it; NULL is allowed. */
void lk_arena_free(lk_arena *self);

/* Gives `size` zeroed bytes, aligned for any type, owned by the arena. Never NULL, also for size 0. */
void *lk_arena_alloc(lk_arena *self, size_t size);

/* Copies `length` bytes and adds a NUL. Owned by the arena. */
char *lk_arena_strndup(lk_arena *self, const char *text, size_t length);

/* Formats like printf into the arena. */
char *lk_arena_printf(lk_arena *self, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *lk_arena_vprintf(lk_arena *self, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

/* Remembers the present end. */
lk_arena_mark lk_arena_save(const lk_arena *self);

/* Gives back all that was allocated since `mark`; AddressSanitizer poisons it. */
void lk_arena_release(lk_arena *self, lk_arena_mark mark);

/* Bytes that the arena holds from the system. */
size_t lk_arena_size(const lk_arena *self);

/* One zeroed object, or an array of them, of a type. */
#define LK_NEW(arena, type) ((type *)lk_arena_alloc((arena), sizeof(type)))
#define LK_NEW_ARRAY(arena, type, count) ((type *)lk_arena_alloc((arena), sizeof(type) * (size_t)(count)))

#endif
