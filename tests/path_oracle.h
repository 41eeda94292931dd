/* path_oracle.h -- what can be held at each step of a program, found without the engine. */
#ifndef LK_TESTS_PATH_ORACLE_H
#define LK_TESTS_PATH_ORACLE_H

#include "path_program.h"

/* Status of each lock: how often it is held, up to 3 as the engine counts it, or maybe. */
enum { MOST_HOLD = 3, MAYBE_HELD = 4, STATUSES = 5, LOCK_STATES = 5 * 5 * 5 * 5 };

typedef struct lock_state {
    uint8_t of[LOCKS];
} lock_state;

uint32_t lock_state_index(const lock_state *self);
lock_state lock_state_at(uint32_t index);
bool lock_state_is_certain(const lock_state *self);

/* The states that were seen before each step, by index. */
typedef struct reached {
    bool at[MOST_STEPS][LOCK_STATES];
} reached;

/* Walks every path with every value: all that can really be held, the two pointers being different. Never `maybe`.
   `deadlocks` says whether a thread that takes a lock again stops there for ever, as it does with these mutexes; else
   it goes on and the lock is held twice, as the engine has it, which tells of the mistake and looks further. Gives the
   number of states that were walked. */
uint64_t oracle_walk(const program *self, bool deadlocks, reached *into);

/* Walks with sets of values, one for each variable, joined where paths with equal locks meet, as property simulation
   does: what remains of a state when the merge has lost how its values belong together. */
void oracle_walk_merged(const program *self, reached *into);

#endif
