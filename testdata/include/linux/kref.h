/* kref.h -- stand-in: a count that lies in the object. */
#ifndef FIXTURE_KREF_H
#define FIXTURE_KREF_H

#include <stddef.h>

struct kref {
    int refcount;
};

int atomic_add(int *place, int what);

static inline void kref_init(struct kref *kref) {
    kref->refcount = 1;
}
static inline void kref_get(struct kref *kref) {
    atomic_add(&kref->refcount, 1);
}
static inline int kref_get_unless_zero(struct kref *kref) {
    return kref->refcount && atomic_add(&kref->refcount, 1);
}
static inline int kref_put(struct kref *kref, void (*release)(struct kref *kref)) {
    if (atomic_add(&kref->refcount, -1) > 0)
        return 0;
    release(kref);
    return 1;
}

void *kzalloc(size_t size, unsigned int flags);
void kfree(const void *block);
#define container_of(pointer, type, member) ((type *)((char *)(pointer) - offsetof(type, member)))

#endif
