/* async_guard_type.c -- a guard of another type than the data of the mutex for tasks. */
#include <arcmutex/arcmutex.h>

typedef AM_ASYNC_MUTEX(uint64_t) counter;

void add(counter *shared);
void add(counter *shared) {
    AM_ASYNC_GUARD(uint32_t, n, shared);
    *n += 1;
}
