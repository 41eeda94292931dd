/* bottom_up.h -- the order in which the functions of a unit are followed: callees before callers. */
#ifndef LK_FLOW_BOTTOM_UP_H
#define LK_FLOW_BOTTOM_UP_H

#include "flow/knowledge.h"
#include "ir/ir.h"

/* What a function has to do with locks by itself: whether it takes, releases or moves something; and whether who holds
   something wants to know what it does. */
typedef struct lk_interest {
    bool holds, happens;
} lk_interest;
lk_interest lk_interest_of(lk_knowledge *knowledge, const lk_ir *ir);

/* Has to simulate the function (lk_simulate). `is_last` is false while the summaries of functions that call each other
   are still growing: then nothing may be reported. */
typedef void lk_follow_function(void *context, const lk_ir *ir, bool is_last);

/* Follows the functions that take, release or move something, or call one that leaves its caller with a lock more or
   less; and before them, what these call. Groups that call each other begin with summaries that say nothing and are
   followed until these stay the same: for LK_MOST_ROUNDS as they are, then with conditions left out, until they are
   given up. With `all`, also those of which nobody here wants to know. Temporary memory comes from `scratch`. */
void lk_bottom_up(lk_arena *scratch, lk_knowledge *knowledge, lk_ir *const *functions, uint32_t count, bool all,
                  lk_follow_function *follow, void *context);

enum { LK_MOST_ROUNDS = 3 };

#endif
