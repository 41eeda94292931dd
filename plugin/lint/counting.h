/* counting.h -- making a unit's coverage. Private to lint/. */
#ifndef LK_LINT_COUNTING_H
#define LK_LINT_COUNTING_H

#include "flow/knowledge.h"
#include "ir/ir.h"
#include "lint/coverage.h"

/* Adds the calls of one function. Texts live in `arena`. */
void lk_coverage_add(lk_coverage *self, lk_arena *arena, lk_knowledge *knowledge, const lk_ir *ir);

/* Adds the functions with bodies; call it once their summaries are there. */
void lk_coverage_add_definition(lk_coverage *self, lk_arena *arena, lk_knowledge *knowledge, const lk_ir *ir);

/* Whether a call of the function takes a lock that has an owner. */
bool lk_coverage_takes(const lk_model *model);

#endif
