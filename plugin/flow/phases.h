/* phases.h -- which threads that the main thread has started run beside it, call by call. Private to flow/. */
#ifndef LK_FLOW_PHASES_H
#define LK_FLOW_PHASES_H

#include "flow/acts.h"

typedef struct lk_phases lk_phases;

/* Follows the main thread of each program from its `main` (places in the list) through the functions that it calls. A
   thread counts as ended where any path has waited for it. Linear, but for recursion. In `arena`. */
lk_phases *lk_phases_find(lk_arena *arena, const lk_acts *acts, const uint32_t *mains, uint32_t count);

/* A set of places that hold threads. */
typedef uint64_t lk_places;
enum { LK_PLACES = 62 }; /* so many are told apart */
#define LK_PLACES_OUTSIDE                                                                                              \
    ((lk_places)1 << (LK_PLACES + 1)) /* holds threads that calls out of sight may have started                        \
                                       */

lk_places lk_phases_place(const lk_acts *acts, const lk_decl *place);

/* What runs just before op number `op` of block `block` of the function: whatever the function was called with when the
   main thread runs it, and what it has started itself. */
lk_places lk_phases_at(const lk_phases *self, uint32_t function, uint32_t block, uint32_t op);

#endif
