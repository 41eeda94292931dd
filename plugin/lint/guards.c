/* guards.c -- takes in, touch by touch, which locks are held where shared memory is accessed. */
#include "lint/guards.h"

#include <string.h>

lk_guards *lk_guards_new(lk_arena *arena, lk_knowledge *knowledge, const lk_unit *unit) {
    lk_guards *self = LK_NEW(arena, lk_guards);
    self->arena = self->terms.arena = arena;
    self->knowledge = knowledge;
    self->unit = unit;
    self->terms.values = lk_values_new(arena);
    self->terms.any = lk_value_at(self->terms.values, LK_VALUE_UNKNOWN, 0, LK_NO_BLOCK, 0);
    self->terms.element = lk_value_at(self->terms.values, LK_VALUE_UNKNOWN, 0, LK_NO_BLOCK, 1);
    self->has_lock = lk_touched_records(arena, knowledge, unit);
    return self;
}

lk_guard_function *lk_guards_function(lk_guards *self, const lk_decl *function) {
    while (self->functions.count <= function->id)
        lk_array_push(self->arena, &self->functions, (lk_guard_function){0});
    self->functions.items[function->id].decl = function;
    return &self->functions.items[function->id];
}

void lk_guards_begin(lk_guards *self, const lk_decl *function) {
    lk_guards_function(self, function)->is_followed = true;
    lk_guard_terms_begin(&self->terms);
}

/* ---- subjects ---- */

static bool is_array(const lk_value *address) {
    return address->decl->type && address->decl->type->kind == LK_TYPE_ARRAY;
}

/* The address over another base, and all elements of an array as one. NULL for elements of no member. */
static const lk_value *key_of(lk_guards *self, const lk_value *address, const lk_value *base, const lk_value *to) {
    if (address == base)
        return to;
    if (address->kind == LK_VALUE_INDEX)
        return address->a == base ? NULL : key_of(self, address->a, base, to);
    const lk_value *key = key_of(self, address->a, base, to);
    if (key)
        key = lk_value_field(self->terms.values, key, address->decl);
    return key && is_array(address) ? lk_value_index(self->terms.values, key, self->terms.element) : key;
}

/* Which element of a variable it is, differs from thread to thread. */
static bool is_element(const lk_value *address) {
    for (; address->kind == LK_VALUE_FIELD; address = address->a)
        if (is_array(address))
            return true;
    return address->kind != LK_VALUE_VARIABLE || is_array(address);
}

/* A member of an object that has a lock, or a variable. */
static bool may_be_guarded(const lk_guards *self, const lk_value *address, const lk_value *base) {
    const lk_value *outermost = address;
    if (base->kind == LK_VALUE_VARIABLE)
        return base->decl->kind == LK_DECL_GLOBAL || base->decl->kind == LK_DECL_STATIC;
    if (address == base || base->kind == LK_VALUE_CONSTANT || base->is_vague)
        return false;
    while (outermost->a != base)
        outermost = outermost->a;
    return outermost->kind == LK_VALUE_FIELD && lk_touched_has(&self->has_lock, outermost->decl->record);
}

/* The member or variable that the address is, or is an element of. */
static const lk_decl *decl_at(const lk_value *address) {
    while (address->kind == LK_VALUE_INDEX)
        address = address->a;
    return address->kind == LK_VALUE_FIELD || address->kind == LK_VALUE_VARIABLE ? address->decl : NULL;
}

static uint32_t subject_of(lk_guards *self, lk_guard_subject made) {
    while (self->subject_of.count <= made.key->id)
        lk_array_push(self->arena, &self->subject_of, 0);
    if (!self->subject_of.items[made.key->id]) {
        lk_array_push(self->arena, &self->subjects, made);
        self->subject_of.items[made.key->id] = self->subjects.count;
    }
    return self->subject_of.items[made.key->id] - 1;
}

static bool declares_pointee(const lk_decl *decl) {
    for (uint32_t i = 0; decl && i < decl->contract_count; i++)
        if (strncmp(decl->contracts[i], "pt_guarded_by(", 14) == 0)
            return true;
    return false;
}

/* What a pointer leads to whose declaration says which lock guards that. */
static uint32_t pointee(lk_guards *self, const lk_value *address, const lk_value **base) {
    const lk_value *through = lk_guard_base(address);
    const lk_decl *decl = through->kind == LK_VALUE_LOAD ? decl_at(through->a) : NULL;
    if (!declares_pointee(decl))
        return LK_NO_SUBJECT;
    *base = lk_guard_base(through->a);
    bool is_global = (*base)->kind == LK_VALUE_VARIABLE;
    const lk_value *pointer = is_global ? through->a : key_of(self, through->a, *base, self->terms.any);
    if (!pointer || pointer->is_vague)
        return LK_NO_SUBJECT;
    const lk_value *key = lk_value_load(self->terms.values, pointer, NULL, NULL);
    return subject_of(self, (lk_guard_subject){.key = key, .decl = decl, .is_global = is_global, .is_pointee = true});
}

uint32_t lk_guards_subject(lk_guards *self, const lk_value *address, const lk_value **base) {
    uint32_t found = pointee(self, address, base);
    const lk_decl *decl = decl_at(address);
    if (found != LK_NO_SUBJECT)
        return found;
    *base = lk_guard_base(address);
    bool is_global = (*base)->kind == LK_VALUE_VARIABLE;
    if (!decl || !lk_touched_is_scalar(self->knowledge, decl) || !may_be_guarded(self, address, *base) ||
        (is_global && is_element(address)))
        return LK_NO_SUBJECT;
    const lk_value *key = is_global ? address : key_of(self, address, *base, self->terms.any);
    if (!key || key->is_vague)
        return LK_NO_SUBJECT;
    return subject_of(self, (lk_guard_subject){.key = key, .decl = decl, .is_global = is_global});
}

/* ---- what is held ---- */

enum { MOST_HELD = 32 };

typedef struct holding {
    const lk_value *held[MOST_HELD], *over[MOST_HELD];
    const lk_decl *maybe[MOST_HELD];
    uint32_t held_count, over_count, maybe_count;
    bool is_locked;
} holding;

/* `base`: NULL for locks as terms, else as keys beside that object. */
static void look(lk_guards *self, const lk_state *state, const lk_value *base, holding *found) {
    *found = (holding){0};
    for (uint32_t i = 0; i < lk_state_lock_count(state); i++) {
        lk_lock_view view = lk_state_lock_at(state, i);
        bool is_held = view.status == LK_STATUS_HELD;
        found->is_locked |= is_held;
        if (view.status == LK_STATUS_MAYBE && found->maybe_count < MOST_HELD)
            found->maybe[found->maybe_count++] = lk_guard_decl(view.lock);
        if (!is_held && (view.status != LK_STATUS_FREE || view.has_failed))
            continue;
        const lk_value *lock = lk_guard_term(&self->terms, view.lock);
        if (base)
            lock = lk_guard_key(&self->terms, lock, base);
        if (lock && is_held && found->held_count < MOST_HELD)
            found->held[found->held_count++] = lock;
        else if (lock && !is_held && found->over_count < MOST_HELD)
            found->over[found->over_count++] = lock;
    }
}

static bool has(const lk_value *const *items, uint32_t count, const lk_value *item) {
    for (uint32_t i = 0; i < count; i++)
        if (items[i] == item)
            return true;
    return false;
}

/* ---- one access ---- */

bool lk_guards_may_be(const lk_decl *const *locks, uint32_t count, const lk_value *lock) {
    const lk_decl *decl = lk_guard_decl(lock);
    for (uint32_t i = 0; i < count; i++)
        if (!locks[i] || !decl || locks[i] == decl)
            return true;
    return false;
}

static uint32_t *number_of(lk_guards *self, lk_guard_function *function, const lk_op *op) {
    while (function->op_access.count <= op->id)
        lk_array_push(self->arena, &function->op_access, 0);
    return &function->op_access.items[op->id];
}

static void meet(lk_guard_access *access, const holding *found) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < access->held.count; i++)
        if (has(found->held, found->held_count, access->held.items[i]))
            access->held.items[kept++] = access->held.items[i];
    access->held.count = kept;
    access->is_locked |= found->is_locked;
}

static bool has_decl(const lk_decl *const *items, uint32_t count, const lk_decl *item) {
    for (uint32_t i = 0; i < count; i++)
        if (items[i] == item)
            return true;
    return false;
}

static void add_others(lk_guards *self, lk_guard_access *access, const holding *found) {
    for (uint32_t i = 0; i < found->over_count; i++)
        if (!has(access->over.items, access->over.count, found->over[i]))
            lk_array_push(self->arena, &access->over, found->over[i]);
    for (uint32_t i = 0; i < found->maybe_count; i++)
        if (!has_decl(access->maybe.items, access->maybe.count, found->maybe[i]))
            lk_array_push(self->arena, &access->maybe, found->maybe[i]);
}

/* Several objects by one op: what they are is not one thing. */
static void know_base(lk_guards *self, lk_guard_access *access, const lk_value *base) {
    if (access->base != base)
        access->base = lk_value_at(self->terms.values, LK_VALUE_UNKNOWN, 0, 0, 2);
}

static void add_access(lk_guards *self, const lk_decl *decl, const lk_touch *touch, const lk_state *before) {
    const lk_value *address = lk_guard_term(&self->terms, touch->address);
    const lk_value *base;
    uint32_t subject = lk_guards_subject(self, address, &base);
    holding found;
    if (subject == LK_NO_SUBJECT)
        return;
    look(self, before, base, &found);
    uint32_t *number = number_of(self, lk_guards_function(self, decl), touch->op);
    if (*number == 0) {
        lk_guard_access made = {.stand = {decl, touch->block, touch->index},
                                .subject = subject,
                                .span = touch->op->span,
                                .base = base,
                                .is_write = touch->op->kind == LK_IR_STORE};
        for (uint32_t i = 0; i < found.held_count; i++)
            lk_array_push(self->arena, &made.held, found.held[i]);
        lk_array_push(self->arena, &self->subjects.items[subject].accesses, self->accesses.count);
        lk_array_push(self->arena, &self->accesses, made);
        *number = self->accesses.count;
    }
    lk_guard_access *access = &self->accesses.items[*number - 1];
    know_base(self, access, base);
    meet(access, &found);
    add_others(self, access, &found);
}

/* ---- one call ---- */

static void meet_call(lk_guards *self, lk_guard_call *call, const lk_touch *touch, const holding *found) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < call->held.count; i++)
        if (has(found->held, found->held_count, call->held.items[i]))
            call->held.items[kept++] = call->held.items[i];
    call->held.count = kept;
    call->is_locked |= found->is_locked;
    for (uint32_t i = 0; i < found->maybe_count; i++)
        if (!has_decl(call->maybe.items, call->maybe.count, found->maybe[i]))
            lk_array_push(self->arena, &call->maybe, found->maybe[i]);
    for (uint32_t i = 0; i < call->argument_count; i++)
        if (call->arguments[i] != lk_guard_term(&self->terms, touch->arguments[i]))
            call->arguments[i] = self->terms.any;
}

bool lk_guards_is_out_of_sight(const lk_guards *self, const lk_decl *callee) {
    return !callee || (!callee->is_defined && !lk_unit_source(self->unit, callee->span.begin.file)->is_system);
}

void lk_guards_note_given(lk_guards *self, lk_guard_function *function, const lk_decl *callee, const lk_value *given) {
    const lk_value *base = lk_guard_base(given);
    function->calls_out |= callee != NULL;
    if (base->kind != LK_VALUE_CONSTANT && !has(function->given.items, function->given.count, base))
        lk_array_push(self->arena, &function->given, base);
}

static void hand_out(lk_guards *self, const lk_decl *decl, const lk_touch *touch) {
    lk_guard_function *function = lk_guards_function(self, decl);
    function->calls_out |= touch->callee != NULL;
    for (uint32_t i = 0; i < touch->argument_count; i++)
        lk_guards_note_given(self, function, touch->callee, lk_guard_term(&self->terms, touch->arguments[i]));
}

static void add_call(lk_guards *self, const lk_decl *decl, const lk_touch *touch, const lk_state *before) {
    holding found;
    if (!touch->model && lk_guards_is_out_of_sight(self, touch->callee))
        hand_out(self, decl, touch);
    if (touch->model || !touch->callee || !touch->callee->is_defined)
        return;
    look(self, before, NULL, &found);
    lk_guards_function(self, touch->callee);
    uint32_t *number = number_of(self, lk_guards_function(self, decl), touch->op);
    if (*number == 0) {
        lk_guard_call made = {.stand = {decl, touch->block, touch->index},
                              .span = touch->op->span,
                              .arguments = LK_NEW_ARRAY(self->arena, const lk_value *, touch->argument_count),
                              .argument_count = touch->argument_count};
        for (uint32_t i = 0; i < touch->argument_count; i++)
            made.arguments[i] = lk_guard_term(&self->terms, touch->arguments[i]);
        for (uint32_t i = 0; i < found.held_count; i++)
            lk_array_push(self->arena, &made.held, found.held[i]);
        lk_array_push(self->arena, &lk_guards_function(self, touch->callee)->calls, self->calls.count);
        lk_array_push(self->arena, &self->calls, made);
        *number = self->calls.count;
    }
    meet_call(self, &self->calls.items[*number - 1], touch, &found);
}

void lk_guards_touch(lk_guards *self, const lk_decl *function, const lk_touch *touch, const lk_state *before) {
    if (touch->op->kind == LK_IR_CALL)
        add_call(self, function, touch, before);
    else if (touch->op->kind != LK_IR_UNKNOWN)
        add_access(self, function, touch, before);
}

/* ---- events ---- */

void lk_guards_note_life(lk_guards *self, lk_guard_function *function, const lk_value *object) {
    if (!has(function->lives.items, function->lives.count, object))
        lk_array_push(self->arena, &function->lives, object);
}

void lk_guards_event(lk_guards *self, const lk_decl *decl, const lk_event *event) {
    bool is_taken = event->kind == LK_EVENT_ACQUIRE && event->waits && event->reentrancy == LK_REENTRANT_NO &&
                    !event->is_dispatched;
    bool is_life = event->kind == LK_EVENT_INIT || event->kind == LK_EVENT_DESTROY || event->kind == LK_EVENT_FREE;
    if (!event->object || (!is_taken && !is_life))
        return;
    lk_guard_function *function = lk_guards_function(self, decl);
    const lk_value *object = lk_guard_term(&self->terms, event->object);
    if (is_taken && !has(function->acquired.items, function->acquired.count, object))
        lk_array_push(self->arena, &function->acquired, object);
    if (!is_life)
        return;
    lk_guards_note_life(self, function, lk_guard_base(object));
    if (event->kind != LK_EVENT_FREE && object->kind == LK_VALUE_LOAD)
        lk_guards_note_life(self, function, lk_guard_base(object->a));
}
