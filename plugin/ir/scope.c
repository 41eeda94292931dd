/* scope.c -- scopes and the point that two of them share. */
#include "ir/scope.h"

lk_scope *lk_scope_open(lk_arena *arena, lk_scope *parent, lk_span end) {
    lk_scope *self = LK_NEW(arena, lk_scope);
    self->parent = parent;
    self->depth = parent ? parent->depth + 1 : 0;
    self->parent_count = parent ? parent->variables.count : 0;
    self->end = end;
    return self;
}

static lk_scope_point outward(lk_scope_point point) {
    return (lk_scope_point){point.scope->parent, point.scope->parent_count};
}

lk_scope_point lk_scope_common(lk_scope_point from, lk_scope_point to) {
    while (from.scope && to.scope && from.scope->depth > to.scope->depth)
        from = outward(from);
    while (from.scope && to.scope && to.scope->depth > from.scope->depth)
        to = outward(to);
    while (from.scope != to.scope) {
        from = outward(from);
        to = outward(to);
    }
    return (lk_scope_point){from.scope, from.count < to.count ? from.count : to.count};
}
