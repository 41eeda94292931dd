/* check_runtime_task.c -- tasks: what they own and give, how they end. */
#include "suites.h"

#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(int) number;

static void stop(void) {
    am_runtime_stop();
}

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
    ck_assert_uint_eq(am_arc_strong_count(shared), 1);
    ck_assert_int_eq(shared->value, 1);
    stop();
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
            am_task_yield();
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
    stop();
}
END_TEST

Suite *task_suite(void) {
    const TTest *const tests[] = {
        the_handle_moves_into_the_task,
        many_tasks_share_a_mutex,
        NULL,
    };
    return suite_of("task", tests);
}
