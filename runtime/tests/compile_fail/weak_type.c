/* weak_type.c -- a weak handle for another type than the handle's. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;
typedef AM_MUTEX(double) gauge;
typedef AM_WEAK(gauge) weak_gauge;

weak_gauge *watch(counter *shared);
weak_gauge *watch(counter *shared) {
    return am_arc_downgrade(weak_gauge, shared);
}
