/* makers.c -- what the pointers of a unit were given. */
#include "flow/makers.h"

typedef struct given {
    bool is_met, differs;
    lk_maker maker;
} given;

struct lk_makers {
    lk_arena *arena;
    LK_ARRAY(given) pointers; /* by decl id */
};

lk_makers *lk_makers_new(lk_arena *arena) {
    lk_makers *self = LK_NEW(arena, lk_makers);
    self->arena = arena;
    return self;
}

lk_maker lk_maker_of_effect(const lk_effect *init) {
    return init ? (lk_maker){true, init->lock_kind, init->reentrancy} : (lk_maker){0};
}

static bool is_same(const lk_maker *a, const lk_maker *b) {
    return a->is_known && b->is_known && a->kind == b->kind && a->reentrancy == b->reentrancy;
}

void lk_makers_add(lk_makers *self, const lk_decl *pointer, const lk_effect *init) {
    while (self->pointers.count <= pointer->id)
        lk_array_push(self->arena, &self->pointers, (given){0});
    given *entry = &self->pointers.items[pointer->id];
    lk_maker maker = lk_maker_of_effect(init);
    if (entry->is_met)
        entry->differs |= !is_same(&entry->maker, &maker);
    else
        *entry = (given){.is_met = true, .maker = maker};
}

lk_maker lk_makers_of(const lk_makers *self, const lk_decl *pointer) {
    bool is_met = pointer && pointer->id < self->pointers.count && self->pointers.items[pointer->id].is_met;
    return is_met && !self->pointers.items[pointer->id].differs ? self->pointers.items[pointer->id].maker
                                                                : (lk_maker){0};
}
