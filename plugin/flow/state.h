/* state.h -- what is known on one path: memory, facts, locks, guards and handles. Private to flow/. */
#ifndef LK_FLOW_STATE_H
#define LK_FLOW_STATE_H

#include "flow/value.h"

/* The last decision first; shared between states, never changed. */
struct lk_trail {
    const lk_trail *before;
    uint32_t block;  /* that ends with the decision */
    uint32_t target; /* where it went */
    uint32_t length;
};

typedef struct lk_binding {
    const lk_value *key; /* address of a cell, or a class of memory (then `value` is its version) */
    const lk_value *value;
} lk_binding;

enum { LK_FACT_EXCLUDED = 4 };

/* A value against constants: within [low, high] and none of `excluded`; or, when `other` is set, against that value:
   `relation` holds the bits of <, =, > that are possible. */
typedef struct lk_fact {
    const lk_value *value, *other;
    int64_t low, high;
    int64_t excluded[LK_FACT_EXCLUDED];
    uint8_t excluded_count;
    uint8_t relation;
} lk_fact;

enum { LK_LESS = 1, LK_EQUAL = 2, LK_GREATER = 4, LK_ANY_RELATION = 7 };

typedef struct lk_lock_entry {
    const lk_value *lock;  /* its address, clones stripped */
    const lk_value *guard; /* the guard that owns it, NULL without one */
    uint8_t status, mode, kind, reentrancy;
    bool of_caller;  /* it was held when the function began: this path has let it go, and perhaps taken it again */
    bool is_mistake; /* of_caller: it was let go twice, which is this function's mistake and not once more its callers'
                      */
    bool is_sure;    /* FREE: nothing has run since that may have taken it again */
    bool was_open;   /* it was MAYBE before it was taken */
    bool is_nested;  /* it was taken while it was held: by a thread that waits for itself, or by one that may do so */
    const lk_value *failed;   /* FREE: the result of a try that did not get it, NULL if it was let go */
    uint32_t failed_excluded; /* as many constants were excluded then: how it failed has not been looked at since */
    bool is_published;        /* its object, or its guard, was stored where others see it */
    uint32_t depth;
    uint64_t given_to; /* calls of unknown functions that got the object which the lock is in: a set of op ids, by their
                          last 6 bits */
    uint64_t chosen;   /* choices of this function that left it held: a set of their places in the list */
    const char *api;
    const lk_lock_type *type; /* NULL: not known */
    const lk_witness *witness;
} lk_lock_entry;

/* What can be done once with a value: to give a handle away, to join a thread. */
typedef enum lk_spent { LK_SPENT_MOVED, LK_SPENT_JOINED, LK_SPENT_DROPPED } lk_spent;

typedef struct lk_handle_entry {
    const lk_value *handle; /* the null that a move left, the handle that was given away by value, or a thread */
    const lk_witness *witness;
    uint8_t spent; /* lk_spent */
} lk_handle_entry;

/* A handle that this function owns. They don't keep states apart, but while there is room (lk_state_same_history). */
typedef struct lk_owner_entry {
    const lk_value *handle;
    const lk_witness *witness; /* where it was made */
    uint8_t loss;              /* lk_loss: what took it from the last variable seen to hold it */
    lk_span lost_at;
    const char *name; /* ... and that variable; NULL: none */
} lk_owner_entry;

typedef struct lk_life_entry {
    const lk_value *lock; /* RAW: the variable that holds it */
    uint8_t life;         /* lk_life */
    const lk_witness *witness;
} lk_life_entry;

struct lk_state {
    lk_binding *bindings;
    lk_fact *facts;
    lk_fact *answers; /* to the conditions that locks hang on; they don't keep states apart (answers.c) */
    lk_lock_entry *locks;
    lk_handle_entry *handles;
    lk_life_entry *lives; /* they don't keep states apart */
    lk_owner_entry *owners;
    uint32_t binding_count, binding_capacity;
    uint32_t fact_count, fact_capacity;
    uint32_t answer_count, answer_capacity;
    uint32_t lock_count, lock_capacity;
    uint32_t handle_count, handle_capacity;
    uint32_t life_count, life_capacity;
    uint32_t owner_count, owner_capacity;
    const lk_trail *trail;
    const lk_value *chooser; /* in one case of a switch that has many: what it is on; else NULL */
    uint32_t chosen_case;    /* ... and the block of the case; 0 without chooser */
    bool is_root; /* nothing was held when the function began, and nothing has run that may have taken a lock unseen */
    bool is_odd;  /* the same question has got two answers: of what is locked from here on, nothing is said */
    lk_state *next_free;
};

enum {
    LK_MOST_BINDINGS = 192,
    LK_MOST_FACTS = 64,
    LK_MOST_LOCKS = 64,
    LK_MOST_HANDLES = 64,
    LK_MOST_LIVES = 32,
    LK_MOST_OWNERS = 32
};

/* States are handed out and taken back, so that memory is bounded by how many live at once. */
typedef struct lk_state_pool {
    lk_arena *arena;
    lk_state *free;
    LK_ARRAY(lk_fact) met; /* room for the facts of one merge, used again by the next */
} lk_state_pool;

lk_state *lk_state_new(lk_state_pool *pool);
lk_state *lk_state_copy(lk_state_pool *pool, const lk_state *from);
void lk_state_put_back(lk_state_pool *pool, lk_state *state);

/* ---- memory ---- */
const lk_value *lk_state_get(const lk_state *self, const lk_value *key); /* NULL: not bound */
void lk_state_set(lk_state_pool *pool, lk_state *self, const lk_value *key, const lk_value *value);
void lk_state_unset(lk_state *self, const lk_value *key);
void lk_state_append_binding(lk_state_pool *pool, lk_state *self, lk_binding binding); /* its key is the greatest */
void lk_state_swap_bindings(lk_state *a, lk_state *b);

/* ---- facts (facts.c) ---- */

/* Values up to here are told apart one by one: flags, small error codes, and loops of few turns. */
enum { LK_SMALL = 4 };

/* What the path knows of the value, against constants: by its facts, or from what it is made of. False: nothing. */
bool lk_state_known(const lk_state *self, const lk_value *value, lk_fact *fact);

/* What holds of a value that is either the one or the other. Keeps neither's value. */
lk_fact lk_fact_join(const lk_fact *a, const lk_fact *b);
bool lk_fact_says_something(const lk_fact *fact);
void lk_fact_exclude(lk_fact *fact, int64_t constant); /* does nothing when there is no room */
bool lk_fact_excludes(const lk_fact *fact, int64_t constant);
bool lk_fact_apart(const lk_fact *a, const lk_fact *b); /* no constant is possible by both */

/* Whether `a op b` can be true on this path; adds what it says. False: the path is infeasible. */
bool lk_state_assume(lk_state_pool *pool, lk_state *self, lk_values *values, const lk_value *a, lk_operator op,
                     const lk_value *b);

lk_operator lk_operator_opposite(lk_operator comparison); /* of ==: != */
uint8_t lk_relation_mirrored(uint8_t relation);           /* of b and a, given that of a and b */
bool lk_fact_equal(const lk_fact *a, const lk_fact *b);
lk_fact *lk_state_find_fact(const lk_state *self, const lk_value *value, const lk_value *other); /* NULL: none */
void lk_state_add_fact(lk_state_pool *pool, lk_state *self, const lk_fact *fact);

/* ---- locks and handles ---- */

/* A lock that this path took and let go again. Such entries tell where that was; they don't keep states apart. */
bool lk_lock_is_over(const lk_lock_entry *self);
lk_lock_entry *lk_state_find_lock(const lk_state *self, const lk_value *lock);
lk_lock_entry *lk_state_add_lock(lk_state_pool *pool, lk_state *self, lk_lock_entry entry); /* NULL: full */
void lk_state_remove_lock(lk_state *self, lk_lock_entry *entry);
void lk_state_remove_over(lk_state *self); /* what lk_lock_is_over */
lk_handle_entry *lk_state_find_handle(const lk_state *self, const lk_value *handle);
void lk_state_add_handle(lk_state_pool *pool, lk_state *self, lk_handle_entry entry);
void lk_state_add_life(lk_state_pool *pool, lk_state *self, lk_life_entry entry);
void lk_state_add_owner(lk_state_pool *pool, lk_state *self, lk_owner_entry entry);
void lk_owner_forget(lk_state *state, const lk_value *value); /* owners.c: `value` goes where it isn't followed */
bool lk_owner_has(const lk_state *state, const lk_value *handle);
bool lk_owners_same(const lk_state *a, const lk_state *b);
bool lk_owners_meet(lk_state *state, const lk_state *other); /* keeps what both say; whether that changed `state` */
bool lk_life_meet(lk_state *state, const lk_state *other);   /* keeps what both say; whether that changed `state` */

void lk_state_add_answer(lk_state_pool *pool, lk_state *self, const lk_fact *answer, uint32_t most);
bool lk_answers_agree(const lk_state *a, const lk_state *b);  /* no question was answered otherwise */
bool lk_answers_clash(const lk_state *a, const lk_state *b);  /* one about memory that others see was */
bool lk_answers_meet(lk_state *state, const lk_state *other); /* keeps what both say; whether that changed `state` */
bool lk_fact_narrow(lk_fact *fact, lk_operator op, int64_t constant); /* false: it can't be */
void lk_lock_doubt_all(lk_state *state);                              /* locks.c: any of them may be held, or free */

/* ---- merging (merge.c) ---- */

/* Whether two states have let go of the same locks, and kept the others by the same choices. */
bool lk_state_same_history(const lk_state *a, const lk_state *b);

/* Whether two states agree on locks, guards and handles, witnesses apart. */
bool lk_state_same_key(const lk_state *a, const lk_state *b);

/* Merges `other` into `self` where paths meet at `block`: facts that both share stay, bindings that differ become
   phis. True when `self` changed. */
bool lk_state_merge(lk_state_pool *pool, lk_values *values, lk_state *self, const lk_state *other, uint32_t block);

/* Makes `maybe` what two states of different keys disagree on, in both, so that they can merge. */
void lk_state_join_keys(lk_state_pool *pool, lk_state *a, lk_state *b);

#endif
