/* jumps.c -- labels and the ways to them: goto, computed goto, asm goto. */
#include "ir/lower.h"

/* ---- labels ---- */

uint32_t lk_lower_label(lk_lowerer *self, const lk_decl *decl) {
    while (self->labels.count <= decl->index)
        lk_array_push(self->arena, &self->labels, ((lk_label){.decl = NULL}));
    lk_label *label = &self->labels.items[decl->index];
    if (!label->decl)
        *label = (lk_label){.decl = decl, .block = lk_lower_block(self)};
    return decl->index;
}

void lk_lower_place_label(lk_lowerer *self, const lk_node *node) {
    uint32_t index = lk_lower_label(self, node->decl);
    lk_label *label = &self->labels.items[index];
    label->is_placed = true;
    label->point = lk_lower_point(self);
    lk_lower_start(self, label->block);
}

void lk_lower_take_label(lk_lowerer *self, const lk_node *node) {
    uint32_t index = lk_lower_label(self, node->decl);
    self->labels.items[index].is_address_taken = true;
}

void lk_lower_label_addresses(lk_lowerer *self, const lk_node *node) {
    LK_ARRAY(const lk_node *) stack = {0};
    lk_array_push(self->arena, &stack, node);
    while (stack.count) {
        const lk_node *now = stack.items[--stack.count];
        if (now && now->kind == LK_LABEL_ADDRESS)
            lk_lower_take_label(self, now);
        for (uint32_t i = 0; now && i < now->child_count; i++)
            lk_array_push(self->arena, &stack, now->child[i]);
    }
}

/* ---- jumps ---- */

void lk_lower_goto(lk_lowerer *self, const lk_node *node) {
    if (self->block == LK_NO_BLOCK)
        return;
    if (!node->decl) {
        lk_lower_give_up(self, "a goto without its label");
        return;
    }
    uint32_t label = lk_lower_label(self, node->decl);
    lk_pending_goto pending = {self->block, label, lk_lower_point(self), node->span};
    lk_array_push(self->arena, &self->gotos, pending);
    lk_lower_jump(self, self->labels.items[label].block);
}

/* All computed gotos meet in one block, so that n gotos and n labels make 2n edges. */
void lk_lower_goto_computed(lk_lowerer *self, const lk_node *node) {
    lk_lower_ignored(self, node->child[0]);
    if (self->block == LK_NO_BLOCK)
        return;
    if (self->dispatch == LK_NO_BLOCK)
        self->dispatch = lk_lower_block(self);
    lk_pending_goto pending = {self->block, UINT32_MAX, lk_lower_point(self), node->span};
    lk_array_push(self->arena, &self->gotos, pending);
    lk_lower_jump(self, self->dispatch);
}

void lk_lower_asm_goto(lk_lowerer *self, const lk_node *node) {
    uint32_t count = 0, next = lk_lower_block(self), from = self->block;
    for (uint32_t i = 0; i < node->child_count; i++)
        count += node->child[i]->kind == LK_GOTO;
    uint32_t *targets = LK_NEW_ARRAY(self->arena, uint32_t, count + 1), used = 0;
    targets[used++] = next;
    for (uint32_t i = 0; i < node->child_count; i++) {
        if (node->child[i]->kind != LK_GOTO)
            continue;
        self->block = targets[used++] = lk_lower_block(self);
        lk_lower_goto(self, node->child[i]);
    }
    lk_block *block = &self->ir->blocks.items[from];
    block->exit = LK_EXIT_ANY;
    block->targets = targets;
    block->target_count = used;
    block->span = node->span;
    self->block = next;
}

/* ---- when every label has its place ---- */

typedef LK_ARRAY(lk_scope_point) points;

/* Where the labels stand whose address is taken, each place once; gives the dispatching block its targets. */
static points finish_dispatch(lk_lowerer *self) {
    points places = {0};
    uint32_t *targets = LK_NEW_ARRAY(self->arena, uint32_t, self->labels.count), count = 0;
    for (uint32_t i = 0; i < self->labels.count; i++) {
        const lk_label *label = &self->labels.items[i];
        if (!label->is_address_taken || !label->is_placed)
            continue;
        targets[count++] = label->block;
        const lk_scope_point *last = places.count ? &places.items[places.count - 1] : NULL;
        if (!last || last->scope != label->point.scope || last->count != label->point.count)
            lk_array_push(self->arena, &places, label->point);
    }
    if (self->dispatch == LK_NO_BLOCK)
        return places;
    lk_block *block = &self->ir->blocks.items[self->dispatch];
    block->exit = count ? LK_EXIT_ANY : LK_EXIT_UNREACHABLE;
    block->targets = targets;
    block->target_count = count;
    return places;
}

/* A computed goto ends what is left on its way to every label: no variable is said to be gone that may be there. */
static void unwind_computed(lk_lowerer *self, const lk_pending_goto *from, const points *places) {
    lk_scope_point inner = {0};
    for (uint32_t i = 0; i < places->count; i++) {
        lk_scope_point common = lk_scope_common(from->point, places->items[i]);
        bool is_inner = !inner.scope || (common.scope && common.scope->depth > inner.scope->depth) ||
                        (common.scope == inner.scope && common.count > inner.count);
        if (is_inner)
            inner = common;
    }
    if (inner.scope)
        lk_lower_unwind_in(self, from->block, from->point, inner, from->span);
}

void lk_lower_finish_jumps(lk_lowerer *self) {
    points places = finish_dispatch(self);
    for (uint32_t i = 0; i < self->gotos.count; i++) {
        const lk_pending_goto *from = &self->gotos.items[i];
        if (from->label == UINT32_MAX) {
            unwind_computed(self, from, &places);
            continue;
        }
        const lk_label *label = &self->labels.items[from->label];
        if (label->is_placed) {
            lk_lower_unwind_in(self, from->block, from->point, lk_scope_common(from->point, label->point), from->span);
        } else {
            self->ir->blocks.items[label->block].exit = LK_EXIT_UNREACHABLE;
            lk_lower_give_up(self, "a goto without its label");
        }
    }
}
