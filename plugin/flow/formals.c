/* formals.c -- values of a function as terms that its callers understand, and back again at a call. */
#include "flow/formals.h"

enum { DEEPEST_BINDING = 4, SITE_RESULT = 1, SITE_AFTER = 2, SITE_SOME = 3, NUMBER_SOME = -2 };

const lk_value *lk_formals_result(lk_values *terms) {
    return lk_value_at(terms, LK_VALUE_RESULT, SITE_RESULT, LK_NO_BLOCK, 0);
}

const lk_value *lk_formals_after(lk_values *terms) {
    return lk_value_at(terms, LK_VALUE_VERSION, SITE_AFTER, LK_NO_BLOCK, 0);
}

const lk_value *lk_formals_any(lk_values *terms) {
    return lk_value_at(terms, LK_VALUE_UNKNOWN, SITE_SOME, LK_NO_BLOCK, 0);
}

/* ---- outward: what a caller would call it ---- */

static const lk_value *outward(const lk_outward *self, const lk_value *value, int depth);

static bool is_local(const lk_decl *decl) {
    return decl->kind == LK_DECL_LOCAL || decl->kind == LK_DECL_PARAM;
}

static const lk_value *load_term(const lk_outward *self, const lk_value *value, int depth) {
    const lk_value *address = value->a;
    if (!value->b && address->kind == LK_VALUE_VARIABLE && address->decl->kind == LK_DECL_PARAM)
        return lk_value_load(self->terms, lk_value_variable(self->terms, address->decl), NULL, value->type);
    bool is_current =
        self->at_exit && value->b && lk_memory_load(self->simulator, self->state, address, value->type) == value;
    if (value->b && !is_current)
        return NULL;
    const lk_value *term = outward(self, address, depth);
    return term ? lk_value_load(self->terms, term, value->b ? lk_formals_after(self->terms) : NULL, value->type) : NULL;
}

/* A place of the caller's that holds the value when the function returns. */
static const lk_value *bound_term(const lk_outward *self, const lk_value *value, int depth) {
    const lk_state *state = self->state;
    for (uint32_t i = 0; self->at_exit && depth < DEEPEST_BINDING && i < state->binding_count; i++) {
        const lk_value *key = state->bindings[i].key;
        if (state->bindings[i].value != value || key->kind == LK_VALUE_MEMORY)
            continue;
        const lk_value *term = outward(self, key, depth + 1);
        if (term)
            return lk_value_load(self->terms, term, lk_formals_after(self->terms), value->type);
    }
    return NULL;
}

static const lk_value *of_parts(const lk_outward *self, const lk_value *value, int depth) {
    const lk_value *a = outward(self, value->a, depth), *b = value->b ? outward(self, value->b, depth) : NULL;
    if (!a || (value->b && !b))
        return NULL;
    switch (value->kind) {
    case LK_VALUE_FIELD:
        return lk_value_field(self->terms, a, value->decl);
    case LK_VALUE_INDEX:
        return lk_value_index(self->terms, a, b);
    case LK_VALUE_CLONE:
        return lk_value_clone(self->terms, a, 0, LK_NO_BLOCK);
    case LK_VALUE_NAMED:
        return lk_value_named(self->terms, value->name, a);
    default:
        return lk_value_compute(self->terms, (lk_operator)value->op, a, b);
    }
}

static const lk_value *outward(const lk_outward *self, const lk_value *value, int depth) {
    const lk_value *term = NULL;
    if (value->is_vague)
        return NULL;
    switch (value->kind) {
    case LK_VALUE_CONSTANT:
        return lk_value_constant(self->terms, value->constant);
    case LK_VALUE_MOVED:
        return lk_value_constant(self->terms, 0);
    case LK_VALUE_STRING:
        return lk_value_string(self->terms);
    case LK_VALUE_VARIABLE:
        return is_local(value->decl) ? NULL : lk_value_variable(self->terms, value->decl);
    case LK_VALUE_NAMED:
        if (!value->a)
            return lk_value_named(self->terms, value->name, NULL);
        term = of_parts(self, value, depth);
        break;
    case LK_VALUE_LOAD:
        term = load_term(self, value, depth);
        break;
    case LK_VALUE_FIELD:
    case LK_VALUE_INDEX:
    case LK_VALUE_COMPUTE:
    case LK_VALUE_CLONE:
        term = of_parts(self, value, depth);
        break;
    default:
        break;
    }
    if (!term && value == self->result)
        return lk_formals_result(self->terms);
    return term || lk_value_is_address(value) ? term : bound_term(self, value, depth);
}

const lk_value *lk_outward_term(const lk_outward *self, const lk_value *value) {
    const lk_value *term = value ? outward(self, value, 0) : NULL;
    return term && term->is_vague ? NULL : term;
}

/* ---- locks of which only the member is known ---- */

static const lk_value *some_object(lk_values *to, const lk_value *address) {
    const lk_value *inside, *any = lk_formals_any(to);
    switch (address->kind) {
    case LK_VALUE_VARIABLE:
        return is_local(address->decl) ? NULL : lk_value_variable(to, address->decl);
    case LK_VALUE_FIELD:
        inside = some_object(to, address->a);
        return inside ? lk_value_field(to, inside, address->decl) : NULL;
    case LK_VALUE_INDEX:
        inside = some_object(to, address->a);
        return inside ? lk_value_index(to, inside, any) : NULL;
    default:
        return any;
    }
}

const lk_value *lk_formals_some(lk_values *to, const lk_value *lock) {
    bool is_member = lock->kind == LK_VALUE_FIELD || lock->kind == LK_VALUE_INDEX;
    const lk_value *some = is_member ? some_object(to, lock) : NULL;
    return some && !some->is_vague ? some : NULL;
}

/* ---- inward: what it is at a call ---- */

static const lk_value *inward(const lk_inward *self, const lk_value *term);

static const lk_value *argument(const lk_inward *self, const lk_decl *param) {
    return param->index < self->argument_count ? self->arguments[param->index] : NULL;
}

static const lk_value *load_value(const lk_inward *self, const lk_value *term) {
    if (term->a->kind == LK_VALUE_VARIABLE && term->a->decl->kind == LK_DECL_PARAM)
        return argument(self, term->a->decl);
    const lk_state *memory = term->b ? self->after : self->before;
    const lk_value *address = memory ? inward(self, term->a) : NULL;
    return address ? lk_memory_load(self->simulator, memory, address, term->type) : NULL;
}

static const lk_value *with_parts(const lk_inward *self, const lk_value *term) {
    lk_values *values = self->simulator->values;
    const lk_value *a = inward(self, term->a), *b = term->b ? inward(self, term->b) : NULL;
    if (!a || (term->b && !b))
        return NULL;
    switch (term->kind) {
    case LK_VALUE_FIELD:
        return lk_value_field(values, a, term->decl);
    case LK_VALUE_INDEX:
        return lk_value_index(values, a, b);
    case LK_VALUE_CLONE:
        return lk_value_clone(values, a, self->op->id, self->simulator->block);
    case LK_VALUE_NAMED:
        return lk_value_named(values, term->name, a);
    default:
        return lk_value_compute(values, (lk_operator)term->op, a, b);
    }
}

static const lk_value *inward(const lk_inward *self, const lk_value *term) {
    lk_values *values = self->simulator->values;
    switch (term->kind) {
    case LK_VALUE_CONSTANT:
        return lk_value_constant(values, term->constant);
    case LK_VALUE_STRING:
        return lk_value_string(values);
    case LK_VALUE_VARIABLE:
        return lk_value_variable(values, term->decl);
    case LK_VALUE_LOAD:
        return load_value(self, term);
    case LK_VALUE_RESULT:
        return self->result;
    case LK_VALUE_UNKNOWN:
        return lk_value_at(values, LK_VALUE_UNKNOWN, self->op->id, self->simulator->block, NUMBER_SOME);
    case LK_VALUE_NAMED:
        return term->a ? with_parts(self, term) : lk_value_named(values, term->name, NULL);
    default:
        return with_parts(self, term);
    }
}

const lk_value *lk_inward_value(const lk_inward *self, const lk_value *term) {
    const lk_value *value = term ? inward(self, term) : NULL;
    return value && value->is_vague ? NULL : value;
}
