/* coverage.h -- what all units together know of lock functions, and which functions look like some. */
#ifndef LK_REPORT_COVERAGE_H
#define LK_REPORT_COVERAGE_H

#include "lint/coverage.h"
#include "lint/lock_words.h"

#define LK_NO_PARAM UINT32_MAX

/* A function that looks like one of a lock. */
typedef struct lk_lookalike {
    const lk_named_function *function;
    lk_lock_words words;
    const char *pair; /* the function that gives back what this one takes, or the other way round; NULL: its parameter
                         is of a lock type that is known */
    uint32_t param;   /* the position of the lock; LK_NO_PARAM: there are no parameters */
} lk_lookalike;

typedef struct lk_coverage_all {
    lk_arena *arena;
    lk_coverage sum;                   /* `state` is what is best known of a function in any unit */
    LK_ARRAY(lk_lookalike) lookalikes; /* made by lk_coverage_conclude: by calls, the most frequent first */
    uint32_t lookalike_count;          /* of these, without a model or body: takers and givers */
} lk_coverage_all;

/* Adds what one unit counted; copies all texts. */
void lk_coverage_all_add(lk_coverage_all *self, const lk_coverage *unit);

/* Sorts, and finds what looks like locks: names that differ in the verb alone, with a parameter of one type. */
void lk_coverage_conclude(lk_coverage_all *self);

/* A model to begin with, as YAML that --model reads; "" when nothing looks like a lock. In the arena. */
const char *lk_coverage_stub(lk_coverage_all *self);

#endif
