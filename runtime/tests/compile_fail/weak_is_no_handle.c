/* weak_is_no_handle.c -- using the value behind a weak handle without an upgrade. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;
typedef AM_WEAK(counter) weak_counter;

void add(weak_counter *seen);
void add(weak_counter *seen) {
    AM_GUARD(uint64_t, n, seen);
    *n += 1;
}
