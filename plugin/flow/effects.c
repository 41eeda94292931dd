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

/* Where type and initialisers of the lock leave it open, a variable or member that leads to it may tell. */
static lk_reentrancy reentrancy_of(const lk_simulator *self, const lk_state *state, const lk_value *lock,
                                   const lk_lock_type *type) {
    lk_reentrancy known = lk_knowledge_reentrancy(self->knowledge, lock, type);
    for (uint32_t i = 0; known == LK_REENTRANT_UNKNOWN && i < state->binding_count; i++)
        if (state->bindings[i].value == lock && lk_value_is_address(state->bindings[i].key))
            known = lk_knowledge_reentrancy_behind(self->knowledge, state->bindings[i].key);
    return known;
}

static const lk_op *op_numbered(const lk_ir *ir, uint32_t id) {
    for (uint32_t b = 0; b < ir->blocks.count; b++)
        for (uint32_t i = 0; i < ir->blocks.items[b].ops.count; i++)
            if (ir->blocks.items[b].ops.items[i].id == id)
                return &ir->blocks.items[b].ops.items[i];
    return NULL;
}

/* What made the lock: on this path, or for the pointer that holds it. */
static lk_maker maker_of(lk_simulator *self, const lk_value *lock) {
    if (!lock)
        return (lk_maker){0};
    const lk_op *call = lock->kind == LK_VALUE_RESULT ? op_numbered(self->ir, lock->site) : NULL;
    return call && call->kind == LK_IR_CALL ? lk_knowledge_makes(self->knowledge, call)
                                            : lk_knowledge_maker(self->knowledge, lock);
}

/* A semaphore has no owner: nobody holds it. Nor what may be one. */
static bool is_unowned(lk_lock_kind kind) {
    return kind == LK_LOCK_SEMAPHORE || kind == LK_LOCK_UNKNOWN;
}

static lk_lock_kind kind_of(lk_simulator *self, const lk_call_site *site, const lk_effect *effect, const lk_path *path,
                            const lk_value *lock) {
    const lk_lock_type *type = lk_knowledge_type(self->knowledge, lk_path_type(site, path));
    lk_lock_kind kind = (lk_lock_kind)effect->lock_kind;
    if (type && kind != LK_LOCK_SEMAPHORE && kind != LK_LOCK_TASK)
        kind = (lk_lock_kind)type->kind;
    lk_maker maker = maker_of(self, lock);
    return kind == LK_LOCK_UNKNOWN && maker.is_known ? (lk_lock_kind)maker.kind : kind;
}

/* Taking it is waiting for whoever gives it. */
static bool wait_for_semaphore(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    lk_event event = event_of(self, site, LK_EVENT_BLOCK);
    event.block = LK_BLOCK_WAIT;
    event.name = event.callee;
    if (effect->waits)
        lk_tell(self, state, event);
    return true;
}

static lk_lock_entry new_entry(lk_simulator *self, const lk_state *state, const lk_call_site *site, const lk_path *path,
                               const lk_value *lock, const lk_effect *effect) {
    const lk_lock_type *type = lk_knowledge_type(self->knowledge, lk_path_type(site, path));
    lk_maker maker = maker_of(self, lock);
    lk_witness witness = {.span = site->op->span,
                          .call = site->op->span,
                          .callee = lk_call_name(self, site->op),
                          .name = lk_path_name(self, state, site, path, lock)};
    return (lk_lock_entry){.lock = lock,
                           .status = site->is_certain ? LK_STATUS_HELD : LK_STATUS_MAYBE,
                           .mode = effect->mode,
                           .kind = (uint8_t)kind_of(self, site, effect, path, lock),
                           .reentrancy =
                               maker.is_known ? maker.reentrancy : (uint8_t)reentrancy_of(self, state, lock, type),
                           .depth = 1,
                           .api = site->model->api,
                           .type = type,
                           .witness = lk_witness_make(self, state, witness)};
}

/* ---- acquire ---- */

static bool acquire(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect,
                    const lk_path *path, const lk_value *guard) {
    const lk_value *lock = lock_of(self, state, site, path);
    lk_lock_kind kind = kind_of(self, site, effect, path, lock);
    if (kind == LK_LOCK_SEMAPHORE)
        return wait_for_semaphore(self, state, site, effect);
    if (!lock || kind == LK_LOCK_UNKNOWN)
        return true;
    lk_event event = event_of(self, site, LK_EVENT_ACQUIRE);
    event.mode = effect->mode;
    event.waits = effect->waits;
    event.object = lock;
    event.name = lk_path_name(self, state, site, path, lock);
    lk_lock_entry entry = new_entry(self, state, site, path, lock, effect);
    event.reentrancy = effect->reentrancy == LK_REENTRANT_YES ? effect->reentrancy : entry.reentrancy;
    lk_tell(self, state, event);
    lk_life_told(state, lock);
    entry.guard = guard;
    lk_lock_take(self, state, entry);
    lk_lock_know_object(self, state, lock);
    if (guard)
        lk_lock_know_object(self, state, guard);
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

static void end_guard(lk_simulator *self, lk_state *state, const lk_call_site *site, const lk_lock_entry *owned) {
    lk_lock_entry released = *owned;
    lk_witness witness = {.span = site->op->span,
                          .call = site->op->span,
                          .callee = lk_call_name(self, site->op),
                          .name = owned->witness->name};
    released.status = LK_STATUS_FREE;
    released.witness = lk_witness_make(self, state, witness);
    const lk_value *guard = owned->guard;
    bool is_certain = site->is_certain && owned->status == LK_STATUS_HELD;
    lk_lock_release(self, state, released);
    if (is_certain)
        lk_life_release(self, state, guard, released.witness);
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
            end_guard(self, state, site, &state->locks[i]);
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
    if (is_unowned(kind_of(self, site, effect, &effect->object, lock)))
        return;
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
    lk_life_told(state, lock);
    lk_lock_entry released = new_entry(self, state, site, &effect->object, lock, effect);
    released.status = site->is_certain ? LK_STATUS_FREE : LK_STATUS_MAYBE;
    lk_lock_release(self, state, released);
}

static bool release(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    if (effect->by_guard)
        release_by_guard(self, state, site, &effect->object);
    else
        release_lock(self, state, site, effect);
    return true;
}

void lk_effect_unchecked(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect,
                         bool fails_rarely) {
    bool is_guard = effect->kind == LK_EFFECT_GUARD;
    const lk_path *path = is_guard ? &effect->second : &effect->object;
    if (!is_guard && effect->kind != LK_EFFECT_ACQUIRE)
        return;
    const lk_value *lock = lock_of(self, state, site, path);
    lk_event event = event_of(self, site, LK_EVENT_UNCHECKED);
    event.object = lock;
    event.waits = effect->waits;
    event.name = lk_path_name(self, state, site, path, lock);
    event.is_robust = lock && lk_knowledge_is_robust(self->knowledge, lock);
    if (fails_rarely && !event.is_robust)
        return;
    if (lock && !is_unowned(kind_of(self, site, effect, path, lock)))
        lk_tell(self, state, event);
}

/* ---- wait, block, yield ---- */

static bool names_held_lock(const lk_state *state, const lk_value *lock) {
    for (uint32_t i = 0; i < state->lock_count; i++)
        if (state->locks[i].status != LK_STATUS_FREE && lk_value_relation(state->locks[i].lock, lock) <= LK_SIMILAR)
            return true;
    return false;
}

/* A lock that the path took by another name may be the one that it waits with. */
static bool doubt_same(lk_state *state, const lk_value *lock) {
    bool any = false;
    for (uint32_t i = 0; i < state->lock_count; i++)
        if (state->locks[i].status != LK_STATUS_FREE &&
            lk_value_relation(state->locks[i].lock, lock) == LK_MAY_BE_SAME) {
            doubt(&state->locks[i]);
            any = true;
        }
    return any;
}

/* The field or variable, if the object is a variable or a member of `*base`, which may be unset. */
static const lk_decl *class_in(const lk_value *object, const lk_value **base) {
    if (object->kind == LK_VALUE_VARIABLE)
        return object->decl->kind == LK_DECL_GLOBAL || object->decl->kind == LK_DECL_STATIC ? object->decl : NULL;
    if (object->kind != LK_VALUE_FIELD || (*base && *base != object->a))
        return NULL;
    *base = object->a;
    return object->decl;
}

static void name_condition(lk_simulator *self, lk_state *state, const lk_call_site *site, const lk_effect *effect,
                           const lk_value *lock, lk_event *event) {
    bool is_object;
    const lk_value *base = NULL;
    const lk_value *cond = effect->has_second ? lk_path_resolve(self, state, site, &effect->second, &is_object) : NULL;
    if (!cond || cond->kind == LK_VALUE_CONSTANT)
        return;
    event->cond = lk_path_name(self, state, site, &effect->second, cond);
    event->cond_class = class_in(cond, &base);
    event->lock_class = event->cond_class ? class_in(lock, &base) : NULL;
}

/* A lock that the path doesn't know of is held by the caller. */
static void assume_held(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect,
                        const lk_value *lock) {
    if (names_held_lock(state, lock) || doubt_same(state, lock))
        return;
    lk_lock_entry held = new_entry(self, state, site, &effect->object, lock, effect);
    if (effect->mode == LK_MODE_ANY)
        held.mode = held.kind == LK_LOCK_RWLOCK ? LK_MODE_SHARED : LK_MODE_EXCLUSIVE;
    held.of_caller = true;
    lk_witness witness = *held.witness;
    witness.is_asserted = true;
    held.witness = lk_witness_make(self, state, witness);
    lk_lock_take(self, state, held);
}

static bool assert_held(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    const lk_value *lock = lock_of(self, state, site, &effect->object);
    if (!lock || is_unowned(kind_of(self, site, effect, &effect->object, lock)))
        return true;
    lk_lock_entry *known = lk_state_find_lock(state, lock);
    if (known && known->status == LK_STATUS_MAYBE && site->is_certain)
        known->status = LK_STATUS_HELD;
    else if (!known && !state->is_root)
        assume_held(self, state, site, effect, lock);
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
        event.is_held = names_held_lock(state, lock);
        event.waits = effect->waits;
        event.in_loop = !effect->has_second || lk_wait_looks_again(self, lock); /* else it looks itself */
        name_condition(self, state, site, effect, lock, &event);
        lk_tell(self, state, event);
        if (!names_held_lock(state, lock)) {
            lk_lock_entry held = new_entry(self, state, site, &effect->object, lock, effect);
            held.of_caller = true;
            if (doubt_same(state, lock))
                held.status = LK_STATUS_MAYBE;
            held.is_nested = lk_state_find_lock(state, lock) != NULL; /* free: a finding of its own */
            lk_lock_take(self, state, held);
        }
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
    if (effect->block == LK_BLOCK_POLL && !is_yield)
        lk_lock_doubt_called_back(self, state);
    lk_tell(self, state, event);
    if (effect->block != LK_BLOCK_SLEEP || is_yield)
        lk_lent_return(state);
    lk_memory_clobber(self, state, site->op->id, true, true);
    return true;
}

/* ---- the rest ---- */

/* Functions that were pushed with pthread_cleanup_push run now, and may let go of anything. */
static void exit_thread(lk_simulator *self, lk_state *state, const lk_call_site *site) {
    lk_event event = event_of(self, site, LK_EVENT_EXIT_THREAD);
    event.name = event.callee;
    if (!site->op->has_cleanup)
        lk_tell(self, state, event);
}

/* A lock comes into being, or ceases to be. */
static bool begin_or_end(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    const lk_value *lock = lock_of(self, state, site, &effect->object);
    if (!lock)
        return true;
    bool is_init = effect->kind == LK_EFFECT_INIT;
    lk_event event = event_of(self, site, is_init ? LK_EVENT_INIT : LK_EVENT_DESTROY);
    event.object = lock;
    event.name = lk_path_name(self, state, site, &effect->object, lock);
    lk_tell(self, state, event);
    lk_lock_entry *entry = lk_state_find_lock(state, lock);
    if (entry)
        lk_state_remove_lock(state, entry);
    lk_witness witness = {.span = site->op->span, .call = site->op->span, .callee = event.callee, .name = event.name};
    lk_life_set(self, state, lock, is_init ? LK_LIFE_LIVE : LK_LIFE_DEAD, lk_witness_make(self, state, witness));
    return true;
}

static bool free_object(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    bool is_object;
    const lk_value *object = lk_path_resolve(self, state, site, &effect->object, &is_object);
    if (!object || !is_object || object->kind == LK_VALUE_CONSTANT)
        return true;
    lk_event event = event_of(self, site, LK_EVENT_FREE);
    event.object = object;
    event.name = lk_path_name(self, state, site, &effect->object, object);
    lk_tell(self, state, event);
    lk_life_end_object(state, object);
    return true;
}

static bool write_object(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    bool is_object;
    const lk_value *object = lk_path_resolve(self, state, site, &effect->object, &is_object);
    if (!object || !is_object || object->kind == LK_VALUE_CONSTANT)
        return true;
    const lk_type *type = lk_path_type(site, &effect->object);
    bool is_scalar = type && type->kind != LK_TYPE_VOID && type->kind != LK_TYPE_RECORD && type->kind != LK_TYPE_ARRAY;
    if (!is_scalar && !lk_memory_is_private(self, object))
        lk_memory_clobber(self, state, site->op->id, true, true);
    else
        lk_memory_store(self, state, object, type,
                        lk_value_at(self->values, LK_VALUE_UNKNOWN, site->op->id, self->block, -1), site->op->id);
    return true;
}

/* Of a lock that the caller holds it is not known afterwards in which mode. */
static bool convert(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    const lk_value *lock = lock_of(self, state, site, &effect->object);
    lk_lock_entry *entry = lock ? lk_state_find_lock(state, lock) : NULL;
    if (entry && entry->status != LK_STATUS_FREE) {
        entry->mode = effect->mode;
    } else if (lock && !entry) {
        lk_lock_entry callers = new_entry(self, state, site, &effect->object, lock, effect);
        callers.status = LK_STATUS_MAYBE;
        callers.of_caller = true;
        lk_state_add_lock(&self->pool, state, callers);
    }
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
        lk_record_call(self, state, &(lk_event){.span = site->op->span}, entry, &argument, argument ? 1 : 0);
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
    case LK_EFFECT_CREATE:
        return lk_owner_create(self, state, site, effect);
    case LK_EFFECT_CLONE:
        return lk_handle_clone(self, state, site, effect);
    case LK_EFFECT_DROP:
        return lk_handle_drop(self, state, site, effect);
    case LK_EFFECT_BORROW:
        return borrow(self, state, site, effect);
    case LK_EFFECT_INIT:
    case LK_EFFECT_DESTROY:
        return begin_or_end(self, state, site, effect);
    case LK_EFFECT_FREES:
        return free_object(self, state, site, effect);
    case LK_EFFECT_WRITES:
        return write_object(self, state, site, effect);
    case LK_EFFECT_SPAWN:
        return lk_lent_spawn(self, state, site, effect);
    case LK_EFFECT_JOIN:
        return lk_handle_join(self, state, site, effect);
    case LK_EFFECT_CALL:
        return run(self, state, site, effect);
    case LK_EFFECT_RETURNS:
        return returns(self, state, site, effect);
    case LK_EFFECT_EXIT_THREAD:
        exit_thread(self, state, site);
        return false;
    case LK_EFFECT_NORETURN:
        return false;
    default:
        return true;
    }
}

void lk_effect_fail(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    const lk_value *lock = effect->kind == LK_EFFECT_ACQUIRE ? lock_of(self, state, site, &effect->object) : NULL;
    if (!lock || is_unowned(kind_of(self, site, effect, &effect->object, lock)) || lk_state_find_lock(state, lock))
        return;
    lk_lock_entry entry = new_entry(self, state, site, &effect->object, lock, effect);
    entry.status = LK_STATUS_FREE;
    lk_fact fact;
    entry.is_sure = true;
    entry.failed = site->result;
    entry.failed_excluded = lk_state_known(state, site->result, &fact) ? fact.excluded_count : 0;
    lk_state_add_lock(&self->pool, state, entry);
}

void lk_effect_doubt(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    const lk_value *lock = effect->kind == LK_EFFECT_ACQUIRE ? lock_of(self, state, site, &effect->object) : NULL;
    if (!lock || is_unowned(kind_of(self, site, effect, &effect->object, lock)))
        return;
    lk_lock_entry *known = lk_state_find_lock(state, lock);
    if (known) {
        known->is_sure = false;
        return;
    }
    lk_lock_entry entry = new_entry(self, state, site, &effect->object, lock, effect);
    entry.status = LK_STATUS_MAYBE;
    lk_state_add_lock(&self->pool, state, entry);
}
