/* mutex_guard_on_rwlock.c -- locking a read-write lock as if it were a mutex. */
#include <arcmutex/arcmutex.h>

typedef AM_RWLOCK(uint64_t) level;

void rise(level *shared);
void rise(level *shared) {
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
}
