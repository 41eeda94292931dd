/* measure.h -- what running a program costs, for the benchmarks. */
#ifndef LK_TESTS_MEASURE_H
#define LK_TESTS_MEASURE_H

#include "driver/compdb.h"

/* CPU time of the program and of all its children; the memory of the largest of these. */
typedef struct cost {
    double seconds, megabytes;
    int status; /* of exit; 128 and more: ended by a signal */
} cost;

/* Runs a program, given as words with NULL behind them, in `directory`. What it writes goes to the file `output`, NULL:
   nowhere; its errors go nowhere. Ends the benchmark when the program can't be run. */
cost measure(const char *directory, const char *const *words, const char *output);

/* The same for what must not crash: ends the benchmark, too. */
cost measure_well(const char *directory, const char *const *words, const char *output);

/* The C compilations of a compile_commands.json. */
typedef struct database {
    lk_arena *arena;
    const char *folder;
    LK_ARRAY(lk_command) commands;
} database;

/* Reads those in `folder`; false, and says why, when there are none. */
bool database_read(database *self, lk_arena *arena, const char *folder);

/* clang-19 -fsyntax-only for one of them, with a plugin or NULL. */
cost database_clang(const database *self, uint32_t index, const char *plugin);

/* The value in the middle; sorts them. */
double median(double *values, int count);

#endif
