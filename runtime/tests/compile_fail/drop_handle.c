/* drop_handle.c -- dropping a handle instead of the variable that holds it. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;

void give_up(counter *shared);
void give_up(counter *shared) {
    am_arc_drop(shared);
}
