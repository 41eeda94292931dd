/* check_runtime_poison.c -- poison: what a thread that ends in its critical section leaves to others. */
#include "suites.h"

#include "unwound.h"

#include <arcmutex/arcmutex.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

typedef AM_MUTEX(int) number;

/* Static: a thread that ends early leaks its handle, and LeakSanitizer would say so. */
static number first_number;
static number second_number;

static void *exit_by_library(void *unused) {
    (void)unused;
    AM_GUARD(int, first, &first_number);
    AM_GUARD(int, second, &second_number);
    *first = *second + 1;
    am_thread_exit();
}

static void *exit_by_pthread(void *unused) {
    AM_GUARD(int, first, &first_number);
    AM_GUARD(int, second, &second_number);
    *first = *second + 1;
    pthread_exit(unused);
}

/* AddressSanitizer does not see that cancellation leaves this frame, and gcc 12's stumbles over its red zones later. */
__attribute__((no_sanitize_address)) static void *exit_by_cancellation(void *unused) {
    AM_GUARD(int, first, &first_number);
    AM_GUARD(int, second, &second_number);
    *first = *second + 1;
    pthread_cancel(pthread_self());
    pthread_testcancel();
    return unused;
}

static void *exit_by_return(void *unused) {
    int *first = am_lock(&first_number);
    int *second = am_lock(&second_number);
    *first = *second + 1;
    return unused;
}

static void *(*const early_ends[])(void *unused) = {
    exit_by_library,
    exit_by_pthread,
    exit_by_cancellation,
    exit_by_return,
};

START_TEST(an_early_end_poisons_and_releases) {
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, early_ends[_i], NULL), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert(am_is_poisoned(&first_number) && am_is_poisoned(&second_number));
    am_status status;
    am_guard int *first = am_lock_status(&first_number, &status);
    ck_assert_int_eq(status, AM_POISONED);
    ck_assert_int_eq(*first, 1);
    am_guard int *second = am_try_lock(&second_number, &status);
    ck_assert_int_eq(status, AM_POISONED);
    ck_assert_int_eq(*second, 0);
}
END_TEST

START_TEST(poison_stays_until_it_is_cleared) {
    number mutex = {.value = 1};
    am_status status;
    {
        AM_GUARD(int, n, &mutex);
        am_poison(n);
        ck_assert(am_is_poisoned(&mutex));
    }
    for (int i = 0; i < 4; i++) {
        am_guard int *n = i % 2 == 0 ? am_lock_status(&mutex, &status) : am_try_lock(&mutex, &status);
        ck_assert_int_eq(status, AM_POISONED);
        ck_assert_int_eq(*n, 1);
    }
    am_clear_poison(&mutex);
    ck_assert(!am_is_poisoned(&mutex));
    am_guard int *n = am_lock_status(&mutex, &status);
    ck_assert_int_eq(status, AM_OK);
    ck_assert_int_eq(*n, 1);
}
END_TEST

START_TEST(poison_can_be_cleared_while_held) {
    number mutex = {.value = 1};
    int *n = am_lock(&mutex);
    am_poison(n);
    am_clear_poison(&mutex);
    am_unlock(n);
    n = am_lock(&mutex);
    am_unlock(n);
}
END_TEST

static void lock_it(void *mutex) {
    AM_GUARD(int, n, (number *)mutex);
    *n = 0;
}

static void relock_it(void *mutex) {
    am_status status;
    am_guard int *first = am_lock_status((number *)mutex, &status);
    am_guard int *second = am_lock_status((number *)mutex, &status);
    *second = *first;
}

static void poison_without_holding(void *mutex) {
    am_poison(&((number *)mutex)->value);
}

START_TEST(locking_poisoned_data_aborts) {
    number mutex = {.value = 0};
    int *n = am_lock(&mutex);
    am_poison(n);
    am_unlock(n);
    expect_abort(lock_it, &mutex, "the mutex is poisoned");
    expect_abort(relock_it, &mutex, "this thread already holds the mutex");
}
END_TEST

START_TEST(only_a_holder_can_poison) {
    number mutex = {.value = 0};
    expect_abort(poison_without_holding, &mutex, "am_poison: this thread does not hold the mutex");
}
END_TEST

typedef struct {
    number number;
    sem_t taken;
    sem_t go;
} handover;

AM_THREAD_ENTRY(hold_then_leave, handover, handle) {
    am_arc_auto handover *shared = am_move(handle);
    int *n = am_lock(&shared->number);
    *n = 1;
    sem_post(&shared->taken);
    sem_wait(&shared->go);
}

AM_THREAD_ENTRY(wait_for_it, handover, handle) {
    am_arc_auto handover *shared = am_move(handle);
    am_status status;
    am_guard int *n = am_lock_status(&shared->number, &status);
    ck_assert_int_eq(status, AM_POISONED);
    *n += 1;
}

START_TEST(waiters_are_told) {
    enum { WAITERS = 4 };
    am_arc_auto handover *shared = am_arc_new(handover, .number = {.value = 0});
    sem_init(&shared->taken, 0, 0);
    sem_init(&shared->go, 0, 0);
    am_thread holder;
    am_thread waiters[WAITERS];
    ck_assert_int_eq(am_thread_spawn(&holder, hold_then_leave, am_arc_clone(shared)), AM_OK);
    sem_wait(&shared->taken);
    for (int i = 0; i < WAITERS; i++)
        ck_assert_int_eq(am_thread_spawn(&waiters[i], wait_for_it, am_arc_clone(shared)), AM_OK);
    for (int i = 0; i < 100; i++)
        am_yield();
    sem_post(&shared->go);
    ck_assert_int_eq(am_thread_join(&holder), AM_OK);
    for (int i = 0; i < WAITERS; i++)
        am_thread_join(&waiters[i]);
    ck_assert_int_eq(shared->number.value, 1 + WAITERS);
}
END_TEST

AM_THREAD_ENTRY(leak_guard_and_handle, number, handle) {
    am_arc_auto number *last = am_move(handle);
    int *n = am_lock(last);
    *n = 1;
}

START_TEST(the_last_handle_goes_before_the_thread) {
    am_thread thread;
    ck_assert_int_eq(am_thread_spawn(&thread, leak_guard_and_handle, am_arc_new(number, .value = 0)), AM_OK);
    ck_assert_int_eq(am_thread_join(&thread), AM_OK);
}
END_TEST

static pthread_key_t late_key;

static void lock_late(void *value) {
    *(int **)value = am_lock(&second_number);
}

static void *lock_while_ending(void *unused) {
    static int *guard;
    pthread_setspecific(late_key, &guard);
    int *n = am_lock(&first_number);
    *n = 1;
    return unused;
}

START_TEST(locks_of_later_destructors_are_poisoned_too) {
    pthread_t thread;
    int *n = am_lock(&first_number);
    am_unlock(n); /* the library's own key is made by now, and its destructor runs before this one */
    ck_assert_int_eq(pthread_key_create(&late_key, lock_late), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, lock_while_ending, NULL), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert(am_is_poisoned(&first_number) && am_is_poisoned(&second_number));
}
END_TEST

START_TEST(unwinding_drops_the_handle) {
    am_arc_auto unwound_mutex *shared = am_arc_new(unwound_mutex, .value = 0);
    am_thread thread;
    ck_assert_int_eq(spawn_thread_exit(&thread, am_arc_clone(shared)), AM_OK);
    ck_assert_int_eq(am_thread_join(&thread), AM_ENDED_EARLY);
    ck_assert_uint_eq(am_arc_strong_count(shared), 1);
    ck_assert(am_is_poisoned(shared));
}
END_TEST

START_TEST(unwinding_releases_scoped_guards) {
    am_arc_auto unwound_mutex *shared = am_arc_new(unwound_mutex, .value = 0);
    am_thread thread;
    ck_assert_int_eq(spawn_pthread_exit(&thread, am_arc_clone(shared)), AM_OK);
    ck_assert_int_eq(am_thread_join(&thread), AM_ENDED_EARLY);
    ck_assert_uint_eq(am_arc_strong_count(shared), 1);
    AM_GUARD(int, n, shared);
    ck_assert_int_eq(*n, 1);
}
END_TEST

Suite *poison_suite(void) {
    const TTest *const tests[] = {
        poison_stays_until_it_is_cleared,
        poison_can_be_cleared_while_held,
        locking_poisoned_data_aborts,
        only_a_holder_can_poison,
        waiters_are_told,
        the_last_handle_goes_before_the_thread,
        locks_of_later_destructors_are_poisoned_too,
        unwinding_drops_the_handle,
        unwinding_releases_scoped_guards,
        NULL,
    };
    Suite *suite = suite_of("poison", tests);
    TCase *early = tcase_create("early ends");
    tcase_set_timeout(early, TEST_TIMEOUT);
    tcase_add_loop_test(early, an_early_end_poisons_and_releases, 0, sizeof early_ends / sizeof early_ends[0]);
    suite_add_tcase(suite, early);
    return suite;
}
