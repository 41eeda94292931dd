/* effect.h -- what a call does to locks, guards and handles: one structure for models, attributes and inference. */
#ifndef LK_MODEL_EFFECT_H
#define LK_MODEL_EFFECT_H

#include "ast/tree.h"

#include <stdbool.h>
#include <stdint.h>

/* ---- paths: C places over what the caller sees ---- */

typedef enum lk_path_root {
    LK_ROOT_NONE,  /* no object: the lock that is only a `name` ("none(rcu)"); without a name there is nothing at all */
    LK_ROOT_PARAM, /* value of parameter `param` */
    LK_ROOT_RESULT, /* value of the result ("return") */
    LK_ROOT_GLOBAL  /* address of the variable `name` */
} lk_path_root;

typedef enum lk_step_kind {
    LK_STEP_DEREF,  /* the object that the pointer so far points to */
    LK_STEP_FIELD,  /* member `field` of the object so far */
    LK_STEP_INDEX,  /* an element of the object so far; `index` when constant, else -1 */
    LK_STEP_TARGET, /* last step only, of contracts: what the object so far points to, if it is a pointer */
    LK_STEP_ADDRESS /* last step only: the address of the object so far ("&conn->lock") */
} lk_step_kind;

typedef struct lk_step {
    uint8_t kind; /* lk_step_kind */
    const char *field;
    const lk_decl *decl; /* inferred paths: the field itself; NULL in models, which know only its name */
    int64_t index;
    uint16_t index_param; /* INDEX by the value of a parameter: its position, counted from 1; 0 otherwise */
} lk_step;

enum { LK_MAX_STEPS = 6, LK_MAX_CONDITIONS = 4, LK_MAX_CASES = 8 };

/* "*mutex" is PARAM, DEREF; "conn->lock" is PARAM, DEREF, FIELD; "set[2]" is PARAM, DEREF, INDEX; "return" is RESULT
   alone. The root of a global is its address, so "global(stats).lock" is GLOBAL, DEREF, FIELD, and "&global(stats)" is
   GLOBAL alone. A path names an object, so a lock is the object that its path reaches: for "*mutex" that is the address
   which the argument holds. In a macro's model a parameter is the argument as it is written: "mutex" alone, as a lock,
   is the object that the argument names. */
typedef struct lk_path {
    uint8_t root; /* lk_path_root */
    uint8_t step_count;
    bool is_keyed; /* locks: no object but the value itself names the lock ("value(hash)") */
    uint16_t param;
    const char *name;
    const lk_decl *decl; /* GLOBAL, inferred: the variable */
    lk_step steps[LK_MAX_STEPS];
} lk_path;

/* ---- effects ---- */

typedef enum lk_effect_kind {
    LK_EFFECT_NOTHING,     /* "nothing: yes": the function is known to touch no lock, guard or handle */
    LK_EFFECT_ACQUIRE,     /* lock, mode */
    LK_EFFECT_RELEASE,     /* lock, mode (LK_MODE_ANY: whichever is held); or guard */
    LK_EFFECT_WAIT,        /* cond (optional), lock (nameless NONE: the condition implies it): releases, takes again */
    LK_EFFECT_CONVERT,     /* lock, from -> mode */
    LK_EFFECT_BLOCK,       /* block */
    LK_EFFECT_YIELD,       /* yield: "yield", "sleep", "await" */
    LK_EFFECT_CREATE,      /* handle: a new owner comes into being */
    LK_EFFECT_MOVE,        /* handle, to (optional): ownership leaves the place or value */
    LK_EFFECT_CLONE,       /* handle, to (optional): a second owner of the same object; else one count more of a handle
                              that goes on by the pointer it has */
    LK_EFFECT_BORROW,      /* handle: used, not kept */
    LK_EFFECT_DROP,        /* handle: ownership ends */
    LK_EFFECT_INIT,        /* lock, lock_kind, reentrancy, attribute (optional) */
    LK_EFFECT_DESTROY,     /* lock */
    LK_EFFECT_GUARD,       /* object, lock, mode: acquires the lock, the object now owns it */
    LK_EFFECT_ASSERT_HELD, /* lock, mode */
    LK_EFFECT_SPAWN,       /* entry, argument: runs at the same time */
    LK_EFFECT_CALL,        /* entry, argument: runs now */
    LK_EFFECT_HANDLER,     /* entry: runs when a signal comes */
    LK_EFFECT_NORETURN,
    LK_EFFECT_EXIT_THREAD, /* ends the thread, and leaves what it holds as it is */
    LK_EFFECT_POISON,      /* lock; or guard */
    LK_EFFECT_RETURNS,     /* the result is `object` (an alias) */
    LK_EFFECT_WRITES,      /* object, NONE: nothing; absent in all of a model's effects means anything reachable */
    LK_EFFECT_FREES,       /* object */
    LK_EFFECT_ATTRIBUTE,   /* object, reentrancy, is_robust: an INIT that gets this attribute object makes such locks */
    LK_EFFECT_JOIN         /* object, a thread: joined or detached, what may happen once */
} lk_effect_kind;

typedef enum lk_mode { LK_MODE_EXCLUSIVE, LK_MODE_SHARED, LK_MODE_UPGRADABLE, LK_MODE_ANY } lk_mode;

typedef enum lk_lock_kind {
    LK_LOCK_MUTEX,
    LK_LOCK_RWLOCK,
    LK_LOCK_SPIN,
    LK_LOCK_SEMAPHORE,
    LK_LOCK_UNKNOWN, /* what made the lock tells, and where that isn't seen nothing happens */
    LK_LOCK_TASK     /* its waiters suspend their task: may be held over a yield */
} lk_lock_kind;

typedef enum lk_reentrancy { LK_REENTRANT_NO, LK_REENTRANT_YES, LK_REENTRANT_UNKNOWN } lk_reentrancy;

typedef enum lk_block_kind {
    LK_BLOCK_SLEEP,
    LK_BLOCK_JOIN, /* waiting for a thread to end */
    LK_BLOCK_WAIT, /* barriers, semaphores, completions, events, signals */
    LK_BLOCK_NAME, /* name look-up */
    LK_BLOCK_SOCKET,
    LK_BLOCK_POLL,    /* poll, select, epoll_wait */
    LK_BLOCK_PROCESS, /* waiting for or running a process */
    LK_BLOCK_MESSAGE, /* message queues and System V semaphores */
    LK_BLOCK_FILE,    /* regular files, file locks, sync */
    LK_BLOCK_STDIO,
    LK_BLOCK_LOADER /* dlopen */
} lk_block_kind;

typedef enum lk_yield_kind { LK_YIELD_YIELD, LK_YIELD_SLEEP, LK_YIELD_AWAIT } lk_yield_kind;

typedef struct lk_effect {
    uint8_t kind;       /* lk_effect_kind */
    uint8_t mode;       /* lk_mode */
    uint8_t from_mode;  /* CONVERT */
    uint8_t block;      /* lk_block_kind, BLOCK */
    uint8_t yield;      /* lk_yield_kind, YIELD */
    uint8_t reentrancy; /* INIT, ATTRIBUTE: what it makes, unless INIT has an attribute object that says otherwise;
                           ACQUIRE, GUARD: YES when this call may always take the lock again, else UNKNOWN */
    uint8_t lock_kind;  /* lk_lock_kind, ACQUIRE, RELEASE, INIT, GUARD: SEMAPHORE has no owner; MUTEX says nothing */
    bool by_guard;      /* RELEASE, POISON: `object` is a guard, not a lock */
    bool is_robust;     /* ATTRIBUTE: taking such a lock can tell that its owner died */
    bool detaches;      /* JOIN: the thread runs on */
    bool stays;         /* CREATE, CLONE: no handle of the object may go to another thread from here on */
    bool waits;         /* ACQUIRE, GUARD, CONVERT: false for try forms and time-outs */
    lk_path object;     /* lock, handle, guard, entry */
    lk_path second;     /* WAIT: cond; MOVE and CLONE: to; GUARD: lock; INIT: attribute; SPAWN and CALL: argument */
    bool has_second;
} lk_effect;

/* ---- cases ---- */

typedef enum lk_subject { LK_SUBJECT_RESULT, LK_SUBJECT_PARAM } lk_subject;

/* `subject op value`; LK_OP_AND tests bits (`flags & MSG_DONTWAIT`): true when any is set, or none when `negated`. */
typedef struct lk_condition {
    uint8_t subject; /* lk_subject */
    uint8_t op;      /* LK_OP_EQ NE LT GT LE GE AND */
    bool negated;
    uint16_t param;
    int64_t value;
} lk_condition;

/* Holds when all conditions do. The effects happen in order. */
typedef struct lk_case {
    lk_condition conditions[LK_MAX_CONDITIONS];
    uint32_t condition_count;
    lk_effect *effects;
    uint32_t effect_count;
    bool wants_bool; /* "result: bool": where the function is declared otherwise, the case isn't there */
    bool rarely;     /* the case left out ("fails: rarely"): callers that don't look at the result are not blamed */
    bool is_rare;    /* this case itself ("happens: rarely", EOWNERDEAD): it makes the lock `maybe`, unless the path has
                        compared the result with the very value of the condition; who leaves it out is not blamed */
} lk_case;

/* All that is known of one function. Cases are tried in order and exclude each other: the effects of a case happen
   where its conditions hold and those of no earlier case do; where none holds, nothing happens. */
typedef struct lk_model {
    const char *name; /* function, or macro when is_macro */
    const char *api;  /* "pthread"; "" when none is said, never NULL */
    bool is_macro;
    bool is_inferred;
    bool is_shipped;  /* compiled in: gives way to one with other parameters, or to a static function of that name, */
    bool is_typed;    /* ... and, without a parameter of a lock type of its api, to any */
    bool is_inline;   /* ... but not to one in a header: there it is the library's own */
    bool is_partial;  /* of a contract: which locks are held, and nothing of what the function does */
    bool is_variadic; /* "...": more arguments than parameters */
    uint32_t param_count; /* as the signature writes them */
    const char *const *params;
    lk_case *cases;
    uint32_t case_count;
    const char *path; /* of the model file or header, for messages; line from 1 */
    uint32_t line, column;
} lk_model;

/* A lock type: the default reentrancy and the static initialisers that say otherwise. */
typedef struct lk_lock_type {
    const char *name; /* typedef or tag: "pthread_mutex_t" */
    const char *api;
    uint8_t kind;                              /* lk_lock_kind */
    uint8_t reentrancy;                        /* lk_reentrancy, when no initialiser is seen */
    const char *const *reentrant_initializers; /* macro names: PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP */
    uint32_t reentrant_initializer_count;
} lk_lock_type;

/* Whether any case has an effect of one of the kinds: LK_EFFECT_BIT(LK_EFFECT_ACQUIRE) | ... False for NULL. */
#define LK_EFFECT_BIT(kind) ((uint32_t)1 << (kind))
bool lk_model_has(const lk_model *self, uint32_t kinds);

/* Names as models write them ("acquire", "exclusive", "sleep"). */
const char *lk_effect_kind_name(lk_effect_kind kind);
const char *lk_mode_name(lk_mode mode);
const char *lk_block_kind_name(lk_block_kind kind);
const char *lk_yield_kind_name(lk_yield_kind kind);
const char *lk_lock_kind_name(lk_lock_kind kind);
const char *lk_reentrancy_name(lk_reentrancy reentrancy);

#endif
