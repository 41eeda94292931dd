/* head.c -- entering a loop: what it writes becomes a phi, what is held is renamed with it, what is old is let go. */
#include "flow/simulator.h"

typedef struct renaming {
    lk_simulator *simulator;
    lk_state *state;
    uint32_t head;
} renaming;

static bool has_decl(const lk_decl *const *items, uint32_t count, const lk_decl *decl) {
    for (uint32_t i = 0; i < count; i++)
        if (items[i] == decl)
            return true;
    return false;
}

static bool has_class(const int64_t *items, uint32_t count, int64_t memory_class) {
    for (uint32_t i = 0; i < count; i++)
        if (items[i] == memory_class)
            return true;
    return false;
}

/* Whether the loop may change what the cell holds. */
static bool may_write(const lk_simulator *self, const lk_writes *writes, const lk_value *cell) {
    if (cell->kind == LK_VALUE_MEMORY)
        return false;
    bool has_decl_of_its_own = cell->kind == LK_VALUE_VARIABLE || cell->kind == LK_VALUE_FIELD;
    const lk_type *type = has_decl_of_its_own ? cell->decl->type : NULL;
    bool is_pointer = !type || type->kind == LK_TYPE_POINTER || type->kind == LK_TYPE_RECORD;
    if (!lk_memory_is_private(self, cell) && (is_pointer ? writes->pointers : writes->scalars))
        return true;
    if (cell->kind == LK_VALUE_VARIABLE && has_decl(writes->variables.items, writes->variables.count, cell->decl))
        return true;
    if (cell->kind == LK_VALUE_FIELD)
        return has_decl(writes->fields.items, writes->fields.count, cell->decl) ||
               (!lk_memory_is_private(self, cell) &&
                has_class(writes->bare.items, writes->bare.count, lk_memory_class(type)));
    bool is_plain =
        cell->kind == LK_VALUE_VARIABLE && lk_memory_is_private(self, cell) && !lk_memory_is_named(self, cell->decl);
    return !is_plain && (cell->kind == LK_VALUE_INDEX || !type ||
                         has_class(writes->types.items, writes->types.count, lk_memory_class(type)));
}

static void remember(renaming *self, const lk_value *old, const lk_value *phi) {
    for (uint32_t i = 0; i < self->simulator->from.count; i++)
        if (self->simulator->from.items[i] == old)
            return;
    lk_array_push(self->simulator->arena, &self->simulator->from, old);
    lk_array_push(self->simulator->arena, &self->simulator->to, phi);
}

/* The value under the names that hold at the head, NULL when it has none any more: it was made in an earlier round and
   no place holds it. A phi of this head keeps its name only while its place still holds it. */
static const lk_value *renamed(const renaming *self, const lk_value *value) {
    for (uint32_t i = 0; i < self->simulator->from.count; i++)
        if (value == self->simulator->from.items[i])
            return self->simulator->to.items[i];
    if (value->is_vague)
        return NULL;
    if (value->kind == LK_VALUE_PHI && value->site == self->head)
        return lk_state_get(self->state, value->a) == value ? value : NULL;
    if (value->block != LK_NO_BLOCK && lk_loops_contain(&self->simulator->loops, self->head, value->block))
        return NULL;
    if (value->kind == LK_VALUE_PHI || (!value->a && !value->b))
        return value;
    const lk_value *a = value->a ? renamed(self, value->a) : NULL;
    const lk_value *b = value->b ? renamed(self, value->b) : NULL;
    if ((value->a && !a) || (value->b && !b))
        return NULL;
    return lk_value_with_parts(self->simulator->values, value, a, b);
}

/* ---- the parts of the state ---- */

/* Whether the value goes on to be what it was, whatever names it gets besides: it is older than the loop. */
static bool outlasts(const renaming *self, const lk_value *value) {
    if (!value)
        return true;
    if (value->is_vague || (value->kind == LK_VALUE_PHI && value->site == self->head))
        return false;
    if (value->block != LK_NO_BLOCK && lk_loops_contain(&self->simulator->loops, self->head, value->block))
        return false;
    return value->kind == LK_VALUE_PHI || (outlasts(self, value->a) && outlasts(self, value->b));
}

static bool is_own_name(const renaming *self, const lk_value *value) {
    return value->kind == LK_VALUE_PHI && value->site == self->head && lk_state_get(self->state, value->a) == value;
}

/* Whether the place holds a phi from here on: the loop writes it, or what it holds was made in an earlier round and is
   called by that place alone. */
static bool takes_phi(const renaming *self, const lk_writes *writes, const lk_binding *at) {
    if (at->key->kind == LK_VALUE_MEMORY)
        return false;
    bool is_homeless = lk_memory_is_private(self->simulator, at->key) && !outlasts(self, at->value);
    return may_write(self->simulator, writes, at->key) || (is_homeless && !is_own_name(self, at->value));
}

/* A parameter that the loop writes holds what it held at entry, if nothing has been stored to it yet. */
static void bind_parameters(renaming *self, const lk_writes *writes) {
    lk_simulator *simulator = self->simulator;
    for (uint32_t i = 0; i < writes->variables.count; i++) {
        const lk_decl *variable = writes->variables.items[i];
        const lk_value *key = lk_value_variable(simulator->values, variable);
        bool is_whole =
            variable->type && variable->type->kind != LK_TYPE_RECORD && variable->type->kind != LK_TYPE_ARRAY;
        if (variable->kind == LK_DECL_PARAM && is_whole && !lk_state_get(self->state, key) &&
            !lk_memory_is_ignored(simulator, variable) && lk_memory_is_private(simulator, key))
            lk_state_set(&simulator->pool, self->state, key,
                         lk_memory_load(simulator, self->state, key, variable->type));
    }
}

static void collect_names(renaming *self, const lk_writes *writes) {
    const lk_state *state = self->state;
    for (uint32_t i = 0; i < state->binding_count; i++) {
        const lk_binding *at = &state->bindings[i];
        if (at->value->kind == LK_VALUE_CONSTANT || !takes_phi(self, writes, at) || is_own_name(self, at->value))
            continue;
        remember(self, at->value, lk_value_phi(self->simulator->values, self->head, at->key));
    }
}

/* What a constant or a sum is has no facts of its own, and no name in the loop: what is known of it is known of the
   place that holds it. */
static void collect_known(renaming *self, const lk_writes *writes) {
    lk_simulator *simulator = self->simulator;
    const lk_state *state = self->state;
    simulator->pool.met.count = 0;
    for (uint32_t i = 0; i < state->binding_count; i++) {
        const lk_binding *at = &state->bindings[i];
        uint8_t kind = at->value->kind;
        bool is_made = kind == LK_VALUE_CONSTANT || kind == LK_VALUE_MOVED || kind == LK_VALUE_COMPUTE;
        lk_fact fact;
        if (!is_made || !takes_phi(self, writes, at) || !lk_state_known(state, at->value, &fact))
            continue;
        fact.value = lk_value_phi(simulator->values, self->head, at->key);
        lk_array_push(simulator->arena, &simulator->pool.met, fact);
    }
}

static void rename_locks(renaming *self) {
    lk_state *state = self->state;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->lock_count; i++) {
        lk_lock_entry entry = state->locks[i];
        const lk_value *guard = entry.guard ? renamed(self, entry.guard) : NULL;
        if (entry.guard && !guard)
            entry.status = LK_STATUS_MAYBE;
        entry.guard = guard;
        entry.is_sure &= !entry.failed || renamed(self, entry.failed) == entry.failed;
        entry.lock = renamed(self, entry.lock);
        if (entry.lock)
            state->locks[kept++] = entry;
        else if (entry.status != LK_STATUS_FREE)
            state->is_root = false;
    }
    state->lock_count = kept;
}

static void rename_handles(renaming *self) {
    lk_state *state = self->state;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->handle_count; i++) {
        lk_handle_entry entry = state->handles[i];
        entry.handle = renamed(self, entry.handle);
        if (entry.handle)
            state->handles[kept++] = entry;
    }
    state->handle_count = kept;
}

/* What was made in an earlier round goes by another name now. */
static void rename_owners(renaming *self) {
    lk_state *state = self->state;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->owner_count; i++)
        if (renamed(self, state->owners[i].handle) == state->owners[i].handle)
            state->owners[kept++] = state->owners[i];
    state->owner_count = kept;
}

static void rename_lives(renaming *self) {
    lk_state *state = self->state;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->life_count; i++) {
        lk_life_entry entry = state->lives[i];
        entry.lock = renamed(self, entry.lock);
        if (entry.lock)
            state->lives[kept++] = entry;
    }
    state->life_count = kept;
}

static void rename_answers(renaming *self) {
    lk_state *state = self->state;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->answer_count; i++) {
        lk_fact answer = state->answers[i];
        answer.value = renamed(self, answer.value);
        if (answer.value)
            state->answers[kept++] = answer;
    }
    state->answer_count = kept;
}

/* Of two values the one made first comes first. */
static void reorder(lk_fact *fact) {
    const lk_value *first = fact->other;
    fact->other = fact->value;
    fact->value = first;
    fact->relation = lk_relation_mirrored(fact->relation);
}

/* False when a part has no name any more, or both are one. */
static bool rename_fact(const renaming *self, lk_fact *fact) {
    const lk_value *value = renamed(self, fact->value), *other = fact->other ? renamed(self, fact->other) : NULL;
    bool is_named = value && value != other && (!fact->other || other);
    fact->value = value;
    fact->other = other;
    if (is_named && other && value->id > other->id)
        reorder(fact);
    return is_named;
}

/* A fact about a parameter is told of the variable that holds the same value as well, not instead: only the variable
   is written in the loop. */
static void rename_facts(renaming *self) {
    lk_simulator *simulator = self->simulator;
    lk_state *state = self->state;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->fact_count; i++) {
        lk_fact old = state->facts[i], fact = old;
        bool is_named = rename_fact(self, &fact),
             is_same = is_named && fact.value == old.value && fact.other == old.other;
        if (is_named)
            state->facts[kept++] = fact;
        if (!is_same && outlasts(self, old.value) && outlasts(self, old.other))
            lk_array_push(simulator->arena, &simulator->pool.met, old);
    }
    state->fact_count = kept;
    for (uint32_t i = 0; i < simulator->pool.met.count; i++)
        if (!lk_state_find_fact(state, simulator->pool.met.items[i].value, simulator->pool.met.items[i].other))
            lk_state_add_fact(&simulator->pool, state, &simulator->pool.met.items[i]);
}

static void rename_bindings(renaming *self, const lk_writes *writes) {
    lk_simulator *simulator = self->simulator;
    lk_state *state = self->state, *fresh = lk_state_new(&simulator->pool);
    for (uint32_t i = 0; i < state->binding_count; i++) {
        lk_binding at = state->bindings[i];
        if (at.key->kind == LK_VALUE_MEMORY) {
            lk_state_append_binding(&simulator->pool, fresh, at);
            continue;
        }
        if (renamed(self, at.key) != at.key)
            continue;
        if (takes_phi(self, writes, &at))
            at.value = lk_value_phi(simulator->values, self->head, at.key);
        else if (!renamed(self, at.value))
            continue;
        lk_state_append_binding(&simulator->pool, fresh, at);
    }
    lk_state_swap_bindings(state, fresh);
    lk_state_put_back(&simulator->pool, fresh);
}

static void bind(renaming *self, const lk_value *key) {
    lk_simulator *simulator = self->simulator;
    lk_state_set(&simulator->pool, self->state, key, lk_value_phi(simulator->values, self->head, key));
}

/* Places that the loop writes hold a phi also when nothing is known of them yet. */
static void bind_written(renaming *self, const lk_writes *writes) {
    lk_values *values = self->simulator->values;
    for (uint32_t i = 0; i < writes->variables.count; i++)
        if (!lk_memory_is_ignored(self->simulator, writes->variables.items[i]))
            bind(self, lk_value_variable(values, writes->variables.items[i]));
    for (uint32_t i = 0; i < writes->fields.count; i++)
        bind(self, lk_value_memory(values, writes->fields.items[i], 0));
    for (uint32_t i = 0; i < writes->types.count; i++) {
        bind(self, lk_value_memory(values, NULL, writes->types.items[i]));
        bind(self, lk_value_memory(values, NULL, writes->types.items[i] + 1));
    }
    if (writes->pointers)
        bind(self, self->simulator->pointers_key);
    if (writes->scalars)
        bind(self, self->simulator->scalars_key);
}

void lk_enter_loop(lk_simulator *self, lk_state *state, uint32_t head) {
    const lk_writes *writes = &self->writes[head];
    renaming work = {.simulator = self, .state = state, .head = head};
    self->from.count = self->to.count = 0;
    bind_parameters(&work, writes);
    collect_names(&work, writes);
    collect_known(&work, writes);
    rename_locks(&work);
    rename_handles(&work);
    rename_owners(&work);
    rename_lives(&work);
    rename_answers(&work);
    rename_facts(&work);
    rename_bindings(&work, writes);
    bind_written(&work, writes);
}
