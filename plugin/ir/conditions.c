/* conditions.c -- short circuits and choices as edges, each with one atomic predicate. */
#include "ir/lower.h"

static bool is_comparison(const lk_node *node) {
    return node->kind == LK_BINARY && node->op >= LK_OP_EQ && node->op <= LK_OP_GE;
}

static bool is_operator(const lk_node *node, lk_node_kind kind, lk_operator op) {
    return node->kind == kind && node->op == op;
}

/* A condition without its leading !s, and how the source shows it. */
typedef struct condition {
    const lk_node *node, *whole;
    bool is_negated;
} condition;

static void compare(lk_lowerer *self, condition at, uint32_t then_block, uint32_t else_block) {
    const lk_node *node = at.node;
    lk_operand a = lk_lower_value(self, node->child[0]);
    uint32_t block = self->block;
    lk_operand b = lk_lower_value(self, node->child[1]);
    a = lk_lower_carry(self, a, block, node->child[0]->type);
    lk_block *block_made = lk_lower_branch(self, a, (lk_operator)node->op, b, then_block, else_block, at.whole->span,
                                           node->child[0]->type);
    block_made->is_negated = at.is_negated;
}

/* a && b && c leans to the left; each operand falls through to the next or leaves. */
static void short_circuit(lk_lowerer *self, const lk_node *top, uint32_t then_block, uint32_t else_block) {
    lk_operator op = (lk_operator)top->op;
    LK_ARRAY(const lk_node *) spine = {0};
    const lk_node *node = top;
    for (; is_operator(node, LK_BINARY, op); node = node->child[0])
        lk_array_push(self->arena, &spine, node);
    for (uint32_t i = spine.count;; i--) {
        if (i == 0) {
            lk_lower_condition(self, node, then_block, else_block);
            return;
        }
        uint32_t next = lk_lower_block(self);
        if (op == LK_OP_LAND)
            lk_lower_condition(self, node, next, else_block);
        else
            lk_lower_condition(self, node, then_block, next);
        lk_lower_start(self, next);
        node = spine.items[i - 1]->child[1];
    }
}

static void choose(lk_lowerer *self, const lk_node *node, uint32_t then_block, uint32_t else_block) {
    uint32_t first = lk_lower_block(self), second = lk_lower_block(self);
    lk_lower_condition(self, node->child[0], first, second);
    lk_lower_start(self, first);
    lk_lower_condition(self, node->child[1], then_block, else_block);
    lk_lower_start(self, second);
    lk_lower_condition(self, node->child[2], then_block, else_block);
}

static const lk_node *strip_truth(const lk_node *node) {
    for (;;) {
        const lk_node *inner =
            node->kind == LK_CAST || is_operator(node, LK_UNARY, LK_OP_EXTENSION) ? node->child[0] : NULL;
        bool keeps_truth =
            inner && node->type &&
            (node->kind != LK_CAST || node->type->is_bool || is_comparison(inner) ||
             (node->type->kind == LK_TYPE_INTEGER && inner->type && node->type->bits >= inner->type->bits));
        const lk_node *expected = lk_lower_expected(node);
        if (!keeps_truth && !expected)
            return node;
        node = expected ? expected : inner;
    }
}

/* What is left to evaluate of `x & 0`, a flag that this build doesn't have; NULL for all else. */
static const lk_node *masked_out(const lk_node *node) {
    int64_t mask;
    if (!is_operator(node, LK_BINARY, LK_OP_AND))
        return NULL;
    if (lk_lower_constant(node->child[1], &mask) && mask == 0)
        return node->child[0];
    return lk_lower_constant(node->child[0], &mask) && mask == 0 ? node->child[1] : NULL;
}

static void test(lk_lowerer *self, condition at, uint32_t then_block, uint32_t else_block) {
    const lk_node *node = at.node;
    int64_t constant = 0;
    if (lk_cancel_is_never(node) || lk_lower_constant(node, &constant)) {
        lk_lower_jump(self, constant ? then_block : else_block);
    } else if (masked_out(node)) {
        lk_lower_ignored(self, masked_out(node));
        lk_lower_jump(self, else_block);
    } else if (is_comparison(node)) {
        compare(self, at, then_block, else_block);
    } else if (is_operator(node, LK_BINARY, LK_OP_LAND) || is_operator(node, LK_BINARY, LK_OP_LOR)) {
        short_circuit(self, node, then_block, else_block);
    } else if (is_operator(node, LK_BINARY, LK_OP_COMMA)) {
        lk_lower_ignored(self, node->child[0]);
        lk_lower_condition(self, node->child[1], then_block, else_block);
    } else if (node->kind == LK_CONDITIONAL && node->child[1]) {
        choose(self, node, then_block, else_block);
    } else {
        lk_operand value = lk_lower_value(self, node);
        lk_block *block = lk_lower_branch(self, value, LK_OP_NE, lk_operand_constant(0), then_block, else_block,
                                          at.whole->span, node->type);
        block->is_negated = at.is_negated;
    }
}

void lk_lower_condition(lk_lowerer *self, const lk_node *node, uint32_t then_block, uint32_t else_block) {
    condition at = {.whole = node};
    for (;;) {
        node = strip_truth(node);
        if (!is_operator(node, LK_UNARY, LK_OP_NOT))
            break;
        uint32_t swap = then_block;
        then_block = else_block;
        else_block = swap;
        at.is_negated = !at.is_negated;
        node = node->child[0];
    }
    if (++self->depth > LK_MAX_DEPTH) {
        lk_lower_give_up(self, "nested too deeply");
        lk_lower_jump(self, then_block);
    } else {
        at.node = node;
        test(self, at, then_block, else_block);
    }
    self->depth--;
}

static void set_slot(lk_lowerer *self, uint32_t slot, lk_operand value, const lk_node *node) {
    lk_lower_store(self, (lk_place){.root = LK_PLACE_SLOT, .slot = slot}, value, node);
}

static lk_operand get_slot(lk_lowerer *self, uint32_t slot, const lk_node *node) {
    lk_op *load = lk_lower_op(self, LK_IR_LOAD, node->span);
    load->place = (lk_place){.root = LK_PLACE_SLOT, .slot = slot};
    return lk_lower_result(self, load, node->type);
}

lk_operand lk_lower_truth(lk_lowerer *self, const lk_node *node) {
    uint32_t yes = lk_lower_block(self), no = lk_lower_block(self), join = lk_lower_block(self);
    uint32_t slot = self->ir->slot_count++;
    lk_lower_condition(self, node, yes, no);
    lk_lower_start(self, yes);
    set_slot(self, slot, lk_operand_constant(1), node);
    lk_lower_jump(self, join);
    lk_lower_start(self, no);
    set_slot(self, slot, lk_operand_constant(0), node);
    lk_lower_start(self, join);
    return get_slot(self, slot, node);
}

static bool has_value(const lk_node *node) {
    return node->type && node->type->kind != LK_TYPE_VOID;
}

static void choice_arm(lk_lowerer *self, const lk_node *choice, const lk_node *arm, uint32_t slot, uint32_t join) {
    lk_operand value = lk_lower_value(self, arm);
    if (has_value(choice))
        set_slot(self, slot, value, choice);
    lk_lower_jump(self, join);
}

/* c ? a : b, and a ?: b, which evaluates a once. Chains lean to the right and are walked. */
lk_operand lk_lower_choice(lk_lowerer *self, const lk_node *node) {
    uint32_t join = lk_lower_block(self), slot = self->ir->slot_count++;
    const lk_node *at = node;
    for (; at && at->kind == LK_CONDITIONAL; at = at->child[2]) {
        uint32_t yes = lk_lower_block(self), no = lk_lower_block(self);
        if (at->child[1]) {
            lk_lower_condition(self, at->child[0], yes, no);
            lk_lower_start(self, yes);
            choice_arm(self, node, at->child[1], slot, join);
        } else {
            lk_operand value = lk_lower_value(self, at->child[0]);
            uint32_t block = self->block;
            lk_lower_branch(self, value, LK_OP_NE, lk_operand_constant(0), yes, no, at->child[0]->span,
                            at->child[0]->type);
            lk_lower_start(self, yes);
            set_slot(self, slot, lk_lower_carry(self, value, block, at->child[0]->type), node);
            lk_lower_jump(self, join);
        }
        lk_lower_start(self, no);
    }
    if (at)
        choice_arm(self, node, at, slot, join);
    lk_lower_start(self, join);
    return has_value(node) ? get_slot(self, slot, node) : lk_operand_none();
}
