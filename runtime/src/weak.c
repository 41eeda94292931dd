/* weak.c -- handles that don't keep their value alive, and what the only owner of a value may do. */
#include "arcmutex/weak.h"

#include "arc_internal.h"
#include "checked.h"
#include "fatal.h"
#include "relax.h"

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

/* The weak count while am_arc_get_mut looks whether the handle is the only one: nobody may make a weak one meanwhile.
 */
static const size_t LOCKED = SIZE_MAX;

void *am_arc_downgrade_(const void *handle, const char *here) {
    checked_use(handle, here);
    am_arc_header *header = arc_header(handle);
    size_t weak = atomic_load_explicit(&header->weak, memory_order_relaxed);
    for (;;) {
        if (weak == LOCKED) {
            relax();
            weak = atomic_load_explicit(&header->weak, memory_order_relaxed);
            continue;
        }
        if (weak > SIZE_MAX / 2)
            am_fatal_("am_arc_downgrade: too many weak handles; are they dropped?");
        if (atomic_compare_exchange_weak_explicit(&header->weak, &weak, weak + 1, memory_order_acquire,
                                                  memory_order_relaxed))
            return (void *)handle;
    }
}

void *am_weak_upgrade_(const void *weak, const char *here) {
    if (weak == NULL)
        return NULL;
    am_arc_header *header = arc_header(weak);
    size_t strong = atomic_load_explicit(&header->strong, memory_order_relaxed);
    do {
        if (strong == 0)
            return NULL;
        if (strong > SIZE_MAX / 2)
            am_fatal_("am_weak_upgrade: too many handles; are they dropped?");
    } while (!atomic_compare_exchange_weak_explicit(&header->strong, &strong, strong + 1, memory_order_acquire,
                                                    memory_order_relaxed));
    checked_arc_upgrade(weak, here);
    return (void *)weak;
}

void *am_weak_clone_(const void *weak, const char *here) {
    (void)here;
    if (weak != NULL && atomic_fetch_add_explicit(&arc_header(weak)->weak, 1, memory_order_relaxed) > SIZE_MAX / 2)
        am_fatal_("am_weak_clone: too many weak handles; are they dropped?");
    return (void *)weak;
}

void am_weak_drop_(void *slot) {
    void *value = am_arc_take_(slot);
    if (value != NULL)
        am_arc_release_weak_(value);
}

void am_weak_drop_at_(void *slot, const char *here) {
    (void)here;
    am_weak_drop_(slot);
}

size_t am_weak_strong_count_(const void *weak) {
    return weak == NULL ? 0 : atomic_load_explicit(&arc_header(weak)->strong, memory_order_relaxed);
}

size_t am_arc_weak_count_(const void *handle) {
    size_t weak = atomic_load_explicit(&arc_header(handle)->weak, memory_order_relaxed);
    return weak == LOCKED ? 0 : weak - 1;
}

/* ---- values that know themselves ---- */

void *am_arc_new_cyclic_(size_t size, size_t alignment, void (*init)(void *value, void *data),
                         void (*destroy)(void *value), void *data, const char *here) {
    void *value = am_arc_allocate_(size, alignment, 0, destroy);
    memset(value, 0, size);
    init(value, data);
    checked_arc_new(value, size, here);
    atomic_store_explicit(&arc_header(value)->strong, 1, memory_order_release);
    return value;
}

/* ---- the only owner ---- */

/* Whether there is no other handle, weak ones included; what those did who had one is seen then. */
static bool is_only(am_arc_header *header) {
    size_t weak = 1;
    if (!atomic_compare_exchange_strong_explicit(&header->weak, &weak, LOCKED, memory_order_acquire,
                                                 memory_order_relaxed))
        return false;
    bool is_alone = atomic_load_explicit(&header->strong, memory_order_acquire) == 1;
    atomic_store_explicit(&header->weak, 1, memory_order_release);
    return is_alone;
}

void *am_arc_get_mut_(const void *handle) {
    return is_only(arc_header(handle)) ? (void *)handle : NULL;
}

/* Takes the count of handles from 1 to 0; false when there are others. */
static bool take_last(am_arc_header *header) {
    size_t strong = 1;
    return atomic_compare_exchange_strong_explicit(&header->strong, &strong, 0, memory_order_acquire,
                                                   memory_order_relaxed);
}

static void *allocate_like(const am_arc_header *header) {
    return am_arc_allocate_(header->size, header->alignment, 1, header->destroy);
}

void *am_arc_make_mut_(void *slot, void (*clone)(void *copy, const void *original), const char *here) {
    void *value;
    memcpy(&value, slot, sizeof value);
    checked_use(value, here);
    am_arc_header *header = arc_header(value);
    void *other;
    if (!take_last(header)) {
        other = allocate_like(header);
        memcpy(other, value, header->size);
        if (clone != NULL)
            clone(other, value);
        checked_arc_new(other, header->size, here);
        am_arc_drop_at_(&value, here);
    } else if (atomic_load_explicit(&header->weak, memory_order_acquire) != 1) {
        other = allocate_like(header);
        checked_arc_new(other, header->size, here);
        checked_arc_drop(value, here);
        am_arc_end_(value, other, here);
    } else {
        atomic_store_explicit(&header->strong, 1, memory_order_release);
        return value;
    }
    memcpy(slot, &other, sizeof other);
    return other;
}

bool am_arc_try_unwrap_(void *slot, void *out, const char *here) {
    void *value;
    memcpy(&value, slot, sizeof value);
    checked_use(value, here);
    if (!take_last(arc_header(value)))
        return false;
    memset(slot, 0, sizeof value);
    checked_arc_drop(value, here);
    am_arc_end_(value, out, here);
    return true;
}

bool am_arc_into_inner_(void *slot, void *out, const char *here) {
    void *value = am_arc_take_(slot);
    checked_arc_drop(value, here);
    am_arc_header *header = arc_header(value);
    if (atomic_fetch_sub_explicit(&header->strong, 1, memory_order_release) != 1)
        return false;
    (void)atomic_load_explicit(&header->strong, memory_order_acquire);
    am_arc_end_(value, out, here);
    return true;
}

void *am_arc_from_raw_(void *raw) {
    return raw;
}
