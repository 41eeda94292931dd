/* order_drawing.c -- the order of locks, for drawing. */
#include "lint/order_graph.h"
#include "lint/order_lock.h"

static lk_order_node node_of(const lk_order_lock *lock) {
    const lk_value *last = lock->key, *root = lk_value_base(lock->key);
    lk_order_node node = {.label = lock->label, .is_external = true, .is_class = !lk_order_is_certain(lock)};
    if (root->kind == LK_VALUE_LOAD)
        root = root->a;
    if (root->kind == LK_VALUE_VARIABLE) {
        node.where = root->decl->span.begin;
        node.is_external = root->decl->kind == LK_DECL_GLOBAL && !root->decl->is_internal;
    } else if (lk_order_is_member(last)) {
        node.where = last->decl->span.begin;
        node.is_external = false;
    }
    return node;
}

lk_loc lk_order_where(const lk_order_lock *lock) {
    return node_of(lock).where;
}

const lk_order_node *lk_order_nodes(const lk_order_graph *self, lk_arena *arena) {
    lk_order_node *nodes = LK_NEW_ARRAY(arena, lk_order_node, self->locks.count);
    for (uint32_t i = 0; i < self->locks.count; i++)
        nodes[i] = node_of(&self->locks.items[i]);
    return nodes;
}

const lk_order_arrow *lk_order_arrows(const lk_order_graph *self, lk_arena *arena) {
    lk_order_arrow *arrows = LK_NEW_ARRAY(arena, lk_order_arrow, self->edges.count);
    for (uint32_t i = 0; i < self->edges.count; i++) {
        const lk_order_edge *edge = &self->edges.items[i];
        const lk_order_witness *first = edge->witnesses.items[0];
        arrows[i] = (lk_order_arrow){.from = edge->from,
                                     .to = edge->to,
                                     .span = first->second.span,
                                     .function = first->stand.function->name,
                                     .in_cycle = edge->in_cycle};
    }
    return arrows;
}
