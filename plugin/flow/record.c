/* record.c -- keeps what happens on the paths of a function, for the summary that its callers get. */
#include "flow/record.h"

#include <string.h>

enum { MOST_HAPPENINGS = 48, MOST_ORDERS = 32, MOST_GIVEN = 32, MOST_ARGUMENTS = 8, MOST_STEPS = 16, MOST_WAY = 8 };

static const char *kept_text(const lk_recorder *self, const char *text) {
    return text ? lk_arena_strndup(self->arena, text, strlen(text)) : NULL;
}

const lk_witness *lk_record_witness(const lk_recorder *self, const lk_witness *witness) {
    lk_witness *kept = LK_NEW(self->arena, lk_witness);
    *kept = *witness;
    kept->callee = kept_text(self, witness->callee);
    kept->name = kept_text(self, witness->name);
    kept->into = kept_text(self, witness->into);
    kept->via = lk_via_keep(self->arena, witness->via);
    kept->trail = NULL;
    return kept;
}

/* ---- conditions ---- */

static bool is_at_entry(const lk_recorder *self, const lk_value *term) {
    if (!term)
        return true;
    bool is_later = term == lk_formals_after(self->terms) || term == lk_formals_result(self->terms);
    return !is_later && is_at_entry(self, term->a) &&
           (term->kind == LK_VALUE_LOAD ? !term->b : is_at_entry(self, term->b));
}

uint32_t lk_record_conditions(const lk_recorder *self, const lk_outward *outward, lk_fact *conditions) {
    const lk_state *state = outward->state;
    uint32_t count = 0;
    for (uint32_t i = 0; i < state->fact_count && count < LK_MOST_CONDITIONS; i++) {
        lk_fact fact = state->facts[i];
        if (fact.other || fact.value->kind == LK_VALUE_RESULT || fact.value->kind == LK_VALUE_UNKNOWN)
            continue;
        fact.value = lk_outward_term(outward, fact.value);
        bool is_plain = fact.value && fact.value->kind != LK_VALUE_CONSTANT && !lk_value_is_address(fact.value);
        if (is_plain && is_at_entry(self, fact.value))
            conditions[count++] = fact;
    }
    return count;
}

/* ---- happenings ---- */

static bool has_condition(const lk_happening *self, const lk_fact *fact) {
    for (uint32_t i = 0; i < self->condition_count; i++)
        if (lk_fact_equal(&self->conditions[i], fact))
            return true;
    return false;
}

static bool has_released(const lk_happening *self, const lk_value *lock) {
    for (uint32_t i = 0; i < self->released_count; i++)
        if (self->released[i] == lock)
            return true;
    return false;
}

static bool is_like(const lk_happening *a, const lk_happening *b) {
    bool same_kind = a->is_call == b->is_call && a->event.kind == b->event.kind && a->event.mode == b->event.mode &&
                     a->event.block == b->event.block && a->event.yield == b->event.yield;
    if (!same_kind || a->event.object != b->event.object || a->argument_count != b->argument_count ||
        a->held_count != b->held_count)
        return false;
    for (uint32_t i = 0; i < a->held_count; i++)
        if (a->held[i].lock != b->held[i].lock)
            return false;
    for (uint32_t i = 0; i < a->argument_count; i++)
        if (a->arguments[i] != b->arguments[i])
            return false;
    return true;
}

/* Whether `self` happens whenever `other` does, and with no more of the caller's locks let go before. */
static bool covers(const lk_happening *self, const lk_happening *other) {
    bool is_narrower =
        self->event.is_dispatched && !(other->event.is_dispatched && self->event.chooser == other->event.chooser);
    if (is_narrower || (self->event.is_dying && !other->event.is_dying) || !is_like(self, other))
        return false;
    for (uint32_t i = 0; i < self->condition_count; i++)
        if (!has_condition(other, &self->conditions[i]))
            return false;
    for (uint32_t i = 0; i < self->released_count; i++)
        if (!has_released(other, self->released[i]))
            return false;
    return true;
}

/* The caller's locks that this path has, or may have, let go; false when one of them can't be said. */
static bool collect_released(const lk_outward *outward, lk_happening *happening, const lk_value **released) {
    const lk_state *state = outward->state;
    for (uint32_t i = 0; i < state->lock_count; i++) {
        if (!state->locks[i].of_caller || state->locks[i].is_mistake)
            continue;
        released[happening->released_count] = lk_outward_term(outward, state->locks[i].lock);
        if (!released[happening->released_count++])
            return false;
    }
    happening->released = released;
    return true;
}

/* The locks that the function itself holds, those that can be said. */
static void collect_held(const lk_outward *outward, lk_happening *happening, lk_lock_entry *held) {
    const lk_state *state = outward->state;
    for (uint32_t i = 0; i < state->lock_count; i++) {
        lk_lock_entry entry = state->locks[i];
        entry.lock = entry.status == LK_STATUS_HELD && !entry.of_caller ? lk_outward_term(outward, entry.lock) : NULL;
        if (entry.lock)
            held[happening->held_count++] = entry;
    }
    happening->held = held;
}

const void *lk_record_items(const lk_recorder *self, const void *items, size_t size) {
    return size ? memcpy(lk_arena_alloc(self->arena, size), items, size) : NULL;
}

static lk_happening kept(const lk_recorder *self, const lk_happening *happening) {
    lk_happening made = *happening;
    made.conditions = lk_record_items(self, made.conditions, made.condition_count * sizeof *made.conditions);
    made.released = lk_record_items(self, made.released, made.released_count * sizeof *made.released);
    made.arguments = lk_record_items(self, made.arguments, made.argument_count * sizeof *made.arguments);
    lk_lock_entry *held = LK_NEW_ARRAY(self->arena, lk_lock_entry, made.held_count);
    for (uint32_t i = 0; i < made.held_count; i++) {
        held[i] = made.held[i];
        held[i].guard = held[i].failed = NULL; /* values of this function, which no caller asks for */
        held[i].witness = lk_record_witness(self, held[i].witness);
    }
    made.held = held;
    made.event.callee = kept_text(self, made.event.callee);
    made.event.name = kept_text(self, made.event.name);
    made.event.place_name = kept_text(self, made.event.place_name);
    made.event.cond = kept_text(self, made.event.cond);
    made.event.via = lk_via_keep(self->arena, made.event.via);
    made.event.trail = NULL;
    return made;
}

/* What is done in one case of many, or is so further down. In which order locks are taken is of interest anyhow. */
static void note_dispatch(const lk_outward *outward, lk_event *event) {
    const lk_value *chooser = event->is_dispatched ? event->chooser : outward->state->chooser;
    event->is_dispatched = event->kind != LK_EVENT_ORDER && (event->is_dispatched || outward->state->chosen_case != 0);
    event->chooser = event->is_dispatched && chooser ? lk_outward_term(outward, chooser) : NULL;
}

static bool comes_again(const lk_via *via, const lk_decl *function) {
    for (uint32_t steps = 0; via && steps < MOST_STEPS; via = via->next, steps++)
        if (via->callee == function)
            return true;
    return false;
}

/* Whether the way goes round twice: what recursion adds is much the same at every depth, and who lets go of what on the
   way is known less and less. */
static bool is_deep_recursion(const lk_via *via) {
    for (uint32_t steps = 0; via && steps < MOST_STEPS; via = via->next, steps++)
        if (comes_again(via->next, via->callee))
            return true;
    return false;
}

/* Whether it happens so far down that nobody can say any more under which conditions. */
static bool is_far_down(const lk_via *via) {
    uint32_t steps = 0;
    for (; via; via = via->next)
        steps++;
    return steps >= MOST_WAY;
}

static bool is_order(const lk_happening *self) {
    return !self->is_call && self->event.kind == LK_EVENT_ORDER;
}

static bool has_room(const lk_recorder *self, const lk_happening *happening) {
    return is_order(happening) ? self->orders < MOST_ORDERS : self->happenings.count - self->orders < MOST_HAPPENINGS;
}

/* Keeps it unless what is kept says it already. Everything it points to may go away afterwards. */
static void keep(lk_recorder *self, const lk_outward *outward, lk_happening happening) {
    const lk_value *released[LK_MOST_LOCKS];
    lk_fact conditions[LK_MOST_CONDITIONS];
    lk_lock_entry held[LK_MOST_LOCKS];
    if (!collect_released(outward, &happening, released))
        return;
    if (happening.is_call)
        collect_held(outward, &happening, held);
    note_dispatch(outward, &happening.event);
    happening.condition_count = lk_record_conditions(self, outward, conditions);
    happening.conditions = conditions;
    if (is_deep_recursion(happening.event.via) || is_far_down(happening.event.via))
        return;
    for (uint32_t i = 0; i < self->happenings.count; i++) {
        lk_happening *known = &self->happenings.items[i];
        if (covers(known, &happening))
            return;
        if (!covers(&happening, known))
            continue;
        *known = kept(self, &happening);
        return;
    }
    if (!has_room(self, &happening))
        return;
    lk_array_push(self->arena, &self->happenings, kept(self, &happening));
    self->orders += is_order(&happening);
}

/* Waiting with a lock that this function knows to be free is told of it, and not once more of its callers. */
static bool is_told_here(const lk_state *state, const lk_event *event) {
    lk_lock_view lock;
    return event->kind == LK_EVENT_WAIT && event->object && lk_state_lock(state, event->object, &lock) &&
           lock.status == LK_STATUS_FREE;
}

static bool is_of_interest(const lk_event *event) {
    switch (event->kind) {
    case LK_EVENT_ACQUIRE:
        return event->waits;
    case LK_EVENT_WAIT:
    case LK_EVENT_BLOCK:
    case LK_EVENT_YIELD:
    case LK_EVENT_EXIT_THREAD:
    case LK_EVENT_DESTROY:
    case LK_EVENT_FREE:
        return true;
    default:
        return false;
    }
}

/* ---- the order of locks ---- */

/* Whether a caller knows better which object it is. */
static bool is_open(const lk_value *term) {
    const lk_value *base = lk_value_base(term);
    return base->kind != LK_VALUE_VARIABLE && base->kind != LK_VALUE_UNKNOWN && base->kind != LK_VALUE_NAMED;
}

/* What the caller would call the lock, or else the member that it is; NULL when neither can be said. */
static const lk_value *term_or_some(const lk_outward *outward, const lk_value *lock) {
    const lk_value *term = lk_outward_term(outward, lock);
    return term ? term : lk_formals_some(outward->terms, lock);
}

static void collect_all_held(const lk_outward *outward, lk_happening *happening, lk_lock_entry *held) {
    const lk_state *state = outward->state;
    for (uint32_t i = 0; i < state->lock_count; i++) {
        lk_lock_entry entry = state->locks[i];
        bool is_own = entry.status == LK_STATUS_HELD && !entry.of_caller;
        entry.lock = is_own ? term_or_some(outward, entry.lock) : NULL;
        if (entry.lock)
            held[happening->held_count++] = entry;
    }
    happening->held = held;
}

/* Keeps that a lock is waited for where that alone, without knowing more, is no order yet: callers hold locks of their
   own then, or know which objects those of this function are. */
static void record_order(lk_simulator *simulator, const lk_state *state, const lk_event *event) {
    lk_recorder *self = simulator->recorder;
    lk_lock_entry held[LK_MOST_LOCKS];
    lk_outward outward = {.simulator = simulator, .terms = self->terms, .state = state};
    lk_happening happening = {.event = *event};
    happening.event.kind = LK_EVENT_ORDER;
    happening.event.object = term_or_some(&outward, event->object);
    if (!happening.event.object)
        return;
    collect_all_held(&outward, &happening, held);
    bool says_more = lk_value_base(happening.event.object)->kind == LK_VALUE_UNKNOWN;
    for (uint32_t i = 0; i < happening.held_count; i++)
        says_more |= is_open(happening.event.object) || is_open(held[i].lock);
    if (says_more)
        keep(self, &outward, happening);
}

bool lk_record_is_open_order(const lk_happening *happening) {
    for (uint32_t i = 0; is_order(happening) && i < happening->held_count; i++)
        if (is_open(happening->event.object) || is_open(happening->held[i].lock))
            return true;
    return false;
}

static bool has_held(const lk_happening *self, const lk_value *lock) {
    for (uint32_t i = 0; i < self->held_count; i++)
        if (self->held[i].lock == lock)
            return true;
    return false;
}

static bool has_opposite(const lk_recorder *self, const lk_happening *order) {
    for (uint32_t i = 0; i < self->happenings.count; i++) {
        const lk_happening *other = &self->happenings.items[i];
        if (is_order(other) && has_held(order, other->event.object) && has_held(other, order->event.object))
            return true;
    }
    return false;
}

void lk_record_drop_choices(lk_recorder *self) {
    uint32_t kept = 0, count = self->happenings.count;
    bool *is_choice = LK_NEW_ARRAY(self->arena, bool, count);
    for (uint32_t i = 0; i < count; i++)
        is_choice[i] = is_order(&self->happenings.items[i]) && has_opposite(self, &self->happenings.items[i]);
    for (uint32_t i = 0; i < count; i++)
        if (!is_choice[i])
            self->happenings.items[kept++] = self->happenings.items[i];
    self->happenings.count = kept;
    self->orders -= count - kept;
}

void lk_record_event(lk_simulator *simulator, const lk_state *state, const lk_event *event) {
    lk_recorder *self = simulator->recorder;
    if (!self || simulator->releases_unknown)
        return;
    bool is_ordered = event->kind == LK_EVENT_ORDER || (event->kind == LK_EVENT_ACQUIRE && event->waits);
    if (is_ordered && !event->is_dying)
        record_order(simulator, state, event);
    if (!is_of_interest(event) || is_told_here(state, event))
        return;
    lk_outward outward = {.simulator = simulator, .terms = self->terms, .state = state};
    lk_happening happening = {.event = *event};
    happening.event.object = event->object ? lk_outward_term(&outward, event->object) : NULL;
    if (event->object && !happening.event.object)
        return;
    keep(self, &outward, happening);
}

/* ---- calls of what is not known ---- */

static bool is_pointer(const lk_argument *argument) {
    return !argument->type || argument->type->kind == LK_TYPE_POINTER || argument->type->kind == LK_TYPE_UNKNOWN ||
           argument->type->kind == LK_TYPE_RECORD;
}

static void keep_given(lk_recorder *self, const lk_value *term) {
    for (uint32_t i = 0; i < self->given.count; i++)
        if (self->given.items[i] == term)
            return;
    if (self->given.count < MOST_GIVEN)
        lk_array_push(self->arena, &self->given, term);
    else
        self->is_unknown = true;
}

void lk_record_call(lk_simulator *simulator, const lk_state *state, const lk_event *at, const lk_value *target,
                    const lk_value *const *arguments, uint32_t count) {
    lk_recorder *self = simulator->recorder;
    if (!self || simulator->releases_unknown)
        return;
    const lk_value *terms[MOST_ARGUMENTS];
    lk_outward outward = {.simulator = simulator, .terms = self->terms, .state = state};
    lk_happening happening = {
        .is_call = true, .arguments = terms, .argument_count = count < MOST_ARGUMENTS ? count : MOST_ARGUMENTS};
    happening.event.object = lk_outward_term(&outward, target);
    if (!happening.event.object)
        return;
    for (uint32_t i = 0; i < happening.argument_count; i++)
        terms[i] = lk_outward_term(&outward, arguments[i]);
    happening.event.span = happening.event.place = at->span;
    happening.event.is_dispatched = at->is_dispatched;
    happening.event.chooser = at->chooser;
    keep(self, &outward, happening);
}

static bool is_own(const lk_value *address) {
    const lk_decl *root = lk_value_root(address);
    return root && (root->kind == LK_DECL_LOCAL || root->kind == LK_DECL_PARAM);
}

void lk_record_given(lk_simulator *simulator, const lk_state *state, const lk_argument *argument,
                     const lk_value *given) {
    lk_recorder *self = simulator->recorder;
    if (!self || !is_pointer(argument))
        return;
    lk_outward outward = {.simulator = simulator, .terms = self->terms, .state = state};
    const lk_value *term = lk_outward_term(&outward, given);
    if (term && term->kind != LK_VALUE_CONSTANT && term->kind != LK_VALUE_STRING)
        keep_given(self, term);
    else if (!term && lk_knowledge_type(simulator->knowledge, argument->type) && !is_own(given))
        simulator->releases_unknown = true; /* for all that is known */
}
