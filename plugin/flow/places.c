/* places.c -- which variables and members hold threads, and which of them hold the same ones. */
#include "flow/places.h"

enum { MOST_ROUNDS = 8 };

static const lk_decl *class_of_place(const lk_place *place) {
    for (uint32_t i = place->projection_count; i > 0; i--)
        if (place->projections[i - 1].kind == LK_PROJECT_FIELD)
            return place->projections[i - 1].field;
    return place->root == LK_PLACE_VARIABLE ? place->decl : NULL;
}

/* Behind a pointer that is computed, as in `threads + i`, or an element `w->threads[i]`, which is read by its own op.
 */
static const lk_decl *class_of_operand(const lk_block *block, const lk_op *user, const lk_operand *operand) {
    const lk_op *made = lk_block_maker(block, user, operand);
    for (int steps = 0; made && steps < 8; steps++) {
        if (made->kind == LK_IR_CALL)
            return made->callee;
        if (made->kind == LK_IR_COMPUTE) {
            made = lk_block_maker(block, made, &made->a);
            continue;
        }
        if (made->kind != LK_IR_ADDRESS && made->kind != LK_IR_LOAD)
            return NULL;
        const lk_decl *found = class_of_place(&made->place);
        if (found || made->place.root != LK_PLACE_POINTER)
            return found;
        made = lk_block_maker(block, made, &made->place.pointer);
    }
    return NULL;
}

const lk_decl *lk_places_of_argument(const lk_block *block, const lk_op *call, uint32_t param) {
    return param < call->argument_count ? class_of_operand(block, call, &call->arguments[param].value) : NULL;
}

const lk_decl *lk_places_of_result(const lk_ir *ir, const lk_block *block, const lk_op *call) {
    if (call->result == LK_NO_TEMP)
        return NULL;
    for (const lk_op *op = call + 1; op < block->ops.items + block->ops.count; op++)
        if (op->kind == LK_IR_STORE && op->a.kind == LK_OPERAND_TEMP && op->a.temp == call->result)
            return class_of_place(&op->place);
    bool is_returned =
        block->exit == LK_EXIT_RETURN && block->a.kind == LK_OPERAND_TEMP && block->a.temp == call->result;
    return is_returned ? ir->function : NULL;
}

/* ---- places that give each other their threads ---- */

typedef struct joining {
    lk_arena *arena;
    lk_acts *acts;
    LK_ARRAY(uint32_t) parent; /* by decl id, counted from 1; 0: no place */
    bool changed;
} joining;

static uint32_t *slot(joining *self, const lk_decl *decl) {
    while (self->parent.count <= decl->id)
        lk_array_push(self->arena, &self->parent, 0);
    return &self->parent.items[decl->id];
}

static bool is_place(joining *self, const lk_decl *decl) {
    return decl && *slot(self, decl) != 0;
}

static void make(joining *self, const lk_decl *decl) {
    if (!decl || is_place(self, decl))
        return;
    *slot(self, decl) = decl->id + 1;
    self->changed = true;
}

static uint32_t find(joining *self, uint32_t id) {
    while (self->parent.items[id] != id + 1) {
        uint32_t above = self->parent.items[id] - 1;
        self->parent.items[id] = self->parent.items[above];
        id = above;
    }
    return id;
}

/* One of them is a place: so is the other. */
static void join(joining *self, const lk_decl *a, const lk_decl *b) {
    if (!a || !b || a == b || (!is_place(self, a) && !is_place(self, b)))
        return;
    make(self, a);
    make(self, b);
    uint32_t top = find(self, a->id), other = find(self, b->id);
    if (top == other)
        return;
    self->parent.items[top > other ? top : other] = (top > other ? other : top) + 1;
    self->changed = true;
}

static void join_arguments(joining *self, const lk_block *block, const lk_op *op) {
    for (uint32_t i = 0; op->callee && i < op->argument_count && i < op->callee->param_count; i++)
        if (is_place(self, op->callee->params[i]))
            join(self, op->callee->params[i], lk_places_of_argument(block, op, i));
}

static void join_all(joining *self, const lk_ir *ir) {
    for (uint32_t b = 0; b < ir->blocks.count; b++) {
        const lk_block *block = &ir->blocks.items[b];
        for (uint32_t i = 0; i < block->ops.count; i++) {
            const lk_op *op = &block->ops.items[i];
            if (op->kind == LK_IR_STORE)
                join(self, class_of_place(&op->place), class_of_operand(block, op, &op->a));
            else if (op->kind == LK_IR_CALL)
                join_arguments(self, block, op);
        }
        if (block->exit == LK_EXIT_RETURN && block->ops.count > 0)
            join(self, ir->function, class_of_operand(block, NULL, &block->a));
    }
}

void lk_places_number(lk_arena *arena, lk_acts *acts) {
    joining self = {.arena = arena, .acts = acts};
    for (uint32_t i = 0; i < acts->items.count; i++)
        make(&self, acts->items.items[i].place);
    self.changed = self.parent.count > 0;
    for (int round = 0; round < MOST_ROUNDS && self.changed; round++) {
        self.changed = false;
        for (uint32_t i = 0; i < acts->count; i++)
            join_all(&self, acts->functions[i]);
    }
    for (uint32_t id = 0; id < self.parent.count; id++) {
        uint32_t top = self.parent.items[id] ? find(&self, id) : id; /* the smallest id of its kind: met before */
        uint32_t number = self.parent.items[id] && top == id ? ++acts->place_count : 0;
        lk_array_push(arena, &acts->place_of, top == id ? number : acts->place_of.items[top]);
    }
}
