/* choices.c -- `if (!keep) unlock(&c->mu);`: where an argument decides that a lock stays held, the caller knows of it.

   A choice is one side of a branch that goes past blocks which the other side comes through; or the way past all cases
   of a switch that has no default. */
#include "flow/simulator.h"

enum { MOST_CHOICES = 64, MOST_PASSED = 32, MOST_PASSED_CASES = 128 };

bool lk_choice_is_callers(const lk_value *address) {
    const lk_value *base = lk_value_base(address);
    if (base->kind == LK_VALUE_VARIABLE)
        return true;
    return base->kind == LK_VALUE_LOAD && base->a->kind == LK_VALUE_VARIABLE;
}

bool lk_choice_is_flag(const lk_value *value) {
    bool is_bit = value->kind == LK_VALUE_COMPUTE && value->op == LK_OP_AND;
    if (is_bit)
        value = value->a;
    if (value->kind != LK_VALUE_LOAD)
        return false;
    const lk_value *base = lk_value_base(value->a);
    if (base == value->a && base->kind == LK_VALUE_VARIABLE && base->decl->kind == LK_DECL_PARAM)
        return true;
    bool is_flag = is_bit || (value->type && value->type->is_bool);
    return is_flag && lk_choice_is_callers(value->a) &&
           !(base->kind == LK_VALUE_VARIABLE && base->decl->kind == LK_DECL_LOCAL);
}

/* ---- before the first path ---- */

static bool has(const lk_choice *self, uint32_t block) {
    for (uint32_t i = 0; i < self->passed.count; i++)
        if (self->passed.items[i] == block)
            return true;
    return false;
}

static void add(lk_arena *arena, lk_choice *self, uint32_t block) {
    if (!has(self, block) && block != self->block && block != self->target)
        lk_array_push(arena, &self->passed, block);
}

/* All blocks from the first ones up to the choice's target. False when they are more than `most`, or never come
   there. */
static bool spread(const lk_simulator *self, lk_choice *choice, uint32_t most) {
    bool arrives = false;
    for (uint32_t at = 0; at < choice->passed.count && at <= most; at++) {
        const lk_block *block = &self->ir->blocks.items[choice->passed.items[at]];
        for (uint32_t i = 0; i < block->target_count && choice->passed.count <= most; i++) {
            arrives |= block->targets[i] == choice->target;
            add(self->arena, choice, block->targets[i]);
        }
    }
    return arrives && choice->passed.count <= most;
}

static void add_choice(lk_simulator *self, uint32_t block, uint32_t side, uint32_t most) {
    const lk_block *at = &self->ir->blocks.items[block];
    lk_choice choice = {.block = block, .target = at->targets[side]};
    for (uint32_t i = 0; i < at->target_count && choice.passed.count <= most; i++)
        if (i != side)
            add(self->arena, &choice, at->targets[i]);
    if (self->choices.count == MOST_CHOICES || !spread(self, &choice, most))
        return;
    lk_array_push(self->arena, &self->choices, choice);
    for (uint32_t i = 0; i < choice.passed.count; i++)
        self->is_passed[choice.passed.items[i]] = true;
}

void lk_choices_find(lk_simulator *self) {
    self->is_passed = LK_NEW_ARRAY(self->arena, bool, self->ir->blocks.count);
    for (uint32_t b = 0; b < self->ir->blocks.count; b++) {
        const lk_block *block = &self->ir->blocks.items[b];
        for (uint32_t side = 0; self->decides[b] && side < 2; side++)
            add_choice(self, b, side, MOST_PASSED);
        if (block->exit == LK_EXIT_SWITCH && block->lacks_default)
            add_choice(self, b, block->target_count - 1, MOST_PASSED_CASES);
    }
}

/* ---- on a path ---- */

void lk_choose(lk_simulator *self, lk_state *state, const lk_value *asked, uint32_t target) {
    if (!lk_choice_is_flag(asked))
        return;
    for (uint32_t i = 0; i < self->choices.count; i++)
        if (self->choices.items[i].block == self->block && self->choices.items[i].target == target)
            for (uint32_t k = 0; k < state->lock_count; k++)
                if (state->locks[k].status == LK_STATUS_HELD)
                    state->locks[k].chosen |= (uint64_t)1 << i;
}

static bool is_same(lk_span a, lk_span b) {
    return a.begin.file == b.begin.file && a.begin.offset == b.begin.offset;
}

void lk_choice_note_release(lk_simulator *self, const lk_lock_entry *held, const lk_witness *witness) {
    if (!self->is_passed[self->block] && !lk_loops_has(&self->loops, self->block))
        return;
    for (uint32_t i = 0; i < self->releases.count; i++) {
        lk_release *known = &self->releases.items[i];
        if (known->block == self->block && is_same(known->taken, held->witness->span)) {
            known->given_to &= held->given_to;
            return;
        }
    }
    lk_array_push(self->arena, &self->releases,
                  ((lk_release){self->block, held->witness->span, witness, held->given_to}));
}

/* ---- when all paths are done ---- */

bool lk_choice_kept(const lk_simulator *self, const lk_lock_entry *held) {
    for (uint32_t i = 0; i < self->choices.count; i++)
        for (uint32_t k = 0; held->chosen >> i & 1 && k < self->releases.count; k++)
            if (has(&self->choices.items[i], self->releases.items[k].block) &&
                is_same(self->releases.items[k].taken, held->witness->span))
                return true;
    return false;
}
