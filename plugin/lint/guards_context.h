/* guards_context.h -- whether a function's callers hold a lock. Private to lint/. */
#ifndef LK_LINT_GUARDS_CONTEXT_H
#define LK_LINT_GUARDS_CONTEXT_H

#include "lint/guards.h"

enum { LK_DEEPEST_CALLER = 8 };

/* What the ways to a function show, as a set; none: only what makes or ends the object comes there, or the main thread
   alone. */
enum {
    LK_CONTEXT_HELD = 1,    /* the caller holds the lock */
    LK_CONTEXT_CLEAR = 2,   /* there is a way on which nothing is held */
    LK_CONTEXT_UNKNOWN = 4, /* it can't be said */
    LK_CONTEXT_OPEN = 16,   /* other files may call, or who got its address */
    LK_CONTEXT_LOCKED = 8   /* a caller holds, or may hold, another lock */
};

typedef struct lk_guard_contexts {
    lk_guards *guards;
    const lk_threads *threads;
    bool is_library;                                /* no main in sight */
    uint32_t trials;                                /* left, of one question */
    uint32_t way[LK_DEEPEST_CALLER], way_count;     /* calls, the innermost first */
    uint32_t clear[LK_DEEPEST_CALLER], clear_count; /* those of the first CLEAR */
    bool has_clear;
} lk_guard_contexts;

/* Before a question of many parts. */
void lk_guard_begin(lk_guard_contexts *self);

/* Asks for a lock and the object that it belongs to, as terms of the function. */
unsigned lk_guard_ask(lk_guard_contexts *self, const lk_decl *function, const lk_value *lock, const lk_value *base);

/* Whether the object is new there, or the function makes or ends it, or its lock. */
bool lk_guard_is_own(lk_guard_contexts *self, const lk_decl *function, const lk_value *lock, const lk_value *base);

/* Whether functions out of sight may take the lock for this one. */
bool lk_guard_is_given(lk_guard_contexts *self, const lk_decl *function, const lk_value *lock, const lk_value *base);

/* Adds the locks that callers hold, far up, as keys beside the object; gives their count. */
uint32_t lk_guard_held_above(lk_guard_contexts *self, const lk_decl *function, const lk_value *base,
                             const lk_value **found, uint32_t count, uint32_t most);

/* Whether the function takes the lock itself: then its callers don't hold it. */
bool lk_guard_acquires(const lk_guard_contexts *self, const lk_decl *function, const lk_value *lock);

#endif
