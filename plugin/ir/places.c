/* places.c -- where an expression's object is; reading, writing and taking the address of it. */
#include "ast/initializer.h"
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

lk_op *lk_lower_store(lk_lowerer *self, lk_place place, lk_operand value, const lk_node *node) {
    if (place.root == LK_PLACE_UNKNOWN) {
        lk_op *unknown = lk_lower_op(self, LK_IR_UNKNOWN, node->span);
        unknown->clobbers = true;
        return unknown;
    }
    lk_op *op = lk_lower_op(self, LK_IR_STORE, node->span);
    op->place = place;
    op->a = value;
    op->dereferences = lies_behind_pointer(&place);
    op->name = variable_name(&place);
    return op;
}

/* ---- initialisers ---- */

static bool is_constant(const lk_node *node) {
    return node->kind == LK_INTEGER || node->kind == LK_FLOATING || node->kind == LK_STRING;
}

typedef struct initialization {
    lk_lowerer *self;
    lk_place place;
} initialization;

enum { MOST_ELEMENTS = 8 }; /* of a range that get their value each; what the others hold isn't known */

/* Numbers in tables are no matter. */
static bool is_plain_element(const lk_init_item *item) {
    bool is_element = item->step_count && !item->steps[item->step_count - 1].field;
    return is_constant(item->value) && (!item->is_known || is_element || item->value->kind == LK_STRING);
}

/* The place of the item; in a range, that of its element at `offset`. */
static lk_place item_place(const initialization *at, const lk_init_item *item, int64_t offset) {
    lk_place place = at->place;
    for (uint32_t i = 0; i < item->step_count; i++) {
        const lk_init_step *from = &item->steps[i];
        lk_projection step = {.kind = LK_PROJECT_FIELD, .field = from->field};
        bool is_last = i + 1 == item->step_count;
        if (!from->field) {
            step.kind = LK_PROJECT_INDEX;
            step.index = lk_operand_constant(from->first + (from->last > from->first ? offset : 0));
        }
        const lk_type *type = from->field ? from->field->type : place.type ? place.type->target : NULL;
        place = project(at->self, place, step, is_last ? item->type : type, item->value->span);
    }
    return place;
}

static int64_t range_length(const lk_init_item *item) {
    for (uint32_t i = 0; i < item->step_count; i++)
        if (item->steps[i].last > item->steps[i].first)
            return item->steps[i].last - item->steps[i].first + 1;
    return 1;
}

static void initialize_item(void *context, const lk_init_item *item) {
    const initialization *at = context;
    if (is_plain_element(item))
        return;
    if (!item->is_known || at->place.root == LK_PLACE_UNKNOWN) {
        lk_lower_ignored(at->self, item->value);
        return;
    }
    if (item->value->kind == LK_COMPOUND_LITERAL) {
        lk_lower_initializer(at->self, item_place(at, item, 0), item->value);
        return;
    }
    lk_operand value = lk_lower_value(at->self, item->value);
    int64_t length = range_length(item);
    for (int64_t i = 0; i < length && i < MOST_ELEMENTS; i++)
        lk_lower_store(at->self, item_place(at, item, i), value, item->value)->is_initial = true;
}

void lk_lower_initializer(lk_lowerer *self, lk_place place, const lk_node *init) {
    const lk_node *literal = init->kind == LK_COMPOUND_LITERAL ? init->child[0] : init;
    if (++self->depth > LK_MAX_DEPTH) {
        lk_lower_give_up(self, "nested too deeply");
    } else if (literal && literal->kind == LK_INIT_LIST) {
        initialization at = {self, place};
        lk_init_walk(place.type, literal, initialize_item, &at);
    } else {
        lk_operand value = lk_lower_value(self, init);
        if (place.root != LK_PLACE_UNKNOWN)
            lk_lower_store(self, place, value, init)->is_initial = true;
    }
    self->depth--;
}

void lk_lower_variable(lk_lowerer *self, const lk_node *node) {
    lk_decl *variable = node->decl;
    if (variable->kind != LK_DECL_LOCAL) {
        if (node->child_count)
            lk_lower_label_addresses(self, node->child[0]); /* the table of a computed goto */
        return;
    }
    lk_cancel_declare(self, node);
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
