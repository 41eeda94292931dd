/* guard_type.c -- a guard of another type than the mutex's data. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;

void add(counter *shared);
void add(counter *shared) {
    AM_GUARD(uint32_t, n, shared);
    *n += 1;
}
