/* lives.c -- whether a lock has come into being on this path, and whether it has ceased to be. */
#include "flow/simulator.h"

static lk_life_entry *find(const lk_state *state, const lk_value *lock) {
    for (uint32_t i = 0; i < state->life_count; i++)
        if (state->lives[i].lock == lock)
            return &state->lives[i];
    return NULL;
}

/* A variable without initialiser speaks for all that lies in it. */
static const lk_life_entry *find_raw(const lk_state *state, const lk_value *lock) {
    const lk_decl *root = lk_value_root(lock);
    for (uint32_t i = 0; root && i < state->life_count; i++)
        if (state->lives[i].life == LK_LIFE_RAW && state->lives[i].lock->decl == root)
            return &state->lives[i];
    return NULL;
}

lk_life lk_state_life(const lk_state *state, const lk_value *lock, lk_witness *witness) {
    const lk_life_entry *entry = find(state, lock);
    if (!entry)
        entry = find_raw(state, lock);
    if (!entry)
        return LK_LIFE_UNKNOWN;
    *witness = *entry->witness;
    return (lk_life)entry->life;
}

static void drop(lk_state *state, uint32_t index) {
    state->lives[index] = state->lives[--state->life_count];
}

void lk_life_set(lk_simulator *self, lk_state *state, const lk_value *lock, lk_life life, const lk_witness *witness) {
    const lk_decl *root = lk_value_root(lock);
    for (uint32_t i = state->life_count; i > 0; i--) {
        const lk_life_entry *entry = &state->lives[i - 1];
        bool is_its_variable = entry->life == LK_LIFE_RAW && root && entry->lock->decl == root;
        if (is_its_variable || lk_value_relation(entry->lock, lock) != LK_DIFFERENT)
            drop(state, i - 1);
    }
    lk_state_add_life(&self->pool, state, (lk_life_entry){lock, (uint8_t)life, witness});
}

void lk_life_told(lk_state *state, const lk_value *lock) {
    const lk_life_entry *raw = find_raw(state, lock), *entry = find(state, lock);
    if (entry && entry->life == LK_LIFE_DEAD)
        drop(state, (uint32_t)(entry - state->lives));
    else if (raw)
        drop(state, (uint32_t)(raw - state->lives));
}

/* ---- variables without initialiser ---- */

static bool is_lock(lk_simulator *self, const lk_type *type) {
    bool is_whole = type && type->kind != LK_TYPE_POINTER && type->kind != LK_TYPE_ARRAY;
    return is_whole && lk_knowledge_type(self->knowledge, type);
}

void lk_life_declare(lk_simulator *self, lk_state *state, const lk_op *op) {
    const lk_decl *variable = op->place.decl;
    if (variable->kind != LK_DECL_LOCAL || op->initializer.begin.file || !is_lock(self, variable->type))
        return;
    lk_witness witness = {.span = variable->span, .call = variable->span, .callee = "", .name = variable->name};
    lk_life_set(self, state, lk_value_variable(self->values, variable), LK_LIFE_RAW,
                lk_witness_make(self, state, witness));
}

/* ---- what may change it unseen ---- */

void lk_life_forget_given(lk_state *state, const lk_value *given, bool is_modelled) {
    const lk_decl *root = lk_value_root(given);
    for (uint32_t i = state->life_count; i > 0; i--) {
        const lk_value *lock = state->lives[i - 1].lock;
        bool is_harmless = is_modelled || given->kind == LK_VALUE_CONSTANT;
        if (is_harmless && state->lives[i - 1].life >= LK_LIFE_RELEASED)
            continue; /* a model says whether a lock is taken again */
        if ((root && lk_value_root(lock) == root) || lk_value_relation(lock, given) != LK_DIFFERENT)
            drop(state, i - 1);
    }
}

void lk_life_forget_shared(lk_simulator *self, lk_state *state) {
    lk_lent_return(state);
    for (uint32_t i = state->life_count; i > 0; i--)
        if (state->lives[i - 1].life < LK_LIFE_RELEASED && !lk_memory_is_private(self, state->lives[i - 1].lock))
            drop(state, i - 1);
}

bool lk_life_meet(lk_state *state, const lk_state *other) {
    bool changed = false;
    for (uint32_t i = state->life_count; i > 0; i--) {
        const lk_life_entry *theirs = find(other, state->lives[i - 1].lock);
        if (theirs && theirs->life == state->lives[i - 1].life)
            continue;
        drop(state, i - 1);
        changed = true;
    }
    return changed;
}

/* ---- ends ---- */

static bool is_inside(const lk_value *lock, const lk_value *object) {
    for (; lock && lock != object; lock = lock->kind == LK_VALUE_FIELD || lock->kind == LK_VALUE_INDEX ? lock->a : NULL)
        continue;
    return lock != NULL;
}

bool lk_state_held_in(const lk_state *state, const lk_value *object, lk_lock_view *view) {
    for (uint32_t i = 0; i < state->lock_count; i++)
        if (state->locks[i].status == LK_STATUS_HELD && !state->locks[i].given_to &&
            is_inside(state->locks[i].lock, object))
            return lk_state_lock(state, state->locks[i].lock, view);
    return false;
}

void lk_life_end_object(lk_state *state, const lk_value *object) {
    for (uint32_t i = state->lock_count; i > 0; i--)
        if (is_inside(state->locks[i - 1].lock, object))
            lk_state_remove_lock(state, &state->locks[i - 1]);
    for (uint32_t i = state->life_count; i > 0; i--)
        if (is_inside(state->lives[i - 1].lock, object))
            drop(state, i - 1);
}

void lk_life_end_scope(lk_simulator *self, lk_state *state, const lk_op *op) {
    lk_lock_view held;
    const lk_value *variable = lk_value_variable(self->values, op->place.decl);
    if (lk_state_held_in(state, variable, &held)) {
        lk_event event = {.kind = LK_EVENT_SCOPE_END, .span = op->span, .object = held.lock, .name = held.witness.name};
        lk_tell(self, state, event);
    }
    if (state->life_count)
        lk_lent_end(self, state, op->place.decl, op->span);
    if (state->lock_count || state->life_count)
        lk_life_end_object(state, variable);
}

/* ---- guards ---- */

bool lk_state_guarded(const lk_state *state, const lk_value *guard, lk_lock_view *view) {
    for (uint32_t i = 0; i < state->lock_count; i++)
        if (state->locks[i].guard == guard && state->locks[i].status == LK_STATUS_HELD)
            return lk_state_lock(state, state->locks[i].lock, view);
    return false;
}

bool lk_state_released(const lk_state *state, const lk_value *guard, lk_witness *witness) {
    return lk_state_life(state, guard, witness) == LK_LIFE_RELEASED;
}

void lk_life_release(lk_simulator *self, lk_state *state, const lk_value *guard, const lk_witness *witness) {
    lk_state_add_life(&self->pool, state, (lk_life_entry){guard, LK_LIFE_RELEASED, witness});
}

/* Whatever is locked now may be what the pointers lead into. */
void lk_life_relock(lk_state *state) {
    lk_lent_return(state);
    for (uint32_t i = state->life_count; i > 0; i--)
        if (state->lives[i - 1].life == LK_LIFE_RELEASED)
            drop(state, i - 1);
}

void lk_life_follow(lk_simulator *self, lk_state *state, const lk_value *pointer, lk_event event) {
    const lk_value *guard = lk_value_base(pointer);
    const lk_life_entry *entry = find(state, guard);
    if (!entry || entry->life != LK_LIFE_RELEASED)
        return;
    event.kind = LK_EVENT_STALE;
    event.object = guard;
    if (!event.name)
        event.name = lk_state_variable_name(state, pointer);
    if (!event.name)
        event.name = "a pointer";
    lk_tell(self, state, event);
    drop(state, (uint32_t)(entry - state->lives)); /* said once on a path */
}

/* What a pointer of the caller's leads to: the caller's own variable, as a rule, for what it wants to know. */
static bool is_for_caller(const lk_value *place) {
    const lk_decl *pointer = place->kind == LK_VALUE_LOAD && !place->b ? lk_value_root(place->a) : NULL;
    return pointer && pointer->kind == LK_DECL_PARAM;
}

void lk_life_leave(lk_simulator *self, lk_state *state, lk_span span) {
    for (uint32_t i = 0; i < state->binding_count; i++) {
        const lk_binding *at = &state->bindings[i];
        const char *name = is_for_caller(at->key) ? lk_value_object_text(self->arena, at->key) : NULL;
        if (name)
            lk_life_follow(self, state, at->value,
                           (lk_event){.span = span,
                                      .is_returned = true,
                                      .is_left = true,
                                      .name = lk_arena_printf(self->arena, "*%s", name)});
    }
}

/* ---- copies ---- */

/* Where the value comes from, when it was read from another lock; a constant one serves as an initialiser. */
static const lk_op *source_of(const lk_simulator *self, const lk_op *op, const lk_operand *operand) {
    const lk_op *made = lk_block_maker(&self->ir->blocks.items[self->block], op, operand);
    bool is_read = made && made->kind == LK_IR_LOAD && made->place.root != LK_PLACE_SLOT &&
                   made->place.root != LK_PLACE_UNKNOWN && !(made->place.decl && made->place.decl->is_const);
    return is_read ? made : NULL;
}

static void tell_copy(lk_simulator *self, lk_state *state, const lk_op *op, const lk_operand *operand,
                      const lk_type *type) {
    if (!type || type->kind != LK_TYPE_RECORD || !is_lock(self, type))
        return;
    const lk_op *source = source_of(self, op, operand);
    if (!source)
        return;
    const lk_value *address = lk_memory_address(self, &source->place);
    const char *name = address ? lk_value_object_text(self->arena, address) : NULL;
    lk_event event = {.kind = LK_EVENT_COPY, .span = op->span, .name = name};
    lk_tell(self, state, event);
}

void lk_life_copy(lk_simulator *self, lk_state *state, const lk_op *op) {
    if (op->kind == LK_IR_STORE)
        tell_copy(self, state, op, &op->a, op->place.type);
    const lk_value *written = op->kind == LK_IR_STORE && state->life_count && is_lock(self, op->place.type)
                                  ? lk_memory_address(self, &op->place)
                                  : NULL;
    if (written)
        lk_life_forget_given(state, written, false);
    for (uint32_t i = 0; op->kind == LK_IR_CALL && i < op->argument_count; i++)
        tell_copy(self, state, op, &op->arguments[i].value, op->arguments[i].type);
}
