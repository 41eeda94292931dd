/* arc.c -- shared ownership by an atomic count. */
#include "arcmutex/arc.h"

#include "arc_internal.h"
#include "checked.h"
#include "fatal.h"
#include "self.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* From the start of the allocation to the value; the header is the last thing before the value. */
static size_t value_offset(size_t alignment) {
    return (sizeof(am_arc_header) + alignment - 1) / alignment * alignment;
}

void *am_arc_allocate_(size_t size, size_t alignment, size_t strong, void (*destroy)(void *value)) {
    if (alignment < _Alignof(max_align_t))
        alignment = _Alignof(max_align_t);
    size_t offset = value_offset(alignment);
    void *block = NULL;
    if (size > PTRDIFF_MAX - offset || posix_memalign(&block, alignment, offset + size) != 0)
        am_fatal_("am_arc_new: out of memory");
    void *value = (char *)block + offset;
    am_arc_header *header = arc_header(value);
    atomic_init(&header->strong, strong);
    atomic_init(&header->weak, 1);
    header->destroy = destroy;
    header->size = size;
    header->alignment = alignment;
    return value;
}

void *am_arc_new_(size_t size, size_t alignment, const void *initial, void (*destroy)(void *value), const char *here) {
    void *value = am_arc_allocate_(size, alignment, 1, destroy);
    memcpy(value, initial, size);
    checked_arc_new(value, size, here);
    return value;
}

/* The headers' inline definitions, once as functions. */
extern void *am_arc_clone_(const void *handle, const char *here);
extern void am_arc_drop_(void *slot);

void *am_arc_clone_rest_(const void *handle, const char *here) {
    checked_arc_clone(handle, here);
    if (atomic_fetch_add_explicit(&arc_header(handle)->strong, 1, memory_order_relaxed) > SIZE_MAX / 2)
        am_fatal_("am_arc_clone: too many handles; are they dropped?");
    return (void *)handle;
}

void am_arc_release_weak_(void *value) {
    am_arc_header *header = arc_header(value);
    /* The only one: nobody else has a handle from which a further one could be made. */
    if (atomic_load_explicit(&header->weak, memory_order_acquire) != 1) {
        if (atomic_fetch_sub_explicit(&header->weak, 1, memory_order_release) != 1)
            return;
        (void)atomic_load_explicit(&header->weak, memory_order_acquire);
    }
    checked_arc_free(value, (char *)value - value_offset(header->alignment));
}

void am_arc_end_(void *value, void *out, const char *here) {
    am_arc_header *header = arc_header(value);
    checked_frees(value, header->size, here);
    if (out != NULL)
        memcpy(out, value, header->size);
    else if (header->destroy != NULL)
        header->destroy(value);
    checked_arc_ended(value, header->size, here);
    am_self_forget_(value, header->size);
    am_arc_release_weak_(value);
}

void *am_arc_take_(void *slot) {
    void *owned;
    memcpy(&owned, slot, sizeof owned);
    memset(slot, 0, sizeof owned);
    return owned;
}

/* The last handle to the value was dropped. */
static __attribute__((noinline)) void destroy_last(void *value, const char *here) {
    /* Pairs with the releases of all other drops; a fence would do too, but ThreadSanitizer does not see fences. */
    (void)atomic_load_explicit(&arc_header(value)->strong, memory_order_acquire);
    am_arc_end_(value, NULL, here);
}

static inline void drop(void *value, const char *here) {
    if (atomic_fetch_sub_explicit(&arc_header(value)->strong, 1, memory_order_release) == 1)
        destroy_last(value, here);
}

AM_COLD static void drop_checked(void *value, const char *here) {
    checked_arc_drop(value, here);
    drop(value, here);
}

void am_arc_drop_at_(void *slot, const char *here) {
    void *value = am_arc_take_(slot);
    if (value == NULL)
        return;
    if (checked_is_on())
        drop_checked(value, here);
    else
        drop(value, here);
}

void am_arc_drop_rest_(void *handle) {
    if (checked_is_on())
        drop_checked(handle, NULL);
    else
        destroy_last(handle, NULL);
}

void *am_move_(void *slot, const char *here) {
    void *owned = am_arc_take_(slot);
    checked_move(owned, here);
    return owned;
}

size_t am_arc_strong_count_(const void *handle) {
    return atomic_load_explicit(&arc_header(handle)->strong, memory_order_relaxed);
}

bool am_arc_ptr_eq_(const void *left, const void *right) {
    return left == right;
}
