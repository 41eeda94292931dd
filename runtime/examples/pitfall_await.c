/* pitfall_await.c -- the guard is alive while its task sleeps: whoever wants the lock waits as long, with a whole
   thread. Rust refuses to spawn the task (the future is not Send); here locklint tells of it, and so does each run with
   AM_CHECKED=1 (pitfall_await.txt). The fixes: task_fix_scope.c and task_fix_async.c. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(int) counter;

AM_TASK_ENTRY(bump, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    AM_GUARD(int, n, shared);
    *n += 1;
    am_task_sleep(10);
    // expected-warning@-1 {{the guard 'n' of 'shared' is still alive across this sleep}}
    *n += 1;
}

int main(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    am_task task;
    if (am_task_spawn(&task, bump, am_arc_clone(shared)) != AM_OK)
        return 1;
    am_task_await(&task);
    am_runtime_stop();
}
