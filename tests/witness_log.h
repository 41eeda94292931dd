/* witness_log.h -- what a run of a driver says of each world: the lines of witness_world.c and the words of the tool.
 */
#ifndef LK_TESTS_WITNESS_LOG_H
#define LK_TESTS_WITNESS_LOG_H

#include <stdbool.h>
#include <stddef.h>

typedef struct witness_world {
    char function[96];
    unsigned function_index, number; /* the function's place in the driver, the world's number */
    char rule[32];                   /* "double-lock", when the witness says anything; else "" */
    char words[96];                  /* in which it says so */
    char end[64];                    /* why the world ended early; "" when it did not */
    bool is_root, has_returned;
    int returned;               /* less than 0, 0 or more */
    unsigned acquired, adopted; /* locks: that it took, that its caller held */
    unsigned held;              /* of both, as the tool says at the end */
    unsigned kept;              /* of those that it took, as witness_locks.c says */
    bool is_known;              /* others like it are watched */
    unsigned long long trace;   /* equal when the same was done to the same locks */
} witness_world;

/* Reads a log; gives an array of `*count`, to be freed. Words of the tool that say something went wrong, and that no
   rule is known for, are the rule "?". */
witness_world *witness_log_read(const char *text, size_t *count);

/* Why no run shows the rule; NULL when nothing is known of it. */
const char *witness_log_unseen(const char *rule, bool is_checked);

/* Whether any words stand for the rule: checked mode's, or else those of a run under helgrind. */
bool witness_log_knows(const char *rule, bool is_checked);

#endif
