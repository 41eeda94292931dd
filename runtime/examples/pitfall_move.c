/* pitfall_move.c -- the handle is moved into the first task, and there is none left for the second: am_move leaves
   NULL, and to lock that is undefined. It compiles, in contrast to Rust (error[E0382]: use of moved value); locklint
   tells of it, and so does each run with AM_CHECKED=1 (pitfall_move.txt). The fix: am_arc_clone(shared) for the first
   task. */
#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(int) counter;

AM_TASK_ENTRY(add, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    AM_GUARD(int, n, shared);
    *n += 1;
}

int main(void) {
    counter *shared = am_arc_new(counter, .value = 0);
    am_task first, second;
    if (am_task_spawn(&first, add, am_move(shared)) != AM_OK)
        return 1;
    if (am_task_spawn(&second, add, am_move(shared)) != AM_OK)
        // expected-warning@-1 {{'shared' is used after it was moved into a thread}}
        return 1;
    am_task_await(&first);
    am_task_await(&second);
}
