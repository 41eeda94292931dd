// Where an argument decides that a lock stays held, the caller knows of it, whatever other paths do.
#include <pthread.h>
#include <stddef.h>

enum { KEEP = 1, TRACE = 2 };
enum kind { HOT, WARM, COLD };

struct zone {
    pthread_rwlock_t mu;
    struct zone *prev;
    int labels, size, refs;
};
struct zones {
    pthread_rwlock_t mu;
    struct zone *last;
};

extern struct zone *find(struct zones *zones, int labels);
extern int hash(const struct zone *z);
static pthread_mutex_t item_locks[16];

// It lets go of the list in the middle, takes it again, and gives it to the caller who asked for it.
struct zone *find_zone_ok(struct zones *zones, int labels, int keeps_list) {
    pthread_rwlock_wrlock(&zones->mu);
    struct zone *z = find(zones, labels);
    if (!z) {
        if (!keeps_list)
            pthread_rwlock_unlock(&zones->mu);
        return NULL;
    }
    if (!keeps_list)
        pthread_rwlock_unlock(&zones->mu);
    if (z->labels == labels)
        return z;
    if (!keeps_list)
        pthread_rwlock_wrlock(&zones->mu);
    z = find(zones, z->labels);
    if (!z) {
        pthread_rwlock_unlock(&zones->mu);
        return NULL;
    }
    if (!keeps_list)
        pthread_rwlock_unlock(&zones->mu);
    return z;
}

// The same, but one way out is taken before the argument is asked.
int refs_bad(struct zones *zones, int labels, int keeps_list) {
    pthread_rwlock_wrlock(&zones->mu);
    struct zone *z = find(zones, labels);
    if (!z)
        return 0; // expected-warning {{returning with 'zones->mu' still locked}}
    int refs = z->refs;
    if (!keeps_list)
        pthread_rwlock_unlock(&zones->mu);
    return refs;
}

// What the argument decides about is another lock.
int other_lock_bad(struct zones *zones, struct zone *z, int keeps_list) {
    pthread_rwlock_wrlock(&zones->mu);
    pthread_rwlock_wrlock(&z->mu);
    int refs = z->refs;
    if (!keeps_list)
        pthread_rwlock_unlock(&zones->mu);
    if (refs < 0)
        return -1; // expected-warning {{returning with 'z->mu' still locked}}
    pthread_rwlock_unlock(&z->mu);
    return refs;
}

static pthread_mutex_t *item_trylock(int hash) {
    pthread_mutex_t *lock = &item_locks[hash & 15];
    return pthread_mutex_trylock(lock) == 0 ? lock : NULL;
}

// The lock of one item stays held, if the caller wants the item; the switch has a case for each kind there is.
int pull_ok(struct zone *tail, int kind, int flags, struct zone **item) {
    struct zone *z = tail, *found = NULL;
    pthread_mutex_t *held = NULL;
    for (; z && !found; z = z->prev) {
        held = item_trylock(hash(z));
        if (!held)
            continue;
        if (z->refs > 1) {
            pthread_mutex_unlock(held);
            continue;
        }
        switch (kind) {
        case HOT:
            if (z->labels)
                found = z;
            else
                pthread_mutex_unlock(held);
            break;
        case WARM:
        case COLD:
            found = z;
            if (flags & TRACE)
                *item = z;
            break;
        }
    }
    if (found && !(flags & KEEP))
        pthread_mutex_unlock(held);
    return found != NULL;
}

int take_one_bad(struct zone *z, int flags) {
    pthread_mutex_t *held = item_trylock(hash(z));
    if (!held)
        return 0;
    if (z->refs > 1)
        return -1; // expected-warning {{still locked}}
    if (!(flags & KEEP))
        pthread_mutex_unlock(held);
    return 0;
}

// No caller can tell which case of a switch on what was just read was followed.
int switch_on_read_bad(struct zone *z) {
    pthread_rwlock_wrlock(&z->mu);
    switch (z->labels) {
    case 1:
        pthread_rwlock_unlock(&z->mu);
        break;
    case 2:
        z->refs = 0;
        pthread_rwlock_unlock(&z->mu);
        break;
    }
    return 0; // expected-warning {{returning with 'z->mu' still locked}}
}

// A default says what is meant for all the rest.
int default_bad(struct zone *z, int kind) {
    pthread_rwlock_wrlock(&z->mu);
    switch (kind) {
    case 1:
        pthread_rwlock_unlock(&z->mu);
        return 1;
    default:
        if (z->refs)
            return -1; // expected-warning {{returning with 'z->mu' still locked}}
        pthread_rwlock_unlock(&z->mu);
        return 0;
    }
}
