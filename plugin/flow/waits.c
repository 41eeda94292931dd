/* waits.c -- whether a loop around a wait looks again at what was waited for.

   One that goes through whole sections doesn't: `for (;;) { lock(); if (!n) wait(); n--; unlock(); }`. It is told apart
   by two things: no way leads back to the wait unless the lock is let go, and each way on from it changes what the
   branch before it asked, before it asks anything that may have to do with that. */
#include "flow/simulator.h"
#include "flow/summary.h"

#include <string.h>

enum { DEEPEST_TERM = 16 };

typedef struct asking {
    lk_simulator *simulator;
    const lk_decl *lock;             /* of the wait: a member or variable; NULL: not known */
    LK_ARRAY(const lk_decl *) asked; /* members, and variables of the program */
    bool *is_told;                   /* by id from first_local: a local that may hold what memory or a call said */
    bool *is_queued;                 /* by block */
    LK_ARRAY(uint32_t) queue;
    bool is_used;
} asking;

static bool is_local(const lk_place *place) {
    return place->root == LK_PLACE_VARIABLE && !place->projection_count &&
           (place->decl->kind == LK_DECL_LOCAL || place->decl->kind == LK_DECL_PARAM);
}

/* The member, or the variable of the program; NULL: something else. */
static const lk_decl *shared_decl(const lk_place *place) {
    const lk_projection *last = place->projection_count ? &place->projections[place->projection_count - 1] : NULL;
    if (last)
        return last->kind == LK_PROJECT_FIELD ? last->field : NULL;
    return place->root == LK_PLACE_VARIABLE && !is_local(place) ? place->decl : NULL;
}

/* ---- blocks to go through ---- */

static void enqueue(asking *self, uint32_t block) {
    if (!self->is_queued[block])
        lk_array_push(self->simulator->arena, &self->queue, block);
    self->is_queued[block] = true;
}

static void enqueue_targets(asking *self, const lk_block *block) {
    for (uint32_t i = 0; i < block->target_count; i++)
        enqueue(self, block->targets[i]);
}

static void begin(asking *self) {
    self->queue.count = 0;
    memset(self->is_queued, 0, self->simulator->ir->blocks.count * sizeof *self->is_queued);
}

/* ---- what the branch before the wait asked ---- */

static void add_asked(asking *self, const lk_block *block, const lk_op *user, const lk_operand *operand, int depth) {
    const lk_op *made = lk_block_maker(block, user, operand);
    const lk_decl *decl = made && made->kind == LK_IR_LOAD ? shared_decl(&made->place) : NULL;
    if (decl)
        lk_array_push(self->simulator->arena, &self->asked, decl);
    if (made && made->kind == LK_IR_COMPUTE && depth < DEEPEST_TERM) {
        add_asked(self, block, made, &made->a, depth + 1);
        add_asked(self, block, made, &made->b, depth + 1);
    }
}

/* What leads to `target`: a block that goes nowhere else, as the only one or an empty one, just leads on. */
static void ask_before(asking *self, uint32_t target) {
    const lk_ir *ir = self->simulator->ir;
    uint32_t ways = 0, last = 0;
    for (uint32_t b = 0; b < ir->blocks.count; b++) {
        const lk_block *block = &ir->blocks.items[b];
        for (uint32_t i = 0; i < block->target_count; i++) {
            if (block->targets[i] != target)
                continue;
            ways++;
            last = b;
            if (block->exit == LK_EXIT_JUMP && block->ops.count == 0)
                enqueue(self, b);
            if (block->exit != LK_EXIT_BRANCH)
                continue;
            add_asked(self, block, NULL, &block->a, 0);
            add_asked(self, block, NULL, &block->b, 0);
        }
    }
    if (ways == 1 && ir->blocks.items[last].exit == LK_EXIT_JUMP)
        enqueue(self, last);
}

static void find_asked(asking *self) {
    begin(self);
    enqueue(self, self->simulator->block);
    for (uint32_t i = 0; i < self->queue.count; i++)
        ask_before(self, self->queue.items[i]);
}

static bool is_asked(const asking *self, const lk_decl *decl) {
    for (uint32_t i = 0; decl && i < self->asked.count; i++)
        if (self->asked.items[i] == decl)
            return true;
    return false;
}

/* ---- what a condition has to do with memory ---- */

static uint32_t number_of(const asking *self, const lk_decl *local) {
    uint32_t number = local->id - self->simulator->first_local;
    return local->id >= self->simulator->first_local && number < self->simulator->local_count ? number : UINT32_MAX;
}

/* What a wait returns says nothing of what it waited for. */
static bool is_result_of_wait(const asking *self, const lk_op *made) {
    const lk_model *model =
        made && made->kind == LK_IR_CALL ? lk_knowledge_call(self->simulator->knowledge, made) : NULL;
    return lk_model_has(model, LK_EFFECT_BIT(LK_EFFECT_WAIT));
}

static bool tells(const asking *self, const lk_block *block, const lk_op *user, const lk_operand *operand, int depth) {
    if (operand->kind != LK_OPERAND_TEMP)
        return false;
    const lk_op *made = lk_block_maker(block, user, operand);
    if (made && made->kind == LK_IR_LOAD && is_local(&made->place)) {
        uint32_t number = number_of(self, made->place.decl);
        return number == UINT32_MAX || self->is_told[number] || self->simulator->escapes[number] ||
               self->simulator->is_named[number];
    }
    if (is_result_of_wait(self, made))
        return false;
    return !made || made->kind != LK_IR_COMPUTE || depth == DEEPEST_TERM ||
           tells(self, block, made, &made->a, depth + 1) || tells(self, block, made, &made->b, depth + 1);
}

static bool tell_once(asking *self) {
    const lk_ir *ir = self->simulator->ir;
    bool changed = false;
    for (uint32_t b = 0; b < ir->blocks.count; b++)
        for (uint32_t i = 0; i < ir->blocks.items[b].ops.count; i++) {
            const lk_op *op = &ir->blocks.items[b].ops.items[i];
            uint32_t number =
                op->kind == LK_IR_STORE && is_local(&op->place) ? number_of(self, op->place.decl) : UINT32_MAX;
            if (number != UINT32_MAX && !self->is_told[number] && tells(self, &ir->blocks.items[b], op, &op->a, 0))
                changed = self->is_told[number] = true;
        }
    return changed;
}

/* ---- ways on from the wait ---- */

/* Whether it is known to be another member, or variable, than the lock of the wait. */
static bool is_other(const asking *self, const lk_decl *decl) {
    return decl && self->lock && decl != self->lock;
}

static const lk_decl *decl_of(const lk_value *lock) {
    return lock->kind == LK_VALUE_FIELD || lock->kind == LK_VALUE_VARIABLE ? lock->decl : NULL;
}

static bool exit_changes(const asking *self, const lk_exit *one) {
    for (uint32_t i = 0; i < one->change_count; i++)
        if (one->changes[i].change != LK_CHANGE_MAYBE && !is_other(self, decl_of(one->changes[i].entry.lock)))
            return true;
    return false;
}

static bool all_exits_change(const asking *self, const lk_summary *summary) {
    for (uint32_t i = 0; i < summary->exit_count; i++)
        if (!exit_changes(self, &summary->exits[i]))
            return false;
    return true;
}

/* Of an argument; NULL: not known. */
static const lk_decl *given_decl(const lk_block *block, const lk_op *call) {
    const lk_op *made = call->argument_count ? lk_block_maker(block, call, &call->arguments[0].value) : NULL;
    return made && made->kind == LK_IR_ADDRESS ? shared_decl(&made->place) : NULL;
}

/* Not by a try. */
static bool takes_waiting(const lk_model *model) {
    for (uint32_t c = 0; model && c < model->case_count; c++)
        for (uint32_t i = 0; i < model->cases[c].effect_count; i++)
            if (model->cases[c].effects[i].kind == LK_EFFECT_ACQUIRE && model->cases[c].effects[i].waits)
                return true;
    return false;
}

/* Whether the lock is certainly let go, or taken: who waits again behind that has let it go in between. */
static bool changes(const asking *self, const lk_block *block, const lk_op *op) {
    lk_knowledge *knowledge = self->simulator->knowledge;
    if (op->kind != LK_IR_CALL)
        return false;
    const lk_model *model = lk_knowledge_call(knowledge, op);
    const lk_summary *summary = model ? NULL : lk_knowledge_summary(knowledge, op->callee);
    bool by_model = lk_model_has(model, LK_EFFECT_BIT(LK_EFFECT_RELEASE)) || takes_waiting(model);
    return summary ? all_exits_change(self, summary) : by_model && !is_other(self, given_decl(block, op));
}

static bool may_release(const asking *self, const lk_op *op) {
    lk_knowledge *knowledge = self->simulator->knowledge;
    if (op->kind != LK_IR_CALL)
        return false;
    const lk_model *model = lk_knowledge_call(knowledge, op);
    const lk_summary *summary = model ? NULL : lk_knowledge_summary(knowledge, op->callee);
    return (summary && summary->may_release) || lk_model_has(model, LK_EFFECT_BIT(LK_EFFECT_RELEASE));
}

/* Goes on from op `from` of the block; whether it comes to the wait again. */
static bool comes_back_through(asking *self, uint32_t number, uint32_t from) {
    const lk_block *block = &self->simulator->ir->blocks.items[number];
    for (uint32_t i = from; i < block->ops.count; i++) {
        if (number == self->simulator->block && i == self->simulator->op)
            return true;
        if (changes(self, block, &block->ops.items[i]))
            return false;
    }
    enqueue_targets(self, block);
    return false;
}

static bool comes_back(asking *self) {
    begin(self);
    bool found = comes_back_through(self, self->simulator->block, self->simulator->op + 1);
    for (uint32_t i = 0; !found && i < self->queue.count; i++)
        found = comes_back_through(self, self->queue.items[i], 0);
    return found;
}

static bool asks(const asking *self, const lk_block *block) {
    return block->exit != LK_EXIT_JUMP && block->exit != LK_EXIT_UNREACHABLE &&
           (block->exit == LK_EXIT_RETURN || block->exit == LK_EXIT_ANY || tells(self, block, NULL, &block->a, 0) ||
            (block->exit == LK_EXIT_BRANCH && tells(self, block, NULL, &block->b, 0)));
}

/* Goes on from op `from` of the block; false when it may ask, or comes to an end, before it uses what it waited for. */
static bool goes_on_blindly(asking *self, uint32_t number, uint32_t from) {
    const lk_block *block = &self->simulator->ir->blocks.items[number];
    for (uint32_t i = from; i < block->ops.count; i++) {
        const lk_op *op = &block->ops.items[i];
        bool is_change = op->kind == LK_IR_STORE && op->a.kind == LK_OPERAND_TEMP;
        if (is_change && is_asked(self, shared_decl(&op->place))) {
            self->is_used = true;
            return true;
        }
        if (may_release(self, op))
            return false;
    }
    enqueue_targets(self, block);
    return !asks(self, block);
}

static bool uses_blindly(asking *self) {
    begin(self);
    bool is_blind = goes_on_blindly(self, self->simulator->block, self->simulator->op + 1);
    for (uint32_t i = 0; is_blind && i < self->queue.count; i++)
        is_blind = goes_on_blindly(self, self->queue.items[i], 0);
    return is_blind && self->is_used;
}

bool lk_wait_looks_again(lk_simulator *simulator, const lk_value *lock) {
    asking self = {.simulator = simulator, .lock = decl_of(lock)};
    if (!lk_loops_has(&simulator->loops, simulator->block))
        return false;
    self.is_told = LK_NEW_ARRAY(simulator->arena, bool, simulator->local_count);
    self.is_queued = LK_NEW_ARRAY(simulator->arena, bool, simulator->ir->blocks.count);
    find_asked(&self);
    if (self.asked.count == 0 || comes_back(&self))
        return true;
    while (tell_once(&self))
        continue;
    return !uses_blindly(&self);
}
