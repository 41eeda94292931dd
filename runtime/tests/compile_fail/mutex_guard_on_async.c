/* mutex_guard_on_async.c -- a mutex for tasks, locked as one for threads. */
#include <arcmutex/arcmutex.h>

typedef AM_ASYNC_MUTEX(uint64_t) counter;

void add(counter *shared);
void add(counter *shared) {
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
}
