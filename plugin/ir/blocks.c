/* blocks.c -- building blocks: appending ops, ending blocks, leaving scopes, carrying values from block to block. */
#include "ir/lower.h"

uint32_t lk_lower_block(lk_lowerer *self) {
    lk_array_push(self->arena, &self->ir->blocks, (lk_block){0});
    return self->ir->blocks.count - 1;
}

static void end_with(lk_lowerer *self, uint32_t block, lk_exit_kind exit, uint32_t target_count) {
    lk_block *at = &self->ir->blocks.items[block];
    LK_EXPECT(self->trap, at->exit == LK_EXIT_NONE);
    at->exit = (uint8_t)exit;
    at->target_count = target_count;
    at->targets = LK_NEW_ARRAY(self->arena, uint32_t, target_count);
}

void lk_lower_jump(lk_lowerer *self, uint32_t target) {
    if (self->block == LK_NO_BLOCK)
        return;
    end_with(self, self->block, LK_EXIT_JUMP, 1);
    self->ir->blocks.items[self->block].targets[0] = target;
    self->block = LK_NO_BLOCK;
}

void lk_lower_start(lk_lowerer *self, uint32_t block) {
    lk_lower_jump(self, block);
    self->block = block;
}

static uint32_t open_block(lk_lowerer *self) {
    if (self->block == LK_NO_BLOCK)
        self->block = lk_lower_block(self);
    return self->block;
}

lk_block *lk_lower_branch(lk_lowerer *self, lk_operand a, lk_operator op, lk_operand b, uint32_t then_block,
                          uint32_t else_block, lk_span span, const lk_type *type) {
    uint32_t at = open_block(self);
    end_with(self, at, LK_EXIT_BRANCH, 2);
    lk_block *block = &self->ir->blocks.items[at];
    block->a = a;
    block->b = b;
    block->operator_ = (uint8_t)op;
    block->targets[0] = then_block;
    block->targets[1] = else_block;
    block->span = span;
    block->type = type;
    self->block = LK_NO_BLOCK;
    return block;
}

void lk_lower_give_up(lk_lowerer *self, const char *reason) {
    self->ir->gives_up = true;
    if (!self->ir->reason)
        self->ir->reason = reason;
}

lk_op *lk_lower_op_in(lk_lowerer *self, uint32_t block, lk_op_kind kind, lk_span span) {
    lk_block *at = &self->ir->blocks.items[block];
    lk_array_push(self->arena, &at->ops,
                  ((lk_op){.kind = (uint8_t)kind, .span = span, .result = LK_NO_TEMP, .id = self->ir->op_count++}));
    return &at->ops.items[at->ops.count - 1];
}

lk_op *lk_lower_op(lk_lowerer *self, lk_op_kind kind, lk_span span) {
    return lk_lower_op_in(self, open_block(self), kind, span);
}

lk_operand lk_lower_result(lk_lowerer *self, lk_op *op, const lk_type *type) {
    op->result = self->ir->temp_count++;
    op->type = type;
    return (lk_operand){.kind = LK_OPERAND_TEMP, .temp = op->result};
}

lk_operand lk_lower_carry(lk_lowerer *self, lk_operand operand, uint32_t block, const lk_type *type) {
    if (operand.kind != LK_OPERAND_TEMP || block == self->block || block == LK_NO_BLOCK)
        return operand;
    lk_place slot = {.root = LK_PLACE_SLOT, .slot = self->ir->slot_count++};
    lk_op *store = lk_lower_op_in(self, block, LK_IR_STORE, (lk_span){0});
    store->place = slot;
    store->a = operand;
    lk_op *load = lk_lower_op(self, LK_IR_LOAD, (lk_span){0});
    load->place = slot;
    return lk_lower_result(self, load, type);
}

lk_scope_point lk_lower_point(const lk_lowerer *self) {
    return (lk_scope_point){self->scope, self->scope ? self->scope->variables.count : 0};
}

static bool ends_visibly(const lk_decl *variable) {
    return variable->cleanup || !variable->type || variable->type->kind == LK_TYPE_RECORD ||
           variable->type->kind == LK_TYPE_ARRAY;
}

static void end_variable(lk_lowerer *self, uint32_t block, lk_decl *variable, lk_span span) {
    lk_place place = {.root = LK_PLACE_VARIABLE, .decl = variable, .type = variable->type};
    if (variable->cleanup && !lk_cancel_end(self, block, variable, span)) {
        lk_op *address = lk_lower_op_in(self, block, LK_IR_ADDRESS, span);
        address->place = place;
        lk_operand pointer = lk_lower_result(self, address, NULL);
        lk_argument *argument = LK_NEW(self->arena, lk_argument);
        *argument = (lk_argument){.value = pointer, .span = span, .name = variable->name};
        lk_op *call = lk_lower_op_in(self, block, LK_IR_CALL, span);
        call->callee = (lk_decl *)variable->cleanup;
        call->arguments = argument;
        call->argument_count = 1;
        call->is_cleanup = true;
    }
    lk_op *end = lk_lower_op_in(self, block, LK_IR_SCOPE_END, span);
    end->place = place;
}

void lk_lower_unwind_in(lk_lowerer *self, uint32_t block, lk_scope_point from, lk_scope_point to, lk_span span) {
    bool leaves_function = to.scope == NULL;
    while (from.scope && (from.scope != to.scope || from.count > to.count)) {
        uint32_t down_to = from.scope == to.scope ? to.count : 0;
        for (uint32_t i = from.count; i > down_to; i--) {
            lk_decl *variable = from.scope->variables.items[i - 1];
            if (!leaves_function || ends_visibly(variable))
                end_variable(self, block, variable, span);
        }
        if (from.scope == to.scope)
            return;
        from = (lk_scope_point){from.scope->parent, from.scope->parent_count};
    }
}

void lk_lower_unwind(lk_lowerer *self, lk_scope_point to, lk_span span) {
    if (self->block != LK_NO_BLOCK)
        lk_lower_unwind_in(self, self->block, lk_lower_point(self), to, span);
}

lk_operand lk_operand_constant(int64_t value) {
    return (lk_operand){.kind = LK_OPERAND_CONSTANT, .constant = value};
}

lk_operand lk_operand_none(void) {
    return (lk_operand){.kind = LK_OPERAND_NONE};
}

bool lk_operand_is(const lk_operand *operand, int64_t value) {
    return operand->kind == LK_OPERAND_CONSTANT && operand->constant == value;
}

const lk_op *lk_block_maker(const lk_block *block, const lk_op *user, const lk_operand *operand) {
    if (!user && block->ops.count > 0)
        user = block->ops.items + block->ops.count;
    for (const lk_op *op = user; operand->kind == LK_OPERAND_TEMP && op > block->ops.items;)
        if ((--op)->result == operand->temp)
            return op;
    return NULL;
}
