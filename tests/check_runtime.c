/* check_runtime.c -- the contract of libarcmutex: runs the suites of check_runtime_*.c. */
#include "suites.h"

#include <stdlib.h>

int main(void) {
    SRunner *runner = srunner_create(arc_suite());
    srunner_add_suite(runner, channel_suite());
    srunner_add_suite(runner, condvar_suite());
    srunner_add_suite(runner, mutex_suite());
    srunner_add_suite(runner, once_suite());
    srunner_add_suite(runner, poison_suite());
    srunner_add_suite(runner, async_suite());
    srunner_add_suite(runner, async_channel_suite());
    srunner_add_suite(runner, runtime_suite());
    srunner_add_suite(runner, task_suite());
    srunner_add_suite(runner, rwlock_suite());
    srunner_add_suite(runner, thread_suite());
    srunner_add_suite(runner, weak_suite());
    srunner_set_fork_status(runner, CK_FORK);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
