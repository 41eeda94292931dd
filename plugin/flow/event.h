/* event.h -- what the engine tells the rules, and what they may ask of the state. */
#ifndef LK_FLOW_EVENT_H
#define LK_FLOW_EVENT_H

#include "model/effect.h"

typedef struct lk_value lk_value; /* a symbolic value, hash-consed: equal values have equal pointers */
typedef struct lk_state lk_state; /* the state of locks, guards and handles on one path */
typedef struct lk_trail lk_trail; /* the decisions of a path, newest first */

/* The way from a function down into what it calls: `callee` is called at `call`, and does it itself when `next` is
   NULL. */
typedef struct lk_via {
    const struct lk_via *next;
    const lk_decl *callee;
    lk_span call;
    bool is_kept; /* it lives as long as the unit, and so does all below it */
} lk_via;

/* The way in `arena`, which lives as long as the unit: its first steps may lie in memory of one function alone; what is
   below them was kept already. */
const lk_via *lk_via_keep(lk_arena *arena, const lk_via *via);

/* Where and by which call a state came about. */
typedef struct lk_witness {
    lk_span span;          /* what to point at: the call, or the argument that was moved */
    lk_span call;          /* MOVE: the call that moved it */
    const lk_via *via;     /* NULL: the function does it itself */
    lk_span place;         /* where it is done in the end; `span` without `via` */
    const char *callee;    /* as the source names it ("pthread_mutex_lock", "am_lock") */
    const char *name;      /* the lock, handle or guard as the source writes it there ("c->mu"); never NULL */
    const char *into;      /* MOVE into a thread: the thread's name as written ("t1"), NULL otherwise */
    const lk_trail *trail; /* decisions up to there */
    uint32_t at_block;     /* block of the IR where it happens */
    bool into_thread;      /* MOVE: by spawn */
    bool is_inside;        /* SEND: it lies in the object that the thread gets */
    bool is_asserted;      /* a lock: not taken, but held by whoever called */
} lk_witness;

typedef enum lk_event_kind {
    LK_EVENT_ACQUIRE,
    LK_EVENT_RELEASE,
    LK_EVENT_WAIT,
    LK_EVENT_BLOCK,
    LK_EVENT_YIELD,
    LK_EVENT_MOVE,
    LK_EVENT_USE,
    LK_EVENT_UNCHECKED, /* a lock is, or is not, taken, and nobody looks which */
    LK_EVENT_INIT,
    LK_EVENT_DESTROY,
    LK_EVENT_FREE,        /* object: the memory that ceases to be */
    LK_EVENT_SCOPE_END,   /* of a variable that holds the lock, which is held */
    LK_EVENT_COPY,        /* of a lock, by value */
    LK_EVENT_JOIN,        /* a thread is joined or detached */
    LK_EVENT_EXIT_THREAD, /* the thread ends in the middle of the function */
    LK_EVENT_LEAVE,       /* a path returns with a lock held that nobody will let go */
    LK_EVENT_CALL,        /* of a function of the unit in which something happens; before what happens there */
    LK_EVENT_STALE,       /* a pointer into what a guard gave access to goes on after the guard was released */
    LK_EVENT_SEND,        /* object: what a new thread is given */
    LK_EVENT_OUTLIVED,    /* a variable ends whose address a thread was given (`other`) that may still run */
    LK_EVENT_DROP,        /* object: the handle that is given up, out of a variable */
    LK_EVENT_LEAK,        /* object: a handle that nothing holds any more; `other`: where its last count came to it */
    LK_EVENT_SHARE,       /* object: a handle that two own, by a copy; `other`: what the first owner did with it */
    LK_EVENT_ORDER        /* an ACQUIRE below, told once more for the order of locks: the state before has also what
                             the functions on the way hold then, and of locks that can't be named here the members */
} lk_event_kind;

/* How a handle is lost. */
typedef enum lk_loss {
    LK_LOSS_NONE,
    LK_LOSS_OVERWRITTEN,
    LK_LOSS_SCOPE,  /* the variable ends */
    LK_LOSS_IGNORED /* nothing ever held it */
} lk_loss;

typedef struct lk_event {
    uint8_t kind; /* lk_event_kind */
    uint8_t mode, block, yield;
    uint8_t loss;            /* LEAK: lk_loss */
    uint8_t reentrancy;      /* ACQUIRE, ORDER: lk_reentrancy of the lock */
    bool waits;              /* ACQUIRE: it would wait for the lock */
    bool is_robust;          /* UNCHECKED: what is not looked at may say that the lock's owner died */
    bool is_held;            /* WAIT: by the function that waits */
    bool is_dying;           /* ACQUIRE, ORDER, BLOCK, YIELD: by then the program only comes to its end; how long that
                                takes, and in which order, is not told */
    bool is_dispatched;      /* one case of many does it, and which one is followed isn't known here: only the order of
                                locks is interested */
    const lk_value *chooser; /* is_dispatched: what chooses the case; NULL: not known */
    bool is_uncertain;       /* arguments that are not known here decide whether it happens: no rule is told */
    lk_span span;            /* where to point */
    const lk_via *via;       /* NULL: the function does it itself */
    lk_span place;           /* where it is done in the end; `span` without `via` */
    const char *callee;      /* the function that does it, as the source names it; "" for a plain use */
    bool in_loop;            /* WAIT: between this function and the wait there is a loop around it, which looks again */
    const lk_value *object;  /* lock (ACQUIRE, RELEASE, WAIT), handle (MOVE, USE); else NULL */
    const char *name;        /* the object as the source writes it here; never NULL */
    const char *place_name;  /* ... and at `place` */
    const char *cond;        /* WAIT: the condition as the source writes it, NULL if not known */
    const lk_decl *cond_class, *lock_class; /* WAIT: the variables, or the fields of one object, if they are such */
    const lk_witness *other;                /* LEAVE: where another path lets go of the lock; NULL when none does;
                                               OUTLIVED: where the thread was made; LEAK: NULL when it
                                               has but the count that it was made with;
                                               SHARE: where the first owner gave it up, or came to own it */
    bool is_sure;                           /* LEAVE: every path that returns there holds the lock */
    const lk_witness *made;                 /* LEAK, SHARE: the handle */
    bool is_given_up;                       /* SHARE: `other` is where the first owner ended */
    bool is_left;                           /* STALE: is_returned through a pointer of the caller's, `name` */
    bool is_returned;                       /* STALE: to the caller; else what it points to is read or written */
    const lk_trail *trail;
    uint32_t at_block; /* block of the IR where it happens */
    uint32_t at_op;    /* ... and the place in it of the call that does it */
} lk_event;

typedef enum lk_lock_status { LK_STATUS_UNKNOWN, LK_STATUS_FREE, LK_STATUS_HELD, LK_STATUS_MAYBE } lk_lock_status;

/* One lock on this path. */
typedef struct lk_lock_view {
    const lk_value *lock;
    uint8_t status; /* lk_lock_status */
    uint8_t mode;
    uint8_t kind;       /* lk_lock_kind of its type or function; LK_LOCK_MUTEX when not known */
    uint8_t reentrancy; /* lk_reentrancy */
    uint32_t depth;     /* times held */
    bool has_failed;    /* FREE: a try that did not get it; else it was let go */
    bool of_caller;     /* it was held when the function began */
    bool is_nested;     /* it was taken while it was held already: a finding of its own */
    const char *guard;  /* the variable of the guard that owns it, NULL without guard */
    const char *api;
    lk_witness witness; /* where it was taken; FREE: where it was let go */
} lk_lock_view;

/* The status of `lock`. When the path says nothing of it: false, and UNKNOWN; or FREE in `main` and in what threads
   begin with, where nothing is held at first. */
bool lk_state_lock(const lk_state *state, const lk_value *lock, lk_lock_view *view);

/* Another lock that is certainly held; false when there is none. */
bool lk_state_held_beside(const lk_state *state, const lk_value *lock, lk_lock_view *view);

/* A lock that is certainly held and lies in the object; false when there is none, or when a function out of sight got
   the object and may have unlocked it. */
bool lk_state_held_in(const lk_state *state, const lk_value *object, lk_lock_view *view);

/* Whether a lock exists; and of guards, handles and variables, how they ended: those are values of their own. `witness`
   is where it was declared, initialised, destroyed ...; it is set unless UNKNOWN. */
typedef enum lk_life {
    LK_LIFE_UNKNOWN,
    LK_LIFE_RAW,
    LK_LIFE_LIVE,
    LK_LIFE_DEAD,
    LK_LIFE_RELEASED, /* a guard */
    LK_LIFE_LENT,     /* a variable whose address a thread has */
    LK_LIFE_STAYS     /* a handle that has to stay in its thread */
} lk_life;
lk_life lk_state_life(const lk_state *state, const lk_value *lock, lk_witness *witness);

/* The lock that a guard owns and this path certainly holds; false when the value is no such guard. */
bool lk_state_guarded(const lk_state *state, const lk_value *guard, lk_lock_view *view);

/* Where the guard was released on this path; the name is that of its lock. False when it was not, or when a lock was
   taken since. */
bool lk_state_released(const lk_state *state, const lk_value *guard, lk_witness *witness);

/* Where the very handle was dropped on this path, out of this variable or another. */
bool lk_state_dropped(const lk_state *state, const lk_value *handle, lk_witness *witness);

/* Where its last count was dropped, and the object with it. */
bool lk_state_gone(const lk_state *state, const lk_value *handle, lk_witness *witness);

/* Whether the thread was joined or detached on this path, and where. */
bool lk_state_joined(const lk_state *state, const lk_value *thread, lk_witness *witness);

/* The locks that are certainly held, in the order in which they were taken. */
uint32_t lk_state_held_count(const lk_state *state);
lk_lock_view lk_state_held(const lk_state *state, uint32_t index);

/* All locks that the path knows something of, whatever it is. */
uint32_t lk_state_lock_count(const lk_state *state);
lk_lock_view lk_state_lock_at(const lk_state *state, uint32_t index);

/* The move that took the handle away on this path; false when it is not certainly moved. `nulled` tells whether the
   variable was, or in a loop may have been, set to NULL by it. */
bool lk_state_moved(const lk_state *state, const lk_value *handle, lk_witness *witness, bool *nulled);

#endif
