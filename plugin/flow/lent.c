/* lent.c -- what a thread is given that is not for it: guards, and the addresses of variables that end before it. */
#include "flow/simulator.h"

static lk_witness sent_witness(lk_simulator *self, const lk_state *state, const lk_call_site *site,
                               const lk_path *argument, const lk_value *value) {
    const char *name = lk_path_name(self, state, site, argument, value);
    return (lk_witness){.span = lk_path_span(self, site, argument),
                        .call = site->op->span,
                        .callee = lk_call_name(self, site->op),
                        .name = name ? name : "it",
                        .into = site->op->argument_count ? site->op->arguments[0].name : NULL,
                        .into_thread = true};
}

static bool is_automatic(const lk_decl *variable) {
    return variable && (variable->kind == LK_DECL_LOCAL || variable->kind == LK_DECL_PARAM);
}

static void send(lk_simulator *self, lk_state *state, const lk_witness *witness, const lk_value *given) {
    lk_tell(self, state,
            (lk_event){.kind = LK_EVENT_SEND,
                       .span = witness->span,
                       .callee = witness->callee,
                       .object = lk_value_base(given),
                       .name = witness->name});
    const lk_decl *variable = lk_value_root(given);
    if (is_automatic(variable))
        lk_life_set(self, state, lk_value_variable(self->values, variable), LK_LIFE_LENT,
                    lk_witness_make(self, state, *witness));
}

static bool is_member(const lk_value *place, const lk_value *object) {
    bool is_part = place->kind == LK_VALUE_FIELD || place->kind == LK_VALUE_INDEX;
    return is_part && (place->a == object || is_member(place->a, object));
}

/* A member as the source may write it, behind the argument that the thread gets. */
static const char *member_name(lk_arena *arena, const lk_value *place, const lk_value *object, const char *name) {
    if (place == object)
        return name;
    const char *outer = member_name(arena, place->a, object, name);
    if (place->kind == LK_VALUE_INDEX)
        return lk_arena_printf(arena, "%s[...]", outer);
    bool is_behind = place->a == object && !lk_value_is_address(object);
    return lk_arena_printf(arena, "%s%s%s", outer, is_behind ? "->" : ".", place->decl->name);
}

/* What lies in an object goes where the object goes. */
static void send_members(lk_simulator *self, lk_state *state, const lk_witness *whole, const lk_value *object) {
    for (uint32_t i = 0; i < state->binding_count; i++) {
        const lk_binding *at = &state->bindings[i];
        if (!is_member(at->key, object) || at->value->kind == LK_VALUE_CONSTANT || at->value->is_vague)
            continue;
        lk_witness witness = *whole;
        witness.is_inside = true;
        witness.name = member_name(self->arena, at->key, object, whole->name);
        send(self, state, &witness, at->value);
    }
}

bool lk_lent_spawn(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    bool is_object;
    const lk_value *given =
        effect->has_second && site->is_certain ? lk_path_resolve(self, state, site, &effect->second, &is_object) : NULL;
    if (!given || is_object || given->is_vague)
        return true;
    const lk_witness witness = sent_witness(self, state, site, &effect->second, given);
    send_members(self, state, &witness, given);
    send(self, state, &witness, given);
    return true;
}

void lk_lent_bind(lk_simulator *self, lk_state *state, const lk_call_site *site, const lk_value *handle) {
    const char *name = lk_state_variable_name(state, handle);
    lk_witness witness = {.span = site->op->span,
                          .call = site->op->span,
                          .callee = lk_call_name(self, site->op),
                          .name = name ? name : "the handle"};
    lk_lent_unbind(state, handle);
    lk_state_add_life(&self->pool, state,
                      (lk_life_entry){handle, LK_LIFE_STAYS, lk_witness_make(self, state, witness)});
}

void lk_lent_unbind(lk_state *state, const lk_value *handle) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->life_count; i++)
        if (state->lives[i].life != LK_LIFE_STAYS || state->lives[i].lock != handle)
            state->lives[kept++] = state->lives[i];
    state->life_count = kept;
}

void lk_lent_return(lk_state *state) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->life_count; i++)
        if (state->lives[i].life != LK_LIFE_LENT)
            state->lives[kept++] = state->lives[i];
    state->life_count = kept;
}

void lk_lent_read(lk_state *state, const lk_value *address) {
    const lk_decl *variable = address ? lk_value_root(address) : NULL;
    for (uint32_t i = 0; variable && i < state->life_count; i++)
        if (state->lives[i].life == LK_LIFE_LENT && state->lives[i].lock->decl == variable) {
            lk_lent_return(state);
            return;
        }
}

/* Of what one thread got, one thing that ends is enough to say. */
static void forget_sent(lk_state *state, const lk_witness *sent) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->life_count; i++) {
        const lk_life_entry *entry = &state->lives[i];
        bool is_same = entry->life == LK_LIFE_LENT && entry->witness->call.begin.offset == sent->call.begin.offset &&
                       entry->witness->call.begin.file == sent->call.begin.file;
        if (!is_same)
            state->lives[kept++] = *entry;
    }
    state->life_count = kept;
}

void lk_lent_end(lk_simulator *self, lk_state *state, const lk_decl *variable, lk_span span) {
    for (uint32_t i = 0; i < state->life_count;) {
        const lk_life_entry entry = state->lives[i];
        if (entry.life != LK_LIFE_LENT || (variable && entry.lock->decl != variable)) {
            i++;
            continue;
        }
        lk_tell(self, state,
                (lk_event){.kind = LK_EVENT_OUTLIVED,
                           .span = span,
                           .object = entry.lock,
                           .name = entry.lock->decl->name,
                           .other = entry.witness});
        forget_sent(state, entry.witness);
        i = 0;
    }
}
