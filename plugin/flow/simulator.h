/* simulator.h -- one function's simulation, shared by its rooms. Private to flow/. */
#ifndef LK_FLOW_SIMULATOR_H
#define LK_FLOW_SIMULATOR_H

#include "flow/knowledge.h"
#include "flow/loops.h"
#include "flow/simulate.h"
#include "flow/state.h"
#include "flow/writes.h"

/* Of one function: all of them are copied with every state. */
enum { LK_MOST_VARIABLES = 1000 };

/* A path that returns. */
typedef struct lk_ending {
    uint32_t index; /* of the state in its block, so that a new run through the block replaces it */
    lk_state *state;
    const lk_value *result; /* NULL: nothing is returned */
} lk_ending;

typedef struct lk_recorder lk_recorder;

typedef struct lk_states {
    LK_ARRAY(lk_state *) items;
    LK_ARRAY(lk_ending) endings;
    LK_ARRAY(bool) dirty; /* has to go (again) through the block */
    bool is_queued;
} lk_states;

/* A way on from a call: the state and what the call returned on it. */
typedef struct lk_outcome {
    lk_state *state;
    const lk_value *result;
} lk_outcome;

typedef LK_ARRAY(lk_outcome) lk_outcomes;

/* One side of a branch that decides about locks: it goes to `target`, and so past what the other side comes through. */
typedef struct lk_choice {
    uint32_t block, target;
    LK_ARRAY(uint32_t) passed;
} lk_choice;

/* A lock that was taken at `taken` is let go in a block. */
typedef struct lk_release {
    uint32_t block;
    lk_span taken;
    const lk_witness *witness;
    uint64_t given_to; /* as in lk_lock_entry, on all such paths */
} lk_release;

typedef struct lk_simulator {
    lk_arena *arena;
    lk_unit *unit;
    lk_knowledge *knowledge;
    const lk_ir *ir;
    lk_bug_trap *trap;
    lk_values *values;
    lk_state_pool pool;
    lk_loops loops;
    lk_writes *writes;                 /* by head */
    lk_states *states;                 /* by block */
    uint32_t first_local, local_count; /* ids of the function's own declarations, and what else was met among them */
    bool *escapes;                     /* by id from first_local: a local whose address goes where calls can reach it */
    bool *is_named;   /* by id from first_local: a local that stores through a pointer of the function may reach */
    bool *is_ignored; /* by id from first_local: one beyond the first LK_MOST_VARIABLES in scope; it holds anything,
                         always */
    uint32_t alive;   /* variables in scope, while they are counted */
    uint32_t *uses;   /* by temp: how often it is read */
    bool *decides;    /* by block: it ends with a branch that decides about locks */
    LK_ARRAY(lk_choice) choices;
    bool *lives;                   /* by block: it leads back to the caller, or to more work; NULL: not asked yet */
    bool *is_passed;               /* by block: a choice goes past it */
    LK_ARRAY(lk_release) releases; /* in such blocks, and in loops */
    const lk_value **temps;        /* by temp: its value in the block being simulated */
    LK_ARRAY(const lk_value *) from, to;   /* values that get new names at the loop being entered, and these names */
    uint32_t block;                        /* being simulated */
    uint32_t op;                           /* being simulated: the call's place in the block */
    uint32_t steps, most_steps, callbacks; /* that were run inside calls */
    uint32_t settled;                      /* so many blocks, in their order, are done for good */
    bool incomplete;
    bool releases_unknown; /* it lets go of a lock that can't be named */
    bool calls_unknown;    /* it calls what nobody knows, on a way that returns */
    lk_recorder *recorder; /* NULL: no summary is wanted */
    lk_event_handler *handler;
    lk_touch_handler *touch_handler; /* NULL: nobody wants to hear of touches */
    void *context;
    lk_probe *probe;                            /* NULL: nobody asks what is held somewhere */
    const lk_value *pointers_key, *scalars_key; /* the two classes that unknown calls change */
} lk_simulator;

/* ---- prepare.c: what is known before the first path ---- */
void lk_prepare(lk_simulator *self);

/* ---- memory.c ---- */
const lk_value *lk_memory_operand(lk_simulator *self, const lk_operand *operand);
const lk_value *lk_memory_address(lk_simulator *self, const lk_place *place); /* NULL: unknown */
const lk_value *lk_memory_load(lk_simulator *self, const lk_state *state, const lk_value *address, const lk_type *type);
void lk_memory_store(lk_simulator *self, lk_state *state, const lk_value *address, const lk_type *type,
                     const lk_value *value, uint32_t site);
void lk_memory_clobber(lk_simulator *self, lk_state *state, uint32_t site, bool pointers, bool scalars);
void lk_memory_write(lk_simulator *self, lk_state *state, const lk_writes *writes, uint32_t site); /* any values */
bool lk_memory_is_ignored(const lk_simulator *self, const lk_decl *variable); /* nothing is ever known of it */
bool lk_memory_is_private(const lk_simulator *self, const lk_value *address); /* no call can reach it */
bool lk_memory_is_named(const lk_simulator *self, const lk_decl *variable);   /* private, but a pointer leads to it */
void lk_memory_forget_variable(lk_simulator *self, lk_state *state, const lk_decl *variable);

/* ---- head.c: entering a loop ---- */
void lk_enter_loop(lk_simulator *self, lk_state *state, uint32_t head);

/* ---- probe.c ---- */

/* The state comes to the op that the probe is at. */
void lk_probe_note(lk_simulator *self, const lk_state *state, uint32_t index);

/* State `index` of the probe's block goes through it anew. */
void lk_probe_forget(lk_probe *self, uint32_t index);

/* ---- touches.c ---- */

/* Tells of the op, which comes next, if it is a touch. */
void lk_touch_tell(lk_simulator *self, const lk_state *state, const lk_op *op, uint32_t index);

/* ---- answers.c ---- */

/* The path says that `a op b`: what it said of the same expression before, it mostly says again; else its locks are
   open. */
void lk_answer(lk_simulator *self, lk_state *state, const lk_value *a, lk_operator op, const lk_value *b);

/* The same for what the block's branch compares: of the value, and of the place that it was read from, whose contents
   may be known here and not where they are read again. */
void lk_answer_branch(lk_simulator *self, lk_state *state, const lk_block *block, lk_operator op);

/* The place gets another value. */
void lk_answer_forget(lk_simulator *self, lk_state *state, const lk_value *address, const lk_type *type);

/* Whether the block ends with a branch that decides about locks. */
bool lk_answers_decide(const lk_simulator *self, uint32_t block);

/* ---- choices.c ---- */

/* Which branches are choices; after `decides` is known. */
void lk_choices_find(lk_simulator *self);

/* The path goes on to `target` by what it asked. */
void lk_choose(lk_simulator *self, lk_state *state, const lk_value *asked, uint32_t target);

/* The lock is let go here, as the witness says. */
void lk_choice_note_release(lk_simulator *self, const lk_lock_entry *held, const lk_witness *witness);

/* When all paths are done: whether an argument decided that the lock stays held, past a place where it is let go. */
bool lk_choice_kept(const lk_simulator *self, const lk_lock_entry *held);

/* An argument; or a truth value or a bit behind one, or in a variable of the program: the caller knows what it is. */
bool lk_choice_is_flag(const lk_value *value);

/* Whether the object at the address, or in which it is, was reached through something that the caller has anyway. */
bool lk_choice_is_callers(const lk_value *address);

/* ---- waits.c ---- */

/* Whether the call that is being simulated, a wait with the lock or one that waits, stands in a loop that looks again
   at what it waits for. */
bool lk_wait_looks_again(lk_simulator *self, const lk_value *lock);

/* ---- dying.c ---- */

/* Whether the block that is being simulated only leads to the end of the program. */
bool lk_is_dying(lk_simulator *self);

/* ---- lives.c ---- */
void lk_life_set(lk_simulator *self, lk_state *state, const lk_value *lock, lk_life life, const lk_witness *witness);
void lk_life_told(lk_state *state, const lk_value *lock); /* what is wrong with its life is said once */
void lk_life_declare(lk_simulator *self, lk_state *state, const lk_op *op);
void lk_life_end_scope(lk_simulator *self, lk_state *state, const lk_op *op); /* tells of a lock that is held there */
void lk_life_release(lk_simulator *self, lk_state *state, const lk_value *guard, const lk_witness *witness);
void lk_life_relock(lk_state *state); /* a lock is taken: it may be that of a guard which was released */
void lk_life_follow(lk_simulator *self, lk_state *state, const lk_value *pointer, lk_event event); /* LK_EVENT_STALE */
void lk_life_leave(lk_simulator *self, lk_state *state, lk_span span); /* the same of what is left for the caller */
void lk_life_end_object(lk_state *state, const lk_value *object); /* nothing is known any more of the locks inside */
void lk_life_copy(lk_simulator *self, lk_state *state, const lk_op *op); /* tells of locks that it copies */

/* The call may initialise or destroy what it is given; or whatever it can reach. */
void lk_life_forget_given(lk_state *state, const lk_value *given, bool is_modelled);
void lk_life_forget_shared(lk_simulator *self, lk_state *state);

/* ---- endings.c ---- */

/* When all paths are done: tells of locks that some of them leave held although others let them go. */
void lk_endings_compare(lk_simulator *self);

/* ---- call.c ---- */

/* Runs a call: appends the ways on after it. `state` is given up. */
void lk_call(lk_simulator *self, const lk_op *op, lk_state *state, lk_outcomes *after);

/* ---- contract.c ---- */

/* What the callee's declaration requires to be held is held. */
void lk_contract_assert(lk_simulator *self, lk_state *state, const lk_op *call, const lk_decl *callee);

/* What the function's own declaration requires is held when it begins. */
void lk_contract_enter(lk_simulator *self, lk_state *state);

/* ---- effects.c ---- */
typedef struct lk_call_site {
    const lk_op *op;
    const lk_model *model;
    const lk_value *result; /* what the call returns; effects may change it */
    bool is_certain;        /* the case's conditions on arguments certainly hold */
} lk_call_site;

/* Applies one effect; false when the path ends. */
bool lk_effect_apply(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect);

/* An acquire that failed, as its result says: the lock is not held. */
void lk_effect_fail(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect);

/* Nobody looks at the result, which alone says whether the lock was taken: tells of it. Where that fails rarely, only
   of locks that can lose their owner. */
void lk_effect_unchecked(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect,
                         bool fails_rarely);

/* A blocking acquire that failed (the case that rarely happens): nothing certain is known of its lock. */
void lk_effect_doubt(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect);

/* ---- locks.c ---- */
void lk_lock_take(lk_simulator *self, lk_state *state, lk_lock_entry taken);
void lk_lock_release(lk_simulator *self, lk_state *state, lk_lock_entry released);

/* What was locked exists: the pointer that leads there is not null. */
void lk_lock_know_object(lk_simulator *self, lk_state *state, const lk_value *lock);

/* The address of a lock, or a guard, goes to a function that nobody knows: it may be let go there. */
void lk_lock_doubt_given(lk_state *state, const lk_value *given);

/* A function runs that nobody knows: it may take any lock; and it gets `given`, whose locks it may let go. */
void lk_lock_note_unknown(lk_state *state);
void lk_lock_note_given(lk_state *state, const lk_value *given, uint32_t site);

/* Makes open what may be the lock; gives whether one of the locks certainly is. */
bool lk_lock_open(lk_state *state, const lk_value *lock);

/* Callbacks may run, and let go of locks that are kept for them. */
void lk_lock_doubt_called_back(lk_simulator *self, lk_state *state);

/* `value` is stored where other functions can find it. */
void lk_lock_note_stored(lk_state *state, const lk_value *value);

/* ---- path.c: a model's path at a call ---- */

/* The object (an address) when the path names one, else the value; NULL when it can't be known. `*is_object` tells. */
const lk_value *lk_path_resolve(lk_simulator *self, const lk_state *state, const lk_call_site *site,
                                const lk_path *path, bool *is_object);

/* The type of the object, NULL when not known. */
const lk_type *lk_path_type(const lk_call_site *site, const lk_path *path);

/* The object as the source writes it at this call; never NULL. */
const char *lk_path_name(lk_simulator *self, const lk_state *state, const lk_call_site *site, const lk_path *path,
                         const lk_value *object);

/* Where the source writes it: the argument, else the call. */
lk_span lk_path_span(lk_simulator *self, const lk_call_site *site, const lk_path *path);

/* ---- handles.c ---- */

/* Tells of a use, once on a path, when the value, or the pointer that an address starts from, is a handle that was
   moved. */
void lk_handle_use(lk_simulator *self, lk_state *state, const lk_value *value, lk_span span, const char *name,
                   const char *callee);
bool lk_handle_move(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect);
bool lk_handle_clone(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect);
bool lk_handle_drop(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect);
bool lk_handle_join(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect);

/* ---- owners.c ---- */

/* The call gives a handle that this function owns from here on. */
void lk_owner_add(lk_simulator *self, lk_state *state, const lk_op *op, const lk_value *handle);
void lk_owner_clone(lk_simulator *self, lk_state *state, const lk_call_site *site, const lk_value *handle);
bool lk_owner_create(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect);

/* One count more, or less, by this pointer. */
void lk_owner_raise(lk_simulator *self, lk_state *state, const lk_call_site *site, const lk_value *counter);
void lk_owner_drop(lk_simulator *self, lk_state *state, const lk_call_site *site, const lk_value *counter);

/* Whether what such a call gets as this argument stays its owner's. */
bool lk_owner_is_lent(const lk_model *model, uint32_t argument);

/* Before each of these. */
void lk_owner_store(lk_simulator *self, lk_state *state, const lk_op *op, const lk_value *address,
                    const lk_value *value);
void lk_owner_end_scope(lk_simulator *self, lk_state *state, const lk_op *op);
void lk_owner_call(lk_simulator *self, lk_state *state, const lk_op *op);

/* The path leaves the block: tells of handles that nothing holds any more. */
void lk_owner_leave(lk_simulator *self, lk_state *state, const lk_block *block);

/* ---- copies.c ---- */

/* A store to a place that outlives the function; false when it is no copy of a handle, or can't be followed. */
bool lk_copy_store(lk_simulator *self, lk_state *state, const lk_op *op, const lk_value *address,
                   const lk_value *value);

/* The handle is dropped or given away, out of `place` (NULL: by value). Whether it is one that was kept, and is
   followed on. */
bool lk_copy_give_up(lk_simulator *self, lk_state *state, const lk_call_site *site, const lk_value *place,
                     const lk_value *handle);

/* A call that may give what was kept another owner; `is_seen`: it does not change where it is kept. */
void lk_copy_doubt(lk_state *state, bool is_seen);

/* The function returns: tells when one count has two owners. */
void lk_copy_leave(lk_simulator *self, const lk_state *state, const lk_owner_entry *entry);

/* The variable that holds the value, as the source names it; NULL when none does. */
const char *lk_state_variable_name(const lk_state *state, const lk_value *value);

/* ---- tell.c: events and witnesses ---- */
void lk_tell(lk_simulator *self, const lk_state *state, lk_event event);
const lk_witness *lk_witness_make(lk_simulator *self, const lk_state *state, lk_witness witness);

/* The call as the source names it: the function, or the macro that writes the call. */
const char *lk_call_name(lk_simulator *self, const lk_op *op);

/* Where to show a span: what was written as an argument of a macro is shown where it was written. */
lk_span lk_shown_span(lk_simulator *self, lk_span span);

/* ---- lent.c ---- */
bool lk_lent_spawn(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect);
void lk_lent_bind(lk_simulator *self, lk_state *state, const lk_call_site *site,
                  const lk_value *handle); /* which has to stay in its thread from here on */
void lk_lent_unbind(lk_state *state, const lk_value *handle);
void lk_lent_return(lk_state *state);                        /* whatever threads were given, they may be done with it */
void lk_lent_read(lk_state *state, const lk_value *address); /* what a thread writes is read, perhaps to wait for it */
void lk_lent_end(lk_simulator *self, lk_state *state, const lk_decl *variable, lk_span span); /* NULL: all of them */

#endif
