/* check_runtime_task.c -- tasks: what they own and give, how they wait and end. */
#include "suites.h"
#include "task_internal.h"

#include <arcmutex/arcmutex.h>

#include <fenv.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

typedef AM_MUTEX(int) number;

static void start_deterministic(uint64_t seed) {
    am_runtime_start(&(am_runtime_options){.deterministic = true, .seed = seed});
}

/* ---- spawn and await ---- */

AM_TASK_ENTRY(add, number, handle) {
    am_arc_auto number *shared = am_move(handle);
    AM_GUARD(int, n, shared);
    *n += 1;
}

START_TEST(the_handle_moves_into_the_task) {
    am_arc_auto number *shared = am_arc_new(number, .value = 0);
    am_arc_auto number *second = am_arc_clone(shared);
    am_task task;
    ck_assert_int_eq(am_task_spawn(&task, add, am_move(second)), AM_OK);
    ck_assert_ptr_null(second);
    ck_assert_int_eq(am_task_await(&task), AM_OK);
    ck_assert_ptr_null(task.state_);
    ck_assert_uint_eq(am_arc_strong_count(shared), 1);
    ck_assert_int_eq(shared->value, 1);
    am_runtime_stop();
}
END_TEST

AM_TASK_ENTRY(add_often, number, handle) {
    am_arc_auto number *shared = am_move(handle);
    for (int i = 0; i < 1000; i++) {
        {
            AM_GUARD(int, n, shared);
            *n += 1;
        }
        if (i % 16 == 0)
            am_yield();
    }
}

START_TEST(many_tasks_share_a_mutex) {
    enum { TASKS = 40 };
    am_arc_auto number *shared = am_arc_new(number, .value = 0);
    am_task tasks[TASKS];
    for (int i = 0; i < TASKS; i++)
        ck_assert_int_eq(am_task_spawn(&tasks[i], add_often, am_arc_clone(shared)), AM_OK);
    for (int i = 0; i < TASKS; i++)
        ck_assert_int_eq(am_task_await(&tasks[i]), AM_OK);
    ck_assert_int_eq(shared->value, TASKS * 1000);
    am_runtime_stop();
}
END_TEST

typedef struct {
    uint64_t to;
} range;

typedef AM_TASK(uint64_t) summing;

/* Halves the range until it is small: tasks wait for tasks that wait for tasks. */
AM_TASK_ENTRY_GIVING(sum, uint64_t, range, handle) {
    uint64_t to = handle->to;
    am_arc_drop(&handle);
    if (to < 2)
        return to;
    summing rest;
    uint64_t below = 0;
    if (am_task_spawn_giving(&rest, sum, am_arc_new(range, .to = to - 1)) != AM_OK ||
        am_task_await_result(&rest, &below) != AM_OK)
        return 0;
    return below + to;
}

START_TEST(a_task_gives_a_result) {
    summing task;
    uint64_t result = 0;
    ck_assert_int_eq(am_task_spawn_giving(&task, sum, am_arc_new(range, .to = 100)), AM_OK);
    ck_assert_int_eq(am_task_await_result(&task, &result), AM_OK);
    ck_assert_uint_eq(result, 5050);
    am_runtime_stop();
}
END_TEST

START_TEST(a_detached_task_runs) {
    start_deterministic(1);
    am_arc_auto number *shared = am_arc_new(number, .value = 0);
    am_task task;
    ck_assert_int_eq(am_task_spawn(&task, add, am_arc_clone(shared)), AM_OK);
    am_task_detach(&task);
    ck_assert_ptr_null(task.state_);
    am_sleep(1);
    ck_assert_int_eq(shared->value, 1);
    am_runtime_stop();
}
END_TEST

typedef struct {
    am_task *task;
} own_task;

AM_TASK_ENTRY(await_itself, own_task, handle) {
    am_task *self = handle->task;
    am_arc_drop(&handle);
    am_task_await(self);
}

static void await_self(void *unused) {
    (void)unused;
    static am_task task;
    start_deterministic(1);
    if (am_task_spawn(&task, await_itself, am_arc_new(own_task, .task = &task)) == AM_OK)
        am_sleep(1);
}

static void await_twice(void *unused) {
    (void)unused;
    am_task task;
    start_deterministic(1);
    if (am_task_spawn(&task, add, am_arc_new(number, .value = 0)) != AM_OK)
        return;
    am_task_await(&task);
    am_task_await(&task);
}

static void detach_none(void *unused) {
    (void)unused;
    am_task none = {0};
    am_task_detach(&none);
}

static void start_twice(void *unused) {
    (void)unused;
    start_deterministic(1);
    start_deterministic(1);
}

START_TEST(misuse_aborts) {
    expect_abort(await_self, NULL, "am_task_await: this task would wait for itself");
    expect_abort(await_twice, NULL, "am_task_await: no task");
    expect_abort(detach_none, NULL, "am_task_detach: no task");
    expect_abort(start_twice, NULL, "am_runtime_start: the runtime runs already");
}
END_TEST

/* ---- the wake that comes before the sleep ---- */

AM_TASK_ENTRY(wake_then_park, number, handle) {
    am_arc_auto number *shared = am_move(handle);
    am_task_state *self = am_task_current_();
    for (int i = 0; i < 2; i++) {
        am_task_wake_(self);
        am_task_wake_(self);
        am_task_park_(self);
    }
    AM_GUARD(int, n, shared);
    *n += 1;
}

START_TEST(a_wake_of_a_running_task_is_kept) {
    start_deterministic(1);
    am_arc_auto number *shared = am_arc_new(number, .value = 0);
    am_task task;
    ck_assert_int_eq(am_task_spawn(&task, wake_then_park, am_arc_clone(shared)), AM_OK);
    ck_assert_int_eq(am_task_await(&task), AM_OK);
    ck_assert_int_eq(shared->value, 1);
    am_runtime_stop();
}
END_TEST

/* ---- ends ---- */

/* Static: a task that ends early leaks its handle, and LeakSanitizer would say so. */
static number first_number;
static number second_number;

AM_TASK_ENTRY(leave_by_exit, number, handle) {
    am_arc_drop(&handle);
    AM_GUARD(int, first, &first_number);
    AM_GUARD(int, second, &second_number);
    *first = *second + 1;
    am_task_exit();
}

AM_TASK_ENTRY(leave_by_thread_exit, number, handle) {
    am_arc_drop(&handle);
    AM_GUARD(int, first, &first_number);
    AM_GUARD(int, second, &second_number);
    *first = *second + 1;
    am_thread_exit();
}

AM_TASK_ENTRY(return_with_guards, number, handle) {
    am_arc_drop(&handle);
    int *first = am_lock(&first_number);
    int *second = am_lock(&second_number);
    *first = *second + 1;
}

static void check_poison(am_task *task, am_status expected) {
    ck_assert_int_eq(am_task_await(task), expected);
    am_status status;
    am_guard int *first = am_lock_status(&first_number, &status);
    ck_assert_int_eq(status, AM_POISONED);
    ck_assert_int_eq(*first, 1);
    ck_assert(am_is_poisoned(&second_number));
    am_runtime_stop();
}

START_TEST(an_early_end_poisons_and_releases) {
    am_task task;
    number *handle = am_arc_new(number, .value = 0);
    if (_i == 0)
        ck_assert_int_eq(am_task_spawn(&task, leave_by_exit, am_move(handle)), AM_OK);
    else
        ck_assert_int_eq(am_task_spawn(&task, leave_by_thread_exit, am_move(handle)), AM_OK);
    check_poison(&task, AM_ENDED_EARLY);
}
END_TEST

START_TEST(a_return_with_a_guard_poisons) {
    am_task task;
    ck_assert_int_eq(am_task_spawn(&task, return_with_guards, am_arc_new(number, .value = 0)), AM_OK);
    check_poison(&task, AM_OK);
}
END_TEST

AM_TASK_ENTRY(hold_and_sleep, number, handle) {
    am_arc_drop(&handle);
    AM_GUARD(int, first, &first_number);
    AM_GUARD(int, second, &second_number);
    *first = *second + 1;
    am_sleep(1000000);
    *first = 100;
}

START_TEST(abort_ends_a_sleep_and_poisons) {
    am_task task;
    ck_assert_int_eq(am_task_spawn(&task, hold_and_sleep, am_arc_new(number, .value = 0)), AM_OK);
    am_status status;
    for (int *n; (n = am_try_lock(&first_number, &status)) != NULL; am_yield())
        am_unlock(n);
    am_task_abort(&task);
    check_poison(&task, AM_ABORTED);
}
END_TEST

START_TEST(abort_before_the_beginning_drops_the_handle) {
    start_deterministic(1);
    am_arc_auto number *shared = am_arc_new(number, .value = 0);
    am_task task;
    ck_assert_int_eq(am_task_spawn(&task, add, am_arc_clone(shared)), AM_OK);
    am_task_abort(&task);
    ck_assert_int_eq(am_task_await(&task), AM_ABORTED);
    ck_assert_uint_eq(am_arc_strong_count(shared), 1);
    ck_assert_int_eq(shared->value, 0);
    am_runtime_stop();
}
END_TEST

START_TEST(abort_behind_the_end_does_nothing) {
    start_deterministic(1);
    am_task task;
    ck_assert_int_eq(am_task_spawn(&task, add, am_arc_new(number, .value = 0)), AM_OK);
    am_sleep(1);
    ck_assert(am_task_is_finished(&task));
    am_task_abort(&task);
    ck_assert_int_eq(am_task_await(&task), AM_OK);
    am_runtime_stop();
}
END_TEST

static void exit_outside(void *unused) {
    (void)unused;
    am_task_exit();
}

START_TEST(only_a_task_can_exit) {
    expect_abort(exit_outside, NULL, "am_task_exit: this is no task");
}
END_TEST

/* ---- what stays over a wait ---- */

AM_TASK_ENTRY(round_differently, number, handle) {
    am_arc_auto number *shared = am_move(handle);
    volatile double one = 1.0;
    volatile double three = 3.0;
    fesetround(FE_UPWARD);
    double up = one / three;
    for (int i = 0; i < 10; i++) {
        am_yield();
        if (fegetround() != FE_UPWARD || one / three != up)
            return;
    }
    fesetround(FE_TONEAREST);
    AM_GUARD(int, n, shared);
    *n += 1;
}

/* fegetround tells of one of x86's two control words, and the division of the other. */
AM_TASK_ENTRY(round_to_nearest, number, handle) {
    am_arc_auto number *shared = am_move(handle);
    volatile double one = 1.0;
    volatile double three = 3.0;
    for (int i = 0; i < 10; i++) {
        if (fegetround() != FE_TONEAREST || one / three != 1.0 / 3.0)
            return;
        am_yield();
    }
    AM_GUARD(int, n, shared);
    *n += 1;
}

START_TEST(each_task_rounds_its_own_way) {
    start_deterministic(3);
    am_arc_auto number *shared = am_arc_new(number, .value = 0);
    am_task tasks[2];
    ck_assert_int_eq(am_task_spawn(&tasks[0], round_differently, am_arc_clone(shared)), AM_OK);
    ck_assert_int_eq(am_task_spawn(&tasks[1], round_to_nearest, am_arc_clone(shared)), AM_OK);
    ck_assert_int_eq(am_task_await(&tasks[0]), AM_OK);
    ck_assert_int_eq(am_task_await(&tasks[1]), AM_OK);
    ck_assert_int_eq(shared->value, 2);
    am_runtime_stop();
}
END_TEST

AM_TASK_ENTRY(keep_a_guard, number, handle) {
    am_arc_auto number *shared = am_move(handle);
    for (int i = 0; i < 100; i++) {
        AM_GUARD(int, n, shared);
        int before = *n;
        am_yield();
        *n = before + 1;
    }
}

/* Each has a mutex of its own, and wakes on whatever worker takes it. */
START_TEST(a_mutex_belongs_to_the_task_not_to_its_thread) {
    enum { TASKS = 8 };
    am_runtime_start(&(am_runtime_options){.workers = 4});
    number *numbers[TASKS];
    am_task tasks[TASKS];
    for (int i = 0; i < TASKS; i++) {
        numbers[i] = am_arc_new(number, .value = 0);
        ck_assert_int_eq(am_task_spawn(&tasks[i], keep_a_guard, am_arc_clone(numbers[i])), AM_OK);
    }
    for (int i = 0; i < TASKS; i++) {
        ck_assert_int_eq(am_task_await(&tasks[i]), AM_OK);
        ck_assert_int_eq(numbers[i]->value, 100);
        am_arc_drop(&numbers[i]);
    }
    am_runtime_stop();
}
END_TEST

AM_TASK_ENTRY(lock_twice_over_a_wait, number, handle) {
    am_arc_auto number *shared = am_move(handle);
    AM_GUARD(int, n, shared);
    am_yield();
    AM_GUARD(int, again, shared);
    *n = *again;
}

static void relock(void *unused) {
    (void)unused;
    am_task task;
    if (am_task_spawn(&task, lock_twice_over_a_wait, am_arc_new(number, .value = 0)) == AM_OK)
        am_task_await(&task);
}

START_TEST(a_task_that_locks_twice_aborts) {
    expect_abort(relock, NULL, "already holds the mutex");
}
END_TEST

/* ---- the stack ---- */

static size_t go_down(size_t depth) {
    volatile char room[1024];
    room[depth % sizeof room] = 1;
    return depth == 0 ? (size_t)room[0] : go_down(depth - 1) + (size_t)room[depth % sizeof room];
}

AM_TASK_ENTRY(overflow, number, handle) {
    am_arc_drop(&handle);
    go_down(1000000);
}

AM_TASK_ENTRY(use_much, number, handle) {
    am_arc_auto number *shared = am_move(handle);
    if (go_down(500) != 500 + 1)
        return;
    AM_GUARD(int, n, shared);
    *n += 1;
}

START_TEST(a_stack_that_overflows_ends_the_process) {
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        freopen("/dev/null", "w", stderr); /* a sanitizer tells of it */
        start_deterministic(1);
        am_task task;
        if (am_task_spawn(&task, overflow, am_arc_new(number, .value = 0)) == AM_OK)
            am_task_await(&task);
        _exit(EXIT_SUCCESS);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_SUCCESS);
}
END_TEST

START_TEST(stacks_are_as_large_as_asked_for) {
    am_runtime_start(&(am_runtime_options){.workers = 1, .stack_size = 4 * 1024 * 1024});
    am_arc_auto number *shared = am_arc_new(number, .value = 0);
    am_task task;
    ck_assert_int_eq(am_task_spawn(&task, use_much, am_arc_clone(shared)), AM_OK);
    ck_assert_int_eq(am_task_await(&task), AM_OK);
    ck_assert_int_eq(shared->value, 1);
    am_runtime_stop();
}
END_TEST

Suite *task_suite(void) {
    const TTest *const tests[] = {
        the_handle_moves_into_the_task,
        many_tasks_share_a_mutex,
        a_task_gives_a_result,
        a_detached_task_runs,
        a_wake_of_a_running_task_is_kept,
        misuse_aborts,
        a_return_with_a_guard_poisons,
        abort_ends_a_sleep_and_poisons,
        abort_before_the_beginning_drops_the_handle,
        abort_behind_the_end_does_nothing,
        only_a_task_can_exit,
        each_task_rounds_its_own_way,
        a_mutex_belongs_to_the_task_not_to_its_thread,
        a_task_that_locks_twice_aborts,
        a_stack_that_overflows_ends_the_process,
        stacks_are_as_large_as_asked_for,
        NULL,
    };
    Suite *suite = suite_of("task", tests);
    TCase *early = tcase_create("early ends");
    tcase_set_timeout(early, TEST_TIMEOUT);
    tcase_add_loop_test(early, an_early_end_poisons_and_releases, 0, 2);
    suite_add_tcase(suite, early);
    return suite;
}
