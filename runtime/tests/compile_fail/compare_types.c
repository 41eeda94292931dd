/* compare_types.c -- comparing handles of two types. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;
typedef AM_MUTEX(double) gauge;

bool same(counter *left, gauge *right);
bool same(counter *left, gauge *right) {
    return am_arc_ptr_eq(left, right);
}
