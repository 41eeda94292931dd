/* places.c -- where an expression's object is; reading, writing and taking the address of it. */
#include "ir/lower.h"

#include <string.h>

static lk_place unknown_place(const lk_type *type) {
    return (lk_place){.root = LK_PLACE_UNKNOWN, .type = type};
}

static lk_place pointee(lk_operand pointer, const lk_type *type) {
    return (lk_place){.root = LK_PLACE_POINTER, .pointer = pointer, .type = type};
}

static lk_place project(lk_lowerer *self, lk_place place, lk_projection step, const lk_type *type, lk_span span) {
    if (place.root == LK_PLACE_UNKNOWN)
        return unknown_place(type);
    if (place.projection_count == LK_MAX_PROJECTIONS) {
        lk_op *address = lk_lower_op(self, LK_IR_ADDRESS, span);
        address->place = place;
        place = pointee(lk_lower_result(self, address, NULL), place.type);
    }
    lk_projection *steps = LK_NEW_ARRAY(self->arena, lk_projection, place.projection_count + 1);
    if (place.projection_count)
        memcpy(steps, place.projections, place.projection_count * sizeof *steps);
    steps[place.projection_count] = step;
    place.projections = steps;
    place.projection_count++;
    place.type = type;
    return place;
}

static bool is_pointer(const lk_type *type) {
    return type && type->kind == LK_TYPE_POINTER;
}

static lk_place index_place(lk_lowerer *self, const lk_node *node) {
    const lk_node *base = node->child[0];
    lk_operand index = lk_lower_value(self, node->child[1]);
    uint32_t block = self->block;
    lk_place place =
        is_pointer(base->type) ? pointee(lk_lower_value(self, base), node->type) : lk_lower_place(self, base);
    index = lk_lower_carry(self, index, block, node->child[1]->type);
    lk_projection step = {.kind = LK_PROJECT_INDEX, .index = index};
    return project(self, place, step, node->type, node->span);
}

static lk_place member_place(lk_lowerer *self, const lk_node *node) {
    const lk_node *base = node->child[0];
    lk_place place = node->is_arrow ? pointee(lk_lower_value(self, base), NULL) : lk_lower_place(self, base);
    lk_projection step = {.kind = LK_PROJECT_FIELD, .field = node->decl};
    return project(self, place, step, node->type, node->span);
}

static bool is_variable(const lk_decl *decl) {
    return decl && (decl->kind == LK_DECL_LOCAL || decl->kind == LK_DECL_STATIC || decl->kind == LK_DECL_PARAM ||
                    decl->kind == LK_DECL_GLOBAL);
}

lk_place lk_lower_place(lk_lowerer *self, const lk_node *node) {
    while (node->kind == LK_UNARY && node->op == LK_OP_EXTENSION)
        node = node->child[0];
    if (node->kind == LK_NAME && is_variable(node->decl))
        return (lk_place){.root = LK_PLACE_VARIABLE, .decl = node->decl, .type = node->type};
    if (node->kind == LK_MEMBER)
        return member_place(self, node);
    if (node->kind == LK_INDEX)
        return index_place(self, node);
    if (node->kind == LK_UNARY && node->op == LK_OP_DEREF)
        return pointee(lk_lower_value(self, node->child[0]), node->type);
    if (node->kind == LK_BINARY && node->op == LK_OP_COMMA) {
        lk_lower_ignored(self, node->child[0]);
        return lk_lower_place(self, node->child[1]);
    }
    lk_lower_ignored(self, node);
    return unknown_place(node->type);
}

static bool lies_behind_pointer(const lk_place *place) {
    return place->root == LK_PLACE_POINTER;
}

static const char *variable_name(const lk_place *place) {
    return place->root == LK_PLACE_VARIABLE && place->projection_count == 0 ? place->decl->name : NULL;
}

lk_operand lk_lower_address(lk_lowerer *self, lk_place place, const lk_node *node) {
    if (place.root == LK_PLACE_POINTER && place.projection_count == 0)
        return place.pointer;
    lk_op *op = lk_lower_op(self, place.root == LK_PLACE_UNKNOWN ? LK_IR_UNKNOWN : LK_IR_ADDRESS, node->span);
    op->place = place;
    return lk_lower_result(self, op, node->type);
}

lk_operand lk_lower_load(lk_lowerer *self, lk_place place, const lk_node *node) {
    const lk_type *type = place.type;
    if (type && (type->kind == LK_TYPE_ARRAY || type->kind == LK_TYPE_FUNCTION))
        return lk_lower_address(self, place, node);
    lk_op *op = lk_lower_op(self, place.root == LK_PLACE_UNKNOWN ? LK_IR_UNKNOWN : LK_IR_LOAD, node->span);
    op->place = place;
    op->dereferences = lies_behind_pointer(&place);
    op->name = variable_name(&place);
    return lk_lower_result(self, op, type);
}

void lk_lower_store(lk_lowerer *self, lk_place place, lk_operand value, const lk_node *node) {
    if (place.root == LK_PLACE_UNKNOWN) {
        lk_lower_op(self, LK_IR_UNKNOWN, node->span)->clobbers = true;
        return;
    }
    lk_op *op = lk_lower_op(self, LK_IR_STORE, node->span);
    op->place = place;
    op->a = value;
    op->dereferences = lies_behind_pointer(&place);
    op->name = variable_name(&place);
}

/* ---- initialisers ---- */

static bool is_constant(const lk_node *node) {
    return node->kind == LK_INTEGER || node->kind == LK_FLOATING || node->kind == LK_STRING;
}

static void initialize_list(lk_lowerer *self, lk_place place, const lk_node *list) {
    for (uint32_t i = 0; i < list->child_count; i++) {
        const lk_node *item = list->child[i];
        if (!item || is_constant(item))
            continue;
        const lk_node *value = item->kind == LK_DESIGNATED ? item->child[0] : item;
        if (!value)
            continue;
        if (item->kind == LK_DESIGNATED && item->decl) {
            lk_projection step = {.kind = LK_PROJECT_FIELD, .field = item->decl};
            lk_lower_initializer(self, project(self, place, step, item->decl->type, item->span), value);
        } else if (value->kind == LK_INIT_LIST) {
            initialize_list(self, unknown_place(NULL), value);
        } else {
            lk_lower_ignored(self, value);
        }
    }
}

void lk_lower_initializer(lk_lowerer *self, lk_place place, const lk_node *init) {
    const lk_node *literal = init->kind == LK_COMPOUND_LITERAL ? init->child[0] : init;
    if (++self->depth > LK_MAX_DEPTH) {
        lk_lower_give_up(self, "nested too deeply");
    } else if (literal && literal->kind == LK_INIT_LIST) {
        initialize_list(self, place, literal);
    } else {
        lk_operand value = lk_lower_value(self, init);
        if (place.root != LK_PLACE_UNKNOWN)
            lk_lower_store(self, place, value, init);
    }
    self->depth--;
}

void lk_lower_variable(lk_lowerer *self, const lk_node *node) {
    lk_decl *variable = node->decl;
    if (variable->kind != LK_DECL_LOCAL)
        return;
    lk_array_push(self->arena, &self->ir->variables, variable);
    lk_place place = {.root = LK_PLACE_VARIABLE, .decl = variable, .type = variable->type};
    lk_op *declare = lk_lower_op(self, LK_IR_DECLARE, node->span);
    declare->place = place;
    if (node->child_count && node->child[0])
        declare->initializer = node->child[0]->span;
    for (uint32_t i = 1; i < node->child_count; i++) /* sizes of a variable-length array */
        if (node->child[i])
            lk_lower_ignored(self, node->child[i]);
    lk_array_push(self->arena, &self->scope->variables, variable);
    if (node->child_count && node->child[0])
        lk_lower_initializer(self, place, node->child[0]);
}
