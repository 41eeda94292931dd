/* record.h -- what is kept of the paths of a function while they are followed. Private to flow/. */
#ifndef LK_FLOW_RECORD_H
#define LK_FLOW_RECORD_H

#include "flow/formals.h"
#include "flow/summary.h"

struct lk_recorder {
    lk_arena *arena; /* of the unit */
    lk_values *terms;
    LK_ARRAY(lk_happening) happenings;
    uint32_t orders; /* of these: for the order of locks alone */
    LK_ARRAY(const lk_value *) given;
    bool is_unknown;
};

/* Keeps an event that callers may care about. */
void lk_record_event(lk_simulator *simulator, const lk_state *state, const lk_event *event);

/* Whether it takes two locks of which a caller knows better what they are. */
bool lk_record_is_open_order(const lk_happening *happening);

/* At the end: forgets the order of two locks that the function takes in either order. It chooses by something, mostly
   such that there is but one order: by their addresses, or by how they compare. */
void lk_record_drop_choices(lk_recorder *self);

/* Keeps a call of what `target` stands for, which a caller may know; arguments may be NULL. */
void lk_record_call(lk_simulator *simulator, const lk_state *state, const lk_event *at, const lk_value *target,
                    const lk_value *const *arguments, uint32_t count);

/* Keeps what goes to a function that is not known. */
void lk_record_given(lk_simulator *simulator, const lk_state *state, const lk_argument *argument,
                     const lk_value *given);

enum { LK_MOST_CONDITIONS = 8 };

/* The facts of a path that a caller can check before the call, at most LK_MOST_CONDITIONS; gives their count. */
uint32_t lk_record_conditions(const lk_recorder *self, const lk_outward *outward, lk_fact *conditions);

/* A copy in memory that lasts; NULL when there is nothing. */
const void *lk_record_items(const lk_recorder *self, const void *items, size_t size);

/* The witness in memory that lasts. */
const lk_witness *lk_record_witness(const lk_recorder *self, const lk_witness *witness);

/* traits.c: what holds of the function in whatever order: writes, keeps, touches_guards. */
void lk_traits_find(lk_simulator *simulator, lk_summary *summary, lk_arena *arena);

/* summarize.c: the summary of a simulation that has ended. */
lk_summary *lk_summarize(lk_simulator *simulator, bool is_complete);

#endif
