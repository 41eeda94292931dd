/* check_runtime_once.c -- work done once, cells, and barriers. */
#include "suites.h"

#include <arcmutex/arcmutex.h>
#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 8, ROUNDS = 200 };

typedef struct {
    am_once once;
    int calls;
    am_barrier start;
} work;

static void count_call(void *argument) {
    ++*(int *)argument;
}

START_TEST(called_once) {
    am_once once = {0};
    int calls = 0;
    ck_assert(!am_once_is_completed(&once));
    am_once_call(&once, count_call, &calls);
    am_once_call(&once, count_call, &calls);
    am_once_wait(&once);
    ck_assert(am_once_is_completed(&once) && !am_once_is_poisoned(&once));
    ck_assert_int_eq(calls, 1);
}
END_TEST

AM_THREAD_ENTRY(call_together, work, handle) {
    am_arc_auto work *shared = am_move(handle);
    am_barrier_wait(&shared->start);
    am_once_call(&shared->once, count_call, &shared->calls);
    ck_assert_int_eq(shared->calls, 1);
}

AM_THREAD_ENTRY(wait_together, work, handle) {
    am_arc_auto work *shared = am_move(handle);
    am_barrier_wait(&shared->start);
    am_once_wait(&shared->once);
    ck_assert_int_eq(shared->calls, 1);
}

START_TEST(one_of_many_calls_and_all_see_it) {
    for (int round = 0; round < ROUNDS / 4; round++) {
        am_arc_auto work *shared = am_arc_new(work, .start = AM_BARRIER(THREADS));
        am_thread threads[THREADS];
        for (int i = 0; i < THREADS; i += 2) {
            ck_assert_int_eq(am_thread_spawn(&threads[i], call_together, am_arc_clone(shared)), AM_OK);
            ck_assert_int_eq(am_thread_spawn(&threads[i + 1], wait_together, am_arc_clone(shared)), AM_OK);
        }
        for (int i = 0; i < THREADS; i++)
            ck_assert_int_eq(am_thread_join(&threads[i]), AM_OK);
    }
}
END_TEST

static am_once left_by_thread; /* static: a thread that ends early leaks its handles */

static void end_within(void *unused) {
    (void)unused;
    am_thread_exit();
}

static void *end_in_call(void *unused) {
    am_once_call(&left_by_thread, end_within, unused);
    return unused;
}

static void call_again(void *calls) {
    am_once_call(&left_by_thread, count_call, calls);
}

static void wait_for_it(void *unused) {
    (void)unused;
    am_once_wait(&left_by_thread);
}

START_TEST(an_end_within_poisons) {
    pthread_t thread;
    int calls = 0;
    ck_assert_int_eq(pthread_create(&thread, NULL, end_in_call, NULL), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert(am_once_is_poisoned(&left_by_thread) && !am_once_is_completed(&left_by_thread));
    expect_abort(call_again, &calls, "am_once_call: poisoned");
    expect_abort(wait_for_it, NULL, "am_once_wait: poisoned");
    am_once_call_force(&left_by_thread, count_call, &calls);
    ck_assert(am_once_is_completed(&left_by_thread));
    am_once_call(&left_by_thread, count_call, &calls);
    ck_assert_int_eq(calls, 1);
}
END_TEST

static void call_itself(void *once) {
    am_once_call((am_once *)once, call_itself, once);
}

START_TEST(calling_itself_aborts) {
    am_once once = {0};
    expect_abort(call_itself, &once, "asks for itself");
}
END_TEST

/* ---- cells ---- */

typedef struct {
    int number;
    int *owned;
} thing;

typedef AM_ONCE_CELL(thing) thing_cell;

static thing_cell static_cell;
static atomic_int made;

AM_CELL_INIT(make_thing, thing, fresh) {
    fresh->number = 7 + atomic_fetch_add(&made, 1);
}

START_TEST(a_cell_is_made_when_it_is_wanted) {
    ck_assert_ptr_null(am_cell_get(&static_cell));
    const thing *first = am_cell_get_or_init(&static_cell, make_thing);
    ck_assert_int_eq(first->number, 7);
    ck_assert_ptr_eq(am_cell_get_or_init(&static_cell, make_thing), first);
    ck_assert_ptr_eq(am_cell_get(&static_cell), first);
    ck_assert_ptr_eq(am_cell_wait(&static_cell), first);
    ck_assert_int_eq(made, 1);
}
END_TEST

START_TEST(a_cell_is_set_once_and_can_be_emptied) {
    thing_cell cell = {.value = {0}};
    int target = 0;
    thing first = {.number = 1, .owned = &target};
    thing second = {.number = 2, .owned = &target};
    thing out = {0};
    ck_assert(!am_cell_take(&cell, &out));
    ck_assert(am_cell_set(&cell, first));
    ck_assert_ptr_null(first.owned);
    ck_assert(!am_cell_set(&cell, second));
    ck_assert_ptr_eq(second.owned, &target);
    ck_assert_int_eq(am_cell_get(&cell)->number, 1);
    ck_assert(am_cell_take(&cell, &out));
    ck_assert_int_eq(out.number, 1);
    ck_assert_ptr_null(am_cell_get(&cell));
    ck_assert(am_cell_set(&cell, second));
}
END_TEST

typedef struct {
    thing_cell cell;
    am_barrier start;
} shared_cell;

AM_THREAD_ENTRY(use_cell, shared_cell, handle) {
    am_arc_auto shared_cell *shared = am_move(handle);
    am_barrier_wait(&shared->start);
    const thing *one = am_cell_get_or_init(&shared->cell, make_thing);
    ck_assert_int_ge(one->number, 7);
}

AM_THREAD_ENTRY(wait_for_cell, shared_cell, handle) {
    am_arc_auto shared_cell *shared = am_move(handle);
    am_barrier_wait(&shared->start);
    ck_assert_int_ge(am_cell_wait(&shared->cell)->number, 7);
}

START_TEST(threads_share_one_cell) {
    for (int round = 0; round < ROUNDS / 4; round++) {
        am_arc_auto shared_cell *shared = am_arc_new(shared_cell, .start = AM_BARRIER(THREADS));
        int before = made;
        am_thread threads[THREADS];
        for (int i = 0; i < THREADS; i += 2) {
            ck_assert_int_eq(am_thread_spawn(&threads[i], use_cell, am_arc_clone(shared)), AM_OK);
            ck_assert_int_eq(am_thread_spawn(&threads[i + 1], wait_for_cell, am_arc_clone(shared)), AM_OK);
        }
        for (int i = 0; i < THREADS; i++)
            ck_assert_int_eq(am_thread_join(&threads[i]), AM_OK);
        ck_assert_int_eq(made, before + 1);
    }
}
END_TEST

static thing_cell cell_of_thread;

AM_CELL_INIT(end_while_making, thing, fresh) {
    fresh->number = 1;
    am_thread_exit();
}

static void *end_in_cell(void *unused) {
    am_cell_get_or_init(&cell_of_thread, end_while_making);
    return unused;
}

START_TEST(a_cell_whose_maker_ended_is_empty) {
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, end_in_cell, NULL), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_ptr_null(am_cell_get(&cell_of_thread));
    ck_assert_int_ge(am_cell_get_or_init(&cell_of_thread, make_thing)->number, 7);
}
END_TEST

/* ---- barriers ---- */

typedef struct {
    am_barrier barrier;
    atomic_int leaders;
    int steps[THREADS]; /* each written by one, read by all others behind the barrier */
    atomic_int next;
} race;

AM_THREAD_ENTRY(step_together, race, handle) {
    am_arc_auto race *shared = am_move(handle);
    int mine = atomic_fetch_add(&shared->next, 1);
    for (int round = 1; round <= ROUNDS; round++) {
        shared->steps[mine] = round;
        atomic_fetch_add(&shared->leaders, am_barrier_wait(&shared->barrier));
        for (int i = 0; i < THREADS; i++)
            ck_assert_int_eq(shared->steps[i], round);
        am_barrier_wait(&shared->barrier);
    }
}

START_TEST(a_barrier_keeps_threads_in_step) {
    am_arc_auto race *shared = am_arc_new(race, .barrier = AM_BARRIER(THREADS));
    am_thread threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(am_thread_spawn(&threads[i], step_together, am_arc_clone(shared)), AM_OK);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(am_thread_join(&threads[i]), AM_OK);
    ck_assert_int_eq(shared->leaders, ROUNDS);
}
END_TEST

static void wait_at_none(void *unused) {
    (void)unused;
    am_barrier barrier = AM_BARRIER(0);
    am_barrier_wait(&barrier);
}

START_TEST(barriers_of_one_and_of_none) {
    am_barrier barrier = AM_BARRIER(1);
    ck_assert(am_barrier_wait(&barrier));
    ck_assert(am_barrier_wait(&barrier));
    expect_abort(wait_at_none, NULL, "a barrier is for 1 to 65535 threads");
}
END_TEST

Suite *once_suite(void) {
    const TTest *const tests[] = {
        called_once,
        one_of_many_calls_and_all_see_it,
        an_end_within_poisons,
        calling_itself_aborts,
        a_cell_is_made_when_it_is_wanted,
        a_cell_is_set_once_and_can_be_emptied,
        threads_share_one_cell,
        a_cell_whose_maker_ended_is_empty,
        a_barrier_keeps_threads_in_step,
        barriers_of_one_and_of_none,
        NULL,
    };
    return suite_of("once", tests);
}
