/* guards_terms.c -- values of one function as terms that can be compared with those of another. */
#include "lint/guards.h"

static const lk_value *make(lk_guard_terms *self, const lk_value *value) {
    lk_values *to = self->values;
    switch (value->kind) {
    case LK_VALUE_CONSTANT:
        return lk_value_constant(to, value->constant);
    case LK_VALUE_VARIABLE:
        return lk_value_variable(to, value->decl);
    case LK_VALUE_FIELD:
        return lk_value_field(to, lk_guard_term(self, value->a), value->decl);
    case LK_VALUE_INDEX:
        return lk_value_index(to, lk_guard_term(self, value->a), lk_guard_term(self, value->b));
    case LK_VALUE_LOAD:
        return lk_value_load(to, lk_guard_term(self, value->a), NULL, NULL);
    case LK_VALUE_NAMED:
        return lk_value_named(to, value->name, value->a ? lk_guard_term(self, value->a) : NULL);
    case LK_VALUE_RESULT:
        return lk_value_at(to, LK_VALUE_RESULT, value->site, 0, 0);
    default:
        return lk_value_at(to, LK_VALUE_UNKNOWN, value->id, 0, 1);
    }
}

void lk_guard_terms_begin(lk_guard_terms *self) {
    self->known.count = 0;
}

const lk_value *lk_guard_term(lk_guard_terms *self, const lk_value *value) {
    while (self->known.count <= value->id)
        lk_array_push(self->arena, &self->known, NULL);
    if (!self->known.items[value->id]) {
        const lk_value *made = make(self, value);
        self->known.items[value->id] = made;
    }
    return self->known.items[value->id];
}

const lk_value *lk_guard_base(const lk_value *address) {
    while (address->kind == LK_VALUE_FIELD || address->kind == LK_VALUE_INDEX)
        address = address->a;
    return address;
}

const lk_value *lk_guard_replace(lk_guard_terms *self, const lk_value *term, const lk_value *from, const lk_value *to) {
    if (term == from)
        return to;
    const lk_value *a = term->a ? lk_guard_replace(self, term->a, from, to) : NULL;
    const lk_value *b = term->b ? lk_guard_replace(self, term->b, from, to) : NULL;
    return a == term->a && b == term->b ? term : lk_value_with_parts(self->values, term, a, b);
}

static bool is_global(const lk_value *base) {
    return base->kind == LK_VALUE_VARIABLE &&
           (base->decl->kind == LK_DECL_GLOBAL || base->decl->kind == LK_DECL_STATIC);
}

const lk_value *lk_guard_key(lk_guard_terms *self, const lk_value *lock, const lk_value *base) {
    const lk_value *of = lk_guard_base(lock);
    if (is_global(of) || lock->kind == LK_VALUE_NAMED)
        return lock;
    if (of == base)
        return lk_guard_replace(self, lock, base, self->any);
    if (of->kind != LK_VALUE_LOAD)
        return NULL;
    const lk_value *holder = lk_guard_base(of->a); /* the lock is what a member, or a global, points to */
    if (holder == base && !is_global(base))
        return lk_guard_replace(self, lock, base, self->any);
    return of == lock && is_global(holder) ? lock : NULL;
}

const lk_decl *lk_guard_decl(const lk_value *lock) {
    while (lock->kind == LK_VALUE_INDEX || lock->kind == LK_VALUE_LOAD)
        lock = lock->a;
    return lock->kind == LK_VALUE_FIELD || lock->kind == LK_VALUE_VARIABLE ? lock->decl : NULL;
}
