/* check_runtime_mutex.c -- locks and guards. */
#include "suites.h"

#include <arcmutex/arcmutex.h>
#include <pthread.h>

typedef AM_MUTEX(uint64_t) counter;

typedef struct {
    int low;
    int high;
} range;

typedef AM_MUTEX(range) shared_range;
typedef AM_MUTEX(int[3]) shared_array;

static counter static_counter;

static bool is_free(counter *mutex) {
    am_status status;
    am_guard uint64_t *guard = am_try_lock(mutex, &status);
    return guard != NULL;
}

START_TEST(zero_is_unlocked) {
    ck_assert(!am_is_poisoned(&static_counter));
    am_guard uint64_t *n = am_lock(&static_counter);
    ck_assert_ptr_eq(n, &static_counter.value);
    ck_assert_uint_eq(*n, 0);
}
END_TEST

START_TEST(guard_macro_locks_its_scope) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 4);
    {
        AM_GUARD(uint64_t, n, shared);
        *n += 1;
        ck_assert(!is_free(shared));
    }
    ck_assert(is_free(shared));
    ck_assert_uint_eq(shared->value, 5);
}
END_TEST

START_TEST(structs_and_arrays_inside) {
    am_arc_auto shared_range *limits = am_arc_new(shared_range, .value = {.low = 1, .high = 2});
    am_arc_auto shared_array *items = am_arc_new(shared_array, .value = {7, 8, 9});
    AM_GUARD(range, held, limits);
    AM_GUARD(int[3], array, items);
    ck_assert_int_eq(held->low + held->high, 3);
    ck_assert_int_eq((*array)[2], 9);
}
END_TEST

START_TEST(unlock_is_an_early_release) {
    counter mutex = {.value = 0};
    am_guard uint64_t *n = am_lock(&mutex);
    am_unlock(n);
    ck_assert_ptr_null(n);
    ck_assert(is_free(&mutex));
    am_unlock(n);
    n = am_lock(&mutex);
    ck_assert(!is_free(&mutex));
}
END_TEST

START_TEST(the_argument_is_evaluated_once) {
    counter mutexes[2] = {{.value = 1}, {.value = 2}};
    counter *next = mutexes;
    AM_GUARD(uint64_t, first, next++);
    am_status status;
    am_guard uint64_t *second = am_lock_status(next++, &status);
    ck_assert_ptr_eq(next, mutexes + 2);
    ck_assert_uint_eq(*first + *second, 3);
}
END_TEST

START_TEST(released_in_any_order) {
    counter a = {.value = 0};
    counter b = {.value = 0};
    counter c = {.value = 0};
    uint64_t *in_a = am_lock(&a);
    uint64_t *in_b = am_lock(&b);
    uint64_t *in_c = am_lock(&c);
    am_unlock(in_b);
    ck_assert(!is_free(&a) && is_free(&b) && !is_free(&c));
    am_unlock(in_a);
    ck_assert(is_free(&a) && !is_free(&c));
    am_unlock(in_c);
    ck_assert(is_free(&c));
}
END_TEST

static uint64_t *lock_and_add(counter *mutex) {
    am_guard uint64_t *n = am_lock(mutex);
    *n += 1;
    return am_move(n);
}

START_TEST(a_guard_can_be_returned) {
    counter mutex = {.value = 1};
    am_guard uint64_t *n = lock_and_add(&mutex);
    ck_assert_uint_eq(*n, 2);
    ck_assert(!is_free(&mutex));
    am_guard uint64_t *moved = am_move(n);
    ck_assert_ptr_null(n);
    am_unlock(moved);
    ck_assert(is_free(&mutex));
}
END_TEST

START_TEST(try_lock_never_waits) {
    counter mutex = {.value = 0};
    am_status status = AM_POISONED;
    uint64_t *first = am_try_lock(&mutex, &status);
    ck_assert_ptr_eq(first, &mutex.value);
    ck_assert_int_eq(status, AM_OK);
    ck_assert_ptr_null(am_try_lock(&mutex, &status));
    ck_assert_int_eq(status, AM_WOULD_BLOCK);
    am_unlock(first);
}
END_TEST

START_TEST(timed_locks_give_up) {
    counter mutex = {.value = 0};
    am_status status;
    uint64_t *first = am_lock_for(&mutex, 1, &status);
    ck_assert_int_eq(status, AM_OK);
    ck_assert_ptr_null(am_lock_for(&mutex, 1, &status));
    ck_assert_int_eq(status, AM_TIMED_OUT);
    am_poison(first);
    am_unlock(first);
    first = am_lock_for(&mutex, 0, &status);
    ck_assert_int_eq(status, AM_POISONED);
    am_unlock(first);
}
END_TEST

typedef AM_PLAIN_MUTEX(uint64_t) plain_counter;

static plain_counter left_by_thread; /* static: a thread that ends early leaks its handle */

static void *end_while_holding(void *unused) {
    (void)unused;
    AM_GUARD(uint64_t, n, &left_by_thread);
    *n = 1;
    am_thread_exit();
}

START_TEST(a_plain_mutex_is_never_poisoned) {
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, end_while_holding, NULL), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    am_status status;
    uint64_t *n = am_lock_status(&left_by_thread, &status);
    ck_assert_int_eq(status, AM_OK);
    ck_assert_uint_eq(*n, 1);
    ck_assert_ptr_null(am_try_lock(&left_by_thread, &status));
    ck_assert_int_eq(status, AM_WOULD_BLOCK);
    ck_assert_ptr_null(am_lock_for(&left_by_thread, 1, &status));
    ck_assert_int_eq(status, AM_TIMED_OUT);
    am_unlock(n);
    n = am_lock_for(&left_by_thread, 1, &status);
    ck_assert_int_eq(status, AM_OK);
    am_unlock(n);
}
END_TEST

enum { THREADS = 8, ROUNDS = 2000 };

AM_THREAD_ENTRY(add, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    for (int i = 0; i < ROUNDS; i++) {
        AM_GUARD(uint64_t, n, shared);
        *n += 1;
    }
}

AM_THREAD_ENTRY(add_by_trying, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    for (int added = 0; added < ROUNDS;) {
        am_status status;
        am_guard uint64_t *n = am_try_lock(shared, &status);
        if (n == NULL) {
            am_yield();
            continue;
        }
        *n += 1;
        added++;
    }
}

/* Those who give up must leave no sleeper behind. */
AM_THREAD_ENTRY(add_if_soon, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    for (int added = 0; added < ROUNDS;) {
        am_status status;
        am_guard uint64_t *n = am_lock_for(shared, 0, &status);
        if (n == NULL)
            continue;
        *n += 1;
        added++;
    }
}

START_TEST(threads_exclude_each_other) {
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    am_thread threads[THREADS];
    for (int i = 0; i < THREADS; i += 4) {
        ck_assert_int_eq(am_thread_spawn(&threads[i], add, am_arc_clone(shared)), AM_OK);
        ck_assert_int_eq(am_thread_spawn(&threads[i + 1], add_by_trying, am_arc_clone(shared)), AM_OK);
        ck_assert_int_eq(am_thread_spawn(&threads[i + 2], add, am_arc_clone(shared)), AM_OK);
        ck_assert_int_eq(am_thread_spawn(&threads[i + 3], add_if_soon, am_arc_clone(shared)), AM_OK);
    }
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(am_thread_join(&threads[i]), AM_OK);
    AM_GUARD(uint64_t, n, shared);
    ck_assert_uint_eq(*n, THREADS * ROUNDS);
}
END_TEST

/* All wait at the barrier while the lock is held, so that most of them come to it together. */
typedef struct {
    counter counter;
    pthread_barrier_t *barrier;
} crowd;

AM_THREAD_ENTRY(add_in_a_crowd, crowd, handle) {
    am_arc_auto crowd *shared = am_move(handle);
    pthread_barrier_wait(shared->barrier);
    AM_GUARD(uint64_t, n, &shared->counter);
    *n += 1;
}

START_TEST(every_waiter_is_woken) {
    pthread_barrier_t barrier;
    pthread_barrier_init(&barrier, NULL, THREADS + 1);
    am_arc_auto crowd *shared = am_arc_new(crowd, .barrier = &barrier);
    am_thread threads[THREADS];
    uint64_t *n = am_lock(&shared->counter);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(am_thread_spawn(&threads[i], add_in_a_crowd, am_arc_clone(shared)), AM_OK);
    pthread_barrier_wait(&barrier);
    for (int i = 0; i < 100; i++)
        am_yield();
    ck_assert_uint_eq(*n, 0);
    am_unlock(n);
    for (int i = 0; i < THREADS; i++)
        am_thread_join(&threads[i]);
    ck_assert_uint_eq(shared->counter.value, THREADS);
    pthread_barrier_destroy(&barrier);
}
END_TEST

static void lock_again(void *mutex) {
    counter *held = mutex;
    am_guard uint64_t *first = am_lock(held);
    am_guard uint64_t *second = am_lock(held);
    *second = *first;
}

static void lock_again_for_status(void *mutex) {
    counter *held = mutex;
    am_status status;
    am_guard uint64_t *first = am_lock_status(held, &status);
    am_guard uint64_t *second = am_lock_status(held, &status);
    *second = *first;
}

START_TEST(relocking_aborts) {
    counter mutex = {.value = 0};
    expect_abort(lock_again, &mutex, "this thread already holds the mutex");
    expect_abort(lock_again_for_status, &mutex, "this thread already holds the mutex");
}
END_TEST

static void release_twice(void *mutex) {
    counter *held = mutex;
    uint64_t *guard = am_lock(held);
    uint64_t *copy = guard;
    am_unlock(guard);
    am_unlock(copy);
}

static void release_unlocked(void *mutex) {
    uint64_t *guard = &((counter *)mutex)->value;
    am_unlock(guard);
}

START_TEST(releasing_twice_aborts) {
    counter mutex = {.value = 0};
    expect_abort(release_twice, &mutex, "a guard is released twice");
    expect_abort(release_unlocked, &mutex, "a guard is released twice");
}
END_TEST

AM_THREAD_ENTRY(release_for_another, counter, handle) {
    am_arc_auto counter *shared = am_move(handle);
    uint64_t *guard = &shared->value;
    am_unlock(guard);
}

static void release_elsewhere(void *unused) {
    (void)unused;
    am_arc_auto counter *shared = am_arc_new(counter, .value = 0);
    AM_GUARD(uint64_t, guard, shared);
    am_thread thread;
    if (am_thread_spawn(&thread, release_for_another, am_arc_clone(shared)) == AM_OK)
        am_thread_join(&thread);
}

START_TEST(releasing_in_another_thread_aborts) {
    expect_abort(release_elsewhere, NULL, "or by a thread that does not hold the mutex");
}
END_TEST

START_TEST(a_leaked_guard_dies_with_its_mutex) {
    counter *shared = am_arc_new(counter, .value = 0);
    counter other = {.value = 0};
    uint64_t *kept = am_lock(&other);
    uint64_t *leaked = am_lock(shared);
    *leaked = 1;
    am_arc_drop(&shared);
    am_unlock(kept);
    ck_assert(is_free(&other));
}
END_TEST

Suite *mutex_suite(void) {
    const TTest *const tests[] = {
        zero_is_unlocked,
        guard_macro_locks_its_scope,
        structs_and_arrays_inside,
        unlock_is_an_early_release,
        the_argument_is_evaluated_once,
        released_in_any_order,
        a_guard_can_be_returned,
        try_lock_never_waits,
        timed_locks_give_up,
        a_plain_mutex_is_never_poisoned,
        threads_exclude_each_other,
        every_waiter_is_woken,
        relocking_aborts,
        releasing_twice_aborts,
        releasing_in_another_thread_aborts,
        a_leaked_guard_dies_with_its_mutex,
        NULL,
    };
    return suite_of("mutex", tests);
}
