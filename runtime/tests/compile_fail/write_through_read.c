/* write_through_read.c -- changing the data under a read guard. */
#include <arcmutex/arcmutex.h>

typedef AM_RWLOCK(uint64_t) level;

void rise(level *shared);
void rise(level *shared) {
    AM_READ_GUARD(uint64_t, n, shared);
    *n += 1;
}
