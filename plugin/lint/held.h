/* held.h -- which locks are held at a statement, and where each was taken: for editors. */
#ifndef LK_LINT_HELD_H
#define LK_LINT_HELD_H

#include "lint/unit.h"

typedef struct lk_held_lock {
    const char *name;   /* as the source writes it */
    const char *manner; /* "for reading", "by the guard 'g'"; "" when there is nothing to say */
    const lk_note *way; /* where it was taken, and through which calls; the first is in the function itself */
    uint32_t way_count;
} lk_held_lock;

/* Paths that come to the statement with the same locks, taken at the same places. */
typedef struct lk_held_way {
    const lk_note *branches; /* that lead here and not there; none when there is but one way */
    uint32_t branch_count;
    const lk_held_lock *locks;
    uint32_t count;
    bool has_open; /* of other locks it isn't known whether they are held */
} lk_held_way;

typedef struct lk_held {
    lk_span statement;
    const char *function;
    bool is_root; /* nobody calls the function with a lock held */
    const lk_held_way *ways;
    uint32_t way_count; /* 0: no path comes here, as far as is known */
} lk_held;

/* What is held just before the statement at `at`; after lk_lint_finish. In `arena`. NULL: there is no statement, or
   nothing can be said of its function, or the function has nothing to do with locks. */
const lk_held *lk_lint_held(lk_lint *self, lk_arena *arena, lk_unit *unit, lk_loc at);

#endif
