/* handles.c -- who owns what: moves, clones, drops, and uses of what is gone. */
#include "flow/simulator.h"

const char *lk_state_variable_name(const lk_state *state, const lk_value *value) {
    for (uint32_t i = 0; i < state->binding_count; i++)
        if (state->bindings[i].value == value && state->bindings[i].key->kind == LK_VALUE_VARIABLE)
            return state->bindings[i].key->decl->name;
    return NULL;
}

void lk_handle_use(lk_simulator *self, lk_state *state, const lk_value *value, lk_span span, const char *name,
                   const char *callee) {
    const lk_value *handle = lk_value_base(value);
    lk_handle_entry *entry = lk_state_find_handle(state, handle);
    if (!entry || entry->spent != LK_SPENT_MOVED)
        return;
    const char *variable = lk_state_variable_name(state, handle);
    lk_event event = {.kind = LK_EVENT_USE,
                      .span = lk_shown_span(self, span),
                      .callee = callee,
                      .object = handle,
                      .name = variable ? variable : name};
    lk_tell(self, state, event);
    *entry = state->handles[--state->handle_count]; /* said once on a path */
}

static bool is_guard(const lk_state *state, const lk_value *value) {
    for (uint32_t i = 0; i < state->lock_count; i++)
        if (state->locks[i].guard == value)
            return true;
    return false;
}

static const char *thread_name(const lk_call_site *site) {
    return site->op->argument_count ? site->op->arguments[0].name : NULL;
}

/* A handle that left its variable by a move and now goes into a thread: the first witness learns where it went. */
static void follow_into_thread(lk_simulator *self, lk_state *state, const lk_call_site *site, const lk_value *handle) {
    for (uint32_t i = 0; i < state->handle_count; i++) {
        lk_handle_entry *entry = &state->handles[i];
        if (entry->handle->kind != LK_VALUE_MOVED || entry->handle->a != handle || entry->witness->into_thread)
            continue;
        lk_witness witness = *entry->witness;
        witness.into_thread = true;
        witness.into = thread_name(site);
        entry->witness = lk_witness_make(self, state, witness);
    }
}

static lk_witness move_witness(lk_simulator *self, const lk_call_site *site, const lk_path *path, const char *name) {
    return (lk_witness){.span = lk_path_span(self, site, path),
                        .call = site->op->span,
                        .callee = lk_call_name(self, site->op),
                        .name = name ? name : "the handle"};
}

static void move_out_of_place(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect,
                              const lk_value *place) {
    const lk_value *handle = lk_memory_load(self, state, place, site->op->type);
    const char *name = lk_path_name(self, state, site, &effect->object, NULL);
    lk_span span = lk_path_span(self, site, &effect->object);
    lk_handle_use(self, state, handle, span, name, lk_call_name(self, site->op));
    const lk_value *moved = handle->kind == LK_VALUE_MOVED ? lk_value_constant(self->values, 0) : handle;
    if (effect->has_second && effect->second.root == LK_ROOT_RESULT)
        site->result = moved;
    else
        lk_owner_forget(state, handle);
    if (moved->kind == LK_VALUE_CONSTANT || handle->is_vague)
        return;
    const lk_value *left = lk_value_moved(self->values, handle, site->op->id, self->block);
    lk_memory_store(self, state, place, NULL, left, site->op->id);
    if (is_guard(state, handle))
        return;
    lk_witness witness = move_witness(self, site, &effect->object, name);
    lk_state_add_handle(&self->pool, state,
                        (lk_handle_entry){left, lk_witness_make(self, state, witness), LK_SPENT_MOVED});
}

bool lk_handle_move(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    bool is_object;
    const lk_value *handle = lk_path_resolve(self, state, site, &effect->object, &is_object);
    if (!handle)
        return true;
    if (is_object) {
        move_out_of_place(self, state, site, effect, handle);
        return true;
    }
    lk_owner_forget(state, handle);
    const char *name = lk_path_name(self, state, site, &effect->object, NULL);
    lk_span span = lk_path_span(self, site, &effect->object);
    lk_handle_use(self, state, handle, span, name, lk_call_name(self, site->op));
    bool is_nothing = handle->kind == LK_VALUE_CONSTANT || handle->kind == LK_VALUE_MOVED;
    if (is_nothing || lk_value_is_address(handle))
        return true;
    lk_witness witness = move_witness(self, site, &effect->object, name);
    if (lk_model_has(site->model, LK_EFFECT_BIT(LK_EFFECT_SPAWN))) {
        witness.into_thread = true;
        witness.into = thread_name(site);
        follow_into_thread(self, state, site, handle);
    }
    lk_state_add_handle(&self->pool, state,
                        (lk_handle_entry){handle, lk_witness_make(self, state, witness), LK_SPENT_MOVED});
    return true;
}

bool lk_handle_clone(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    bool is_object;
    const lk_value *handle = lk_path_resolve(self, state, site, &effect->object, &is_object);
    if (!handle)
        return true;
    if (is_object)
        handle = lk_memory_load(self, state, handle, NULL);
    lk_handle_use(self, state, handle, lk_path_span(self, site, &effect->object),
                  lk_path_name(self, state, site, &effect->object, NULL), lk_call_name(self, site->op));
    if (effect->has_second && effect->second.root == LK_ROOT_RESULT) {
        site->result = lk_value_clone(self->values, handle, site->op->id, self->block);
        lk_owner_clone(self, state, site, handle);
    }
    return true;
}

/* Whether it can be dropped once more: another variable holds it, or the caller does. */
static bool has_another_name(const lk_state *state, const lk_value *place, const lk_value *handle) {
    for (uint32_t i = 0; i < state->binding_count; i++)
        if (state->bindings[i].value == handle && state->bindings[i].key != place)
            return true;
    return lk_choice_is_callers(handle);
}

static void tell_drop(lk_simulator *self, lk_state *state, const lk_call_site *site, const lk_effect *effect,
                      const lk_value *place, const lk_value *handle) {
    const lk_decl *variable = place->kind == LK_VALUE_VARIABLE ? place->decl : NULL;
    const char *name = variable ? variable->name : lk_path_name(self, state, site, &effect->object, NULL);
    lk_event event = {.kind = LK_EVENT_DROP,
                      .span = site->op->span,
                      .callee = lk_call_name(self, site->op),
                      .object = handle,
                      .name = name ? name : "the handle"};
    lk_tell(self, state, event);
    lk_witness witness = {.span = event.span, .call = event.span, .callee = event.callee, .name = event.name};
    if (has_another_name(state, place, handle))
        lk_state_add_handle(&self->pool, state,
                            (lk_handle_entry){handle, lk_witness_make(self, state, witness), LK_SPENT_DROPPED});
}

/* Dropping what a move left is the ordinary end of a variable. */
bool lk_handle_drop(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    bool is_object;
    const lk_value *place = lk_path_resolve(self, state, site, &effect->object, &is_object);
    if (place && !is_object)
        lk_owner_forget(state, place);
    if (!place || !is_object)
        return true;
    const lk_value *handle = lk_memory_load(self, state, place, site->op->type);
    lk_owner_forget(state, handle);
    bool is_nothing = handle->kind == LK_VALUE_CONSTANT || handle->kind == LK_VALUE_MOVED;
    if (!is_nothing && !handle->is_vague && site->is_certain)
        tell_drop(self, state, site, effect, place, handle);
    lk_memory_store(self, state, place, NULL, lk_value_constant(self->values, 0), site->op->id);
    return true;
}

bool lk_handle_join(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    bool is_object;
    const lk_value *thread = lk_path_resolve(self, state, site, &effect->object, &is_object);
    if (thread && is_object)
        thread = lk_memory_load(self, state, thread, NULL);
    if (!effect->detaches)
        lk_lent_return(state);
    if (!thread || thread->is_vague || thread->kind == LK_VALUE_CONSTANT || !site->is_certain)
        return true;
    const char *name = lk_state_variable_name(state, thread);
    if (!name && thread->kind == LK_VALUE_LOAD)
        name = lk_value_object_text(self->arena, thread->a);
    if (!name)
        name = "the thread";
    lk_event event = {.kind = LK_EVENT_JOIN,
                      .span = site->op->span,
                      .callee = lk_call_name(self, site->op),
                      .object = thread,
                      .name = name};
    lk_tell(self, state, event);
    lk_witness witness = move_witness(self, site, &effect->object, name);
    witness.span = site->op->span;
    lk_state_add_handle(&self->pool, state,
                        (lk_handle_entry){thread, lk_witness_make(self, state, witness), LK_SPENT_JOINED});
    return true;
}
