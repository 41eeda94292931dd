/* threads.h -- which threads run which function of a program, and which of them may do so at the same time. */
#ifndef LK_FLOW_THREADS_H
#define LK_FLOW_THREADS_H

#include "flow/acts.h"

typedef struct lk_threads lk_threads;

/* Linear in the size of the unit. In `arena`. */
lk_threads *lk_threads_find(lk_arena *arena, lk_knowledge *knowledge, const lk_unit *unit, lk_ir *const *functions,
                            uint32_t count);

/* A thread, by number: the main thread; any, which comes by a pointer; any of those who use the unit as a library; and
   those that begin with one function of the unit. */
enum { LK_THREAD_MAIN, LK_THREAD_ANY, LK_THREAD_OUTSIDE, LK_THREAD_FIRST_SPAWNED, LK_MOST_THREADS = 64 };

/* The threads that may run the function, as a set of numbers. Without `main` the unit is a library, whose functions any
   thread may run; with it, any may run those that nobody in sight calls. */
uint64_t lk_threads_of(const lk_threads *self, const lk_decl *function);

/* The calls by which it was found. */
const lk_acts *lk_threads_acts(const lk_threads *self);

/* Where a thread is: at a call of a function. */
typedef struct lk_stand {
    const lk_decl *function;
    uint32_t block, op; /* the block of the IR, and the place in it */
} lk_stand;

/* Whether two threads, or one thread and another one that begins alike, can be there at the same time. */
bool lk_threads_meet(const lk_threads *self, uint32_t a, const lk_stand *at, uint32_t b, const lk_stand *other);

/* Whether only the main thread comes there, and nobody else runs yet, or any more, before or after the call. False when
   that isn't certain. */
bool lk_threads_is_alone(const lk_threads *self, const lk_stand *at);

/* Whether the address of a function (its place in the list) goes somewhere. */
bool lk_threads_is_handed(const lk_threads *self, uint32_t function);

/* Where the thread is started (the first such place); nowhere for those that aren't started in sight. */
lk_span lk_threads_start(const lk_threads *self, uint32_t thread);

/* The way by which the thread comes to the function: writes the functions from it up to what the thread begins with, at
   most `most`; gives their count. 0: not known. */
uint32_t lk_threads_way(const lk_threads *self, uint32_t thread, const lk_decl *function, const lk_decl **way,
                        uint32_t most);

#endif
