/* order_graph.h -- which lock is waited for while which is held. Private to lint/. */
#ifndef LK_LINT_ORDER_GRAPH_H
#define LK_LINT_ORDER_GRAPH_H

#include "flow/knowledge.h"
#include "flow/threads.h"
#include "flow/value.h"
#include "lint/order.h"

/* Another lock that is held on a side: who else holds it is not there at the same time. */
typedef struct lk_order_gate {
    uint32_t node;
    uint8_t mode;
    bool is_near_first, is_near_second; /* a member of the same object as the side's first, or second lock */
} lk_order_gate;

/* One place where a lock is waited for while another is held. */
typedef struct lk_order_witness {
    lk_stand stand;
    uint8_t first_mode, second_mode; /* lk_mode */
    bool is_same_object;             /* both locks are members of one object */
    lk_order_step first, second;
    const lk_order_gate *gates; /* all that is held, the first lock too */
    uint32_t gate_count;
} lk_order_witness;

/* What is held at one call, on all paths. */
typedef struct lk_order_call {
    uint32_t block, op;
    lk_order_gate *gates;
    uint32_t gate_count;
} lk_order_call;

typedef LK_ARRAY(lk_order_call) lk_order_calls;

typedef struct lk_order_edge {
    uint32_t from, to;
    bool in_cycle;
    LK_ARRAY(lk_order_witness *) witnesses;
} lk_order_edge;

/* A lock: a variable or a member of one, a member reached by a global pointer, or a member of whatever object (its
   class). */
typedef struct lk_order_lock {
    const lk_value *key, *class;
    bool is_exact;            /* one certain lock */
    bool is_vague;            /* its type lies in several others: the class doesn't tell what the lock is for */
    const char *label;        /* how it is told */
    LK_ARRAY(uint32_t) edges; /* that begin here */
} lk_order_lock;

typedef struct lk_order_graph {
    lk_arena *arena;
    const lk_knowledge *knowledge;
    lk_values *values; /* the keys */
    LK_ARRAY(lk_order_lock) locks;
    LK_ARRAY(uint32_t) lock_of; /* by id of the key, counted from 1 */
    LK_ARRAY(lk_order_edge) edges;
    LK_ARRAY(lk_order_calls) calls; /* by decl id of the function */
    LK_ARRAY(lk_order_cycle) cycles;
} lk_order_graph;

/* Empty, in `arena`. */
lk_order_graph *lk_order_graph_new(lk_arena *arena, const lk_knowledge *knowledge);

/* Takes in that a function waits for a lock, or calls another function, in that state. Other events are left alone. */
void lk_order_graph_add(lk_order_graph *self, const lk_decl *function, const lk_event *event, const lk_state *before);

/* Whether two locks may be one. */
bool lk_order_may_be_same(const lk_order_graph *self, uint32_t a, uint32_t b);

/* What was held at a call; NULL when nothing was, or nobody looked. */
const lk_order_call *lk_order_find_call(const lk_order_graph *self, const lk_decl *function, uint32_t block,
                                        uint32_t op);

/* Keeps of `gates` those that `other` has too; gives their count. */
uint32_t lk_order_meet_gates(lk_order_gate *gates, uint32_t count, const lk_order_gate *other, uint32_t other_count);

/* order_drawing.c: where it, or the member that it is, is declared; nowhere for what is no object. */
lk_loc lk_order_where(const lk_order_lock *lock);

/* order_drawing.c: the graph for drawing; as many nodes as locks, and arrows as edges. */
const lk_order_node *lk_order_nodes(const lk_order_graph *self, lk_arena *arena);
const lk_order_arrow *lk_order_arrows(const lk_order_graph *self, lk_arena *arena);

/* order_gates.c: adds to the gates of all sides what is held whenever their function begins, as far as its callers are
   known. */
void lk_order_add_gates(lk_order_graph *self, lk_arena *scratch, const lk_threads *threads);

/* Whether the lock is certainly the same one wherever it is named. */
bool lk_order_is_certain(const lk_order_lock *lock);

/* order_cycles.c: at the end, fills `cycles`, and marks their edges. */
void lk_order_find_cycles(lk_order_graph *self, lk_unit *unit, const lk_threads *threads);

#endif
