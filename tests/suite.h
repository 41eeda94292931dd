/* suite.h -- how every unit test ends: the suite is run, and its result is the exit status. */
#ifndef LK_TESTS_SUITE_H
#define LK_TESTS_SUITE_H

#include <check.h>

/* Runs and frees the suite; gives what main returns. */
int run_suite(Suite *suite);

/* Fails the test unless `got` is what the file `golden` holds. With LK_UPDATE_GOLDEN in the environment the file is
   written instead. */
void expect_golden(const char *golden, const char *got);

#endif
