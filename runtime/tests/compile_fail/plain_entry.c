/* plain_entry.c -- a thread that begins in a function that is no AM_THREAD_ENTRY. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(uint64_t) counter;

void add(counter *handle);

am_status start(am_thread *thread, counter *shared);
am_status start(am_thread *thread, counter *shared) {
    return am_thread_spawn(thread, add, am_arc_clone(shared));
}
