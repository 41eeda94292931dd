/* summarize.c -- the paths that return become the exits of a summary: few, and such that they exclude each other. */
#include "flow/record.h"

#include <string.h>

enum { MOST_EXITS = 8, MOST_DRAFTS = 24, MOST_STORES = 12 };

/* An exit that still grows. In memory of the simulation. */
typedef struct draft {
    LK_ARRAY(lk_fact) facts;
    const lk_value *result;
    LK_ARRAY(lk_lock_change) changes;
    LK_ARRAY(lk_handle_entry) moved;
    LK_ARRAY(lk_store) stores;
    bool gives; /* the result is a handle that the caller owns then */
} draft;

typedef struct summarizing {
    lk_simulator *simulator;
    lk_recorder *recorder;
    LK_ARRAY(draft) drafts;
    bool releases_unknown;
} summarizing;

/* ---- one path ---- */

static void add_change(summarizing *self, draft *to, const lk_outward *outward, const lk_lock_entry *entry) {
    bool is_held = entry->status == LK_STATUS_HELD;
    if ((is_held || entry->status == LK_STATUS_FREE) && is_held == entry->of_caller)
        return; /* as the caller had it */
    if (entry->is_mistake && entry->status == LK_STATUS_FREE)
        return;
    lk_lock_change change = {.entry = *entry};
    change.change = is_held ? LK_CHANGE_TAKEN : entry->status == LK_STATUS_FREE ? LK_CHANGE_RELEASED : LK_CHANGE_MAYBE;
    change.entry.lock = lk_outward_term(outward, entry->lock);
    change.entry.guard = entry->guard ? lk_outward_term(outward, entry->guard) : NULL;
    if (entry->guard && !change.entry.guard)
        change.change = LK_CHANGE_MAYBE;
    if (change.entry.lock)
        lk_array_push(self->simulator->arena, &to->changes, change);
    else
        self->releases_unknown |= entry->of_caller;
}

static void add_moved(summarizing *self, draft *to, const lk_outward *outward, lk_handle_entry entry) {
    if (entry.handle->kind == LK_VALUE_MOVED)
        return;
    entry.handle = lk_outward_term(outward, entry.handle);
    if (entry.handle && entry.handle->kind != LK_VALUE_CONSTANT)
        lk_array_push(self->simulator->arena, &to->moved, entry);
}

static bool says_later(const lk_recorder *self, const lk_value *term) {
    return term && (term == lk_formals_after(self->terms) || says_later(self, term->a) || says_later(self, term->b));
}

static void add_store(summarizing *self, draft *to, const lk_outward *outward, const lk_binding *binding) {
    lk_recorder *recorder = self->recorder;
    if (to->stores.count == MOST_STORES || binding->key->kind == LK_VALUE_MEMORY)
        return;
    lk_store store = {lk_outward_term(outward, binding->key), NULL};
    store.value = store.address ? lk_outward_term(outward, binding->value) : NULL;
    if (!store.value || says_later(recorder, store.value) || says_later(recorder, store.address))
        return;
    bool is_unchanged = store.value->kind == LK_VALUE_LOAD && store.value->a == store.address;
    if (!is_unchanged)
        lk_array_push(self->simulator->arena, &to->stores, store);
}

static bool may_be(lk_simulator *self, const lk_state *state, const lk_value *value, lk_operator op) {
    lk_state *trial = lk_state_copy(&self->pool, state);
    bool may = lk_state_assume(&self->pool, trial, self->values, value, op, lk_value_constant(self->values, 0));
    lk_state_put_back(&self->pool, trial);
    return may;
}

static void add_result(summarizing *self, draft *to, const lk_outward *outward) {
    lk_fact fact;
    if (!outward->result)
        return;
    to->result = lk_outward_term(outward, outward->result);
    if (!lk_state_known(outward->state, outward->result, &fact)) {
        if (!may_be(self->simulator, outward->state, outward->result, LK_OP_EQ))
            lk_fact_exclude(&fact, 0);
        else if (!may_be(self->simulator, outward->state, outward->result, LK_OP_NE))
            fact.low = fact.high = 0;
    }
    fact.value = lk_formals_result(self->recorder->terms);
    fact.other = NULL;
    if (lk_fact_says_something(&fact))
        lk_array_push(self->simulator->arena, &to->facts, fact);
}

static draft draft_of(summarizing *self, const lk_ending *ending) {
    draft made = {0};
    lk_fact conditions[LK_MOST_CONDITIONS];
    const lk_state *state = ending->state;
    lk_outward outward = {.simulator = self->simulator,
                          .terms = self->recorder->terms,
                          .state = state,
                          .at_exit = true,
                          .result = ending->result};
    add_result(self, &made, &outward);
    made.gives = lk_owner_has(state, ending->result);
    uint32_t count = lk_record_conditions(self->recorder, &outward, conditions);
    for (uint32_t i = 0; i < count; i++)
        lk_array_push(self->simulator->arena, &made.facts, conditions[i]);
    for (uint32_t i = 0; i < state->lock_count; i++)
        add_change(self, &made, &outward, &state->locks[i]);
    for (uint32_t i = 0; i < state->handle_count; i++)
        add_moved(self, &made, &outward, state->handles[i]);
    for (uint32_t i = 0; i < state->binding_count; i++)
        add_store(self, &made, &outward, &state->bindings[i]);
    return made;
}

/* ---- two paths as one ---- */

static bool same_change(const lk_lock_change *a, const lk_lock_change *b) {
    return a->change == b->change && a->entry.lock == b->entry.lock && a->entry.guard == b->entry.guard &&
           a->entry.mode == b->entry.mode;
}

static lk_lock_change *find_change(draft *self, const lk_value *lock) {
    for (uint32_t i = 0; i < self->changes.count; i++)
        if (self->changes.items[i].entry.lock == lock)
            return &self->changes.items[i];
    return NULL;
}

static bool has_moved(const draft *self, const lk_value *handle) {
    for (uint32_t i = 0; i < self->moved.count; i++)
        if (self->moved.items[i].handle == handle)
            return true;
    return false;
}

static bool same_effects(draft *a, draft *b) {
    if (a->changes.count != b->changes.count || a->moved.count != b->moved.count)
        return false;
    for (uint32_t i = 0; i < a->changes.count; i++) {
        const lk_lock_change *other = find_change(b, a->changes.items[i].entry.lock);
        if (!other || !same_change(&a->changes.items[i], other))
            return false;
    }
    for (uint32_t i = 0; i < a->moved.count; i++)
        if (!has_moved(b, a->moved.items[i].handle))
            return false;
    return true;
}

static const lk_fact *find_fact(const draft *self, const lk_value *value) {
    for (uint32_t i = 0; i < self->facts.count; i++)
        if (self->facts.items[i].value == value)
            return &self->facts.items[i];
    return NULL;
}

static void join_facts(draft *into, const draft *other) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < into->facts.count; i++) {
        const lk_fact *fact = find_fact(other, into->facts.items[i].value);
        lk_fact joined = fact ? lk_fact_join(&into->facts.items[i], fact) : (lk_fact){0};
        joined.value = into->facts.items[i].value;
        if (fact && lk_fact_says_something(&joined))
            into->facts.items[kept++] = joined;
    }
    into->facts.count = kept;
}

static bool has_store(const draft *self, lk_store store) {
    for (uint32_t i = 0; i < self->stores.count; i++)
        if (self->stores.items[i].address == store.address && self->stores.items[i].value == store.value)
            return true;
    return false;
}

static void join_memory(summarizing *self, draft *into, const draft *other) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < into->stores.count; i++)
        if (has_store(other, into->stores.items[i]))
            into->stores.items[kept++] = into->stores.items[i];
    into->stores.count = kept;
    if (into->result != other->result)
        into->result = lk_formals_result(self->recorder->terms);
}

static void join_changes(summarizing *self, draft *into, draft *other) {
    for (uint32_t i = 0; i < into->changes.count; i++) {
        lk_lock_change *mine = &into->changes.items[i], *theirs = find_change(other, mine->entry.lock);
        if (!theirs || !same_change(mine, theirs))
            mine->change = LK_CHANGE_MAYBE;
    }
    for (uint32_t i = 0; i < other->changes.count; i++) {
        lk_lock_change theirs = other->changes.items[i];
        theirs.change = LK_CHANGE_MAYBE;
        if (!find_change(into, theirs.entry.lock))
            lk_array_push(self->simulator->arena, &into->changes, theirs);
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < into->moved.count; i++)
        if (has_moved(other, into->moved.items[i].handle))
            into->moved.items[kept++] = into->moved.items[i];
    into->moved.count = kept;
}

static void join(summarizing *self, draft *into, draft *other) {
    into->gives &= other->gives;
    if (!same_effects(into, other))
        join_changes(self, into, other);
    join_facts(into, other);
    join_memory(self, into, other);
}

/* ---- all of them ---- */

static void take_ending(summarizing *self, const lk_ending *ending) {
    draft made = draft_of(self, ending);
    if (lk_knowledge_is_widening(self->simulator->knowledge))
        made.facts.count = 0;
    for (uint32_t i = 0; i < self->drafts.count; i++)
        if (same_effects(&self->drafts.items[i], &made)) {
            join(self, &self->drafts.items[i], &made);
            return;
        }
    if (self->drafts.count < MOST_DRAFTS)
        lk_array_push(self->simulator->arena, &self->drafts, made);
    else
        join(self, &self->drafts.items[MOST_DRAFTS - 1], &made);
}

static bool exclude_each_other(const draft *a, const draft *b) {
    for (uint32_t i = 0; i < a->facts.count; i++) {
        const lk_fact *mine = &a->facts.items[i], *theirs = find_fact(b, mine->value);
        if (theirs && lk_fact_apart(mine, theirs))
            return true;
    }
    return false;
}

static void merge_into(summarizing *self, uint32_t into, uint32_t from) {
    join(self, &self->drafts.items[into], &self->drafts.items[from]);
    self->drafts.count--;
    memmove(&self->drafts.items[from], &self->drafts.items[from + 1],
            (self->drafts.count - from) * sizeof *self->drafts.items);
}

/* Which of two ways a call goes has to be seen from outside; else what they disagree on is open. */
static void tell_apart(summarizing *self) {
    for (uint32_t i = 0; i < self->drafts.count; i++)
        for (uint32_t k = 0; k < self->drafts.count; k++)
            if (i != k && !exclude_each_other(&self->drafts.items[i], &self->drafts.items[k])) {
                merge_into(self, i < k ? i : k, i < k ? k : i);
                i = 0;
                k = UINT32_MAX; /* begin again: what has been joined says less of itself */
            }
    while (self->drafts.count > MOST_EXITS)
        merge_into(self, self->drafts.count - 2, self->drafts.count - 1);
}

static lk_exit exit_of(summarizing *self, draft *from) {
    lk_recorder *recorder = self->recorder;
    for (uint32_t i = 0; i < from->changes.count; i++)
        from->changes.items[i].entry.witness = lk_record_witness(recorder, from->changes.items[i].entry.witness);
    for (uint32_t i = 0; i < from->moved.count; i++)
        from->moved.items[i].witness = lk_record_witness(recorder, from->moved.items[i].witness);
#define KEEP(list) lk_record_items(recorder, from->list.items, from->list.count * sizeof *from->list.items)
    return (lk_exit){KEEP(facts), from->facts.count, from->result, KEEP(changes),      from->changes.count,
                     KEEP(moved), from->moved.count, KEEP(stores), from->stores.count, from->gives};
#undef KEEP
}

static void take_endings(summarizing *self) {
    const lk_simulator *simulator = self->simulator;
    for (uint32_t b = 0; b < simulator->ir->blocks.count; b++)
        for (uint32_t i = 0; i < simulator->states[b].endings.count; i++)
            take_ending(self, &simulator->states[b].endings.items[i]);
    tell_apart(self);
}

lk_summary *lk_summarize(lk_simulator *simulator, bool is_complete) {
    lk_recorder *recorder = simulator->recorder;
    lk_summary *made = LK_NEW(recorder->arena, lk_summary);
    summarizing self = {.simulator = simulator, .recorder = recorder};
    made->function = simulator->ir->function;
    if (is_complete)
        take_endings(&self);
    lk_exit *exits = LK_NEW_ARRAY(recorder->arena, lk_exit, self.drafts.count);
    for (uint32_t i = 0; i < self.drafts.count; i++) {
        exits[i] = exit_of(&self, &self.drafts.items[i]);
        made->has_effects |= exits[i].change_count > 0 || exits[i].moved_count > 0 || exits[i].gives;
    }
    made->exits = exits;
    made->exit_count = self.drafts.count;
    lk_record_drop_choices(recorder);
    made->happenings = recorder->happenings.items;
    made->happening_count = recorder->happenings.count;
    made->given = recorder->given.items;
    made->given_count = recorder->given.count;
    made->releases_unknown = self.releases_unknown || simulator->releases_unknown;
    made->calls_unknown = simulator->calls_unknown;
    made->is_unknown = !is_complete || recorder->is_unknown;
    for (uint32_t i = 0; i < made->happening_count; i++) {
        made->has_effects |= made->happenings[i].is_call && made->happenings[i].held_count > 0;
        made->has_orders |= lk_record_is_open_order(&made->happenings[i]);
    }
    lk_traits_find(simulator, made, recorder->arena);
    made->releases_unknown |= made->is_unknown && made->may_release;
    return made;
}
