/* write_guard_type.c -- a write guard of another type than the lock's data. */
#include <arcmutex/arcmutex.h>

typedef AM_RWLOCK(uint64_t) level;

void rise(level *shared);
void rise(level *shared) {
    AM_WRITE_GUARD(uint32_t, n, shared);
    *n += 1;
}
