/* makers.c -- what the pointers of a unit were given. */
#include "flow/makers.h"
#include "ir/archive.h"

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

static void add(lk_makers *self, const lk_decl *pointer, given added) {
    while (self->pointers.count <= pointer->id)
        lk_array_push(self->arena, &self->pointers, (given){0});
    given *entry = &self->pointers.items[pointer->id];
    if (entry->is_met)
        entry->differs |= added.differs || !is_same(&entry->maker, &added.maker);
    else
        *entry = added;
}

void lk_makers_add(lk_makers *self, const lk_decl *pointer, const lk_effect *init) {
    add(self, pointer, (given){.is_met = true, .maker = lk_maker_of_effect(init)});
}

static void code_given(lk_archive *archive, const lk_decl **pointer, given *entry) {
    lk_code_decl(archive, pointer);
    lk_code_flag(archive, &entry->differs);
    lk_code_flag(archive, &entry->maker.is_known);
    lk_code_byte(archive, &entry->maker.kind);
    lk_code_byte(archive, &entry->maker.reentrancy);
}

static void write_all(lk_makers *self, lk_archive *archive, const lk_unit *unit) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < self->pointers.count; i++)
        count += self->pointers.items[i].is_met;
    lk_code_count(archive, count);
    for (uint32_t i = 0; i < self->pointers.count; i++)
        if (self->pointers.items[i].is_met)
            code_given(archive, &(const lk_decl *){unit->decls.items[i]}, &self->pointers.items[i]);
}

void lk_makers_code(lk_makers *self, lk_archive *archive, const lk_unit *unit) {
    if (lk_archive_is_writing(archive)) {
        write_all(self, archive, unit);
        return;
    }
    for (uint32_t count = lk_code_count(archive, 0); count > 0 && !lk_archive_failed(archive); count--) {
        const lk_decl *pointer = NULL;
        given entry = {.is_met = true};
        code_given(archive, &pointer, &entry);
        if (pointer && !lk_archive_failed(archive))
            add(self, pointer, entry);
    }
}

lk_maker lk_makers_of(const lk_makers *self, const lk_decl *pointer) {
    bool is_met = pointer && pointer->id < self->pointers.count && self->pointers.items[pointer->id].is_met;
    return is_met && !self->pointers.items[pointer->id].differs ? self->pointers.items[pointer->id].maker
                                                                : (lk_maker){0};
}
