/* check_runtime_async.c -- the locks of tasks: who waits suspends its task, in one line. */
#include "suites.h"

#include <arcmutex/arcmutex.h>

#include <string.h>

static void start_deterministic(uint64_t seed) {
    am_runtime_start(&(am_runtime_options){.deterministic = true, .seed = seed});
}

/* Static, and handles to nothing: tasks that are aborted leak theirs, and LeakSanitizer would say so. */
typedef struct {
    int number;
} numbered;

typedef AM_ASYNC_MUTEX(int) async_number;
typedef AM_ASYNC_RWLOCK(int) async_config;

static async_number shared_number;
static async_config shared_config;
static am_semaphore permits;
static am_async_notify notice;
static char text[64];

static int take_number(numbered *handle) {
    int number = handle->number;
    am_arc_drop(&handle);
    return number;
}

static void write_down(char letter) {
    size_t length = strlen(text);
    if (length + 1 < sizeof text)
        text[length] = letter;
}

#define SPAWN(task, entry, n) ck_assert_int_eq(am_task_spawn((task), entry, am_arc_new(numbered, .number = (n))), AM_OK)

static void await_all(am_task *tasks, int count) {
    for (int i = 0; i < count; i++)
        ck_assert_int_eq(am_task_await(&tasks[i]), AM_OK);
}

/* ---- the mutex ---- */

AM_TASK_ENTRY(add_over_a_wait, numbered, handle) {
    int times = take_number(handle);
    for (int i = 0; i < times; i++) {
        AM_ASYNC_GUARD(int, n, &shared_number);
        int before = *n;
        am_task_yield();
        *n = before + 1;
    }
}

START_TEST(the_guard_may_live_over_a_wait) {
    enum { TASKS = 20, TIMES = 50 };
    am_runtime_start(&(am_runtime_options){.workers = 4});
    am_task tasks[TASKS];
    for (int i = 0; i < TASKS; i++)
        SPAWN(&tasks[i], add_over_a_wait, TIMES);
    /* A plain thread takes part. */
    for (int i = 0; i < TIMES; i++) {
        AM_ASYNC_GUARD(int, n, &shared_number);
        *n += 1;
    }
    await_all(tasks, TASKS);
    ck_assert_int_eq(shared_number.value, (TASKS + 1) * TIMES);
    am_runtime_stop();
}
END_TEST

AM_TASK_ENTRY(come_in_turn, numbered, handle) {
    int number = take_number(handle);
    am_task_sleep((uint32_t)number);
    AM_ASYNC_GUARD(int, n, &shared_number);
    *n += 1;
    write_down((char)('a' + number));
}

START_TEST(the_mutex_is_fair) {
    enum { TASKS = 6 };
    start_deterministic((uint64_t)_i);
    am_task tasks[TASKS];
    int *n = am_async_lock(&shared_number);
    ck_assert_int_eq(*n, 0);
    for (int i = 0; i < TASKS; i++)
        SPAWN(&tasks[i], come_in_turn, TASKS - 1 - i);
    am_sleep(100); /* all wait by now, in the order in which they came */
    am_async_unlock(n);
    ck_assert_ptr_null(n);
    await_all(tasks, TASKS);
    ck_assert_str_eq(text, "abcdef");
    am_runtime_stop();
}
END_TEST

START_TEST(try_and_timed_locks_give_up) {
    start_deterministic(1);
    {
        am_async_guard int *n = am_async_try_lock(&shared_number);
        ck_assert_ptr_nonnull(n);
        ck_assert_ptr_null(am_async_try_lock(&shared_number));
        am_task task;
        SPAWN(&task, come_in_turn, 0);
        am_sleep(1);
        am_async_unlock(n);
        ck_assert_ptr_null(am_async_try_lock(&shared_number)); /* it is the task's already */
        am_async_guard int *later = am_async_lock_for(&shared_number, 10);
        ck_assert_ptr_nonnull(later);
        ck_assert_int_eq(am_task_await(&task), AM_OK);
    }
    ck_assert_int_eq(shared_number.value, 1);
    am_runtime_stop();
}
END_TEST

AM_TASK_ENTRY(hold_for_long, numbered, handle) {
    take_number(handle);
    AM_ASYNC_GUARD(int, n, &shared_number);
    *n += 1;
    am_task_sleep(1000);
}

START_TEST(a_timed_lock_leaves_the_line) {
    start_deterministic(1);
    am_task holder;
    SPAWN(&holder, hold_for_long, 0);
    am_sleep(1);
    ck_assert_ptr_null(am_async_lock_for(&shared_number, 50));
    ck_assert_int_eq(am_task_await(&holder), AM_OK);
    AM_ASYNC_GUARD(int, n, &shared_number);
    ck_assert_int_eq(*n, 1);
    am_runtime_stop();
}
END_TEST

START_TEST(an_abort_releases_without_poison) {
    start_deterministic(1);
    am_task holder;
    am_task waiter;
    SPAWN(&holder, hold_for_long, 0);
    am_sleep(1);
    SPAWN(&waiter, hold_for_long, 0);
    am_sleep(1);
    am_task_abort(&waiter); /* waits for the lock */
    am_task_abort(&holder); /* holds it */
    ck_assert_int_eq(am_task_await(&waiter), AM_ABORTED);
    ck_assert_int_eq(am_task_await(&holder), AM_ABORTED);
    AM_ASYNC_GUARD(int, n, &shared_number);
    ck_assert_int_eq(*n, 1);
    am_runtime_stop();
}
END_TEST

static void lock_twice(void *unused) {
    (void)unused;
    AM_ASYNC_GUARD(int, n, &shared_number);
    AM_ASYNC_GUARD(int, again, &shared_number);
    *n = *again;
}

static void release_twice(void *unused) {
    (void)unused;
    int *n = am_async_lock(&shared_number);
    int *copy = n;
    am_async_unlock(n);
    am_async_unlock(copy);
}

static void write_twice(void *unused) {
    (void)unused;
    AM_ASYNC_READ_GUARD(int, now, &shared_config);
    AM_ASYNC_WRITE_GUARD(int, next, &shared_config);
    *next = *now;
}

START_TEST(misuse_aborts) {
    expect_abort(lock_twice, NULL, "this task already holds the am_async_mutex");
    expect_abort(release_twice, NULL, "a guard of an am_async_mutex is released twice");
    expect_abort(write_twice, NULL, "this task already holds the am_async_rwlock");
}
END_TEST

/* ---- the read-write lock ---- */

AM_TASK_ENTRY(read_config, numbered, handle) {
    int number = take_number(handle);
    AM_ASYNC_READ_GUARD(int, now, &shared_config);
    int before = *now;
    am_task_sleep(10);
    if (*now == before)
        write_down((char)('a' + number));
}

AM_TASK_ENTRY(write_config, numbered, handle) {
    int number = take_number(handle);
    AM_ASYNC_WRITE_GUARD(int, next, &shared_config);
    *next += 1;
    am_task_sleep(10);
    write_down((char)('A' + number));
}

/* Two readers, a writer, two more readers, and each is one step of 10 ms later. */
START_TEST(readers_are_together_and_writers_do_not_starve) {
    start_deterministic((uint64_t)_i);
    am_task tasks[5];
    uint64_t begin = am_task_clock();
    for (int i = 0; i < 5; i++) {
        if (i == 2)
            SPAWN(&tasks[i], write_config, i);
        else
            SPAWN(&tasks[i], read_config, i);
        am_sleep(1);
    }
    ck_assert_ptr_null(am_async_try_read_lock(&shared_config)); /* a writer waits */
    await_all(tasks, 5);
    ck_assert_uint_eq(strlen(text), 5);
    ck_assert_int_eq(text[2], 'C');
    ck_assert_uint_eq(am_task_clock() - begin, 31); /* the second reader came 1 ms after the first */
    am_async_read_guard const int *now = am_async_try_read_lock(&shared_config);
    ck_assert_ptr_nonnull(now);
    ck_assert_int_eq(*now, 1);
    ck_assert_ptr_null(am_async_try_write_lock(&shared_config));
    am_async_read_unlock(now);
    am_async_write_guard int *next = am_async_try_write_lock(&shared_config);
    ck_assert_ptr_nonnull(next);
    am_runtime_stop();
}
END_TEST

START_TEST(aborted_readers_and_writers_release) {
    start_deterministic(2);
    am_task tasks[3];
    SPAWN(&tasks[0], read_config, 0);
    SPAWN(&tasks[1], read_config, 1);
    am_sleep(1);
    SPAWN(&tasks[2], write_config, 2);
    am_sleep(1);
    for (int i = 0; i < 2; i++) {
        am_task_abort(&tasks[i]);
        ck_assert_int_eq(am_task_await(&tasks[i]), AM_ABORTED);
    }
    am_sleep(1); /* the writer has it now */
    am_task_abort(&tasks[2]);
    ck_assert_int_eq(am_task_await(&tasks[2]), AM_ABORTED);
    am_async_write_guard int *next = am_async_try_write_lock(&shared_config);
    ck_assert_ptr_nonnull(next);
    am_runtime_stop();
}
END_TEST

START_TEST(an_aborted_writer_lets_the_readers_behind_it_in) {
    start_deterministic(2);
    am_task writer;
    am_task reader;
    const int *now = am_async_read_lock(&shared_config);
    ck_assert_int_eq(*now, 0);
    SPAWN(&writer, write_config, 0);
    am_sleep(1);
    SPAWN(&reader, read_config, 0);
    am_sleep(1);
    am_task_abort(&writer);
    ck_assert_int_eq(am_task_await(&writer), AM_ABORTED);
    ck_assert_int_eq(am_task_await(&reader), AM_OK);
    am_async_read_unlock(now);
    am_runtime_stop();
}
END_TEST

/* ---- the semaphore ---- */

AM_TASK_ENTRY(take_permits, numbered, handle) {
    int number = take_number(handle);
    uint32_t count = (uint32_t)number;
    if (am_semaphore_acquire(&permits, count) != AM_OK) {
        write_down('x');
        return;
    }
    write_down((char)('0' + number));
    am_task_sleep(10);
    am_semaphore_release(&permits, count);
}

START_TEST(nobody_overtakes_who_wants_many_permits) {
    start_deterministic((uint64_t)_i);
    permits = (am_semaphore)AM_SEMAPHORE(3);
    const int wanted[] = {2, 3, 1, 2};
    am_task tasks[4];
    for (int i = 0; i < 4; i++) {
        SPAWN(&tasks[i], take_permits, wanted[i]);
        am_sleep(1);
    }
    ck_assert_uint_eq(am_semaphore_available(&permits), 1);
    ck_assert_int_eq(am_semaphore_try_acquire(&permits, 1), AM_WOULD_BLOCK);
    ck_assert_int_eq(am_semaphore_acquire_for(&permits, 1, 2), AM_TIMED_OUT);
    await_all(tasks, 4);
    ck_assert_int_eq(text[0], '2');
    ck_assert_int_eq(text[1], '3');
    ck_assert_uint_eq(am_semaphore_available(&permits), 3);
    am_semaphore_release(&permits, 2);
    ck_assert_uint_eq(am_semaphore_available(&permits), 5);
    ck_assert_int_eq(am_semaphore_try_acquire(&permits, 5), AM_OK);
    am_runtime_stop();
}
END_TEST

START_TEST(a_closed_semaphore_refuses_all) {
    start_deterministic(1);
    permits = (am_semaphore)AM_SEMAPHORE(1);
    am_task tasks[3];
    for (int i = 0; i < 3; i++)
        SPAWN(&tasks[i], take_permits, 1);
    am_sleep(1);
    am_semaphore_close(&permits);
    await_all(tasks, 3);
    ck_assert_str_eq(text, "1xx");
    ck_assert_int_eq(am_semaphore_try_acquire(&permits, 1), AM_CLOSED);
    am_runtime_stop();
}
END_TEST

/* ---- the notice ---- */

AM_TASK_ENTRY(wait_for_notice, numbered, handle) {
    take_number(handle);
    am_async_notify_wait(&notice);
    write_down('n');
}

START_TEST(a_notice_to_one_is_kept_once) {
    start_deterministic(1);
    am_async_notify_one(&notice);
    am_async_notify_one(&notice);
    am_async_notify_wait(&notice);
    ck_assert_int_eq(am_async_notify_wait_for(&notice, 5), AM_TIMED_OUT);
    am_task tasks[3];
    for (int i = 0; i < 3; i++)
        SPAWN(&tasks[i], wait_for_notice, i);
    am_sleep(1);
    am_async_notify_one(&notice);
    am_sleep(1);
    ck_assert_str_eq(text, "n");
    am_async_notify_all(&notice);
    await_all(tasks, 3);
    ck_assert_str_eq(text, "nnn");
    ck_assert_int_eq(am_async_notify_wait_for(&notice, 5), AM_TIMED_OUT);
    am_runtime_stop();
}
END_TEST

Suite *async_suite(void) {
    const TTest *const tests[] = {
        the_guard_may_live_over_a_wait,
        try_and_timed_locks_give_up,
        a_timed_lock_leaves_the_line,
        an_abort_releases_without_poison,
        misuse_aborts,
        aborted_readers_and_writers_release,
        an_aborted_writer_lets_the_readers_behind_it_in,
        a_closed_semaphore_refuses_all,
        a_notice_to_one_is_kept_once,
        NULL,
    };
    Suite *suite = suite_of("async", tests);
    TCase *seeds = tcase_create("seeds");
    tcase_set_timeout(seeds, TEST_TIMEOUT);
    tcase_add_loop_test(seeds, the_mutex_is_fair, 0, 5);
    tcase_add_loop_test(seeds, readers_are_together_and_writers_do_not_starve, 0, 5);
    tcase_add_loop_test(seeds, nobody_overtakes_who_wants_many_permits, 0, 5);
    suite_add_tcase(suite, seeds);
    return suite;
}
