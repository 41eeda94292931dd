/* guards_context.c -- goes up the calls from an access, for who holds what. */
#include "lint/guards_context.h"

enum { MOST_TRIALS = 400 };

static bool has(const lk_value *const *items, uint32_t count, const lk_value *item) {
    for (uint32_t i = 0; i < count; i++)
        if (items[i] == item)
            return true;
    return false;
}

static lk_guard_function *function_of(const lk_guard_contexts *self, const lk_decl *function) {
    return lk_guards_function(self->guards, function);
}

bool lk_guard_acquires(const lk_guard_contexts *self, const lk_decl *function, const lk_value *lock) {
    const lk_guard_function *known = function_of(self, function);
    return has(known->acquired.items, known->acquired.count, lock);
}

/* What begins with a parameter or a variable of the program, and goes on through pointers. */
static bool is_reached(const lk_value *base) {
    while (base->kind == LK_VALUE_LOAD && base->a->kind != LK_VALUE_VARIABLE)
        base = lk_guard_base(base->a);
    if (base->kind == LK_VALUE_LOAD)
        base = base->a;
    return base->kind == LK_VALUE_VARIABLE && base->decl->kind != LK_DECL_LOCAL && base->decl->kind != LK_DECL_FUNCTION;
}

/* Where the object comes from differs from path to path, or isn't known: it may have been made here. */
static bool may_be_new(const lk_value *base) {
    while (base->kind == LK_VALUE_LOAD)
        base = lk_guard_base(base->a);
    return base->kind == LK_VALUE_PHI || base->kind == LK_VALUE_UNKNOWN;
}

bool lk_guard_is_own(lk_guard_contexts *self, const lk_decl *function, const lk_value *lock, const lk_value *base) {
    const lk_guard_function *known = function_of(self, function);
    if (has(known->lives.items, known->lives.count, base) ||
        has(known->lives.items, known->lives.count, lk_guard_base(lock)))
        return true;
    bool is_variable = base->kind == LK_VALUE_VARIABLE;
    if (is_variable && (base->decl->kind == LK_DECL_LOCAL || base->decl->kind == LK_DECL_PARAM))
        return true;
    return base->kind == LK_VALUE_RESULT;
}

static bool contains(const lk_value *term, const lk_value *part) {
    return term == part || (term->a && contains(term->a, part)) || (term->b && contains(term->b, part));
}

bool lk_guard_is_given(lk_guard_contexts *self, const lk_decl *decl, const lk_value *lock, const lk_value *base) {
    const lk_guard_function *function = function_of(self, decl);
    const lk_value *of = lk_guard_base(lock);
    bool is_outside = of->kind == LK_VALUE_VARIABLE && of->decl->kind == LK_DECL_GLOBAL && !of->decl->is_internal;
    for (uint32_t i = 0; i < function->given.count; i++)
        if (contains(base, function->given.items[i]) || contains(lock, function->given.items[i]))
            return true;
    return is_outside && function->calls_out;
}

static bool is_open(const lk_guard_contexts *self, const lk_guard_function *function) {
    const lk_acts *acts = lk_threads_acts(self->threads);
    uint32_t index = lk_acts_index(acts, function->decl);
    return index == LK_NO_FUNCTION || lk_threads_is_handed(self->threads, index) || function->calls.count == 0 ||
           (self->is_library && !function->decl->is_internal);
}

static unsigned clear(lk_guard_contexts *self) {
    for (uint32_t i = 0; !self->has_clear && i < self->way_count; i++)
        self->clear[i] = self->way[i];
    self->clear_count = self->has_clear ? self->clear_count : self->way_count;
    self->has_clear = true;
    return LK_CONTEXT_CLEAR;
}

static unsigned ask(lk_guard_contexts *self, const lk_decl *function, const lk_value *lock, const lk_value *base);

/* A term of the called function in the caller, NULL when it can't be said. */
static const lk_value *in_caller(const lk_guard_contexts *self, const lk_decl *callee, const lk_guard_call *call,
                                 const lk_value *term) {
    lk_guard_terms *terms = &self->guards->terms;
    for (uint32_t i = 0; i < callee->param_count; i++) {
        const lk_value *param =
            lk_value_load(terms->values, lk_value_variable(terms->values, callee->params[i]), NULL, NULL);
        const lk_value *replaced = i < call->argument_count ? lk_guard_replace(terms, term, param, call->arguments[i])
                                                            : lk_guard_replace(terms, term, param, terms->any);
        if (replaced != term && (i >= call->argument_count || call->arguments[i] == terms->any))
            return NULL;
        term = replaced;
    }
    return term;
}

static unsigned ask_call(lk_guard_contexts *self, const lk_decl *callee, uint32_t number, const lk_value *lock,
                         const lk_value *base) {
    const lk_guard_call *call = &self->guards->calls.items[number];
    const lk_value *its_lock = in_caller(self, callee, call, lock), *its_base = in_caller(self, callee, call, base);
    if (lk_threads_is_alone(self->threads, &call->stand))
        return 0;
    if (!its_lock || !its_base)
        return LK_CONTEXT_UNKNOWN;
    if (lk_guard_is_own(self, call->stand.function, its_lock, its_base))
        return 0;
    if (has(call->held.items, call->held.count, its_lock))
        return LK_CONTEXT_HELD;
    if (call->is_locked || lk_guards_may_be(call->maybe.items, call->maybe.count, lock))
        return LK_CONTEXT_LOCKED;
    if (function_of(self, call->stand.function)->is_partial ||
        lk_guard_is_given(self, call->stand.function, its_lock, its_base))
        return LK_CONTEXT_UNKNOWN;
    if (self->way_count == LK_DEEPEST_CALLER)
        return LK_CONTEXT_UNKNOWN;
    self->way[self->way_count++] = number;
    unsigned found = ask(self, call->stand.function, its_lock, its_base);
    self->way_count--;
    return found;
}

static bool is_on_way(const lk_guard_contexts *self, const lk_decl *function) {
    for (uint32_t i = 0; i + 1 < self->way_count; i++)
        if (self->guards->calls.items[self->way[i]].stand.function == function)
            return true;
    return false;
}

static unsigned ask(lk_guard_contexts *self, const lk_decl *decl, const lk_value *lock, const lk_value *base) {
    const lk_knowledge *knowledge = self->guards->knowledge;
    lk_guard_function function = *function_of(self, decl);
    if (is_on_way(self, decl))
        return 0;
    if (self->trials == 0 || lk_knowledge_is_handler(knowledge, decl))
        return LK_CONTEXT_UNKNOWN;
    self->trials--;
    bool acquires = lk_guard_acquires(self, decl, lock), is_known = is_reached(base) || (acquires && !may_be_new(base));
    bool is_root = lk_knowledge_is_root(knowledge, decl);
    unsigned found = is_known && (acquires || is_root) ? clear(self) : 0;
    if (!acquires && !is_root && is_open(self, &function))
        found = LK_CONTEXT_OPEN;
    for (uint32_t i = 0; is_known && i < function.calls.count; i++)
        found |= ask_call(self, decl, function.calls.items[i], lock, base);
    return is_known ? found : found | LK_CONTEXT_UNKNOWN;
}

uint32_t lk_guard_held_above(lk_guard_contexts *self, const lk_decl *decl, const lk_value *base, const lk_value **found,
                             uint32_t count, uint32_t most) {
    lk_guard_function function = *function_of(self, decl);
    if (self->trials == 0 || self->way_count == LK_DEEPEST_CALLER)
        return count;
    self->trials--;
    for (uint32_t i = 0; i < function.calls.count; i++) {
        const lk_guard_call *call = &self->guards->calls.items[function.calls.items[i]];
        const lk_value *its_base = in_caller(self, decl, call, base);
        for (uint32_t k = 0; its_base && k < call->held.count && count < most; k++) {
            const lk_value *key = lk_guard_key(&self->guards->terms, call->held.items[k], its_base);
            if (key && !has(found, count, key))
                found[count++] = key;
        }
        self->way[self->way_count++] = function.calls.items[i];
        if (its_base && !is_on_way(self, call->stand.function))
            count = lk_guard_held_above(self, call->stand.function, its_base, found, count, most);
        self->way_count--;
    }
    return count;
}

void lk_guard_begin(lk_guard_contexts *self) {
    self->trials = MOST_TRIALS;
    self->way_count = self->clear_count = 0;
    self->has_clear = false;
}

unsigned lk_guard_ask(lk_guard_contexts *self, const lk_decl *function, const lk_value *lock, const lk_value *base) {
    lk_guard_begin(self);
    return ask(self, function, lock, base);
}
