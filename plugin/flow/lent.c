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

bool lk_lent_spawn(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    bool is_object;
    const lk_value *given =
        effect->has_second && site->is_certain ? lk_path_resolve(self, state, site, &effect->second, &is_object) : NULL;
    if (!given || is_object || given->is_vague)
        return true;
    const lk_witness witness = sent_witness(self, state, site, &effect->second, given);
    lk_tell(self, state,
            (lk_event){.kind = LK_EVENT_SEND,
                       .span = witness.span,
                       .callee = witness.callee,
                       .object = lk_value_base(given),
                       .name = witness.name});
    const lk_decl *variable = lk_value_root(given);
    if (is_automatic(variable))
        lk_life_set(self, state, lk_value_variable(self->values, variable), LK_LIFE_LENT,
                    lk_witness_make(self, state, witness));
    return true;
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

void lk_lent_end(lk_simulator *self, lk_state *state, const lk_decl *variable, lk_span span) {
    for (uint32_t i = 0; i < state->life_count; i++) {
        const lk_life_entry *entry = &state->lives[i];
        if (entry->life != LK_LIFE_LENT || (variable && entry->lock->decl != variable))
            continue;
        lk_tell(self, state,
                (lk_event){.kind = LK_EVENT_OUTLIVED,
                           .span = span,
                           .object = entry->lock,
                           .name = entry->lock->decl->name,
                           .other = entry->witness});
    }
}
