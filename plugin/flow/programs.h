/* programs.h -- which functions and threads belong to which of several programs that have code in common. Private to
   flow/. */
#ifndef LK_FLOW_PROGRAMS_H
#define LK_FLOW_PROGRAMS_H

#include "flow/threads.h"

typedef struct lk_programs lk_programs;

/* A program for each `main` (places in the list of functions), and one more: whoever uses the code as a library.
   `is_closed`: the latter is none of the former. In `arena`. */
lk_programs *lk_programs_find(lk_arena *arena, const lk_acts *acts, const uint32_t *mains, uint32_t count,
                              bool is_closed);

/* Users of the library call the function. */
void lk_programs_open(lk_programs *self, uint32_t function);

/* The function starts the thread. */
void lk_programs_start(lk_programs *self, uint32_t thread, uint32_t function);

/* Whether one program may have both threads, the first in one function and the second in the other. What no program
   reaches may be a part of any. */
bool lk_programs_share(const lk_programs *self, uint32_t a, uint32_t in, uint32_t b, uint32_t other);

#endif
