/* answers.c -- conditions that locks hang on, and what the path answered last.

   `if (c->threaded) lock(); unknown(); if (c->threaded) unlock();`: what ran in between may have changed the answer,
   but more often than not it is the same. A path on which it differs is possible, and says nothing of locks. The facts
   of a path are about memory at one time, and where paths meet whose memory differs they go. Answers are kept by the
   expression alone, whenever its memory was read. */
#include "flow/simulator.h"
#include "flow/summary.h"

enum { MOST_ANSWERS = 16, NEAR = 4, MOST_NEAR = 16 };

/* ---- questions ---- */

/* What stands in memory that others see, where paths met: the place was read then. */
static bool is_shared_phi(const lk_value *value) {
    const lk_decl *root = value->kind == LK_VALUE_PHI ? lk_value_root(value->a) : NULL;
    bool is_own = root && (root->kind == LK_DECL_LOCAL || root->kind == LK_DECL_PARAM);
    return value->kind == LK_VALUE_PHI && lk_value_is_address(value->a) && !is_own;
}

/* The expression without the times at which memory was read; the value itself where no memory is read. */
static const lk_value *question_of(lk_values *values, const lk_value *value) {
    if (value->kind == LK_VALUE_LOAD || is_shared_phi(value))
        return lk_value_load(values, question_of(values, value->a), NULL, value->type);
    bool has_parts = value->kind == LK_VALUE_FIELD || value->kind == LK_VALUE_INDEX || value->kind == LK_VALUE_COMPUTE;
    if (!has_parts || value->is_vague)
        return value;
    return lk_value_with_parts(values, value, question_of(values, value->a),
                               value->b ? question_of(values, value->b) : NULL);
}

/* Of a function's result: the function and what it is given, while the call is near. NULL when it is not, when it asks
   about nothing, or when a model says what the result means. */
static const lk_value *question_of_call(lk_simulator *self, const lk_value *result) {
    const lk_block *block = &self->ir->blocks.items[self->block];
    const lk_op *call = NULL;
    for (uint32_t i = 0; i < block->ops.count; i++)
        if (block->ops.items[i].id == result->site && block->ops.items[i].kind == LK_IR_CALL)
            call = &block->ops.items[i];
    if (!call || !call->callee || lk_knowledge_call(self->knowledge, call))
        return NULL;
    const lk_value *function = lk_value_variable(self->values, call->callee), *question = function;
    for (uint32_t i = 0; i < call->argument_count; i++)
        question = lk_value_index(self->values, question,
                                  question_of(self->values, lk_memory_operand(self, &call->arguments[i].value)));
    bool asks = question != function || (call->type && call->type->is_bool);
    return asks ? question : NULL;
}

static lk_fact *find(lk_state *state, const lk_value *question) {
    for (uint32_t i = 0; i < state->answer_count; i++)
        if (state->answers[i].value == question)
            return &state->answers[i];
    return NULL;
}

static void answer(lk_simulator *self, lk_state *state, const lk_value *question, lk_operator op, int64_t constant) {
    lk_fact fresh = {.value = question, .low = INT64_MIN, .high = INT64_MAX, .relation = LK_ANY_RELATION};
    lk_fact *known = find(state, question);
    lk_fact_narrow(&fresh, op, constant);
    if (known && !lk_fact_narrow(known, op, constant)) {
        lk_lock_doubt_all(state);
        state->is_odd = true;
        *known = fresh;
    } else if (!known && lk_fact_says_something(&fresh)) {
        lk_state_add_answer(&self->pool, state, &fresh, MOST_ANSWERS);
    }
}

static lk_operator mirrored(lk_operator op) {
    return op == LK_OP_LT   ? LK_OP_GT
           : op == LK_OP_GT ? LK_OP_LT
           : op == LK_OP_LE ? LK_OP_GE
           : op == LK_OP_GE ? LK_OP_LE
                            : op;
}

void lk_answer(lk_simulator *self, lk_state *state, const lk_value *a, lk_operator op, const lk_value *b) {
    if (a->kind == LK_VALUE_CONSTANT && b->kind != LK_VALUE_CONSTANT) {
        lk_answer(self, state, b, mirrored(op), a);
        return;
    }
    if (b->kind != LK_VALUE_CONSTANT || a->is_vague)
        return;
    bool is_comparison = a->kind == LK_VALUE_COMPUTE && a->b && a->op >= LK_OP_EQ && a->op <= LK_OP_GE;
    bool is_truth = is_comparison && b->constant == 0 && (op == LK_OP_EQ || op == LK_OP_NE);
    if (is_truth) {
        lk_operator inner = (lk_operator)a->op;
        lk_answer(self, state, a->a, op == LK_OP_NE ? inner : lk_operator_opposite(inner), a->b);
        return;
    }
    const lk_value *question = NULL;
    if (a->kind == LK_VALUE_RESULT)
        question = question_of_call(self, a);
    else if (a->kind == LK_VALUE_LOAD || a->kind == LK_VALUE_COMPUTE)
        question = question_of(self->values, a);
    if (question && !question->is_vague)
        answer(self, state, question, op, b->constant);
}

/* The question about what is in the place, whenever that is read; NULL when the operand was not read from one, or from
   one that only this function sees: there nothing changes unseen. */
static const lk_value *question_of_place(lk_simulator *self, const lk_block *block, const lk_operand *operand) {
    const lk_op *read = operand->kind == LK_OPERAND_TEMP ? lk_block_maker(block, NULL, operand) : NULL;
    const lk_value *address = read && read->kind == LK_IR_LOAD ? lk_memory_address(self, &read->place) : NULL;
    if (!address || address->is_vague || (lk_value_root(address) && lk_memory_is_private(self, address)))
        return NULL;
    return question_of(self->values, lk_value_load(self->values, address, NULL, read->place.type));
}

void lk_answer_branch(lk_simulator *self, lk_state *state, const lk_block *block, lk_operator op) {
    bool is_mirrored = block->a.kind == LK_OPERAND_CONSTANT;
    const lk_operand *asked = is_mirrored ? &block->b : &block->a, *given = is_mirrored ? &block->a : &block->b;
    const lk_value *a = lk_memory_operand(self, asked), *b = lk_memory_operand(self, given);
    const lk_value *place = b->kind == LK_VALUE_CONSTANT ? question_of_place(self, block, asked) : NULL;
    bool is_told_by_value = a->kind == LK_VALUE_LOAD && question_of(self->values, a) == place;
    op = is_mirrored ? mirrored(op) : op;
    lk_answer(self, state, a, op, b);
    if (place && !place->is_vague && !is_told_by_value)
        answer(self, state, place, op, b->constant);
}

void lk_answer_forget(lk_simulator *self, lk_state *state, const lk_value *address, const lk_type *type) {
    if (!address || address->is_vague || state->answer_count == 0)
        return;
    const lk_value *question = question_of(self->values, lk_value_load(self->values, address, NULL, type));
    lk_fact *known = find(state, question);
    if (known)
        *known = state->answers[--state->answer_count];
}

/* ---- where paths meet ---- */

/* What a variable of the function alone answers: the facts tell that, whatever runs in between. */
static bool is_own(const lk_value *question) {
    const lk_decl *root = question->kind == LK_VALUE_LOAD ? lk_value_root(question->a) : NULL;
    return root && (root->kind == LK_DECL_LOCAL || root->kind == LK_DECL_PARAM);
}

bool lk_answers_clash(const lk_state *a, const lk_state *b) {
    for (uint32_t i = 0; i < a->answer_count; i++) {
        const lk_fact *mine = &a->answers[i], *theirs = find((lk_state *)(uintptr_t)b, mine->value);
        if (theirs && lk_fact_apart(mine, theirs) && !is_own(mine->value))
            return true;
    }
    return false;
}

bool lk_answers_agree(const lk_state *a, const lk_state *b) {
    for (uint32_t i = 0; i < a->answer_count; i++) {
        const lk_fact *theirs = find((lk_state *)(uintptr_t)b, a->answers[i].value);
        if (theirs && lk_fact_apart(&a->answers[i], theirs))
            return false;
    }
    return true;
}

bool lk_answers_meet(lk_state *state, const lk_state *other) {
    bool changed = false;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->answer_count; i++) {
        lk_fact mine = state->answers[i];
        const lk_fact *theirs = find((lk_state *)other, mine.value);
        lk_fact joined = theirs ? lk_fact_join(&mine, theirs) : (lk_fact){0};
        joined.value = mine.value;
        bool stays = theirs && lk_fact_says_something(&joined);
        changed |= !stays || !lk_fact_equal(&joined, &mine);
        if (stays)
            state->answers[kept++] = joined;
    }
    state->answer_count = kept;
    return changed;
}

/* ---- which branches locks hang on ---- */

/* The blocks at most NEAR steps on from one side of a branch, without those behind `without` or the branch itself. */
typedef struct nearby {
    uint32_t blocks[MOST_NEAR], count;
    bool goes_on; /* there is a way out of these blocks, or an end among them */
} nearby;

static bool has(const nearby *self, uint32_t block) {
    for (uint32_t i = 0; i < self->count; i++)
        if (self->blocks[i] == block)
            return true;
    return false;
}

static nearby find_near(const lk_ir *ir, uint32_t from, uint32_t branch, uint32_t without) {
    nearby found = {.count = 0};
    uint32_t begin = 0;
    if (from != without && from != branch)
        found.blocks[found.count++] = from;
    for (int step = 0; step <= NEAR; step++) {
        for (uint32_t end = found.count; begin < end; begin++) {
            const lk_block *block = &ir->blocks.items[found.blocks[begin]];
            found.goes_on |= block->target_count == 0 && block->exit != LK_EXIT_UNREACHABLE;
            for (uint32_t t = 0; t < block->target_count; t++) {
                uint32_t target = block->targets[t];
                bool is_new = target != without && target != branch && !has(&found, target);
                found.goes_on |= is_new && (step == NEAR || found.count == MOST_NEAR);
                if (is_new && step < NEAR && found.count < MOST_NEAR)
                    found.blocks[found.count++] = target;
            }
        }
    }
    return found;
}

static bool changes_locks(const lk_simulator *self, uint32_t block) {
    enum {
        CHANGES = LK_EFFECT_BIT(LK_EFFECT_ACQUIRE) | LK_EFFECT_BIT(LK_EFFECT_RELEASE) | LK_EFFECT_BIT(LK_EFFECT_GUARD)
    };
    const lk_block *at = &self->ir->blocks.items[block];
    for (uint32_t i = 0; i < at->ops.count; i++) {
        const lk_op *op = &at->ops.items[i];
        if (op->kind != LK_IR_CALL)
            continue;
        const lk_model *model = lk_knowledge_call(self->knowledge, op);
        const lk_summary *summary = model ? NULL : lk_knowledge_summary(self->knowledge, op->callee);
        if (lk_model_has(model, CHANGES) || (summary && summary->has_effects))
            return true;
    }
    return false;
}

/* Whether one side comes to the block and the other need not. */
static bool tells_sides_apart(const lk_simulator *self, uint32_t branch, const nearby *sides, uint32_t block) {
    const uint32_t *targets = self->ir->blocks.items[branch].targets;
    bool may[2], must[2];
    for (int side = 0; side < 2; side++) {
        may[side] = has(&sides[side], block);
        must[side] = may[side] && !find_near(self->ir, targets[side], branch, block).goes_on;
    }
    return may[0] != may[1] || must[0] != must[1];
}

bool lk_answers_decide(const lk_simulator *self, uint32_t branch) {
    const lk_block *at = &self->ir->blocks.items[branch];
    if (at->exit != LK_EXIT_BRANCH)
        return false;
    nearby sides[2];
    for (int side = 0; side < 2; side++)
        sides[side] = find_near(self->ir, at->targets[side], branch, LK_NO_BLOCK);
    for (int side = 0; side < 2; side++)
        for (uint32_t i = 0; i < sides[side].count; i++)
            if (changes_locks(self, sides[side].blocks[i]) &&
                tells_sides_apart(self, branch, sides, sides[side].blocks[i]))
                return true;
    return false;
}
