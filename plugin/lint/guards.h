/* guards.h -- which locks are held at the accesses to shared memory, over the program. Private to lint/. */
#ifndef LK_LINT_GUARDS_H
#define LK_LINT_GUARDS_H

#include "flow/simulate.h"
#include "flow/threads.h"
#include "lint/guarded.h"
#include "lint/guards_touched.h"

/* Terms are values that mean the same in all functions, without versions of memory. A place behind a pointer, or a
   lock, is written over lk_guard_any where it is compared between objects: `c->stats.count` is any.stats.count, and
   `c->lock` any.lock. */
typedef struct lk_guard_terms {
    lk_arena *arena;
    lk_values *values;
    const lk_value *any, *element;    /* whichever object, or element of an array in it */
    LK_ARRAY(const lk_value *) known; /* by id of a value of the function at hand */
} lk_guard_terms;

/* A variable of the program, or a member behind pointers. */
typedef struct lk_guard_subject {
    const lk_value *key;
    const lk_decl *decl; /* the variable, or the innermost member */
    bool is_global;      /* in a variable, not behind a pointer */
    bool is_pointee;     /* what the variable or member points to, by a declaration */
    LK_ARRAY(uint32_t) accesses;
} lk_guard_subject;

/* One read or write, by all paths there together. */
typedef struct lk_guard_access {
    lk_stand stand;
    uint32_t subject;
    lk_span span;
    uint32_t line;                   /* while it is judged */
    const lk_value *base;            /* what the pointer is; the variable for globals */
    LK_ARRAY(const lk_value *) held; /* locks that are held on all paths, as keys */
    LK_ARRAY(const lk_value *) over; /* locks that some path has let go before */
    LK_ARRAY(const lk_decl *) maybe; /* variables or members: of locks that some path may hold */
    bool is_write;
    bool is_locked; /* some path holds a lock */
} lk_guard_access;

/* One call of a function whose code is here. */
typedef struct lk_guard_call {
    lk_stand stand; /* in the caller */
    lk_span span;
    const lk_value **arguments;
    uint32_t argument_count;
    LK_ARRAY(const lk_value *) held; /* on all paths; terms of the caller */
    LK_ARRAY(const lk_decl *) maybe;
    bool is_locked;
} lk_guard_call;

/* What is known of one function, by id of its declaration. */
typedef struct lk_guard_function {
    const lk_decl *decl;
    bool is_followed, is_partial;        /* partial: not on all its paths */
    LK_ARRAY(uint32_t) calls;            /* of it */
    LK_ARRAY(const lk_value *) acquired; /* locks that it takes, waiting: nobody who calls it holds them */
    LK_ARRAY(const lk_value *) lives;    /* objects that it makes or ends, or whose locks it does */
    LK_ARRAY(const lk_value *) given;    /* what functions out of sight get: they may lock it, and unlock it */
    bool calls_out;                      /* functions out of sight */
    LK_ARRAY(uint32_t) op_access;        /* by id of an op, while it is followed: its access, or call, from 1 */
} lk_guard_function;

typedef struct lk_guards {
    lk_arena *arena;
    lk_knowledge *knowledge;
    lk_guard_terms terms;
    LK_ARRAY(lk_guard_subject) subjects;
    LK_ARRAY(uint32_t) subject_of; /* by id of the key, from 1 */
    LK_ARRAY(lk_guard_access) accesses;
    LK_ARRAY(lk_guard_call) calls;
    LK_ARRAY(lk_guard_function) functions;
    lk_record_set has_lock;
    LK_ARRAY(lk_guarded) found;
    const lk_unit *unit;
} lk_guards;

/* Empty, in `arena`. */
lk_guards *lk_guards_new(lk_arena *arena, lk_knowledge *knowledge, const lk_unit *unit);

/* Before a function is followed for the last time. */
void lk_guards_begin(lk_guards *self, const lk_decl *function);

/* What happens on its paths. */
void lk_guards_touch(lk_guards *self, const lk_decl *function, const lk_touch *touch, const lk_state *before);
void lk_guards_event(lk_guards *self, const lk_decl *function, const lk_event *event);

/* guards_walk.c: the accesses and calls of a function that wasn't followed, for it has nothing to do with locks. */
void lk_guards_walk(lk_guards *self, const lk_ir *ir);

/* guards_judge.c: when all functions are in: fills `found`. */
void lk_guards_judge(lk_guards *self, lk_unit *unit, const lk_threads *threads, lk_ir *const *functions,
                     uint32_t count);

/* guards_declared.c: the lock that the subject's declaration names, as a key; NULL when it names none, or one that is
   nowhere to be seen. */
const lk_value *lk_guards_declared(lk_guards *self, const lk_guard_subject *subject);

/* ---- shared by the rooms ---- */
lk_guard_function *lk_guards_function(lk_guards *self, const lk_decl *function);

/* The function makes or ends the object. */
void lk_guards_note_life(lk_guards *self, lk_guard_function *function, const lk_value *object);

/* The function hands the value to one out of sight; `callee`: NULL when a pointer is called. */
void lk_guards_note_given(lk_guards *self, lk_guard_function *function, const lk_decl *callee, const lk_value *given);

/* Whether the callee's code is nowhere to be seen, and it is none of the system's. */
bool lk_guards_is_out_of_sight(const lk_guards *self, const lk_decl *callee);

/* Whether one of the locks may be this one, or one that is named alike in another object. */
bool lk_guards_may_be(const lk_decl *const *locks, uint32_t count, const lk_value *lock);

/* The subject at an address, LK_NO_SUBJECT for what can't be one: no scalar, or of one thread, or not to be written.
   `*base` is the object that it belongs to. */
#define LK_NO_SUBJECT UINT32_MAX
uint32_t lk_guards_subject(lk_guards *self, const lk_value *address, const lk_value **base);

/* ---- guards_terms.c ---- */

/* Another function is at hand. */
void lk_guard_terms_begin(lk_guard_terms *self);

/* The term of a value of the function at hand. */
const lk_value *lk_guard_term(lk_guard_terms *self, const lk_value *value);

/* The pointer or variable that an address begins with. */
const lk_value *lk_guard_base(const lk_value *address);

/* `term` with `from` replaced by `to`, all through. */
const lk_value *lk_guard_replace(lk_guard_terms *self, const lk_value *term, const lk_value *from, const lk_value *to);

/* A lock as a key: over `any` where it is a member of the object at `base`, or what such a member points to; as it is
   where it is global; NULL for other locks. */
const lk_value *lk_guard_key(lk_guard_terms *self, const lk_value *lock, const lk_value *base);

/* The variable or member that a lock is, or that leads to it; NULL for others. */
const lk_decl *lk_guard_decl(const lk_value *lock);

#endif
