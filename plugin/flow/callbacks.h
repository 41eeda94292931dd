/* callbacks.h -- locks that a callback lets go for the one who waits for it to run. */
#ifndef LK_FLOW_CALLBACKS_H
#define LK_FLOW_CALLBACKS_H

#include "flow/threads.h"

/* Tells `knowledge` of the locks that a function whose address goes somewhere lets go and does not take; before the
   first function is simulated. Linear in the size of these functions. `arena` is for the work. */
void lk_callbacks_find(lk_arena *arena, lk_knowledge *knowledge, const lk_threads *threads);

#endif
