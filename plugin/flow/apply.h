/* apply.h -- calls of functions whose summary is known. Private to flow/. */
#ifndef LK_FLOW_APPLY_H
#define LK_FLOW_APPLY_H

#include "flow/record.h"

/* Tells what happens during the call and appends the ways on after it; `state` is given up. False when the summary
   doesn't tell all: then nothing is appended, and the rest is that of an unknown call. */
bool lk_apply(lk_simulator *simulator, const lk_op *op, lk_state *state, const lk_summary *summary, lk_outcomes *after);

/* The call runs `function` before it returns, once, more often or not at all, with the argument (NULL: not known). */
void lk_apply_callback(lk_simulator *simulator, const lk_op *op, lk_state *state, const lk_decl *function,
                       const lk_value *argument);

#endif
