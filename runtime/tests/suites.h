/* suites.h -- the suites of libarcmutex's contract, and what they share. */
#ifndef AM_SUITES_H
#define AM_SUITES_H

#include <check.h>

/* Seconds until a test counts as hung: sanitizers on a busy machine are slow. */
enum { TEST_TIMEOUT = 60 };

Suite *arc_suite(void);
Suite *channel_suite(void);
Suite *condvar_suite(void);
Suite *mutex_suite(void);
Suite *once_suite(void);
Suite *poison_suite(void);
Suite *async_suite(void);
Suite *async_channel_suite(void);
Suite *runtime_suite(void);
Suite *task_suite(void);
Suite *rwlock_suite(void);
Suite *thread_suite(void);
Suite *weak_suite(void);

/* Fails the test unless `wrong(argument)`, in a process of its own, aborts and says `text`. */
void expect_abort(void (*wrong)(void *argument), void *argument, const char *text);

/* A suite with one case of these tests, whose list ends with NULL. */
Suite *suite_of(const char *name, const TTest *const *tests);

#endif
