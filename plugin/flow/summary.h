/* summary.h -- what a call of a function does, as its callers see it: inferred from its paths. Private to flow/.

   Values are terms over what a caller knows: what a parameter held at entry, globals, what memory held at entry, the
   result (lk_formals_result), and what memory holds when the function has returned (loads in lk_formals_after). */
#ifndef LK_FLOW_SUMMARY_H
#define LK_FLOW_SUMMARY_H

#include "flow/state.h"
#include "flow/writes.h"

/* Something that happens during the call, if the conditions hold at entry: what rules are told of, in the caller. */
typedef struct lk_happening {
    lk_event event; /* span: in this function; object: a term; via and place: the way down from here */
    bool is_call;   /* a call of the function that `event.object` stands for, which is not known here */
    const lk_value *const *arguments; /* is_call: terms, NULL where one can't be said */
    uint32_t argument_count;
    const lk_lock_entry *held; /* is_call: the locks that the function holds itself then; terms */
    uint32_t held_count;
    const lk_fact *conditions;
    uint32_t condition_count;
    const lk_value *const *released; /* the caller's locks that were, or may be, let go before it */
    uint32_t released_count;
} lk_happening;

/* What a lock is after the call. */
typedef enum lk_change { LK_CHANGE_TAKEN, LK_CHANGE_RELEASED, LK_CHANGE_MAYBE } lk_change;

typedef struct lk_lock_change {
    uint8_t change;      /* lk_change */
    lk_lock_entry entry; /* lock, guard: terms; the witness tells the way down */
} lk_lock_change;

typedef struct lk_store {
    const lk_value *address, *value;
} lk_store;

/* One way in which the call can end. Those of one function exclude each other. */
typedef struct lk_exit {
    const lk_fact *facts; /* of values at entry, and of the result */
    uint32_t fact_count;
    const lk_value *result; /* the value that is returned; lk_formals_result: one that only the callee knows */
    const lk_lock_change *changes;
    uint32_t change_count;
    const lk_handle_entry *moved; /* handles that are given away, by value */
    uint32_t moved_count;
    const lk_store *stores;
    uint32_t store_count;
    bool gives; /* the result is a handle that the caller owns from here on */
} lk_exit;

typedef struct lk_summary {
    const lk_decl *function;
    bool
        is_unknown; /* the exits don't tell all: to be treated as a call of an unknown function, after the happenings */
    bool releases_unknown; /* it lets go of a lock that can't be named: of the caller's any may be it */
    bool calls_unknown;    /* it calls what nobody knows, on a way that returns */
    bool may_release;      /* on some path, perhaps one that was not followed, a lock is let go */
    bool touches_guards;   /* it may end a guard, or give one away, that it was given */
    bool has_effects; /* it leaves a lock or handle changed, or gives a handle, or calls back while it holds some */
    bool has_orders;  /* it takes locks in an order that callers know better */
    const lk_happening *happenings;
    uint32_t happening_count;
    const lk_exit *exits; /* none: it doesn't return */
    uint32_t exit_count;
    const lk_value *const *given; /* pointers that it hands on to unknown functions */
    uint32_t given_count;
    uint64_t keeps; /* bit i: what parameter i points to may be remembered, or handed on */
    uint64_t takes; /* bit i: what parameter i holds may have another owner afterwards, or none */
    lk_writes writes;
} lk_summary;

bool lk_summary_equal(const lk_summary *a, const lk_summary *b);

/* Whether each call gives a handle: where only some do, what else the function tells may say which. */
bool lk_summary_gives(const lk_summary *self);

/* What the exit says of the result; NULL: nothing. */
const lk_fact *lk_exit_result(const lk_exit *self);

/* A lock that the function takes or not, as only its result can tell; NULL when there is none. */
const lk_lock_change *lk_summary_find_try(const lk_summary *self);

/* Writes the summary as stable text. */
void lk_summary_dump(FILE *out, lk_unit *unit, const lk_summary *self);

/* ---- formals.c: terms ---- */

/* The result of the call, and the memory after it. */
const lk_value *lk_formals_result(lk_values *terms);
const lk_value *lk_formals_after(lk_values *terms);

/* An object of which only a member's name is known (lk_formals_some). */
const lk_value *lk_formals_any(lk_values *terms);

#endif
