/* copies.c -- handles that the function owns and copies to places that outlive it: whether one count has two owners
   then.

   A pointer that is stored may be borrowed. It owns where the program drops what such a place holds. Where nobody else
   can own the object, the place is left with nothing when its only handle is dropped, whoever owns it. */
#include "flow/simulator.h"

static bool is_automatic(const lk_decl *variable) {
    return variable->kind == LK_DECL_LOCAL || variable->kind == LK_DECL_PARAM;
}

static bool outlives(const lk_simulator *self, const lk_value *address) {
    const lk_decl *root = lk_value_root(address);
    return !lk_value_is_slot(address) && !(root && is_automatic(root)) && !lk_memory_is_private(self, address);
}

static bool has_copy_at(const lk_owner_entry *entry, const lk_value *place) {
    for (uint32_t i = 0; i < entry->copy_count; i++)
        if (entry->copies[i].place == place)
            return true;
    return false;
}

/* The place as the source may write it, NULL when that isn't short. */
static const char *name_of(lk_simulator *self, const lk_value *place) {
    const char *name = lk_value_object_text(self->arena, place);
    return name && !lk_value_is_address(place) ? lk_arena_printf(self->arena, "*%s", name) : name;
}

bool lk_copy_store(lk_simulator *self, lk_state *state, const lk_op *op, const lk_value *address,
                   const lk_value *value) {
    lk_owner_entry *entry = lk_state_find_owner(state, value);
    if (!entry || !address || address->is_vague || !outlives(self, address))
        return false;
    if (has_copy_at(entry, address))
        return true;
    const char *name = name_of(self, address);
    if (!name || entry->copy_count == LK_MOST_COPIES)
        return false;
    lk_witness witness = {.span = op->span, .call = op->span, .name = name, .callee = ""};
    entry->copies[entry->copy_count++] = (lk_copy){address, lk_witness_make(self, state, witness)};
    return true;
}

/* By value it can only be the function's own where a variable of its own holds it. */
static bool has_own_name(const lk_state *state, const lk_value *handle) {
    for (uint32_t i = 0; i < state->binding_count; i++)
        if (state->bindings[i].value == handle && state->bindings[i].key->kind == LK_VALUE_VARIABLE &&
            is_automatic(state->bindings[i].key->decl))
            return true;
    return false;
}

bool lk_copy_give_up(lk_simulator *self, lk_state *state, const lk_call_site *site, const lk_value *place,
                     const lk_value *handle) {
    lk_owner_entry *entry = lk_state_find_owner(state, handle);
    if (!entry || entry->copy_count == 0 || entry->given_up || !site->is_certain)
        return false;
    if (!place && !(entry->is_only && has_own_name(state, handle)))
        return false;
    entry->is_only &= !lk_model_has(site->model, LK_EFFECT_BIT(LK_EFFECT_MOVE)); /* who got it keeps the object */
    const char *name = place ? name_of(self, place) : lk_state_variable_name(state, handle);
    lk_witness witness = {.span = site->op->span,
                          .call = site->op->span,
                          .callee = lk_call_name(self, site->op),
                          .name = name ? name : "the handle"};
    entry->given_up = lk_witness_make(self, state, witness);
    return true;
}

void lk_copy_doubt(lk_state *state, bool is_seen) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->owner_count; i++) {
        if (state->owners[i].copy_count)
            state->owners[i].is_only = false;
        if (state->owners[i].copy_count == 0 || is_seen)
            state->owners[kept++] = state->owners[i];
    }
    state->owner_count = kept;
}

static void tell(lk_simulator *self, const lk_state *state, const lk_owner_entry *entry, const lk_copy *second,
                 const lk_witness *other) {
    if (state->is_odd || lk_is_dying(self))
        return;
    lk_tell(self, state,
            (lk_event){.kind = LK_EVENT_SHARE,
                       .span = second->witness->span,
                       .object = entry->handle,
                       .name = second->witness->name,
                       .made = entry->witness,
                       .is_given_up = other == entry->given_up,
                       .other = other});
}

void lk_copy_leave(lk_simulator *self, const lk_state *state, const lk_owner_entry *entry) {
    const lk_copy *owners[LK_MOST_COPIES];
    uint32_t owner_count = 0;
    for (uint32_t i = 0; i < entry->copy_count; i++) {
        const lk_copy *copy = &entry->copies[i];
        if (lk_state_get(state, copy->place) != entry->handle)
            continue;
        if (lk_knowledge_is_owner(self->knowledge, copy->place) || (entry->is_only && entry->given_up))
            owners[owner_count++] = copy;
    }
    if (entry->given_up && owner_count > 0)
        tell(self, state, entry, owners[0], entry->given_up);
    else if (owner_count == 2 && entry->count == 1 &&
             lk_value_relation(owners[0]->place, owners[1]->place) == LK_DIFFERENT)
        tell(self, state, entry, owners[1], owners[0]->witness);
}
