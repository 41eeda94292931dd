/* dying.c -- the blocks behind which the program only comes to its end: abort() after an error message, and the like.

   What locks such a way takes, nobody has to take in the same order: who gets there has other troubles. What `main` or
   a thread does before it ends is their work. */
#include "flow/simulator.h"

static bool has_call(const lk_block *block) {
    for (uint32_t i = 0; i < block->ops.count; i++)
        if (block->ops.items[i].kind == LK_IR_CALL)
            return true;
    return false;
}

/* Returns, and loops in which something is done. */
static void find_goals(const lk_simulator *self, bool *lives) {
    for (uint32_t b = 0; b < self->ir->blocks.count; b++) {
        const lk_block *block = &self->ir->blocks.items[b];
        uint32_t head = lk_loops_outward(&self->loops, b, false);
        lives[b] |= block->exit == LK_EXIT_RETURN || block->exit == LK_EXIT_NONE;
        if (head != LK_NO_BLOCK && has_call(block))
            lives[head] = true;
    }
}

static bool spread_once(const lk_simulator *self, bool *lives) {
    bool changed = false;
    for (uint32_t i = self->ir->blocks.count; i > 0; i--) {
        uint32_t b = self->loops.order[i - 1];
        const lk_block *block = &self->ir->blocks.items[b];
        for (uint32_t k = 0; !lives[b] && k < block->target_count; k++) {
            lives[b] = lives[block->targets[k]];
            changed |= lives[b];
        }
    }
    return changed;
}

bool lk_is_dying(lk_simulator *self) {
    if (lk_knowledge_is_root(self->knowledge, self->ir->function) || self->loops.is_irreducible)
        return false;
    if (!self->lives) {
        self->lives = LK_NEW_ARRAY(self->arena, bool, self->ir->blocks.count);
        find_goals(self, self->lives);
        while (spread_once(self, self->lives))
            continue;
    }
    return !self->lives[self->block];
}
