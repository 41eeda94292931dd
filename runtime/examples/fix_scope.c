/* fix_scope.c -- the lock is released before the sleep: the guard lives in a block of its own. */
#include <arcmutex/arcmutex.h>
#include <stdio.h>

typedef AM_MUTEX(int) counter;

AM_THREAD_ENTRY(bump, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    {
        AM_GUARD(int, n, shared);
        *n += 1;
    }
    am_sleep(10);
    AM_GUARD(int, n, shared);
    *n += 1;
}

int main(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    am_thread thread;
    if (am_thread_spawn(&thread, bump, am_arc_clone(shared)) != AM_OK)
        return 1;
    am_thread_join(&thread);
    AM_GUARD(int, n, shared);
    printf("value = %d\n", *n);
}
