/* formals.h -- terms of a summary: made from a function's values, and turned into a caller's. Private to flow/. */
#ifndef LK_FLOW_FORMALS_H
#define LK_FLOW_FORMALS_H

#include "flow/simulator.h"

/* Where a value is to be said outward. */
typedef struct lk_outward {
    lk_simulator *simulator;
    lk_values *terms;
    const lk_state *state;
    bool at_exit;           /* memory of `state` is what the caller finds after the call */
    const lk_value *result; /* at_exit: what is returned, or NULL */
} lk_outward;

/* The term; NULL when no caller can know the value. */
const lk_value *lk_outward_term(const lk_outward *self, const lk_value *value);

/* What is left of a lock when nobody can know which it is: the same member of some object. It may be said anywhere.
   NULL for what is no member, and for what lies in a variable of the function. */
const lk_value *lk_formals_some(lk_values *to, const lk_value *lock);

/* A call at which terms get their values. */
typedef struct lk_inward {
    lk_simulator *simulator; /* of the caller */
    const lk_op *op;
    const lk_value *const *arguments; /* NULL where one isn't known */
    uint32_t argument_count;
    const lk_state *before, *after; /* after: NULL while it is not yet known */
    const lk_value *result;
} lk_inward;

/* The value; NULL when it isn't known. */
const lk_value *lk_inward_value(const lk_inward *self, const lk_value *term);

#endif
