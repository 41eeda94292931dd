/* explorer.h -- runs a small program of virtual threads in all schedules that have few preemptions. */
#ifndef AM_EXPLORER_H
#define AM_EXPLORER_H

#include <stdbool.h>
#include <stddef.h>

enum { EXPLORE_MAX_THREADS = 3 };

/*
 * A program: `begin` makes its objects, each of `threads` runs as a virtual thread, and `end` looks at what came out.
 * All of it has to be the same in each run. Virtual threads change places at atomic operations and futex calls of the
 * library and at explore_step, and are otherwise sequential: weak memory orders are not explored, nor are spurious
 * failures and wakes. In a build with ThreadSanitizer that looks, in each schedule, whether the library's memory orders
 * keep the plain accesses of different threads apart.
 */
typedef struct explore_program {
    const char *name;
    void (*begin)(void);
    void (*threads[EXPLORE_MAX_THREADS])(void);
    void (*end)(void);
    int preemptions; /* how often a thread that could go on has to wait for another one, at most */
} explore_program;

/* What came of it. */
typedef struct explore_result {
    size_t schedules;
    bool failed;
} explore_result;

/*
 * Runs the program in one schedule after the other until one fails: by explore_fail, by the library's am_fatal_, by
 * threads that wait for each other, or by one that does not end. With `tells` a failure and its schedule are printed.
 */
explore_result explore(const explore_program *program, bool tells);

/* Ends this schedule as a failure. */
_Noreturn void explore_fail(const char *text);

/* Fails unless the condition holds. */
#define EXPLORE_CHECK(condition) ((condition) ? (void)0 : explore_fail("it does not hold: " #condition))

/* Before a function that takes notes for the test, which no lock protects: ThreadSanitizer does not look there. */
#define EXPLORE_UNSEEN __attribute__((no_sanitize("thread")))

/* Which virtual thread runs, from 0 on. */
int explore_thread(void);

#endif
