/* macros.h -- models of macros: which call of an expansion stands for the macro. */
#ifndef LK_FLOW_MACROS_H
#define LK_FLOW_MACROS_H

#include "ir/ir.h"
#include "model/models.h"

/* Finds the calls of `ir` that macros with models write. The one that stands for its macro gets the model, with the
   macro's arguments as its own; the macro's other calls do nothing, since the model says all that the macro does. Where
   the text of the macro doesn't show which call it is and what it gets, nothing changes. In `arena`. */
void lk_macros_find(lk_arena *arena, const lk_models *models, lk_unit *unit, lk_ir *ir);

#endif
