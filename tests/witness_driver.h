/* witness_driver.h -- writes a C program that calls the functions of a fixture, with made-up arguments. */
#ifndef LK_TESTS_WITNESS_DRIVER_H
#define LK_TESTS_WITNESS_DRIVER_H

#include <stdbool.h>
#include <stdio.h>

/* A fixture, and what is included behind it (tests/worlds/), "" for nothing: functions that the fixture only declares,
   where it matters what they do, and begin_TAG(struct TAG *), which completes each made-up object of that type. */
typedef struct witness_sources {
    char fixture[256], world[256];
} witness_sources;

/* Parses them with `flags` and the system's own headers, and writes the driver of all functions whose names end in _bad
   or _ok or begin with FN_ or FP_, to be linked with witness_world.c. False when clang can't compile it; `error` then
   gets its first words. */
bool witness_driver_write(FILE *out, const witness_sources *sources, const char *const *flags, int flag_count,
                          char *error, size_t error_size);

/* Whether the name says what is to be expected of the function. */
bool witness_driver_is_named(const char *name);

#endif
