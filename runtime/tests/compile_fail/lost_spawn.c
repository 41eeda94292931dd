/* lost_spawn.c -- a spawn whose failure nobody sees. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;

AM_THREAD_ENTRY(add, counter, handle) {
    am_arc_drop(&handle);
}

void start(am_thread *thread, counter *shared);
void start(am_thread *thread, counter *shared) {
    am_thread_spawn(thread, add, am_arc_clone(shared));
}
