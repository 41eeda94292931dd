/* witness_run.h -- makes, compiles and runs the driver of a fixture. */
#ifndef LK_TESTS_WITNESS_RUN_H
#define LK_TESTS_WITNESS_RUN_H

#include "witness_log.h"

typedef struct witness_run {
    char error[256];       /* why the fixture can't run; "" when it did */
    witness_world *worlds; /* those that differ, as the witness saw them; the caller frees */
    size_t count;
} witness_run;

/* Under libarcmutex's checked mode when the fixture has libarcmutex's locks, else under helgrind. Works in `folder`. */
witness_run witness_run_fixture(const char *folder, const char *fixture);

#endif
