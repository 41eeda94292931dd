/* check_runtime_runtime.c -- the runtime: time, the deterministic mode, blocking work, join sets. */
#include "suites.h"

#include <arcmutex/arcmutex.h>

#include <semaphore.h>
#include <string.h>

static void start_deterministic(uint64_t seed) {
    am_runtime_start(&(am_runtime_options){.deterministic = true, .seed = seed});
}

/* ---- time ---- */

typedef struct {
    char text[64];
} journal;

typedef AM_MUTEX(journal) shared_journal;

static void write_down(shared_journal *shared, char letter) {
    AM_GUARD(journal, held, shared);
    size_t length = strlen(held->text);
    if (length + 1 < sizeof held->text)
        held->text[length] = letter;
}

typedef struct {
    shared_journal *journal;
    uint32_t rest;
    char letter;
} sleeper;

static void drop_sleeper(void *value) {
    am_arc_drop(&((sleeper *)value)->journal);
}

AM_TASK_ENTRY(sleep_then_write, sleeper, handle) {
    am_arc_auto sleeper *self = am_move(handle);
    am_sleep(self->rest);
    write_down(self->journal, self->letter);
}

static am_task sleep_for(shared_journal *shared, uint32_t rest, char letter) {
    am_task task;
    ck_assert_int_eq(am_task_spawn(&task, sleep_then_write,
                                   am_arc_new_with(sleeper, drop_sleeper, .journal = am_arc_clone(shared), .rest = rest,
                                                   .letter = letter)),
                     AM_OK);
    return task;
}

/* Three hours in no time. */
START_TEST(the_virtual_clock_wakes_in_order) {
    start_deterministic((uint64_t)_i);
    am_arc_auto shared_journal *shared = am_arc_new(shared_journal, .value = {""});
    uint64_t begin = am_task_clock();
    am_task tasks[] = {sleep_for(shared, 10800000, 'c'), sleep_for(shared, 5, 'a'), sleep_for(shared, 3600000, 'b')};
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(am_task_await(&tasks[i]), AM_OK);
    ck_assert_str_eq(shared->value.text, "abc");
    ck_assert_uint_eq(am_task_clock() - begin, 10800000);
    am_runtime_stop();
}
END_TEST

START_TEST(real_sleeps_end) {
    enum { TASKS = 50 };
    am_arc_auto shared_journal *shared = am_arc_new(shared_journal, .value = {""});
    uint64_t begin = am_task_clock();
    am_task tasks[TASKS];
    for (int i = 0; i < TASKS; i++)
        tasks[i] = sleep_for(shared, (uint32_t)(i % 7), 'z');
    for (int i = 0; i < TASKS; i++)
        ck_assert_int_eq(am_task_await(&tasks[i]), AM_OK);
    ck_assert_uint_eq(strlen(shared->value.text), TASKS);
    ck_assert_uint_ge(am_task_clock() - begin, 5);
    am_runtime_stop();
}
END_TEST

START_TEST(await_within_gives_up_and_can_be_repeated) {
    start_deterministic(1);
    am_arc_auto shared_journal *shared = am_arc_new(shared_journal, .value = {""});
    am_task task = sleep_for(shared, 100, 'x');
    ck_assert_int_eq(am_task_await_within(&task, 50), AM_TIMED_OUT);
    ck_assert(!am_task_is_finished(&task));
    ck_assert_int_eq(am_task_await_within(&task, 49), AM_TIMED_OUT);
    ck_assert_int_eq(am_task_await_within(&task, 10), AM_OK);
    ck_assert_ptr_null(task.state_);
    am_runtime_stop();
}
END_TEST

/* ---- the deterministic mode ---- */

typedef struct {
    shared_journal *journal;
    char letter;
} writer;

static void drop_writer(void *value) {
    am_arc_drop(&((writer *)value)->journal);
}

AM_TASK_ENTRY(write_thrice, writer, handle) {
    am_arc_auto writer *self = am_move(handle);
    for (int i = 0; i < 3; i++) {
        write_down(self->journal, self->letter);
        am_yield();
    }
}

static void run_writers(uint64_t seed, char *text) {
    start_deterministic(seed);
    am_arc_auto shared_journal *shared = am_arc_new(shared_journal, .value = {""});
    am_join_set_auto am_join_set set = {0};
    for (char letter = 'a'; letter < 'f'; letter++)
        ck_assert_int_eq(
            am_join_set_spawn(&set, write_thrice,
                              am_arc_new_with(writer, drop_writer, .journal = am_arc_clone(shared), .letter = letter)),
            AM_OK);
    while (am_join_set_next(&set) != AM_EMPTY)
        ;
    strcpy(text, shared->value.text);
    am_runtime_stop();
}

START_TEST(equal_seeds_make_equal_runs) {
    char first[64];
    char again[64];
    bool differs = false;
    run_writers(0, first);
    for (uint64_t seed = 1; seed < 10; seed++) {
        char one[64];
        run_writers(seed, one);
        run_writers(seed, again);
        ck_assert_str_eq(one, again);
        differs = differs || strcmp(one, first) != 0;
    }
    ck_assert(differs);
}
END_TEST

typedef struct {
    am_task *other;
} pair;

AM_TASK_ENTRY(await_other, pair, handle) {
    am_task *other = handle->other;
    am_arc_drop(&handle);
    am_task_await(other);
}

static void await_each_other(void *unused) {
    (void)unused;
    static am_task tasks[2];
    start_deterministic(1);
    if (am_task_spawn(&tasks[0], await_other, am_arc_new(pair, .other = &tasks[1])) == AM_OK &&
        am_task_spawn(&tasks[1], await_other, am_arc_new(pair, .other = &tasks[0])) == AM_OK)
        am_task_await(&tasks[0]);
}

START_TEST(a_deadlock_of_tasks_is_told) {
    expect_abort(await_each_other, NULL, "deadlock: every task waits");
}
END_TEST

START_TEST(stop_ends_what_still_waits) {
    for (int deterministic = 0; deterministic < 2; deterministic++) {
        am_runtime_start(&(am_runtime_options){.deterministic = deterministic != 0, .workers = 2});
        am_arc_auto shared_journal *shared = am_arc_new(shared_journal, .value = {""});
        am_task tasks[3];
        for (int i = 0; i < 3; i++)
            tasks[i] = sleep_for(shared, 100000000, 'x');
        am_runtime_stop();
        for (int i = 0; i < 3; i++)
            ck_assert_int_eq(am_task_await(&tasks[i]), AM_ABORTED);
        ck_assert_str_eq(shared->value.text, "");
    }
}
END_TEST

/* This file is built with -fexceptions. */
START_TEST(an_abort_ends_the_scopes_of_code_built_for_it) {
    start_deterministic(1);
    am_arc_auto shared_journal *shared = am_arc_new(shared_journal, .value = {""});
    am_task task = sleep_for(shared, 1000, 'x');
    am_sleep(1);
    ck_assert_uint_eq(am_arc_strong_count(shared), 2);
    am_task_abort(&task);
    ck_assert_int_eq(am_task_await(&task), AM_ABORTED);
    ck_assert_uint_eq(am_arc_strong_count(shared), 1);
    am_runtime_stop();
}
END_TEST

/* ---- blocking work ---- */

typedef struct {
    sem_t *begun;
    sem_t *go;
    int result;
} job;

typedef AM_TASK(int) job_task;

AM_TASK_ENTRY_GIVING(block_until_told, int, job, handle) {
    am_arc_auto job *self = am_move(handle);
    sem_post(self->begun);
    sem_wait(self->go);
    return self->result;
}

/* More than there are workers: they have threads of their own. */
START_TEST(blocking_work_does_not_stop_tasks) {
    enum { JOBS = 4 };
    am_runtime_start(&(am_runtime_options){.workers = 1});
    sem_t begun;
    sem_t go;
    sem_init(&begun, 0, 0);
    sem_init(&go, 0, 0);
    job_task jobs[JOBS];
    for (int i = 0; i < JOBS; i++)
        ck_assert_int_eq(am_task_spawn_blocking_giving(&jobs[i], block_until_told,
                                                       am_arc_new(job, .begun = &begun, .go = &go, .result = i)),
                         AM_OK);
    for (int i = 0; i < JOBS; i++)
        sem_wait(&begun);
    am_arc_auto shared_journal *shared = am_arc_new(shared_journal, .value = {""});
    am_task task = sleep_for(shared, 1, 'x');
    ck_assert_int_eq(am_task_await(&task), AM_OK);
    for (int i = 0; i < JOBS; i++)
        sem_post(&go);
    for (int i = 0; i < JOBS; i++) {
        int result = -1;
        ck_assert_int_eq(am_task_await_result(&jobs[i], &result), AM_OK);
        ck_assert_int_eq(result, i);
    }
    am_runtime_stop();
}
END_TEST

START_TEST(blocking_threads_are_limited_and_used_again) {
    am_runtime_start(&(am_runtime_options){.workers = 1, .blocking_threads = 1});
    sem_t begun;
    sem_t go;
    sem_init(&begun, 0, 0);
    sem_init(&go, 0, 0);
    job_task jobs[3];
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(am_task_spawn_blocking_giving(&jobs[i], block_until_told,
                                                       am_arc_new(job, .begun = &begun, .go = &go, .result = i)),
                         AM_OK);
    sem_wait(&begun);
    int value = -1;
    ck_assert_int_eq(sem_getvalue(&begun, &value), 0);
    ck_assert_int_eq(value, 0);
    am_task_abort(&jobs[2].raw); /* has not begun, and never will */
    ck_assert_int_eq(am_task_await(&jobs[2].raw), AM_ABORTED);
    sem_post(&go);
    sem_post(&go);
    ck_assert_int_eq(am_task_await(&jobs[0].raw), AM_OK);
    ck_assert_int_eq(am_task_await(&jobs[1].raw), AM_OK);
    am_runtime_stop();
}
END_TEST

AM_TASK_ENTRY(end_the_thread, job, handle) {
    am_arc_drop(&handle);
    am_thread_exit();
}

START_TEST(blocking_work_may_end_its_thread) {
    am_task task;
    ck_assert_int_eq(am_task_spawn_blocking(&task, end_the_thread, am_arc_new(job, .result = 1)), AM_OK);
    ck_assert_int_eq(am_task_await(&task), AM_ENDED_EARLY);
    am_runtime_stop();
}
END_TEST

/* ---- join sets ---- */

typedef struct {
    uint32_t rest;
} delay;

typedef AM_JOIN_SET(uint32_t) delay_set;

AM_TASK_ENTRY_GIVING(rest_and_tell, uint32_t, delay, handle) {
    uint32_t rest = handle->rest;
    am_arc_drop(&handle);
    am_sleep(rest);
    return rest;
}

START_TEST(a_join_set_gives_those_that_ended_first) {
    start_deterministic(5);
    delay_set set = {0};
    const uint32_t rests[] = {30, 10, 20, 40};
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(am_join_set_spawn_giving(&set, rest_and_tell, am_arc_new(delay, .rest = rests[i])), AM_OK);
    ck_assert_uint_eq(am_join_set_count(&set.raw), 4);
    for (uint32_t expected = 10; expected < 40; expected += 10) {
        uint32_t rest = 0;
        ck_assert_int_eq(am_join_set_next_result(&set, &rest), AM_OK);
        ck_assert_uint_eq(rest, expected);
    }
    am_join_set_abort(&set.raw);
    ck_assert_int_eq(am_join_set_next(&set.raw), AM_ABORTED);
    ck_assert_int_eq(am_join_set_next(&set.raw), AM_EMPTY);
    am_runtime_stop();
}
END_TEST

AM_TASK_ENTRY(own_a_set, shared_journal, handle) {
    am_arc_auto shared_journal *shared = am_move(handle);
    {
        am_join_set_auto am_join_set set = {0};
        for (int i = 0; i < 3; i++) {
            if (am_join_set_spawn(&set, sleep_then_write,
                                  am_arc_new_with(sleeper, drop_sleeper, .journal = am_arc_clone(shared),
                                                  .rest = 1000000, .letter = 'x')) != AM_OK)
                return;
        }
        am_sleep(1);
    }
    write_down(shared, 'e');
}

START_TEST(the_end_of_the_scope_ends_the_tasks_of_a_set) {
    am_arc_auto shared_journal *shared = am_arc_new(shared_journal, .value = {""});
    am_task task;
    ck_assert_int_eq(am_task_spawn(&task, own_a_set, am_arc_clone(shared)), AM_OK);
    ck_assert_int_eq(am_task_await(&task), AM_OK);
    ck_assert_str_eq(shared->value.text, "e");
    am_runtime_stop();
}
END_TEST

/* ---- many ---- */

AM_TASK_ENTRY(do_nothing, delay, handle) {
    am_arc_drop(&handle);
}

AM_TASK_ENTRY(spawn_more, delay, handle) {
    am_arc_drop(&handle);
    for (int i = 0; i < 50; i++) {
        am_task task;
        if (am_task_spawn(&task, do_nothing, am_arc_new(delay, .rest = 0)) != AM_OK)
            continue;
        if (i % 3 == 0)
            am_task_detach(&task);
        else
            am_task_await(&task);
    }
}

START_TEST(tasks_spawn_tasks_on_all_workers) {
    enum { TASKS = 60 };
    am_runtime_start(&(am_runtime_options){.workers = 4});
    am_task tasks[TASKS];
    for (int i = 0; i < TASKS; i++)
        ck_assert_int_eq(am_task_spawn(&tasks[i], spawn_more, am_arc_new(delay, .rest = 0)), AM_OK);
    for (int i = 0; i < TASKS; i++)
        ck_assert_int_eq(am_task_await(&tasks[i]), AM_OK);
    am_runtime_stop();
}
END_TEST

START_TEST(many_tasks_sleep_at_once) {
    enum { TASKS = 500 };
    start_deterministic(11);
    delay_set set = {0};
    for (uint32_t i = 0; i < TASKS; i++)
        ck_assert_int_eq(am_join_set_spawn_giving(&set, rest_and_tell, am_arc_new(delay, .rest = TASKS - i)), AM_OK);
    for (uint32_t i = 1; i <= TASKS; i++) {
        uint32_t rest = 0;
        ck_assert_int_eq(am_join_set_next_result(&set, &rest), AM_OK);
        ck_assert_uint_eq(rest, i);
    }
    am_join_set_end(&set.raw);
    am_runtime_stop();
}
END_TEST

Suite *runtime_suite(void) {
    const TTest *const tests[] = {
        real_sleeps_end,
        await_within_gives_up_and_can_be_repeated,
        equal_seeds_make_equal_runs,
        a_deadlock_of_tasks_is_told,
        stop_ends_what_still_waits,
        an_abort_ends_the_scopes_of_code_built_for_it,
        blocking_work_does_not_stop_tasks,
        blocking_threads_are_limited_and_used_again,
        blocking_work_may_end_its_thread,
        a_join_set_gives_those_that_ended_first,
        the_end_of_the_scope_ends_the_tasks_of_a_set,
        tasks_spawn_tasks_on_all_workers,
        many_tasks_sleep_at_once,
        NULL,
    };
    Suite *suite = suite_of("runtime", tests);
    TCase *seeds = tcase_create("seeds");
    tcase_set_timeout(seeds, TEST_TIMEOUT);
    tcase_add_loop_test(seeds, the_virtual_clock_wakes_in_order, 0, 5);
    suite_add_tcase(suite, seeds);
    return suite;
}
