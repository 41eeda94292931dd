/* places.h -- the variables and members that hold threads. Private to flow/. */
#ifndef LK_FLOW_PLACES_H
#define LK_FLOW_PLACES_H

#include "flow/acts.h"

/* The variable or member, in whatever object or element, that an argument holds or leads to; NULL: not known. */
const lk_decl *lk_places_of_argument(const lk_block *block, const lk_op *call, uint32_t param);

/* Where the result of a call goes to; the function itself when it is returned. NULL: not known. */
const lk_decl *lk_places_of_result(const lk_ir *ir, const lk_block *block, const lk_op *call);

/* Numbers the places of all acts; places that give each other their threads get one number. */
void lk_places_number(lk_arena *arena, lk_acts *acts);

#endif
