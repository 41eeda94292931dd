/* loops.h -- the loop nest of a function, and what each loop may write. Private to flow/. */
#ifndef LK_FLOW_LOOPS_H
#define LK_FLOW_LOOPS_H

#include "ir/ir.h"

typedef struct lk_loops {
    uint32_t *order;  /* blocks in reverse postorder, each loop in one piece: a head, its loop, what follows the loop */
    uint32_t *rank;   /* place of a block in `order` */
    uint32_t *header; /* innermost loop head around a block (of a head: around its loop), LK_NO_BLOCK outside loops */
    bool *is_head;
    uint32_t *number, *size; /* of heads: a loop has a number less than those of the loops inside it, which follow it */
    bool is_irreducible;     /* a loop with two entries: nothing sound can be said cheaply */
} lk_loops;

/* Finds the loops (Havlak, "Nesting of reducible and irreducible loops", TOPLAS 1997); near-linear. In `arena`. */
lk_loops lk_loops_find(lk_arena *arena, const lk_ir *ir);

/* Whether `block` lies in any loop. */
bool lk_loops_has(const lk_loops *self, uint32_t block);

/* Whether `block` lies in the loop of `head`. */
bool lk_loops_contain(const lk_loops *self, uint32_t head, uint32_t block);

/* The next loop head outward from a block that is one itself or not: itself, then its loop's outer head, ... */
uint32_t lk_loops_outward(const lk_loops *self, uint32_t block, bool from_inside);

#endif
