/* check_runtime_condvar.c -- condition variables: who is woken, with which mutex, and when a wait ends. */
#include "suites.h"

#include <arcmutex/arcmutex.h>
#include <pthread.h>

typedef AM_MUTEX(int) number;

typedef struct {
    number items;
    am_condvar filled;
    am_condvar emptied;
} store;

enum { THREADS = 4, ROUNDS = 500 };

AM_THREAD_ENTRY(put, store, handle) {
    am_arc_auto store *shared = am_move(handle);
    for (int i = 0; i < ROUNDS; i++) {
        {
            AM_GUARD(int, n, &shared->items);
            AM_WAIT_WHILE(&shared->emptied, &shared->items, *n != 0);
            *n += 1;
        }
        am_notify_one(&shared->filled);
    }
}

AM_THREAD_ENTRY(take, store, handle) {
    am_arc_auto store *shared = am_move(handle);
    for (int i = 0; i < ROUNDS; i++) {
        {
            AM_GUARD(int, n, &shared->items);
            AM_WAIT_WHILE(&shared->filled, &shared->items, *n == 0);
            *n -= 1;
        }
        am_notify_one(&shared->emptied);
    }
}

/* One item at a time goes from hand to hand: a notification that is lost stops everybody. */
START_TEST(no_notification_is_lost) {
    am_arc_auto store *shared = am_arc_new(store, .items = {.value = 0});
    am_thread threads[2 * THREADS];
    for (int i = 0; i < 2 * THREADS; i += 2) {
        ck_assert_int_eq(am_thread_spawn(&threads[i], put, am_arc_clone(shared)), AM_OK);
        ck_assert_int_eq(am_thread_spawn(&threads[i + 1], take, am_arc_clone(shared)), AM_OK);
    }
    for (int i = 0; i < 2 * THREADS; i++)
        ck_assert_int_eq(am_thread_join(&threads[i]), AM_OK);
    ck_assert_int_eq(shared->items.value, 0);
}
END_TEST

AM_THREAD_ENTRY(wait_for_one, store, handle) {
    am_arc_auto store *shared = am_move(handle);
    AM_GUARD(int, n, &shared->items);
    AM_WAIT_WHILE(&shared->filled, &shared->items, *n == 0);
}

START_TEST(notify_all_wakes_all) {
    am_arc_auto store *shared = am_arc_new(store, .items = {.value = 0});
    am_thread threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(am_thread_spawn(&threads[i], wait_for_one, am_arc_clone(shared)), AM_OK);
    for (int i = 0; i < 100; i++)
        am_yield();
    {
        AM_GUARD(int, n, &shared->items);
        *n = 1;
    }
    am_notify_all(&shared->filled);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(am_thread_join(&threads[i]), AM_OK);
}
END_TEST

START_TEST(timed_waits_end) {
    store shared = {.items = {.value = 0}};
    AM_GUARD(int, n, &shared.items);
    ck_assert_int_eq(am_wait_for(&shared.filled, &shared.items, 1), AM_TIMED_OUT);
    am_status status;
    ck_assert_ptr_null(am_try_lock(&shared.items, &status));
    AM_WAIT_WHILE_FOR(&shared.filled, &shared.items, 1, *n == 0);
    ck_assert_int_eq(*n, 0);
    AM_WAIT_WHILE_FOR(&shared.filled, &shared.items, 60000, *n != 0);
}
END_TEST

AM_THREAD_ENTRY(fill, store, handle) {
    am_arc_auto store *shared = am_move(handle);
    AM_GUARD(int, n, &shared->items);
    *n = 1;
    am_notify_one(&shared->filled);
}

START_TEST(a_timed_wait_is_notified) {
    am_arc_auto store *shared = am_arc_new(store, .items = {.value = 0});
    am_thread thread;
    ck_assert_int_eq(am_thread_spawn(&thread, fill, am_arc_clone(shared)), AM_OK);
    {
        AM_GUARD(int, n, &shared->items);
        AM_WAIT_WHILE_FOR(&shared->filled, &shared->items, 60000, *n == 0);
        ck_assert_int_eq(*n, 1);
    }
    ck_assert_int_eq(am_thread_join(&thread), AM_OK);
}
END_TEST

AM_THREAD_ENTRY(fill_and_leave_it_poisoned, store, handle) {
    am_arc_auto store *shared = am_move(handle);
    int *n = am_lock(&shared->items);
    *n = 1;
    am_notify_one(&shared->filled);
}

START_TEST(poison_is_told_after_the_wait) {
    am_arc_auto store *shared = am_arc_new(store, .items = {.value = 0});
    am_thread thread;
    ck_assert_int_eq(am_thread_spawn(&thread, fill_and_leave_it_poisoned, am_arc_clone(shared)), AM_OK);
    am_status status;
    am_guard int *n = am_lock_status(&shared->items, &status);
    while (*n == 0)
        status = am_wait_status(&shared->filled, &shared->items);
    ck_assert_int_eq(status, AM_POISONED);
    ck_assert_int_eq(am_wait_status_for(&shared->filled, &shared->items, 1), AM_TIMED_OUT);
    am_unlock(n);
    ck_assert_int_eq(am_thread_join(&thread), AM_OK);
}
END_TEST

typedef AM_PLAIN_MUTEX(int) plain_number;

START_TEST(plain_mutexes_can_be_waited_with) {
    plain_number items = {.value = 0};
    am_condvar filled = {0};
    AM_GUARD(int, n, &items);
    ck_assert_int_eq(am_wait_for(&filled, &items, 1), AM_TIMED_OUT);
    AM_WAIT_WHILE_FOR(&filled, &items, 1, *n == 0);
}
END_TEST

static number first_number;
static number second_number;
static am_condvar of_first;

static void wait_unlocked(void *unused) {
    (void)unused;
    am_wait(&of_first, &first_number);
}

static void wait_with_two(void *unused) {
    (void)unused;
    AM_GUARD(int, first, &first_number);
    AM_GUARD(int, second, &second_number);
    *first = am_wait_for(&of_first, &first_number, 0);
    *second = am_wait_for(&of_first, &second_number, 0);
}

static void time_out_with_poison(void *unused) {
    (void)unused;
    am_status status;
    am_guard int *n = am_lock_status(&first_number, &status);
    am_poison(n);
    AM_WAIT_WHILE_FOR(&of_first, &first_number, 1, *n == 0);
}

static void wait_with_poison(void *unused) {
    (void)unused;
    am_thread thread;
    am_arc_auto store *shared = am_arc_new(store, .items = {.value = 0});
    if (am_thread_spawn(&thread, fill_and_leave_it_poisoned, am_arc_clone(shared)) != AM_OK)
        return;
    AM_GUARD(int, items, &shared->items);
    AM_WAIT_WHILE(&shared->filled, &shared->items, *items == 0);
}

START_TEST(misuse_aborts) {
    expect_abort(wait_unlocked, NULL, "waited for with a mutex that this thread does not hold");
    expect_abort(wait_with_two, NULL, "waited for with two mutexes");
    expect_abort(time_out_with_poison, NULL, "the mutex is poisoned");
    expect_abort(wait_with_poison, NULL, "the mutex is poisoned");
}
END_TEST

Suite *condvar_suite(void) {
    const TTest *const tests[] = {
        no_notification_is_lost,
        notify_all_wakes_all,
        timed_waits_end,
        a_timed_wait_is_notified,
        poison_is_told_after_the_wait,
        plain_mutexes_can_be_waited_with,
        misuse_aborts,
        NULL,
    };
    return suite_of("condvar", tests);
}
