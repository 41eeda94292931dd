/* statements.c -- statements as blocks and edges. */
#include "ir/lower.h"

#include <stdlib.h>
#include <string.h>

/* ---- break and continue ---- */

static void leave(lk_lowerer *self, lk_breakable *to, uint32_t target, lk_span span) {
    lk_lower_unwind(self, (lk_scope_point){to->scope, to->scope_count}, span);
    lk_lower_jump(self, target);
}

/* In a statement expression of a loop's condition or step: clang takes it for that loop's, gcc for one around it. */
static const char strange_break[] = "a break or continue in the head of a loop";

static void break_out(lk_lowerer *self, const lk_node *node) {
    if (!self->breakable || self->is_in_condition)
        lk_lower_give_up(self, strange_break);
    else
        leave(self, self->breakable, self->breakable->break_block, node->span);
}

static void go_on(lk_lowerer *self, const lk_node *node) {
    lk_breakable *at = self->breakable;
    while (at && at->continue_block == LK_NO_BLOCK)
        at = at->outer;
    if (!at || self->is_in_condition)
        lk_lower_give_up(self, strange_break);
    else
        leave(self, at, at->continue_block, node->span);
}

/* ---- scopes ---- */

static lk_span closing_brace(const lk_node *node) {
    lk_span span = node->span;
    if (span.end > span.begin.offset) {
        span.begin.offset = span.end - 1;
        span.spelling = span.begin;
    }
    return span;
}

static void open_scope(lk_lowerer *self, lk_span end) {
    self->scope = lk_scope_open(self->arena, self->scope, end);
}

static void close_scope(lk_lowerer *self) {
    lk_scope *scope = self->scope;
    lk_lower_unwind(self, (lk_scope_point){scope->parent, scope->parent_count}, scope->end);
    self->scope = scope->parent;
}

static void compound(lk_lowerer *self, const lk_node *node) {
    open_scope(self, closing_brace(node));
    for (uint32_t i = 0; i < node->child_count; i++)
        lk_lower_statement(self, node->child[i]);
    close_scope(self);
}

static bool is_expression(const lk_node *node) {
    return node->kind >= LK_INTEGER;
}

static const lk_node *after_labels(lk_lowerer *self, const lk_node *node);

lk_operand lk_lower_statement_expression(lk_lowerer *self, const lk_node *node) {
    const lk_node *body = node->child[0];
    open_scope(self, closing_brace(body));
    lk_operand value = lk_operand_none();
    for (uint32_t i = 0; i < body->child_count; i++) {
        const lk_node *at = body->child[i];
        if (i + 1 == body->child_count)
            at = after_labels(self, at);
        if (i + 1 == body->child_count && at && is_expression(at))
            value = lk_lower_value(self, at);
        else
            lk_lower_statement(self, at);
    }
    close_scope(self);
    return value;
}

/* ---- choices ---- */

static void if_chain(lk_lowerer *self, const lk_node *node) {
    uint32_t join = lk_lower_block(self);
    const lk_node *at = node;
    while (at && at->kind == LK_IF) {
        uint32_t yes = lk_lower_block(self), no = at->child[2] ? lk_lower_block(self) : join;
        lk_lower_condition(self, at->child[0], yes, no);
        lk_lower_start(self, yes);
        lk_lower_statement(self, at->child[1]);
        lk_lower_jump(self, join);
        at = at->child[2];
        if (at)
            lk_lower_start(self, no);
    }
    lk_lower_statement(self, at);
    lk_lower_start(self, join);
}

static uint32_t chosen_case(const lk_switch *cases, int64_t value, uint32_t other) {
    for (uint32_t i = 0; i < cases->cases.count; i++)
        if (value >= cases->cases.items[i].first && value <= cases->cases.items[i].last)
            return cases->targets.items[i];
    return other;
}

static int compare_ranges(const void *left, const void *right) {
    const lk_range *a = left, *b = right;
    return (a->first > b->first) - (a->first < b->first);
}

/* A switch without a default that has a case for each constant of an enum goes one of these ways: what else the enum's
   type could hold isn't meant. */
static bool covers_enum(lk_lowerer *self, const lk_switch *cases, const lk_type *type) {
    uint32_t at = 0, count = cases->cases.count;
    if (!type || !type->enumerator_count || cases->default_block != LK_NO_BLOCK || !count)
        return false;
    lk_range *sorted = LK_NEW_ARRAY(self->arena, lk_range, count);
    memcpy(sorted, cases->cases.items, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_ranges);
    for (uint32_t i = 0; i < type->enumerator_count; i++) {
        while (at < count && sorted[at].last < type->enumerators[i])
            at++;
        if (at == count || sorted[at].first > type->enumerators[i])
            return false;
    }
    return true;
}

static void finish_switch(lk_lowerer *self, uint32_t block, lk_operand value, const lk_switch *cases, uint32_t join,
                          const lk_node *node) {
    lk_block *at = &self->ir->blocks.items[block];
    LK_EXPECT(self->trap, at->exit == LK_EXIT_NONE);
    uint32_t other = cases->default_block == LK_NO_BLOCK ? join : cases->default_block;
    int64_t constant;
    if (lk_lower_constant(node->child[0], &constant)) {
        at->exit = LK_EXIT_JUMP;
        at->target_count = 1;
        at->targets = LK_NEW_ARRAY(self->arena, uint32_t, 1);
        at->targets[0] = chosen_case(cases, constant, other);
        return;
    }
    at->exit = LK_EXIT_SWITCH;
    at->a = value;
    at->span = node->child[0]->span;
    at->cases = cases->cases.items;
    at->target_count = cases->targets.count + 1;
    at->targets = LK_NEW_ARRAY(self->arena, uint32_t, at->target_count);
    for (uint32_t i = 0; i < cases->targets.count; i++)
        at->targets[i] = cases->targets.items[i];
    at->targets[cases->targets.count] = other;
    at->lacks_default = cases->default_block == LK_NO_BLOCK;
    if (covers_enum(self, cases, node->child[0]->type)) {
        uint32_t nowhere = lk_lower_block(self);
        self->ir->blocks.items[nowhere].exit = LK_EXIT_UNREACHABLE;
        self->ir->blocks.items[block].targets[cases->targets.count] = nowhere;
    }
}

static lk_breakable enter(lk_lowerer *self, uint32_t break_block, uint32_t continue_block) {
    return (lk_breakable){self->breakable,      break_block, continue_block, self->scope, self->scope->variables.count,
                          self->is_in_condition};
}

static void enter_body(lk_lowerer *self, lk_breakable *breakable, const lk_node *body) {
    self->breakable = breakable;
    self->is_in_condition = false;
    lk_lower_statement(self, body);
    self->is_in_condition = breakable->is_in_condition;
    self->breakable = breakable->outer;
}

static void switch_statement(lk_lowerer *self, const lk_node *node) {
    lk_operand value = lk_lower_value(self, node->child[0]);
    if (self->block == LK_NO_BLOCK)
        lk_lower_start(self, lk_lower_block(self));
    uint32_t block = self->block, join = lk_lower_block(self);
    lk_switch cases = {.outer = self->switch_, .default_block = LK_NO_BLOCK};
    lk_breakable breakable = enter(self, join, LK_NO_BLOCK);
    self->switch_ = &cases;
    self->block = LK_NO_BLOCK;
    enter_body(self, &breakable, node->child[1]);
    self->switch_ = cases.outer;
    lk_lower_start(self, join);
    finish_switch(self, block, value, &cases, join, node);
}

static void place_case(lk_lowerer *self, const lk_node *node) {
    uint32_t block = lk_lower_block(self);
    lk_lower_start(self, block);
    if (!self->switch_)
        return;
    if (node->kind == LK_DEFAULT) {
        self->switch_->default_block = block;
        return;
    }
    lk_array_push(self->arena, &self->switch_->cases, ((lk_range){node->value, node->value2}));
    lk_array_push(self->arena, &self->switch_->targets, block);
}

/* ---- loops ---- */

static void loop_body(lk_lowerer *self, const lk_node *body, uint32_t break_block, uint32_t continue_block) {
    lk_breakable breakable = enter(self, break_block, continue_block);
    enter_body(self, &breakable, body);
}

static void loop_condition(lk_lowerer *self, const lk_node *node, uint32_t body, uint32_t after) {
    bool was_in_condition = self->is_in_condition;
    self->is_in_condition = true;
    lk_lower_condition(self, node, body, after);
    self->is_in_condition = was_in_condition;
}

static void loop_step(lk_lowerer *self, const lk_node *node) {
    bool was_in_condition = self->is_in_condition;
    self->is_in_condition = true;
    lk_lower_ignored(self, node);
    self->is_in_condition = was_in_condition;
}

static void while_loop(lk_lowerer *self, const lk_node *node) {
    uint32_t head = lk_lower_block(self), body = lk_lower_block(self), after = lk_lower_block(self);
    lk_lower_start(self, head);
    loop_condition(self, node->child[0], body, after);
    lk_lower_start(self, body);
    loop_body(self, node->child[1], after, head);
    lk_lower_jump(self, head);
    lk_lower_start(self, after);
}

static void do_loop(lk_lowerer *self, const lk_node *node) {
    uint32_t body = lk_lower_block(self), condition = lk_lower_block(self), after = lk_lower_block(self);
    lk_lower_start(self, body);
    loop_body(self, node->child[0], after, condition);
    lk_lower_start(self, condition);
    loop_condition(self, node->child[1], body, after);
    lk_lower_start(self, after);
}

static void for_loop(lk_lowerer *self, const lk_node *node) {
    open_scope(self, closing_brace(node));
    if (node->child[0])
        lk_lower_statement(self, node->child[0]);
    uint32_t head = lk_lower_block(self), body = lk_lower_block(self), step = lk_lower_block(self);
    uint32_t after = lk_lower_block(self);
    lk_lower_start(self, head);
    if (node->child[1])
        loop_condition(self, node->child[1], body, after);
    else
        lk_lower_jump(self, body);
    lk_lower_start(self, body);
    loop_body(self, node->child[3], after, step);
    lk_lower_start(self, step);
    if (node->child[2])
        loop_step(self, node->child[2]);
    lk_lower_jump(self, head);
    lk_lower_start(self, after);
    close_scope(self);
}

/* ---- the rest ---- */

static void return_statement(lk_lowerer *self, const lk_node *node) {
    lk_operand value = node->child_count && node->child[0] ? lk_lower_value(self, node->child[0]) : lk_operand_none();
    if (self->block == LK_NO_BLOCK)
        lk_lower_start(self, lk_lower_block(self));
    lk_lower_unwind(self, (lk_scope_point){0}, node->span);
    lk_block *block = &self->ir->blocks.items[self->block];
    block->exit = LK_EXIT_RETURN;
    block->a = value;
    block->span = node->span;
    self->block = LK_NO_BLOCK;
}

static void unknown_statement(lk_lowerer *self, const lk_node *node) {
    for (uint32_t i = 0; i < node->child_count; i++)
        if (node->child[i] && is_expression(node->child[i]))
            lk_lower_ignored(self, node->child[i]);
    lk_lower_op(self, LK_IR_UNKNOWN, node->span)->clobbers = true;
    if (node->kind == LK_UNKNOWN_STATEMENT)
        lk_lower_give_up(self, "a statement that isn't understood");
    else if (node->kind == LK_ASM && node->value == 2)
        lk_lower_give_up(self, "asm goto");
    else if (node->kind == LK_ASM && node->value)
        lk_lower_asm_goto(self, node);
}

static void simple_statement(lk_lowerer *self, const lk_node *node) {
    switch (node->kind) {
    case LK_COMPOUND:
        compound(self, node);
        return;
    case LK_DECLARATION:
        for (uint32_t i = 0; i < node->child_count; i++)
            lk_lower_variable(self, node->child[i]);
        return;
    case LK_VARIABLE:
        lk_lower_variable(self, node);
        return;
    case LK_IF:
        if_chain(self, node);
        return;
    case LK_WHILE:
        while_loop(self, node);
        return;
    case LK_DO:
        do_loop(self, node);
        return;
    case LK_FOR:
        for_loop(self, node);
        return;
    case LK_SWITCH:
        switch_statement(self, node);
        return;
    case LK_GOTO:
        lk_lower_goto(self, node);
        return;
    case LK_GOTO_COMPUTED:
        lk_lower_goto_computed(self, node);
        return;
    case LK_BREAK:
        break_out(self, node);
        return;
    case LK_CONTINUE:
        go_on(self, node);
        return;
    case LK_RETURN:
        return_statement(self, node);
        return;
    case LK_EMPTY:
        return;
    default:
        if (is_expression(node))
            lk_lower_ignored(self, node);
        else
            unknown_statement(self, node);
    }
}

/* Labels stand before statements, any number of them; a body may be absent at the end of a block. */
static const lk_node *after_labels(lk_lowerer *self, const lk_node *node) {
    for (; node; node = node->child_count ? node->child[0] : NULL) {
        if (node->kind == LK_CASE || node->kind == LK_DEFAULT)
            place_case(self, node);
        else if (node->kind == LK_LABEL)
            lk_lower_place_label(self, node);
        else
            break;
    }
    return node;
}

void lk_lower_statement(lk_lowerer *self, const lk_node *node) {
    node = after_labels(self, node);
    if (!node)
        return;
    if (++self->depth > LK_MAX_DEPTH)
        lk_lower_give_up(self, "nested too deeply");
    else
        simple_statement(self, node);
    self->depth--;
}
