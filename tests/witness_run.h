/* witness_run.h -- makes, compiles and runs the driver of a fixture. */
#ifndef LK_TESTS_WITNESS_RUN_H
#define LK_TESTS_WITNESS_RUN_H

#include "witness_log.h"

typedef struct witness_run {
    char error[256];       /* why the fixture can't run; "" when it did */
    witness_world *worlds; /* those that differ, as the witness saw them; the caller frees */
    size_t count;
    bool is_checked; /* by libarcmutex's checked mode */
    char *orders;    /* what the tool says of locks that are taken in opposite orders, worlds one after another in one
                        process; NULL where it was not asked; the caller frees */
} witness_run;

/* Under libarcmutex's checked mode when the fixture has libarcmutex's locks, else under helgrind. `wants_orders`:
   and all worlds together once more. Works in `folder`. */
witness_run witness_run_fixture(const char *folder, const char *fixture, bool wants_orders);

#endif
