/* misuse.c -- what checked mode reports, one case by name each, and beside each what is right and stays silent. */
#include <arcmutex/arcmutex.h>

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef AM_MUTEX(uint64_t) counter;

/* Two locks that threads share, and a third. */
typedef struct {
    counter *a;
    counter *b;
    counter *c;
} bank;

static void drop_bank(void *value) {
    bank *self = value;
    am_arc_drop(&self->a);
    am_arc_drop(&self->b);
    am_arc_drop(&self->c);
}

static bank *new_bank(void) {
    return am_arc_new_with(bank, drop_bank, .a = am_arc_new(counter, .value = 0), .b = am_arc_new(counter, .value = 0),
                           .c = am_arc_new(counter, .value = 0));
}

static sem_t is_locked;
static sem_t is_over;

/* Comes back when the thread has let its locks go; it is not joined. */
static void run_beside(am_status spawned) {
    if (spawned != AM_OK)
        exit(EXIT_FAILURE);
    sem_wait(&is_locked);
}

static void run_to_end(am_status spawned, am_thread *thread) {
    if (spawned != AM_OK)
        exit(EXIT_FAILURE);
    am_thread_join(thread);
}

/* ---- a lock is taken again ---- */

static void double_lock_bad(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    AM_GUARD(uint64_t, first, shared); // @first
    AM_GUARD(uint64_t, again, shared); // @again
    *again += *first;
}

static void double_lock_ok(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    am_guard uint64_t *n = am_lock(shared);
    am_unlock(n);
    n = am_lock(shared);
    am_status status;
    am_guard uint64_t *other = am_try_lock(shared, &status);
    if (other != NULL)
        exit(EXIT_FAILURE);
}

static void double_lock_with_another_held_bad(void) {
    am_arc_auto bank *shared = new_bank();
    AM_GUARD(uint64_t, outer, shared->c); // @outer
    uint64_t *first = am_lock(shared->a); // @inner
    am_status status;
    uint64_t *again = am_lock_status(shared->a, &status); // @inner_again
    *again += *first + *outer;
}

static void double_lock_with_another_held_ok(void) {
    am_arc_auto bank *shared = new_bank();
    AM_GUARD(uint64_t, a, shared->a);
    AM_GUARD(uint64_t, b, shared->b);
    AM_GUARD(uint64_t, c, shared->c);
    *a = *b = *c;
}

/* ---- one report, though all threads have reason for it ---- */

enum { CROWD = 8 };

static pthread_barrier_t crowd;

AM_THREAD_ENTRY(lock_twice_with_all, counter, handle) {
    counter mine = {.value = 0};
    uint64_t *first = am_lock(&mine); // @crowd_first
    pthread_barrier_wait(&crowd);
    uint64_t *again = am_lock(&mine); // @crowd_again
    *again += *first;
    am_arc_drop(&handle);
}

AM_THREAD_ENTRY(lock_once_with_all, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    pthread_barrier_wait(&crowd);
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
}

/* Gives the others the time to come in. */
static void on_abort(int number) {
    (void)number;
    for (int i = 0; i < 1000; i++)
        sched_yield();
}

static void crowd_bad(void) {
    signal(SIGABRT, on_abort);
    pthread_barrier_init(&crowd, NULL, CROWD);
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    am_thread threads[CROWD];
    for (int i = 0; i < CROWD; i++)
        if (am_thread_spawn(&threads[i], lock_twice_with_all, am_arc_clone(shared)) != AM_OK)
            exit(EXIT_FAILURE);
    for (int i = 0; i < CROWD; i++)
        am_thread_join(&threads[i]);
}

static void crowd_ok(void) {
    pthread_barrier_init(&crowd, NULL, CROWD);
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    am_thread threads[CROWD];
    for (int i = 0; i < CROWD; i++)
        if (am_thread_spawn(&threads[i], lock_once_with_all, am_arc_clone(shared)) != AM_OK)
            exit(EXIT_FAILURE);
    for (int i = 0; i < CROWD; i++)
        am_thread_join(&threads[i]);
}

/* ---- unlocking what is not held ---- */

static uint64_t *lent;

AM_THREAD_ENTRY(unlock_what_is_lent, counter, handle) {
    uint64_t *guard = lent;
    am_unlock(guard); // @stranger
    am_arc_drop(&handle);
}

AM_THREAD_ENTRY(lock_and_unlock, counter, handle) {
    uint64_t *guard = am_lock(handle);
    am_unlock(guard);
    am_arc_drop(&handle);
}

static void unlock_by_stranger_bad(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    lent = am_lock(shared); // @lent
    am_thread thread;
    run_to_end(am_thread_spawn(&thread, unlock_what_is_lent, am_arc_clone(shared)), &thread);
}

static void unlock_by_stranger_ok(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    lent = am_lock(shared);
    am_unlock(lent);
    am_thread thread;
    run_to_end(am_thread_spawn(&thread, lock_and_unlock, am_arc_clone(shared)), &thread);
}

static void unlock_twice_bad(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    uint64_t *guard = am_lock(shared); // @locked_once
    uint64_t *copy = guard;
    am_unlock(guard); // @unlocked
    am_unlock(copy);  // @unlocked_again
}

static void unlock_twice_ok(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    am_guard uint64_t *guard = am_lock(shared);
    am_guard uint64_t *moved = am_move(guard);
    am_unlock(moved);
    am_unlock(moved);
}

static void unlock_twice_by_scopes_bad(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    am_guard uint64_t *guard = am_lock(shared); // @of_two_scopes
    am_guard uint64_t *copy = guard;
    *copy += 1;
}

static void unlock_twice_by_scopes_ok(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    am_guard uint64_t *guard = am_lock(shared);
    uint64_t *value = guard;
    *value += 1;
}

/* ---- a guard that lives while its thread gives up its turn ---- */

static void guard_across_sleep_bad(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    AM_GUARD(uint64_t, n, shared); // @slept_on
    *n += 1;
    am_sleep(1); // @sleeps
}

static void guard_across_sleep_ok(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    {
        AM_GUARD(uint64_t, n, shared);
        *n += 1;
    }
    am_sleep(1);
}

static void guard_across_yield_bad(void) {
    am_arc_auto bank *shared = new_bank();
    AM_GUARD(uint64_t, a, shared->a); // @kept
    AM_GUARD(uint64_t, b, shared->b); // @kept_too
    *a += *b;
    am_yield(); // @yields
}

static void guard_across_yield_ok(void) {
    am_arc_auto bank *shared = new_bank();
    am_guard uint64_t *a = am_lock(shared->a);
    am_unlock(a);
    am_yield();
}

/* ---- orders ---- */

AM_THREAD_ENTRY(a_then_b, bank, handle) {
    am_arc_auto bank *shared = am_move(handle);
    {
        AM_GUARD(uint64_t, a, shared->a); // @a
        AM_GUARD(uint64_t, b, shared->b); // @then_b
        *a += *b;
    }
    sem_post(&is_locked);
}

AM_THREAD_ENTRY(b_then_c, bank, handle) {
    am_arc_auto bank *shared = am_move(handle);
    {
        AM_GUARD(uint64_t, b, shared->b); // @b
        AM_GUARD(uint64_t, c, shared->c); // @then_c
        *b += *c;
    }
    sem_post(&is_locked);
}

AM_THREAD_ENTRY(a_then_b_under_c, bank, handle) {
    am_arc_auto bank *shared = am_move(handle);
    {
        AM_GUARD(uint64_t, c, shared->c);
        AM_GUARD(uint64_t, a, shared->a);
        AM_GUARD(uint64_t, b, shared->b);
        *a += *b + *c;
    }
    sem_post(&is_locked);
}

static void lock_order_bad(void) {
    am_arc_auto bank *shared = new_bank();
    am_thread thread;
    run_beside(am_thread_spawn(&thread, a_then_b, am_arc_clone(shared))); // @spawned
    AM_GUARD(uint64_t, b, shared->b);                                     // @b_first
    AM_GUARD(uint64_t, a, shared->a);                                     // @a_second
    *a += *b;
}

static void lock_order_ok(void) {
    am_arc_auto bank *shared = new_bank();
    am_thread thread;
    run_beside(am_thread_spawn(&thread, a_then_b, am_arc_clone(shared)));
    {
        AM_GUARD(uint64_t, a, shared->a);
        AM_GUARD(uint64_t, b, shared->b);
        *a += *b;
    }
    am_thread_join(&thread);
}

static void lock_order_of_three_bad(void) {
    am_arc_auto bank *shared = new_bank();
    am_thread thread;
    run_beside(am_thread_spawn(&thread, a_then_b, am_arc_clone(shared))); // @spawned_ab
    run_beside(am_thread_spawn(&thread, b_then_c, am_arc_clone(shared))); // @spawned_bc
    AM_GUARD(uint64_t, c, shared->c);                                     // @c_first
    AM_GUARD(uint64_t, a, shared->a);                                     // @a_last
    *a += *c;
}

static void lock_order_of_three_ok(void) {
    am_arc_auto bank *shared = new_bank();
    am_thread first, second;
    run_beside(am_thread_spawn(&first, a_then_b, am_arc_clone(shared)));
    run_beside(am_thread_spawn(&second, b_then_c, am_arc_clone(shared)));
    {
        AM_GUARD(uint64_t, a, shared->a);
        AM_GUARD(uint64_t, c, shared->c);
        *a += *c;
    }
    am_thread_join(&first);
    am_thread_join(&second);
}

static void lock_b_then_a(bank *shared) {
    AM_GUARD(uint64_t, b, shared->b); // @main_b
    AM_GUARD(uint64_t, a, shared->a); // @main_then_a
    *a += *b;
}

/* Many threads are over before the last begins; this thread locks beside the last. */
static void lock_order_in_time_bad(void) {
    am_arc_auto bank *shared = new_bank();
    lock_b_then_a(shared);
    am_thread thread;
    for (int i = 0; i < 10; i++) {
        run_to_end(am_thread_spawn(&thread, a_then_b, am_arc_clone(shared)), &thread);
        sem_wait(&is_locked);
        lock_b_then_a(shared);
    }
    run_beside(am_thread_spawn(&thread, a_then_b, am_arc_clone(shared))); // @spawned_in_time
    lock_b_then_a(shared);
}

AM_THREAD_ENTRY(join_another, bank, handle) {
    am_arc_auto bank *shared = am_move(handle);
    am_thread thread;
    run_to_end(am_thread_spawn(&thread, a_then_b, am_arc_clone(shared)), &thread);
}

/* Before a spawn and after a join nothing is there to wait for, through other threads too. */
static void lock_order_in_time_ok(void) {
    am_arc_auto bank *shared = new_bank();
    lock_b_then_a(shared);
    for (int i = 0; i < 3; i++) {
        am_thread thread;
        run_to_end(am_thread_spawn(&thread, a_then_b, am_arc_clone(shared)), &thread);
        lock_b_then_a(shared);
        run_to_end(am_thread_spawn(&thread, join_another, am_arc_clone(shared)), &thread);
        lock_b_then_a(shared);
    }
}

enum { BANKS = 2500 };

static counter static_a;
static counter static_b;

AM_THREAD_ENTRY(lock_statics, counter, handle) {
    am_arc_auto counter *unused = am_move(handle);
    {
        AM_GUARD(uint64_t, a, &static_a); // @static_a
        AM_GUARD(uint64_t, b, &static_b); // @static_b
        *a += *b;
    }
    sem_post(&is_locked);
}

static void lock_order_of_statics_bad(void) {
    am_thread thread;
    run_beside(am_thread_spawn(&thread, lock_statics, am_arc_new(counter, .value = 0))); // @spawned_statics
    AM_GUARD(uint64_t, b, &static_b);                                                    // @static_b_first
    AM_GUARD(uint64_t, a, &static_a);                                                    // @static_a_second
    *a += *b;
}

AM_THREAD_ENTRY(lock_many, bank, handle) {
    am_arc_auto bank *shared = am_move(handle);
    for (int i = 0; i < BANKS; i++) {
        am_arc_auto bank *mine = new_bank();
        AM_GUARD(uint64_t, a, mine->a);
        AM_GUARD(uint64_t, b, mine->b);
        *a += *b;
    }
    sem_post(&is_locked);
}

/* More than are remembered when they are dropped: new locks lie where others lay. */
static void lock_those_that_are_gone(bank *shared) {
    am_thread thread;
    run_beside(am_thread_spawn(&thread, lock_many, am_arc_clone(shared)));
    for (int i = 0; i < BANKS; i++) {
        am_arc_auto bank *mine = new_bank();
        AM_GUARD(uint64_t, b, mine->b);
        AM_GUARD(uint64_t, a, mine->a);
        *a += *b;
    }
    am_thread_join(&thread);
}

/* Orders that cannot meet: under a common lock, by a try, in one thread alone, of locks that are gone. */
static void lock_order_of_statics_ok(void) {
    am_arc_auto bank *shared = new_bank();
    am_thread first, second;
    run_beside(am_thread_spawn(&first, a_then_b_under_c, am_arc_clone(shared)));
    {
        AM_GUARD(uint64_t, c, shared->c);
        AM_GUARD(uint64_t, b, shared->b);
        AM_GUARD(uint64_t, a, shared->a);
        *a += *b + *c;
    }
    run_beside(am_thread_spawn(&second, lock_statics, am_arc_new(counter, .value = 0)));
    {
        AM_GUARD(uint64_t, b, &static_b);
        am_status status;
        am_guard uint64_t *a = am_try_lock(&static_a, &status);
        *b += *a;
    }
    am_arc_auto bank *own = new_bank();
    {
        AM_GUARD(uint64_t, b, own->b);
        AM_GUARD(uint64_t, a, own->a);
        *a += *b;
    }
    {
        AM_GUARD(uint64_t, a, own->a);
        AM_GUARD(uint64_t, b, own->b);
        *a += *b;
    }
    lock_those_that_are_gone(shared);
    am_thread_join(&first);
    am_thread_join(&second);
}

/* Each has its first lock before either wants its second: without the report this would wait for ever. */
static sem_t others_turn[2];
static atomic_int players;

AM_THREAD_ENTRY(cross, bank, handle) {
    bank *shared = handle;
    int player = atomic_fetch_add(&players, 1);
    counter *first = player == 0 ? shared->a : shared->b;
    counter *second = player == 0 ? shared->b : shared->a;
    uint64_t *mine = am_lock(first); // @cross_first
    sem_post(&others_turn[player]);
    sem_wait(&others_turn[1 - player]);
    uint64_t *wanted = am_lock(second); // @cross_second
    *wanted += *mine;
    am_unlock(wanted);
    am_unlock(mine);
    am_arc_drop(&handle);
}

AM_THREAD_ENTRY(pass, bank, handle) {
    am_arc_auto bank *shared = am_move(handle);
    for (int i = 0; i < 100; i++) {
        AM_GUARD(uint64_t, a, shared->a);
        AM_GUARD(uint64_t, b, shared->b);
        *a += *b;
    }
}

static void deadlock_bad(void) {
    am_arc_auto bank *shared = new_bank();
    am_thread threads[2];
    sem_init(&others_turn[0], 0, 0);
    sem_init(&others_turn[1], 0, 0);
    for (int i = 0; i < 2; i++)
        if (am_thread_spawn(&threads[i], cross, am_arc_clone(shared)) != AM_OK) // @spawned_to_cross
            exit(EXIT_FAILURE);
    for (int i = 0; i < 2; i++)
        am_thread_join(&threads[i]);
}

static void deadlock_ok(void) {
    am_arc_auto bank *shared = new_bank();
    am_thread threads[2];
    for (int i = 0; i < 2; i++)
        if (am_thread_spawn(&threads[i], pass, am_arc_clone(shared)) != AM_OK)
            exit(EXIT_FAILURE);
    for (int i = 0; i < 2; i++)
        am_thread_join(&threads[i]);
}

/* ---- locks whose memory goes ---- */

static void destroy_while_held_bad(void) {
    counter *shared = am_arc_new(counter, .value = 0);
    uint64_t *leaked = am_lock(shared); // @leaked
    *leaked += 1;
    am_arc_drop(&shared); // @destroyed
}

static void destroy_while_held_ok(void) {
    counter *shared = am_arc_new(counter, .value = 0);
    uint64_t *guard = am_lock(shared);
    am_unlock(guard);
    am_arc_drop(&shared);
}

AM_THREAD_ENTRY(hold_borrowed, bank, handle) {
    uint64_t *guard = am_lock(handle->a); // @borrowed
    sem_post(&is_locked);
    sem_wait(&is_over);
    am_unlock(guard);
    am_arc_drop(&handle);
}

static void destroy_while_another_holds_bad(void) {
    bank *shared = new_bank();
    am_thread thread;
    if (am_thread_spawn(&thread, hold_borrowed, am_arc_clone(shared)) != AM_OK) // @spawned_holder
        exit(EXIT_FAILURE);
    sem_wait(&is_locked);
    am_arc_drop(&shared->a); // @destroyed_by_another
}

static void destroy_while_another_holds_ok(void) {
    bank *shared = new_bank();
    am_thread thread;
    if (am_thread_spawn(&thread, hold_borrowed, am_arc_clone(shared)) != AM_OK)
        exit(EXIT_FAILURE);
    sem_wait(&is_locked);
    am_arc_drop(&shared);
    sem_post(&is_over);
    am_thread_join(&thread);
}

static void memory_used_anew_bad(void) {
    counter mutex = {.value = 0};
    uint64_t *leaked = am_lock(&mutex); // @left
    *leaked += 1;
    memset(&mutex, 0, sizeof mutex);
    AM_GUARD(uint64_t, n, &mutex); // @anew
    *n += 1;
}

static void memory_used_anew_ok(void) {
    counter mutex = {.value = 0};
    uint64_t *guard = am_lock(&mutex);
    am_unlock(guard);
    memset(&mutex, 0, sizeof mutex);
    AM_GUARD(uint64_t, n, &mutex);
    *n += 1;
}

/* ---- handles ---- */

static void use_after_move_bad(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    am_arc_auto counter *taken = am_move(shared); // @moved
    AM_GUARD(uint64_t, n, shared);                // @used
    *n += taken != NULL;
}

static void use_after_move_ok(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    am_arc_auto counter *second = am_arc_clone(shared);
    am_arc_auto counter *taken = am_move(second);
    AM_GUARD(uint64_t, n, shared);
    *n += taken != NULL;
}

static void clone_after_move_bad(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    am_thread thread;
    run_to_end(am_thread_spawn(&thread, lock_and_unlock, am_move(shared)), &thread); // @moved_into_thread
    am_arc_auto counter *second = am_arc_clone(shared);                              // @cloned_late
}

static void clone_after_move_ok(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    am_arc_auto counter *second = am_arc_clone(shared);
    am_thread thread;
    run_to_end(am_thread_spawn(&thread, lock_and_unlock, am_move(shared)), &thread);
    am_arc_drop(&shared);
    am_arc_drop(&shared);
}

static void use_after_drop_bad(void) {
    counter *shared = am_arc_new(counter, .value = 0); // @made
    counter *pointer = shared;
    am_arc_drop(&shared);           // @dropped
    AM_GUARD(uint64_t, n, pointer); // @used_dead
    *n += 1;
}

/* A destructor may use what it destroys. */
static void add_once_more(void *value) {
    counter *self = value;
    AM_GUARD(uint64_t, n, self);
    *n += 1;
}

static void use_after_drop_ok(void) {
    am_arc_auto counter *destroyed = am_arc_new_with(counter, add_once_more, .value = 0);
    counter *shared = am_arc_new(counter, .value = 0);
    counter *second = am_arc_clone(shared);
    counter *pointer = shared;
    am_arc_drop(&shared);
    {
        AM_GUARD(uint64_t, n, pointer);
        *n += 1;
    }
    am_arc_drop(&second);
}

static void double_drop_bad(void) {
    counter *shared = am_arc_new(counter, .value = 0); // @owned
    counter *second = am_arc_clone(shared);            // @cloned
    counter *copy = shared;
    am_arc_drop(&shared);
    am_arc_drop(&second); // @last_dropped
    am_arc_drop(&copy);   // @dropped_again
}

static void double_drop_ok(void) {
    for (int i = 0; i < 100; i++) {
        counter *shared = am_arc_new(counter, .value = 0);
        counter *second = am_arc_clone(shared);
        am_arc_drop(&shared);
        am_arc_drop(&shared);
        am_arc_drop(&second);
    }
}

static void leak_bad(void) {
    counter *shared = am_arc_new(counter, .value = 0); // @never_dropped
    counter *second = am_arc_clone(shared);            // @cloned_and_dropped
    am_arc_drop(&second);                              // @the_one_drop
    am_arc_auto counter *other = am_arc_new(counter, .value = 0);
}

static bank *volatile for_ever;

/* What static data leads to is still in use. */
static void leak_ok(void) {
    for_ever = new_bank();
}

/* exit() in a scope leaves what the scope owns; that is no leak. */
static void locked_at_exit_ok(void) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    AM_GUARD(uint64_t, n, shared);
    *n += 1;
    exit(EXIT_SUCCESS);
}

static void locked_at_exit_bad(void) {
    uint64_t *n = am_lock(&static_a); // @for_ever
    *n += 1;
}

static void join_twice_bad(void) {
    am_thread thread;
    run_to_end(am_thread_spawn(&thread, lock_and_unlock, am_arc_new(counter, .value = 0)), &thread);
    am_thread_join(&thread); // @joined_again
}

static void join_twice_ok(void) {
    for (int i = 0; i < 2; i++) {
        am_thread thread;
        run_to_end(am_thread_spawn(&thread, lock_and_unlock, am_arc_new(counter, .value = 0)), &thread);
    }
}

/* ---- read-write locks ---- */

typedef AM_RWLOCK(uint64_t) setting;

static void lock_upgrade_bad(void) {
    am_arc_auto setting *shared = am_arc_new(setting, .value = 0);
    AM_READ_GUARD(uint64_t, now, shared);   // @reads
    AM_WRITE_GUARD(uint64_t, next, shared); // @upgrades
    *next = *now + 1;
}

static void lock_upgrade_ok(void) {
    am_arc_auto setting *shared = am_arc_new(setting, .value = 0);
    {
        AM_READ_GUARD(uint64_t, now, shared);
        AM_READ_GUARD(uint64_t, again, shared);
        if (*now != *again)
            return;
    }
    am_write_guard uint64_t *next = am_write_lock(shared);
    *next += 1;
    am_read_guard const uint64_t *after = am_downgrade(shared, next);
    if (*after != 1)
        exit(EXIT_FAILURE);
}

static void read_while_writing_bad(void) {
    am_arc_auto setting *shared = am_arc_new(setting, .value = 0);
    AM_WRITE_GUARD(uint64_t, next, shared); // @writes
    AM_READ_GUARD(uint64_t, now, shared);   // @reads_too
    *next = *now + 1;
}

static void read_while_writing_ok(void) {
    am_arc_auto setting *shared = am_arc_new(setting, .value = 0);
    am_write_guard uint64_t *next = am_write_lock(shared);
    am_write_unlock(next);
    AM_READ_GUARD(uint64_t, now, shared);
    if (*now != 0)
        exit(EXIT_FAILURE);
}

static setting first_setting;
static setting second_setting;

AM_THREAD_ENTRY(read_both, setting, handle) {
    am_arc_auto setting *unused = am_move(handle);
    {
        AM_READ_GUARD(uint64_t, first, &first_setting);   // @reads_first
        AM_READ_GUARD(uint64_t, second, &second_setting); // @reads_second
        if (*first != *second)
            exit(EXIT_FAILURE);
    }
    sem_post(&is_locked);
}

static void lock_order_of_readers_bad(void) {
    am_thread thread;
    run_beside(am_thread_spawn(&thread, read_both, am_arc_new(setting, .value = 0))); // @spawned_reader
    AM_WRITE_GUARD(uint64_t, second, &second_setting);                                // @writes_second
    AM_WRITE_GUARD(uint64_t, first, &first_setting);                                  // @writes_first
    *first = *second;
}

/* Readers let each other pass. */
static void lock_order_of_readers_ok(void) {
    am_thread thread;
    run_beside(am_thread_spawn(&thread, read_both, am_arc_new(setting, .value = 0)));
    {
        AM_READ_GUARD(uint64_t, second, &second_setting);
        AM_READ_GUARD(uint64_t, first, &first_setting);
        if (*first != *second)
            exit(EXIT_FAILURE);
    }
    am_thread_join(&thread);
}

static void read_guard_across_sleep_bad(void) {
    am_arc_auto setting *shared = am_arc_new(setting, .value = 0);
    AM_READ_GUARD(uint64_t, now, shared); // @read_guard
    am_sleep((uint32_t)*now);             // @sleeps_reading
}

static void read_guard_across_sleep_ok(void) {
    am_arc_auto setting *shared = am_arc_new(setting, .value = 0);
    am_read_guard const uint64_t *now = am_read_lock(shared);
    uint32_t rest = (uint32_t)*now;
    am_read_unlock(now);
    am_sleep(rest);
}

/* ---- conditions ---- */

typedef struct {
    AM_MUTEX(int) items;
    AM_MUTEX(int) others;
    am_condvar changed;
} store;

static void condition_of_two_mutexes_bad(void) {
    am_arc_auto store *shared = am_arc_new(store, .items = {.value = 0});
    {
        AM_GUARD(int, items, &shared->items);
        if (am_wait_for(&shared->changed, &shared->items, 1) != AM_TIMED_OUT) // @waits_with_items
            *items = 1;
    }
    AM_GUARD(int, others, &shared->others);                                // @locks_others
    if (am_wait_for(&shared->changed, &shared->others, 1) != AM_TIMED_OUT) // @waits_with_others
        *others = 1;
}

static void condition_of_two_mutexes_ok(void) {
    for (int i = 0; i < 2; i++) {
        am_arc_auto store *shared = am_arc_new(store, .items = {.value = 0});
        AM_GUARD(int, items, &shared->items);
        if (am_wait_for(&shared->changed, &shared->items, 1) != AM_TIMED_OUT)
            *items = 1;
    }
}

static void wait_with_another_held_bad(void) {
    am_arc_auto store *shared = am_arc_new(store, .items = {.value = 0});
    AM_GUARD(int, others, &shared->others);                               // @kept_over_wait
    AM_GUARD(int, items, &shared->items);                                 // @locks_items
    if (am_wait_for(&shared->changed, &shared->items, 1) != AM_TIMED_OUT) // @waits
        *items = *others;
}

static void wait_with_another_held_ok(void) {
    am_arc_auto store *shared = am_arc_new(store, .items = {.value = 0});
    AM_GUARD(int, items, &shared->items);
    if (am_wait_for(&shared->changed, &shared->items, 1) != AM_TIMED_OUT)
        exit(EXIT_FAILURE);
    AM_GUARD(int, others, &shared->others);
    *items = *others;
}

/* ---- weak handles ---- */

typedef AM_WEAK(counter) weak_counter;

static weak_counter **volatile kept_weak;

static void weak_after_drop_bad(void) {
    counter *shared = am_arc_new(counter, .value = 0); // @made_with_weak
    am_weak_auto weak_counter *weak = am_arc_downgrade(weak_counter, shared);
    counter *pointer = shared;
    am_arc_drop(&shared);           // @dropped_with_weak
    AM_GUARD(uint64_t, n, pointer); // @used_with_weak
    *n += 1;
}

static void weak_after_drop_ok(void) {
    counter *shared = am_arc_new(counter, .value = 0);
    am_weak_auto weak_counter *weak = am_arc_downgrade(weak_counter, shared);
    am_arc_auto counter *again = am_weak_upgrade(weak);
    am_arc_drop(&shared);
    {
        AM_GUARD(uint64_t, n, again);
        *n += 1;
    }
    am_arc_drop(&again);
    am_arc_auto counter *gone = am_weak_upgrade(weak);
    if (gone != NULL)
        exit(EXIT_FAILURE);
    am_arc_auto counter *other = am_arc_new(counter, .value = 0);
    kept_weak = malloc(sizeof *kept_weak);
    if (kept_weak != NULL)
        *kept_weak = am_arc_downgrade(weak_counter, other);
}

/* ---- tasks ---- */

typedef AM_ASYNC_MUTEX(uint64_t) async_counter;

static void run_tasks(void) {
    am_runtime_start(&(am_runtime_options){.deterministic = true, .seed = 1});
}

AM_TASK_ENTRY(sleep_with_guard, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    AM_GUARD(uint64_t, n, shared); // @locked_in_task
    *n += 1;
    am_task_sleep(1); // @sleeps_in_task
}

AM_TASK_ENTRY(sleep_with_async_guard, async_counter, handle) {
    am_arc_auto async_counter *shared = am_move(handle);
    AM_ASYNC_GUARD(uint64_t, n, shared);
    *n += 1;
    am_task_sleep(1);
}

static void guard_across_await_bad(void) {
    run_tasks();
    am_task task;
    if (am_task_spawn(&task, sleep_with_guard, am_arc_new(counter, .value = 0)) != AM_OK)
        exit(EXIT_FAILURE);
    am_task_await(&task);
}

static void guard_across_await_ok(void) {
    run_tasks();
    am_arc_auto async_counter *shared = am_arc_new(async_counter, .value = 0);
    am_task tasks[2];
    for (int i = 0; i < 2; i++)
        if (am_task_spawn(&tasks[i], sleep_with_async_guard, am_arc_clone(shared)) != AM_OK)
            exit(EXIT_FAILURE);
    for (int i = 0; i < 2; i++)
        am_task_await(&tasks[i]);
}

AM_TASK_ENTRY(lock_async_twice, async_counter, handle) {
    am_arc_auto async_counter *shared = am_move(handle);
    AM_ASYNC_GUARD(uint64_t, first, shared); // @async_first
    am_task_yield();
    AM_ASYNC_GUARD(uint64_t, again, shared); // @async_again
    *first += *again;
}

AM_TASK_ENTRY(lock_async_in_turn, async_counter, handle) {
    am_arc_auto async_counter *shared = am_move(handle);
    am_async_guard uint64_t *n = am_async_lock(shared);
    am_task_yield();
    am_async_unlock(n);
    n = am_async_lock(shared);
    am_task_yield();
}

static void async_double_lock_bad(void) {
    run_tasks();
    am_task task;
    if (am_task_spawn(&task, lock_async_twice, am_arc_new(async_counter, .value = 0)) != AM_OK)
        exit(EXIT_FAILURE);
    am_task_await(&task);
}

static void async_double_lock_ok(void) {
    run_tasks();
    am_arc_auto async_counter *shared = am_arc_new(async_counter, .value = 0);
    am_task tasks[3];
    for (int i = 0; i < 3; i++)
        if (am_task_spawn(&tasks[i], lock_async_in_turn, am_arc_clone(shared)) != AM_OK)
            exit(EXIT_FAILURE);
    for (int i = 0; i < 3; i++)
        am_task_await(&tasks[i]);
}

static async_counter async_a;
static async_counter async_b;

AM_TASK_ENTRY(async_a_then_b, counter, handle) {
    am_arc_auto counter *unused = am_move(handle);
    AM_ASYNC_GUARD(uint64_t, a, &async_a); // @task_a
    AM_ASYNC_GUARD(uint64_t, b, &async_b); // @task_then_b
    *a += *b;
}

AM_TASK_ENTRY(async_b_then_a, counter, handle) {
    am_arc_auto counter *unused = am_move(handle);
    AM_ASYNC_GUARD(uint64_t, b, &async_b); // @task_b
    AM_ASYNC_GUARD(uint64_t, a, &async_a); // @task_then_a
    *a += *b;
}

static void lock_order_of_tasks_bad(void) {
    run_tasks();
    am_task tasks[2];
    if (am_task_spawn(&tasks[0], async_a_then_b, am_arc_new(counter, .value = 0)) != AM_OK || // @spawned_task
        am_task_spawn(&tasks[1], async_b_then_a, am_arc_new(counter, .value = 0)) != AM_OK)   // @spawned_other_task
        exit(EXIT_FAILURE);
    am_task_await(&tasks[0]);
    am_task_await(&tasks[1]);
}

static void lock_order_of_tasks_ok(void) {
    run_tasks();
    am_task task;
    if (am_task_spawn(&task, async_a_then_b, am_arc_new(counter, .value = 0)) != AM_OK)
        exit(EXIT_FAILURE);
    am_task_await(&task);
    if (am_task_spawn(&task, async_b_then_a, am_arc_new(counter, .value = 0)) != AM_OK)
        exit(EXIT_FAILURE);
    am_task_await(&task);
}

/* With all workers: tasks go from thread to thread, and what they hold with them. */
static void await_twice_ok(void) {
    am_arc_auto async_counter *shared = am_arc_new(async_counter, .value = 0);
    am_task tasks[20];
    for (int i = 0; i < 20; i++)
        if (am_task_spawn(&tasks[i], lock_async_in_turn, am_arc_clone(shared)) != AM_OK)
            exit(EXIT_FAILURE);
    for (int i = 0; i < 20; i++)
        am_task_await(&tasks[i]);
    am_task alone;
    if (am_task_spawn(&alone, async_a_then_b, am_arc_new(counter, .value = 0)) != AM_OK)
        exit(EXIT_FAILURE);
    am_task_detach(&alone);
    am_runtime_stop();
    AM_ASYNC_GUARD(uint64_t, b, &async_b);
    AM_ASYNC_GUARD(uint64_t, a, &async_a);
    *a += *b;
}

static void await_twice_bad(void) {
    run_tasks();
    am_task task;
    if (am_task_spawn(&task, async_a_then_b, am_arc_new(counter, .value = 0)) != AM_OK)
        exit(EXIT_FAILURE);
    am_task_await(&task);
    am_task_await(&task); // @awaited_again
}

#define CASE(name)                                                                                                     \
    {#name "_bad", name##_bad}, {                                                                                      \
        #name "_ok", name##_ok                                                                                         \
    }

static const struct {
    const char *name;
    void (*run)(void);
} cases[] = {
    CASE(double_lock),
    CASE(double_lock_with_another_held),
    CASE(crowd),
    CASE(unlock_by_stranger),
    CASE(unlock_twice),
    CASE(unlock_twice_by_scopes),
    CASE(guard_across_sleep),
    CASE(guard_across_yield),
    CASE(lock_order),
    CASE(lock_order_of_three),
    CASE(lock_order_in_time),
    CASE(lock_order_of_statics),
    CASE(deadlock),
    CASE(destroy_while_held),
    CASE(destroy_while_another_holds),
    CASE(memory_used_anew),
    CASE(use_after_move),
    CASE(clone_after_move),
    CASE(use_after_drop),
    CASE(double_drop),
    CASE(leak),
    CASE(locked_at_exit),
    CASE(join_twice),
    CASE(lock_upgrade),
    CASE(read_while_writing),
    CASE(lock_order_of_readers),
    CASE(read_guard_across_sleep),
    CASE(condition_of_two_mutexes),
    CASE(wait_with_another_held),
    CASE(weak_after_drop),
    CASE(guard_across_await),
    CASE(async_double_lock),
    CASE(lock_order_of_tasks),
    CASE(await_twice),
};

/* With a name: runs that case. Without: lists the names. */
int main(int count, char **arguments) {
    sem_init(&is_locked, 0, 0);
    sem_init(&is_over, 0, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (count < 2) {
            puts(cases[i].name);
        } else if (strcmp(cases[i].name, arguments[1]) == 0) {
            cases[i].run();
            return EXIT_SUCCESS;
        }
    }
    return count < 2 ? EXIT_SUCCESS : EXIT_FAILURE;
}
