/* simulate.h -- follows every path of a function and tells what happens to locks, guards and handles on it. */
#ifndef LK_FLOW_SIMULATE_H
#define LK_FLOW_SIMULATE_H

#include "flow/event.h"
#include "flow/knowledge.h"
#include "ir/ir.h"

/* `before` is the state just before the event; both live only during the call. */
typedef void lk_event_handler(void *context, const lk_event *event, const lk_state *before);

/* Simulates one function by property simulation (Das, Lerner, Seigle: ESP, PLDI 2002): paths that agree on locks and
   handles are merged. All memory comes from `arena`, which the caller may release afterwards. False when the budget ran
   out or the function holds what can't be followed: then only part of its paths were judged (never wrongly). A bug of
   ours goes to `trap`. */
bool lk_simulate(lk_arena *arena, lk_unit *unit, lk_knowledge *knowledge, const lk_ir *ir, lk_bug_trap *trap,
                 lk_event_handler *handler, void *context);

/* What a path does with memory that others may reach, or calls. */
typedef struct lk_touch {
    const lk_op *op; /* LOAD, STORE or CALL; UNKNOWN if it clobbers */
    uint32_t block, index;
    const lk_value *address;          /* LOAD, STORE: of what is read or written */
    const lk_decl *callee;            /* CALL: NULL when it isn't known */
    const lk_value *const *arguments; /* CALL: the first ones */
    uint32_t argument_count;
    const struct lk_summary *summary; /* CALL: of the callee; NULL when it wasn't followed */
    const lk_model *model;            /* CALL: NULL when there is none */
    const struct lk_loops *loops;
    const lk_trail *trail;
} lk_touch;

/* `before` is the state just before it; both live only during the call. */
typedef void lk_touch_handler(void *context, const lk_touch *touch, const lk_state *before);

/* lk_simulate, for who also wants to hear of each touch: of those that are gone through several times, each time. */
bool lk_simulate_touches(lk_arena *arena, lk_unit *unit, lk_knowledge *knowledge, const lk_ir *ir, lk_bug_trap *trap,
                         lk_event_handler *handler, lk_touch_handler *touch_handler, void *context);

/* A place of a function at which somebody wants to know what is held: before an op, or before the block's exit. */
typedef struct lk_probe {
    lk_arena *arena;    /* of what is found: the one that is given to lk_simulate_probed, or one that it outlives */
    uint32_t block, op; /* op = count of the ops: the exit */
    LK_ARRAY(struct lk_probed) found;
    bool touches_locks; /* the function does, somewhere */
} lk_probe;

/* One way there: paths that agree on locks are one. */
typedef struct lk_probed {
    uint32_t state; /* of the block */
    const lk_trail *trail;
    const lk_lock_view *locks; /* that are held, in the order in which they were taken */
    uint32_t count;
    bool is_root;  /* nothing was held when the function began */
    bool has_open; /* of other locks it isn't known whether they are held */
} lk_probed;

/* lk_simulate, for what is found at the probe; nothing is told of, and nothing is remembered of the function. */
bool lk_simulate_probed(lk_arena *arena, lk_unit *unit, lk_knowledge *knowledge, const lk_ir *ir, lk_bug_trap *trap,
                        lk_probe *probe);

/* Whether the decision that `trail` begins with matters for reaching `block`: it can't be reached from the other side.
 */
bool lk_trail_matters(lk_arena *arena, const lk_ir *ir, const lk_trail *trail, uint32_t block);

/* Parts of a trail entry: its condition's place, and whether the branch's first side was taken. */
const lk_trail *lk_trail_before(const lk_trail *trail);
uint32_t lk_trail_block(const lk_trail *trail);
uint32_t lk_trail_target(const lk_trail *trail);
uint32_t lk_trail_length(const lk_trail *trail);

#endif
