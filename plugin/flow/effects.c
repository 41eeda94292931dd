/* effects.c -- what each effect does to the state, and the event that tells of it. */
#include "flow/apply.h"

/* The lock that a path names; handles and guards that it is reached through count as used. */
static const lk_value *lock_of(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_path *path) {
    bool is_object;
    const lk_value *lock = lk_path_resolve(self, state, site, path, &is_object);
    if (!lock || lock->kind == LK_VALUE_CONSTANT)
        return NULL;
    const char *name = lk_path_name(self, state, site, path, lock);
    lk_handle_use(self, state, lock, lk_path_span(self, site, path), name, lk_call_name(self, site->op));
    return lk_value_object(self->values, lock);
}

static lk_event event_of(lk_simulator *self, const lk_call_site *site, lk_event_kind kind) {
    return (lk_event){.kind = (uint8_t)kind,
                      .is_uncertain = !site->is_certain,
                      .span = site->op->span,
                      .callee = lk_call_name(self, site->op)};
}

static lk_lock_entry new_entry(lk_simulator *self, const lk_state *state, const lk_call_site *site, const lk_path *path,
                               const lk_value *lock, lk_mode mode) {
    const lk_lock_type *type = lk_knowledge_type(self->knowledge, lk_path_type(site, path));
    lk_witness witness = {.span = site->op->span,
                          .call = site->op->span,
                          .callee = lk_call_name(self, site->op),
                          .name = lk_path_name(self, state, site, path, lock)};
    return (lk_lock_entry){.lock = lock,
                           .status = site->is_certain ? LK_STATUS_HELD : LK_STATUS_MAYBE,
                           .mode = (uint8_t)mode,
                           .kind = type ? type->kind : LK_LOCK_MUTEX,
                           .reentrancy = (uint8_t)lk_knowledge_reentrancy(self->knowledge, lock, type),
                           .depth = 1,
                           .api = site->model->api,
                           .type = type,
                           .witness = lk_witness_make(self, state, witness)};
}

/* A semaphore has no owner: nobody holds it. */
static bool is_semaphore(lk_simulator *self, const lk_call_site *site, const lk_effect *effect, const lk_path *path) {
    const lk_lock_type *type = lk_knowledge_type(self->knowledge, lk_path_type(site, path));
    return effect->lock_kind == LK_LOCK_SEMAPHORE || (type && type->kind == LK_LOCK_SEMAPHORE);
}

/* ---- acquire ---- */

static void know_not_null(lk_simulator *self, lk_state *state, const lk_value *pointer) {
    lk_state_assume(&self->pool, state, self->values, pointer, LK_OP_NE, lk_value_constant(self->values, 0));
}

static bool acquire(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect,
                    const lk_path *path, const lk_value *guard) {
    const lk_value *lock = lock_of(self, state, site, path);
    if (!lock || is_semaphore(self, site, effect, path))
        return true;
    lk_event event = event_of(self, site, LK_EVENT_ACQUIRE);
    event.mode = effect->mode;
    event.waits = effect->waits;
    event.object = lock;
    event.name = lk_path_name(self, state, site, path, lock);
    lk_tell(self, state, event);
    lk_lock_entry entry = new_entry(self, state, site, path, lock, (lk_mode)effect->mode);
    entry.guard = guard;
    lk_lock_take(self, state, entry);
    know_not_null(self, state, lk_value_base(lock));
    if (guard)
        know_not_null(self, state, guard);
    lk_lock_entry *taken = lk_state_find_lock(state, lock);
    if (taken && effect->reentrancy == LK_REENTRANT_YES)
        taken->reentrancy = LK_REENTRANT_YES;
    return true;
}

static bool take_guard(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    bool is_object;
    const lk_value *guard = lk_path_resolve(self, state, site, &effect->object, &is_object);
    if (guard && is_object) {
        const lk_value *made = lk_value_at(self->values, LK_VALUE_UNKNOWN, site->op->id, self->block, 1);
        lk_memory_store(self, state, guard, NULL, made, site->op->id);
        guard = made;
    }
    return acquire(self, state, site, effect, &effect->second, guard);
}

/* ---- release ---- */

static void doubt(lk_lock_entry *entry) {
    entry->status = LK_STATUS_MAYBE;
    entry->depth = 1;
}

static void release_by_guard(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_path *path) {
    bool is_object;
    const lk_value *place = lk_path_resolve(self, state, site, path, &is_object);
    const lk_value *guard = place && is_object ? lk_memory_load(self, state, place, NULL) : place;
    if (place && is_object)
        lk_memory_store(self, state, place, NULL, lk_value_constant(self->values, 0), site->op->id);
    if (guard && (guard->kind == LK_VALUE_CONSTANT || guard->kind == LK_VALUE_MOVED))
        return;
    for (uint32_t i = 0; guard && i < state->lock_count; i++)
        if (state->locks[i].guard == guard) {
            lk_state_remove_lock(state, &state->locks[i]);
            return;
        }
    bool is_null = guard && !lk_state_assume(&self->pool, lk_state_copy(&self->pool, state), self->values, guard,
                                             LK_OP_NE, lk_value_constant(self->values, 0));
    for (uint32_t i = 0; !is_null && i < state->lock_count; i++)
        if (state->locks[i].guard)
            doubt(&state->locks[i]);
}

static void release_lock(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    const lk_value *lock = lock_of(self, state, site, &effect->object);
    if (!lock) {
        lk_lock_doubt_all(state);
        self->releases_unknown = true;
        return;
    }
    lk_event event = event_of(self, site, LK_EVENT_RELEASE);
    event.mode = effect->mode;
    event.object = lock;
    event.name = lk_path_name(self, state, site, &effect->object, lock);
    event.is_uncertain = false;
    lk_tell(self, state, event);
    lk_lock_entry released = new_entry(self, state, site, &effect->object, lock, (lk_mode)effect->mode);
    released.status = site->is_certain ? LK_STATUS_FREE : LK_STATUS_MAYBE;
    lk_lock_release(self, state, released);
}

static bool release(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    if (effect->by_guard)
        release_by_guard(self, state, site, &effect->object);
    else if (!is_semaphore(self, site, effect, &effect->object))
        release_lock(self, state, site, effect);
    return true;
}

/* ---- wait, block, yield ---- */

static bool names_held_lock(const lk_state *state, const lk_value *lock) {
    for (uint32_t i = 0; i < state->lock_count; i++)
        if (lk_value_relation(state->locks[i].lock, lock) <= LK_SIMILAR)
            return true;
    return false;
}

/* A lock that the path doesn't know of is held by the caller. */
static void assume_held(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect,
                        const lk_value *lock, bool is_asserted) {
    if (names_held_lock(state, lock))
        return;
    lk_lock_entry held = new_entry(self, state, site, &effect->object, lock, LK_MODE_EXCLUSIVE);
    bool may_be_shared = is_asserted && effect->mode != LK_MODE_EXCLUSIVE && held.kind == LK_LOCK_RWLOCK;
    if (may_be_shared || (is_asserted && effect->mode == LK_MODE_SHARED))
        held.mode = LK_MODE_SHARED;
    held.of_caller = true;
    if (is_asserted) {
        lk_witness witness = *held.witness;
        witness.is_asserted = true;
        held.witness = lk_witness_make(self, state, witness);
    }
    lk_lock_take(self, state, held);
}

static bool assert_held(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    const lk_value *lock = lock_of(self, state, site, &effect->object);
    if (!lock || is_semaphore(self, site, effect, &effect->object))
        return true;
    lk_lock_entry *known = lk_state_find_lock(state, lock);
    if (known && known->status == LK_STATUS_MAYBE && site->is_certain)
        known->status = LK_STATUS_HELD;
    else if (!known && !state->is_root)
        assume_held(self, state, site, effect, lock, true);
    return true;
}

/* The lock is held again afterwards, on time-out too. */
static bool wait(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    const lk_value *lock = lock_of(self, state, site, &effect->object);
    if (lock) {
        lk_event event = event_of(self, site, LK_EVENT_WAIT);
        event.object = lock;
        event.name = lk_path_name(self, state, site, &effect->object, lock);
        event.is_uncertain = false;
        lk_tell(self, state, event);
        assume_held(self, state, site, effect, lock, false);
    }
    lk_memory_clobber(self, state, site->op->id, true, true);
    return true;
}

static bool block(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    bool is_yield = effect->kind == LK_EFFECT_YIELD;
    lk_event event = event_of(self, site, is_yield ? LK_EVENT_YIELD : LK_EVENT_BLOCK);
    event.block = effect->block;
    event.yield = effect->yield;
    event.name = event.callee;
    lk_tell(self, state, event);
    lk_memory_clobber(self, state, site->op->id, true, true);
    return true;
}

/* ---- the rest ---- */

static bool forget_lock(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    const lk_value *lock = lock_of(self, state, site, &effect->object);
    lk_lock_entry *entry = lock ? lk_state_find_lock(state, lock) : NULL;
    if (entry)
        lk_state_remove_lock(state, entry);
    return true;
}

static bool convert(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    const lk_value *lock = lock_of(self, state, site, &effect->object);
    lk_lock_entry *entry = lock ? lk_state_find_lock(state, lock) : NULL;
    if (entry)
        entry->mode = effect->mode;
    return true;
}

static bool borrow(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    lock_of(self, state, site, &effect->object);
    return true;
}

static bool returns(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    bool is_object;
    const lk_value *value = lk_path_resolve(self, state, site, &effect->object, &is_object);
    if (value)
        site->result = is_object ? lk_memory_load(self, state, value, site->op->type) : value;
    return true;
}

static bool run(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    bool is_object;
    const lk_value *entry = lk_path_resolve(self, state, site, &effect->object, &is_object), *argument = NULL;
    if (entry && is_object)
        entry = lk_memory_load(self, state, entry, NULL);
    const lk_decl *function = entry ? lk_knowledge_target(self->knowledge, entry) : NULL;
    if (effect->has_second)
        argument = lk_path_resolve(self, state, site, &effect->second, &is_object);
    if (function)
        lk_apply_callback(self, site->op, state, function, argument);
    else if (entry)
        lk_record_call(self, state, site->op->span, entry, &argument, argument ? 1 : 0);
    lk_memory_clobber(self, state, site->op->id, true, true);
    return true;
}

bool lk_effect_apply(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    switch (effect->kind) {
    case LK_EFFECT_ACQUIRE:
        return acquire(self, state, site, effect, &effect->object, NULL);
    case LK_EFFECT_GUARD:
        return take_guard(self, state, site, effect);
    case LK_EFFECT_RELEASE:
        return release(self, state, site, effect);
    case LK_EFFECT_ASSERT_HELD:
        return assert_held(self, state, site, effect);
    case LK_EFFECT_WAIT:
        return wait(self, state, site, effect);
    case LK_EFFECT_CONVERT:
        return convert(self, state, site, effect);
    case LK_EFFECT_BLOCK:
    case LK_EFFECT_YIELD:
        return block(self, state, site, effect);
    case LK_EFFECT_MOVE:
        return lk_handle_move(self, state, site, effect);
    case LK_EFFECT_CLONE:
        return lk_handle_clone(self, state, site, effect);
    case LK_EFFECT_DROP:
        return lk_handle_drop(self, state, site, effect);
    case LK_EFFECT_BORROW:
        return borrow(self, state, site, effect);
    case LK_EFFECT_INIT:
    case LK_EFFECT_DESTROY:
        return forget_lock(self, state, site, effect);
    case LK_EFFECT_CALL:
        return run(self, state, site, effect);
    case LK_EFFECT_RETURNS:
        return returns(self, state, site, effect);
    case LK_EFFECT_NORETURN:
        return false;
    default:
        return true;
    }
}

void lk_effect_doubt(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    if (effect->kind != LK_EFFECT_ACQUIRE || is_semaphore(self, site, effect, &effect->object))
        return;
    const lk_value *lock = lock_of(self, state, site, &effect->object);
    if (!lock || lk_state_find_lock(state, lock))
        return;
    lk_lock_entry entry = new_entry(self, state, site, &effect->object, lock, (lk_mode)effect->mode);
    entry.status = LK_STATUS_MAYBE;
    lk_state_add_lock(&self->pool, state, entry);
}
