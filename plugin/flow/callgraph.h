/* callgraph.h -- who calls whom among the functions of a unit, and who calls each other. Private to flow/ and to what
 * packs units. */
#ifndef LK_FLOW_CALLGRAPH_H
#define LK_FLOW_CALLGRAPH_H

#include "flow/knowledge.h"
#include "ir/ir.h"

typedef struct lk_callgraph {
    uint32_t count;                /* functions, by their place in the list */
    uint32_t *first_edge, *callee; /* callees of i: callee[first_edge[i]] up to callee[first_edge[i + 1]] */
    uint32_t group_count;
    uint32_t *group; /* by function: those of one group call each other; a callee's group is not greater */
    uint32_t *first_member, *member; /* functions of group g: member[first_member[g]] ... */
    bool *is_recursive;              /* by group */
} lk_callgraph;

/* A function that only hands another one on counts as calling it. Strongly connected components by Tarjan ("Depth-first
   search and linear graph algorithms", SIAM J. Computing 1972), without recursion; linear. In `arena`. */
lk_callgraph lk_callgraph_make(lk_arena *arena, lk_knowledge *knowledge, lk_ir *const *functions, uint32_t count);

/* Tells of each function that the code names or calls, and of each variable or member whose pointer it calls; some more
   than once. */
typedef void lk_see_callee(void *context, const lk_decl *decl);
void lk_callees(const lk_ir *ir, lk_see_callee *see, void *context);

#endif
