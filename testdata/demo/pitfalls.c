/* pitfalls.c -- three ways to go wrong with a shared counter. All of them compile; none of them is right. */
#include <arcmutex/arcmutex.h>
#include <stdint.h>

typedef AM_MUTEX(uint64_t) counter;

AM_THREAD_ENTRY(add, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
}

/* Pitfall 1: the handle is moved into the first thread, and there is none left for the second. */
int forget_to_clone(void) {
    am_thread first, second;
    counter *shared = am_arc_new(counter, .value = 0);
    if (am_thread_spawn(&first, add, am_move(shared)) != AM_OK)
        return 1;
    if (am_thread_spawn(&second, add, am_move(shared)) != AM_OK)
        return 1;
    am_thread_join(&first);
    am_thread_join(&second);
    return 0;
}

/* Pitfall 2: the guard lives on while the task sleeps; all who want the lock sleep too. */
AM_THREAD_ENTRY(bump, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
    am_sleep(10);
    *n += 1;
}

/* Pitfall 3: the lock is wanted again while it is held here; this thread waits for itself. */
int transfer(counter *shared, uint64_t amount) {
    AM_GUARD(uint64_t, balance, shared);
    if (*balance < amount)
        return 1;
    *balance -= amount;
    AM_GUARD(uint64_t, fee, shared);
    *fee -= 1;
    return 0;
}

int start_bump(am_thread *thread, counter *shared) {
    return am_thread_spawn(thread, bump, am_arc_clone(shared)) == AM_OK ? 0 : 1;
}
