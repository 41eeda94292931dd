/* wait_with_rwlock.c -- waiting for a condition variable with a read-write lock. */
#include <arcmutex/arcmutex.h>

typedef AM_RWLOCK(uint64_t) level;

void wait_for(am_condvar *changed, level *shared);
void wait_for(am_condvar *changed, level *shared) {
    am_wait(changed, shared);
}
