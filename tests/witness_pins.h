/* witness_pins.h -- the functions of fixtures on which the linter and the run differ, each with its reason. */
#ifndef LK_TESTS_WITNESS_PINS_H
#define LK_TESTS_WITNESS_PINS_H

/* Why the two differ; NULL when they must not. `fixture` is "double-lock/basic.c". */
const char *witness_pin(const char *fixture, const char *function);

#endif
