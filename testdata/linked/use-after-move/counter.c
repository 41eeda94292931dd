// Threads that take a handle, for use.c.
#include "counter.h"

AM_THREAD_ENTRY(add, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
}

int start(am_thread *thread, counter *shared) {
    return am_thread_spawn(thread, add, shared) == AM_OK ? 0 : 1;
}

counter *share(counter *shared) {
    return am_arc_clone(shared);
}
