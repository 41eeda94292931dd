/* entry_type.c -- a thread that takes a handle of another type. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;
typedef AM_MUTEX(double) gauge;

AM_THREAD_ENTRY(add, counter, handle) {
    am_arc_drop(&handle);
}

am_status start(am_thread *thread, gauge *level);
am_status start(am_thread *thread, gauge *level) {
    return am_thread_spawn(thread, add, am_arc_clone(level));
}
