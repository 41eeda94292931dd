/* expressions.c -- expressions as values, in C's order of evaluation. */
#include "ir/lower.h"

#include <string.h>

static lk_operand unknown_value(lk_lowerer *self, const lk_node *node, bool clobbers) {
    lk_op *op = lk_lower_op(self, LK_IR_UNKNOWN, node->span);
    op->clobbers = clobbers;
    return lk_lower_result(self, op, node->type);
}

static lk_operand compute(lk_lowerer *self, lk_operator operator_, lk_operand a, lk_operand b, const lk_node *node) {
    lk_op *op = lk_lower_op(self, LK_IR_COMPUTE, node->span);
    op->operator_ = (uint8_t)operator_;
    op->a = a;
    op->b = b;
    return lk_lower_result(self, op, node->type);
}

static bool is_address(const lk_type *type) {
    return type && (type->kind == LK_TYPE_POINTER || type->kind == LK_TYPE_ARRAY);
}

static lk_operand element_address(lk_lowerer *self, lk_operand pointer, lk_operand index, const lk_node *node) {
    lk_projection *step = LK_NEW(self->arena, lk_projection);
    *step = (lk_projection){.kind = LK_PROJECT_INDEX, .index = index};
    lk_op *op = lk_lower_op(self, LK_IR_ADDRESS, node->span);
    op->place = (lk_place){.root = LK_PLACE_POINTER, .pointer = pointer, .projections = step, .projection_count = 1};
    return lk_lower_result(self, op, node->type);
}

/* One step of arithmetic; pointers and integers make addresses of elements. */
static lk_operand arithmetic(lk_lowerer *self, lk_operator op, lk_operand a, const lk_type *a_type, lk_operand b,
                             const lk_type *b_type, const lk_node *node) {
    if (op == LK_OP_ADD && is_address(a_type) && !is_address(b_type))
        return element_address(self, a, b, node);
    if (op == LK_OP_ADD && is_address(b_type) && !is_address(a_type))
        return element_address(self, b, a, node);
    if (op == LK_OP_SUB && is_address(a_type) && !is_address(b_type))
        return element_address(self, a, compute(self, LK_OP_NEG, b, lk_operand_none(), node), node);
    return compute(self, op, a, b, node);
}

static bool is_logical(const lk_node *node) {
    return node->kind == LK_BINARY && (node->op == LK_OP_LAND || node->op == LK_OP_LOR);
}

static bool continues_spine(const lk_node *node) {
    return node->kind == LK_BINARY && !is_logical(node);
}

/* a + b + c ... leans to the left: the spine is walked, not recursed into. */
static lk_operand binary(lk_lowerer *self, const lk_node *top) {
    LK_ARRAY(const lk_node *) spine = {0};
    const lk_node *node = top;
    for (; continues_spine(node); node = node->child[0])
        lk_array_push(self->arena, &spine, node);
    lk_operand left = lk_lower_value(self, node);
    const lk_type *left_type = node->type;
    for (uint32_t i = spine.count; i > 0; i--) {
        const lk_node *at = spine.items[i - 1];
        uint32_t block = self->block;
        lk_operand right = lk_lower_value(self, at->child[1]);
        if (at->op == LK_OP_COMMA) {
            left = right;
        } else {
            left = lk_lower_carry(self, left, block, left_type);
            left = arithmetic(self, (lk_operator)at->op, left, left_type, right, at->child[1]->type, at);
        }
        left_type = at->type;
    }
    return left;
}

static lk_operand assign(lk_lowerer *self, const lk_node *node) {
    if (lk_cancel_pop(self, node))
        return lk_operand_none();
    lk_operand value = lk_lower_value(self, node->child[1]);
    uint32_t block = self->block;
    lk_place place = lk_lower_place(self, node->child[0]);
    value = lk_lower_carry(self, value, block, node->child[1]->type);
    if (node->op != LK_OP_NONE) {
        lk_operand old = lk_lower_load(self, place, node->child[0]);
        value = arithmetic(self, (lk_operator)node->op, old, node->child[0]->type, value, node->child[1]->type, node);
    }
    lk_lower_store(self, place, value, node);
    return value;
}

static lk_operand increment(lk_lowerer *self, const lk_node *node) {
    bool is_decrement = node->op == LK_OP_PRE_DEC || node->op == LK_OP_POST_DEC;
    bool is_post = node->op == LK_OP_POST_INC || node->op == LK_OP_POST_DEC;
    lk_place place = lk_lower_place(self, node->child[0]);
    lk_operand old = lk_lower_load(self, place, node->child[0]);
    lk_operand new = is_address(node->type)
                         ? element_address(self, old, lk_operand_constant(is_decrement ? -1 : 1), node)
                         : compute(self, is_decrement ? LK_OP_SUB : LK_OP_ADD, old, lk_operand_constant(1), node);
    lk_lower_store(self, place, new, node);
    return is_post ? old : new;
}

static lk_operand address_of(lk_lowerer *self, const lk_node *node) {
    const lk_node *object = node->child[0];
    if (object->kind == LK_NAME && object->decl->kind == LK_DECL_FUNCTION)
        return (lk_operand){.kind = LK_OPERAND_DECL, .decl = object->decl};
    return lk_lower_address(self, lk_lower_place(self, object), node);
}

static lk_operand unary(lk_lowerer *self, const lk_node *node) {
    switch (node->op) {
    case LK_OP_PRE_INC:
    case LK_OP_PRE_DEC:
    case LK_OP_POST_INC:
    case LK_OP_POST_DEC:
        return increment(self, node);
    case LK_OP_ADDRESS:
        return address_of(self, node);
    case LK_OP_DEREF:
        return lk_lower_load(self, lk_lower_place(self, node), node);
    case LK_OP_NOT:
        return lk_lower_truth(self, node);
    case LK_OP_PLUS:
    case LK_OP_EXTENSION:
        return lk_lower_value(self, node->child[0]);
    default: {
        lk_operand operand = lk_lower_value(self, node->child[0]);
        return compute(self, (lk_operator)node->op, operand, lk_operand_none(), node);
    }
    }
}

/* ---- calls ---- */

static const char hidden_generic[] = "a _Generic whose choice is hidden";

static bool is_named(const lk_decl *decl, const char *name) {
    return decl && strcmp(decl->name, name) == 0;
}

const lk_node *lk_lower_expected(const lk_node *node) {
    const lk_node *callee = node->kind == LK_CALL && node->child_count >= 3 ? lk_lower_strip(node->child[0]) : NULL;
    bool is_hint =
        callee && callee->kind == LK_NAME &&
        (is_named(callee->decl, "__builtin_expect") || is_named(callee->decl, "__builtin_expect_with_probability"));
    return is_hint ? node->child[1] : NULL;
}

/* The names are gcc's (calls.cc, special_function_p), for headers without the attribute. vfork is no matter: what the
   child may do before it is gone is no more than a call. */
static bool returns_twice(const lk_decl *callee) {
    static const char *const names[] = {"setjmp",  "_setjmp",          "sigsetjmp",  "__sigsetjmp", "__setjmp",
                                        "savectx", "__builtin_setjmp", "getcontext", "_getcontext", "__getcontext"};
    if (callee->returns_twice && !is_named(callee, "vfork"))
        return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_named(callee, names[i]))
            return true;
    return false;
}

/* Where the source writes the object that an argument means: `&` and casts may come out of a macro. */
static lk_span object_span(const lk_node *argument) {
    const lk_node *object = lk_lower_strip(argument);
    bool is_address = object->kind == LK_UNARY && object->op == LK_OP_ADDRESS;
    return is_address && object->in_macro ? lk_lower_strip(object->child[0])->span : object->span;
}

static const lk_argument *arguments(lk_lowerer *self, const lk_node *node) {
    uint32_t count = node->child_count - 1;
    lk_argument *list = LK_NEW_ARRAY(self->arena, lk_argument, count);
    uint32_t *block = LK_NEW_ARRAY(self->arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++) {
        const lk_node *argument = node->child[i + 1];
        list[i].value = lk_lower_value(self, argument);
        list[i].span = object_span(argument);
        list[i].type = argument->type;
        list[i].name = is_address(argument->type) ? lk_lower_name(self, lk_cancel_argument(self, argument)) : NULL;
        block[i] = self->block;
    }
    for (uint32_t i = 0; i < count; i++)
        list[i].value = lk_lower_carry(self, list[i].value, block[i], list[i].type);
    return list;
}

static void never_reached(lk_lowerer *self) {
    self->ir->blocks.items[self->block].exit = LK_EXIT_UNREACHABLE;
    self->block = lk_lower_block(self);
}

static lk_operand call_function(lk_lowerer *self, const lk_node *node, lk_decl *callee) {
    const lk_argument *list = arguments(self, node);
    lk_op *op = lk_lower_op(self, LK_IR_CALL, node->span);
    op->callee = callee;
    op->has_cleanup = self->cancels != NULL;
    op->arguments = list;
    op->argument_count = node->child_count - 1;
    lk_operand result = lk_lower_result(self, op, node->type);
    if (returns_twice(callee))
        lk_lower_give_up(self, "setjmp");
    if (callee->is_noreturn)
        never_reached(self);
    return result;
}

static bool never_returns(const lk_type *callee) {
    const lk_type *function = callee && callee->kind == LK_TYPE_POINTER ? callee->target : callee;
    return function && function->kind == LK_TYPE_FUNCTION && function->is_noreturn;
}

static lk_operand call_through_value(lk_lowerer *self, const lk_node *node) {
    lk_operand target = lk_lower_value(self, node->child[0]);
    uint32_t block = self->block;
    const lk_argument *list = arguments(self, node);
    target = lk_lower_carry(self, target, block, node->child[0]->type);
    lk_op *op = lk_lower_op(self, LK_IR_CALL, node->span);
    op->target = target;
    op->has_cleanup = self->cancels != NULL;
    op->arguments = list;
    op->argument_count = node->child_count - 1;
    lk_operand result = lk_lower_result(self, op, node->type);
    if (never_returns(node->child[0]->type))
        never_reached(self);
    return result;
}

static lk_operand call(lk_lowerer *self, const lk_node *node) {
    const lk_node *callee = lk_lower_strip(node->child[0]);
    while (callee->kind == LK_UNARY && (callee->op == LK_OP_DEREF || callee->op == LK_OP_ADDRESS))
        callee = lk_lower_strip(callee->child[0]);
    lk_decl *routine = lk_cancel_callee(self, callee);
    if (routine)
        return call_function(self, node, routine);
    if (callee->kind == LK_GENERIC)
        lk_lower_give_up(self, hidden_generic);
    if (callee->kind != LK_NAME || callee->decl->kind != LK_DECL_FUNCTION)
        return call_through_value(self, node);
    if (lk_cancel_is_setjmp(node))
        return lk_operand_constant(0);
    if (is_named(callee->decl, "__builtin_constant_p")) /* its operand isn't evaluated */
        return unknown_value(self, node, false);
    if (lk_lower_expected(node))
        return lk_lower_value(self, lk_lower_expected(node));
    if (is_named(callee->decl, "__builtin_unreachable")) {
        lk_lower_op(self, LK_IR_UNKNOWN, node->span);
        never_reached(self);
        return lk_operand_none();
    }
    return call_function(self, node, callee->decl);
}

/* ---- the rest ---- */

static lk_operand cast(lk_lowerer *self, const lk_node *node) {
    lk_operand value = lk_lower_value(self, node->child[0]);
    const lk_type *to = node->type, *from = node->child[0]->type;
    bool narrows = to && from && to->kind == LK_TYPE_INTEGER && !to->is_bool &&
                   (from->kind == LK_TYPE_FLOAT || (from->kind == LK_TYPE_INTEGER && to->bits < from->bits) ||
                    (from->kind == LK_TYPE_POINTER && to->bits < 64));
    if (!narrows || value.kind == LK_OPERAND_CONSTANT)
        return value;
    return compute(self, LK_OP_EXTENSION, value, lk_operand_constant(to->bits), node);
}

static lk_operand name(lk_lowerer *self, const lk_node *node) {
    if (node->decl->kind == LK_DECL_FUNCTION)
        return (lk_operand){.kind = LK_OPERAND_DECL, .decl = node->decl};
    if (node->decl->kind == LK_DECL_ENUMERATOR)
        return lk_operand_constant(node->decl->value);
    return lk_lower_load(self, lk_lower_place(self, node), node);
}

static lk_operand children_then_unknown(lk_lowerer *self, const lk_node *node) {
    for (uint32_t i = 0; i < node->child_count; i++)
        if (node->child[i])
            lk_lower_ignored(self, node->child[i]);
    return unknown_value(self, node, true);
}

/* An expression that does nothing but read. */
static bool only_reads(const lk_node *node) {
    switch ((lk_node_kind)node->kind) {
    case LK_CALL:
    case LK_ASSIGN:
    case LK_STATEMENT_EXPRESSION:
    case LK_UNKNOWN_EXPRESSION:
    case LK_GENERIC:
        return false;
    case LK_UNARY:
        if (node->op >= LK_OP_PRE_INC && node->op <= LK_OP_POST_DEC)
            return false;
        break;
    default:
        break;
    }
    return true;
}

/* One branch is evaluated, but nobody knows which: no matter as long as none of them does anything. */
static lk_operand generic(lk_lowerer *self, const lk_node *node) {
    LK_ARRAY(const lk_node *) stack = {0};
    for (uint32_t i = 1; i < node->child_count; i++)
        lk_array_push(self->arena, &stack, node->child[i]);
    while (stack.count) {
        const lk_node *now = stack.items[--stack.count];
        if (now && !only_reads(now))
            lk_lower_give_up(self, hidden_generic);
        for (uint32_t i = 0; now && i < now->child_count; i++)
            lk_array_push(self->arena, &stack, now->child[i]);
    }
    return unknown_value(self, node, false);
}

static lk_operand literal(lk_lowerer *self, const lk_node *node) {
    const lk_node *init = node->kind == LK_INIT_LIST ? node : node->child[0];
    if (init)
        lk_lower_initializer(self, (lk_place){.root = LK_PLACE_UNKNOWN, .type = node->type}, init);
    return unknown_value(self, node, false);
}

static lk_operand value_of(lk_lowerer *self, const lk_node *node) {
    int64_t constant;
    switch (node->kind) {
    case LK_INTEGER:
        return lk_operand_constant(node->value);
    case LK_STRING:
        return (lk_operand){.kind = LK_OPERAND_STRING};
    case LK_NAME:
        return name(self, node);
    case LK_MEMBER:
    case LK_INDEX:
        return lk_lower_load(self, lk_lower_place(self, node), node);
    case LK_CALL:
        return call(self, node);
    case LK_UNARY:
        return lk_lower_constant(node, &constant) ? lk_operand_constant(constant) : unary(self, node);
    case LK_BINARY:
        if (lk_lower_constant(node, &constant))
            return lk_operand_constant(constant);
        return is_logical(node) ? lk_lower_truth(self, node) : binary(self, node);
    case LK_ASSIGN:
        return assign(self, node);
    case LK_CONDITIONAL:
        return lk_lower_choice(self, node);
    case LK_CAST:
        return cast(self, node);
    case LK_STATEMENT_EXPRESSION:
        return lk_lower_statement_expression(self, node);
    case LK_COMPOUND_LITERAL:
    case LK_INIT_LIST:
        return literal(self, node);
    case LK_LABEL_ADDRESS:
        lk_lower_take_label(self, node);
        return unknown_value(self, node, false);
    case LK_GENERIC:
        return generic(self, node);
    case LK_FLOATING:
        return unknown_value(self, node, false);
    default:
        return children_then_unknown(self, node);
    }
}

lk_operand lk_lower_value(lk_lowerer *self, const lk_node *node) {
    if (++self->depth > LK_MAX_DEPTH) {
        lk_lower_give_up(self, "nested too deeply");
        self->depth--;
        return unknown_value(self, node, true);
    }
    lk_operand value = value_of(self, node);
    self->depth--;
    return value;
}

/* An expression for its effects: commas, casts to void and choices need no value. */
void lk_lower_ignored(lk_lowerer *self, const lk_node *node) {
    lk_lower_value(self, node);
}
