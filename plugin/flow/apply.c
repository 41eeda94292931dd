/* apply.c -- a call of a function whose summary is known: what happens in it, and what is so when it has returned. */
#include "flow/apply.h"

enum { MOST_ARGUMENTS = 64, DEEPEST_CALLBACK = 4, MOST_STEPS = 16, MOST_CALLBACKS = 4096 };

/* One call, or one run of a callback inside it. */
typedef struct application {
    lk_inward inward;
    lk_simulator *simulator;
    const lk_op *op;
    const lk_summary *summary;
    const lk_via *outer; /* of a callback: the way to where it is called */
    lk_span at;          /* where it is called */
    int depth;           /* of callbacks in callbacks */
    bool is_dispatched;  /* of a callback: as in the event */
    const lk_value *chooser;
    bool counts; /* it goes by what it changes itself, as in `if (depth++ == 0) lock();` */
} application;

static const lk_value *value_of(const application *self, const lk_value *term) {
    return lk_inward_value(&self->inward, term);
}

static const lk_via *step(const application *self, lk_via via) {
    lk_via *made = LK_NEW(self->simulator->arena, lk_via);
    *made = via;
    return made;
}

/* `first`, and behind its last step `last`. */
static const lk_via *chained(const application *self, const lk_via *first, const lk_via *last) {
    if (!first)
        return last;
    const lk_via *items[MOST_STEPS];
    uint32_t count = 0;
    for (; first && count < MOST_STEPS; first = first->next)
        items[count++] = first;
    for (; count > 0; count--)
        last = step(self, (lk_via){last, items[count - 1]->callee, items[count - 1]->call, false});
    return last;
}

/* The way from the caller down to what is `below` in the function. */
static const lk_via *way(const application *self, const lk_via *below) {
    return chained(self, self->outer, step(self, (lk_via){below, self->summary->function, self->at, false}));
}

/* ---- conditions ---- */

static bool compare(const application *self, lk_state *state, const lk_value *value, lk_operator op, int64_t constant) {
    lk_simulator *simulator = self->simulator;
    const lk_value *other = lk_value_constant(simulator->values, constant);
    if (!lk_state_assume(&simulator->pool, state, simulator->values, value, op, other))
        return false;
    if (self->summary->has_effects || simulator->decides[simulator->block])
        lk_answer(simulator, state, value, op, other);
    return true;
}

static bool assume(const application *self, lk_state *state, const lk_value *value, const lk_fact *fact) {
    bool is_one = fact->low == fact->high;
    if (is_one)
        return compare(self, state, value, LK_OP_EQ, fact->low);
    bool may = fact->low == INT64_MIN || compare(self, state, value, LK_OP_GE, fact->low);
    may = may && (fact->high == INT64_MAX || compare(self, state, value, LK_OP_LE, fact->high));
    for (uint32_t i = 0; may && i < fact->excluded_count; i++)
        may = compare(self, state, value, LK_OP_NE, fact->excluded[i]);
    return may;
}

/* Whether all that must hold before the call may hold; what is said of the result is left for later. */
static bool assume_all(const application *self, lk_state *state, const lk_fact *facts, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        const lk_value *value = facts[i].value->kind == LK_VALUE_RESULT ? NULL : value_of(self, facts[i].value);
        if (value && !assume(self, state, value, &facts[i]))
            return false;
    }
    return true;
}

static bool may(const application *self, const lk_state *state, const lk_value *value, lk_operator op,
                int64_t constant) {
    lk_simulator *simulator = self->simulator;
    lk_state *trial = lk_state_copy(&simulator->pool, state);
    bool is_possible = lk_state_assume(&simulator->pool, trial, simulator->values, value, op,
                                       lk_value_constant(simulator->values, constant));
    lk_state_put_back(&simulator->pool, trial);
    return is_possible;
}

/* Whether the conditions cannot but hold. */
static bool must_hold(const application *self, const lk_state *state, const lk_fact *facts, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        const lk_fact *fact = &facts[i];
        const lk_value *value = value_of(self, fact->value);
        if (!value || (fact->low != INT64_MIN && may(self, state, value, LK_OP_LT, fact->low)) ||
            (fact->high != INT64_MAX && may(self, state, value, LK_OP_GT, fact->high)))
            return false;
        for (uint32_t k = 0; k < fact->excluded_count; k++)
            if (may(self, state, value, LK_OP_EQ, fact->excluded[k]))
                return false;
    }
    return true;
}

/* ---- what happens during the call ---- */

/* A lock that this path knows nothing of is its caller's, who has to hear that it is let go. */
static void note_released(const application *self, lk_state *state, const lk_value *lock) {
    const lk_decl *root = lk_value_root(lock);
    bool is_own = root && (root->kind == LK_DECL_LOCAL || root->kind == LK_DECL_PARAM);
    lk_witness witness = {.span = self->op->span, .place = self->op->span};
    lk_lock_entry entry = {.lock = lock, .status = LK_STATUS_MAYBE, .of_caller = true};
    if (is_own)
        return;
    entry.witness = lk_witness_make(self->simulator, state, witness);
    if (!lk_state_add_lock(&self->simulator->pool, state, entry))
        self->simulator->incomplete = true;
}

/* Takes the caller's locks out that are let go before; false when one of them isn't known here. Of the locks that are
   held, one that is another's equal is that one alone. */
static bool take_released_out(const application *self, lk_state *state, const lk_happening *happening) {
    if (happening->released_count > 0)
        lk_state_remove_over(state);
    for (uint32_t i = 0; i < happening->released_count; i++) {
        const lk_value *lock = value_of(self, happening->released[i]);
        if (!lock)
            return false;
        lock = lk_value_object(self->simulator->values, lock);
        if (!lk_lock_open(state, lock))
            note_released(self, state, lock);
    }
    return true;
}

static const char *name_of(const application *self, const lk_state *state, const lk_value *object, const char *inner) {
    const char *name = lk_value_object_text(self->simulator->arena, object);
    if (!name)
        name = lk_state_variable_name(state, object);
    if (!name)
        name = lk_value_object_hint(self->simulator->arena, object);
    return name ? name : inner;
}

/* Which case is followed may be known before the call. */
static void choose_case(const application *self, lk_event *event) {
    lk_fact fact;
    const lk_value *chooser = event->chooser ? value_of(self, event->chooser) : NULL;
    bool is_known = chooser && lk_state_known(self->inward.before, chooser, &fact) && fact.low == fact.high;
    event->is_dispatched &= !is_known;
    event->chooser = event->is_dispatched ? chooser : NULL;
    if (!event->is_dispatched && self->is_dispatched) {
        event->is_dispatched = true;
        event->chooser = self->chooser;
    }
}

static void tell_happening(const application *self, const lk_state *before, const lk_state *state,
                           const lk_happening *happening) {
    lk_event event = happening->event;
    if (event.kind == LK_EVENT_EXIT_THREAD && self->op->has_cleanup)
        return;
    event.is_uncertain =
        event.is_uncertain && !must_hold(self, before, happening->conditions, happening->condition_count);
    choose_case(self, &event);
    if (event.object) {
        const lk_value *object = value_of(self, event.object);
        if (!object && event.kind == LK_EVENT_ORDER)
            object = lk_formals_some(self->simulator->values, event.object);
        if (!object)
            return;
        event.object = object;
        event.object = lk_value_object(self->simulator->values, event.object);
        event.name = name_of(self, state, event.object, event.name);
    }
    event.via = way(self, event.via);
    event.span = self->op->span;
    event.in_loop = event.in_loop ||
                    (event.kind == LK_EVENT_WAIT && event.object && lk_wait_looks_again(self->simulator, event.object));
    lk_tell(self->simulator, state, event);
}

static bool run_callback(const application *self, lk_state *state, const lk_happening *happening);
static void hold(const application *self, lk_state *state, const lk_happening *happening);

/* What a callback leaves open is open after the call too. */
static void keep_open(const application *self, const lk_state *from, lk_state *to) {
    for (uint32_t i = 0; i < from->lock_count; i++) {
        lk_lock_entry *entry = lk_state_find_lock(to, from->locks[i].lock);
        if (from->locks[i].status != LK_STATUS_MAYBE)
            continue;
        if (entry)
            entry->status = LK_STATUS_MAYBE;
        else if (!from->locks[i].of_caller) /* the caller's: let go before the callback, and taken again after it */
            lk_state_add_lock(&self->simulator->pool, to, from->locks[i]);
    }
}

static void happen(const application *self, const lk_state *before, lk_state *after) {
    lk_simulator *simulator = self->simulator;
    for (uint32_t i = 0; i < self->summary->happening_count; i++) {
        const lk_happening *happening = &self->summary->happenings[i];
        lk_state *trial = lk_state_copy(&simulator->pool, before);
        bool may = assume_all(self, trial, happening->conditions, happening->condition_count) &&
                   take_released_out(self, trial, happening);
        if (may && happening->event.kind == LK_EVENT_ORDER)
            hold(self, trial, happening);
        if (may && happening->event.kind == LK_EVENT_BLOCK && happening->event.block == LK_BLOCK_POLL) {
            lk_lock_doubt_called_back(simulator, trial);
            lk_lock_doubt_called_back(simulator, after);
        }
        if (may && !happening->is_call)
            tell_happening(self, before, trial, happening);
        else if (may && run_callback(self, trial, happening))
            keep_open(self, trial, after);
        lk_state_put_back(&simulator->pool, trial);
    }
}

/* ---- locks of the function as the caller sees them ---- */

static const lk_witness *witness_of(const application *self, const lk_state *state, const lk_lock_entry *from,
                                    const lk_value *lock) {
    lk_witness witness = *from->witness;
    witness.via = way(self, witness.via);
    witness.span = witness.call = self->op->span;
    witness.name = name_of(self, state, lock, witness.name);
    return lk_witness_make(self->simulator, state, witness);
}

static lk_lock_entry entry_of(const application *self, const lk_state *state, const lk_lock_entry *from,
                              const lk_value *lock, lk_lock_status status) {
    lk_lock_entry entry = *from;
    entry.lock = lk_value_object(self->simulator->values, lock);
    entry.status = (uint8_t)status;
    entry.guard = NULL;
    entry.of_caller = false;
    entry.is_mistake = false;
    entry.chosen = 0;
    if (self->counts)
        entry.status = LK_STATUS_MAYBE;
    if (entry.reentrancy != LK_REENTRANT_YES)
        entry.reentrancy = (uint8_t)lk_knowledge_reentrancy(self->simulator->knowledge, entry.lock, entry.type);
    entry.witness = witness_of(self, state, from, entry.lock);
    return entry;
}

/* ---- callbacks ---- */

static void doubt_change(const application *self, lk_state *state, const lk_lock_change *change) {
    const lk_value *lock = value_of(self, change->entry.lock);
    if (!lock) {
        lk_lock_doubt_all(state);
        return;
    }
    lk_lock_entry entry = change->entry;
    entry.lock = lk_value_object(self->simulator->values, lock);
    entry.status = LK_STATUS_MAYBE;
    entry.guard = NULL;
    lk_lock_entry *known = lk_state_find_lock(state, entry.lock);
    if (known)
        known->status = LK_STATUS_MAYBE;
    else
        lk_state_add_lock(&self->simulator->pool, state, entry);
}

static void doubt_changes(const application *self, lk_state *state) {
    const lk_summary *summary = self->summary;
    if (summary->is_unknown || summary->releases_unknown)
        lk_lock_doubt_all(state);
    for (uint32_t e = 0; e < summary->exit_count; e++)
        for (uint32_t i = 0; i < summary->exits[e].change_count; i++)
            doubt_change(self, state, &summary->exits[e].changes[i]);
}

/* Runs a function of the unit inside the call: once, several times or not at all. `run` has where and by which way. */
static void call_back(application *run, lk_state *state, const lk_decl *function, const lk_value *const *arguments,
                      uint32_t count) {
    lk_simulator *simulator = run->simulator;
    const lk_model *model = lk_knowledge_model(simulator->knowledge, function);
    run->summary = model ? NULL : lk_knowledge_summary(simulator->knowledge, function);
    if (lk_model_has(model, LK_EFFECT_BIT(LK_EFFECT_ACQUIRE) | LK_EFFECT_BIT(LK_EFFECT_RELEASE) |
                                LK_EFFECT_BIT(LK_EFFECT_GUARD)))
        lk_lock_doubt_all(state);
    if (!run->summary || run->depth > DEEPEST_CALLBACK)
        return;
    lk_state *before = lk_state_copy(&simulator->pool, state);
    run->inward = (lk_inward){
        .simulator = simulator, .op = run->op, .arguments = arguments, .argument_count = count, .before = before};
    happen(run, before, state);
    doubt_changes(run, state);
    lk_state_put_back(&simulator->pool, before);
}

/* The locks that the function holds when it calls back, or waits for one more. */
static void hold(const application *self, lk_state *state, const lk_happening *happening) {
    for (uint32_t i = 0; i < happening->held_count; i++) {
        const lk_value *lock = value_of(self, happening->held[i].lock);
        if (lock && lock->kind != LK_VALUE_CONSTANT)
            lk_lock_take(self->simulator, state, entry_of(self, state, &happening->held[i], lock, LK_STATUS_HELD));
    }
}

static void let_go_again(const application *self, lk_state *state, const lk_happening *happening) {
    for (uint32_t i = 0; i < happening->held_count; i++) {
        const lk_value *lock = value_of(self, happening->held[i].lock);
        lk_lock_entry *entry = lock ? lk_state_find_lock(state, lk_value_object(self->simulator->values, lock)) : NULL;
        if (entry)
            lk_state_remove_lock(state, entry);
    }
}

/* True when it is known what is called. */
static bool run_callback(const application *self, lk_state *state, const lk_happening *happening) {
    const lk_value *arguments[MOST_ARGUMENTS];
    const lk_value *target = value_of(self, happening->event.object);
    const lk_decl *function = target ? lk_knowledge_target(self->simulator->knowledge, target) : NULL;
    if (function && self->simulator->callbacks++ >= MOST_CALLBACKS) {
        self->simulator->incomplete = true;
        return false;
    }
    uint32_t count = happening->argument_count < MOST_ARGUMENTS ? happening->argument_count : MOST_ARGUMENTS;
    for (uint32_t i = 0; i < count; i++)
        arguments[i] = value_of(self, happening->arguments[i]);
    lk_event event = happening->event;
    choose_case(self, &event);
    event.span = self->op->span;
    if (function) {
        application run = {.simulator = self->simulator,
                           .op = self->op,
                           .outer = way(self, event.via),
                           .at = event.place,
                           .is_dispatched = event.is_dispatched,
                           .chooser = event.chooser,
                           .depth = self->depth + 1};
        hold(self, state, happening);
        call_back(&run, state, function, arguments, count);
        let_go_again(self, state, happening);
    }
    if (!function && target)
        lk_record_call(self->simulator, state, &event, target, arguments, count);
    return function != NULL;
}

void lk_apply_callback(lk_simulator *self, const lk_op *op, lk_state *state, const lk_decl *function,
                       const lk_value *argument) {
    application run = {.simulator = self, .op = op, .at = op->span};
    call_back(&run, state, function, &argument, argument ? 1 : 0);
}

/* ---- what is so afterwards ---- */

static void let_go(const application *self, lk_state *state, const lk_lock_change *change) {
    lk_simulator *simulator = self->simulator;
    const lk_value *lock = value_of(self, change->entry.lock);
    if (!lock || lock->kind == LK_VALUE_CONSTANT) {
        lk_lock_doubt_all(state);
        simulator->releases_unknown = true;
        return;
    }
    lk_lock_entry released = entry_of(self, state, &change->entry, lock, LK_STATUS_FREE);
    const lk_witness *done = released.witness;
    lk_event event = {.kind = LK_EVENT_RELEASE,
                      .mode = change->entry.mode,
                      .span = done->span,
                      .via = done->via,
                      .place = done->place,
                      .callee = done->callee,
                      .object = released.lock,
                      .name = done->name,
                      .place_name = change->entry.witness->name};
    lk_tell(simulator, state, event);
    lk_lock_release(simulator, state, released);
}

static void take(const application *self, lk_state *state, const lk_lock_change *change) {
    const lk_value *lock = value_of(self, change->entry.lock);
    if (!lock || lock->kind == LK_VALUE_CONSTANT)
        return;
    lk_lock_entry taken = entry_of(self, state, &change->entry, lock, LK_STATUS_HELD);
    const lk_value *guard = change->entry.guard ? value_of(self, change->entry.guard) : NULL;
    taken.guard = guard;
    bool is_in_record = self->op->type && self->op->type->kind == LK_TYPE_RECORD; /* which may be a guard of it */
    if ((change->entry.guard && !guard) || is_in_record)
        taken.status = LK_STATUS_MAYBE;
    lk_lock_take(self->simulator, state, taken);
    if (taken.status == LK_STATUS_HELD)
        lk_lock_know_object(self->simulator, state, taken.lock);
}

static void change_locks(const application *self, lk_state *state, const lk_exit *one, lk_change kind) {
    for (uint32_t i = 0; i < one->change_count; i++) {
        const lk_lock_change *change = &one->changes[i];
        if (change->change != kind)
            continue;
        if (kind == LK_CHANGE_RELEASED)
            let_go(self, state, change);
        else if (kind == LK_CHANGE_TAKEN)
            take(self, state, change);
        else
            doubt_change(self, state, change);
    }
}

static void move_handles(const application *self, lk_state *state, const lk_exit *one) {
    for (uint32_t i = 0; i < one->moved_count; i++) {
        const lk_value *handle = value_of(self, one->moved[i].handle);
        if (!handle || handle->kind == LK_VALUE_CONSTANT || handle->kind == LK_VALUE_MOVED ||
            lk_value_is_address(handle))
            continue;
        lk_owner_forget(state, handle);
        lk_witness witness = *one->moved[i].witness;
        const char *name = lk_state_variable_name(state, handle);
        witness.via = way(self, witness.via);
        witness.span = witness.call = self->op->span;
        witness.name = name ? name : witness.name;
        lk_state_add_handle(
            &self->simulator->pool, state,
            (lk_handle_entry){handle, lk_witness_make(self->simulator, state, witness), one->moved[i].spent});
    }
}

/* A plain variable whose address the call gets: what it holds may have changed, whatever the summary names. */
static void forget_arguments(const application *self, lk_state *state) {
    lk_simulator *simulator = self->simulator;
    for (uint32_t i = 0; i < self->inward.argument_count; i++) {
        const lk_value *given = self->inward.arguments[i];
        bool is_private = given && given->kind == LK_VALUE_VARIABLE && lk_memory_is_private(simulator, given);
        if (is_private && lk_writes_may_change(&self->summary->writes, given->decl->type))
            lk_memory_store(
                simulator, state, given, NULL,
                lk_value_at(simulator->values, LK_VALUE_UNKNOWN, self->op->id, simulator->block, 2 + (int64_t)i),
                self->op->id);
    }
}

static void store(const application *self, lk_state *state, const lk_exit *one) {
    for (uint32_t i = 0; i < one->store_count; i++) {
        const lk_value *address = value_of(self, one->stores[i].address);
        const lk_value *value = address ? value_of(self, one->stores[i].value) : NULL;
        if (value)
            lk_memory_store(self->simulator, state, address, NULL, value, self->op->id);
    }
}

static void find_result(application *self, lk_state *state, const lk_exit *one) {
    lk_simulator *simulator = self->simulator;
    const lk_fact *fact = lk_exit_result(one);
    bool is_own = !one->result || one->result->kind == LK_VALUE_RESULT;
    const lk_value *fresh = lk_value_at(simulator->values, LK_VALUE_RESULT, self->op->id, simulator->block, 0);
    const lk_value *alias = is_own ? NULL : value_of(self, one->result);
    self->inward.result = alias ? alias : fresh;
    if (!alias && fact && fact->low == fact->high)
        self->inward.result = lk_value_constant(simulator->values, fact->low);
    else if (fact)
        assume(self, state, self->inward.result, fact);
}

static bool has_decl(const lk_decl *const *items, uint32_t count, const lk_decl *decl) {
    for (uint32_t i = 0; i < count; i++)
        if (items[i] == decl)
            return true;
    return false;
}

static bool reads_written(const lk_writes *writes, const lk_value *value) {
    if (value->kind == LK_VALUE_LOAD && value->a->kind == LK_VALUE_FIELD)
        return has_decl(writes->fields.items, writes->fields.count, value->a->decl);
    if (value->kind == LK_VALUE_LOAD && value->a->kind == LK_VALUE_VARIABLE)
        return has_decl(writes->variables.items, writes->variables.count, value->a->decl);
    return value->kind == LK_VALUE_COMPUTE &&
           (reads_written(writes, value->a) || (value->b && reads_written(writes, value->b)));
}

static bool goes_by_written(const application *self, const lk_exit *one) {
    for (uint32_t i = 0; self->summary->exit_count > 1 && i < one->fact_count; i++)
        if (reads_written(&self->summary->writes, one->facts[i].value))
            return true;
    return false;
}

static void end(const application *call, const lk_state *before, const lk_state *happened, const lk_exit *one,
                lk_outcomes *after) {
    application self = *call;
    lk_state *state = lk_state_copy(&self.simulator->pool, happened);
    if (!assume_all(&self, state, one->facts, one->fact_count)) {
        lk_state_put_back(&self.simulator->pool, state);
        return;
    }
    self.counts = goes_by_written(call, one);
    self.inward.before = before;
    self.inward.after = state;
    forget_arguments(&self, state);
    lk_memory_write(self.simulator, state, &self.summary->writes, self.op->id);
    find_result(&self, state, one);
    store(&self, state, one);
    change_locks(&self, state, one, LK_CHANGE_RELEASED);
    change_locks(&self, state, one, LK_CHANGE_TAKEN);
    change_locks(&self, state, one, LK_CHANGE_MAYBE);
    move_handles(&self, state, one);
    if (lk_summary_gives(self.summary))
        lk_owner_add(self.simulator, state, self.op, self.inward.result);
    lk_array_push(self.simulator->arena, after, ((lk_outcome){state, self.inward.result}));
}

static void doubt_given(const application *self, lk_state *state) {
    const lk_summary *summary = self->summary;
    for (uint32_t i = 0; i < summary->given_count; i++) {
        const lk_value *given = value_of(self, summary->given[i]);
        if (given)
            lk_lock_doubt_given(state, lk_value_object(self->simulator->values, given));
        if (given)
            lk_lock_note_given(state, lk_value_object(self->simulator->values, given), self->op->id);
    }
    if (summary->calls_unknown) {
        lk_lock_doubt_called_back(self->simulator, state);
        lk_lock_note_unknown(state);
    }
    self->simulator->calls_unknown |= summary->calls_unknown && !lk_is_dying(self->simulator);
    if (summary->releases_unknown)
        lk_lock_doubt_all(state);
    self->simulator->releases_unknown |= summary->releases_unknown;
}

/* A guard, or a variable that holds one, goes to a function that may end it. */
static void doubt_guards(const application *self, lk_state *state) {
    for (uint32_t i = 0; self->summary->touches_guards && i < self->inward.argument_count; i++) {
        const lk_value *given = self->inward.arguments[i];
        const lk_value *held = given && given->kind == LK_VALUE_VARIABLE ? lk_state_get(state, given) : NULL;
        for (uint32_t k = 0; k < state->lock_count; k++)
            if (state->locks[k].guard && (state->locks[k].guard == given || state->locks[k].guard == held))
                state->locks[k].status = LK_STATUS_MAYBE;
    }
}

/* A function of another file got the object of a lock that is held: by what is agreed on between the two it may let go
   of it, where the paths here don't show it. */
static void note_given_elsewhere(const application *self, lk_state *state) {
    const lk_decl *here = self->simulator->ir->function, *callee = self->summary->function;
    if (callee->span.begin.file == here->span.begin.file)
        return;
    for (uint32_t i = 0; i < self->inward.argument_count; i++)
        if (self->inward.arguments[i])
            lk_lock_note_given(state, lk_value_object(self->simulator->values, self->inward.arguments[i]),
                               self->op->id);
}

/* Nobody looks at the result. */
static void tell_unchecked(const application *self, lk_state *state) {
    const lk_op *op = self->op;
    bool is_used = op->result != LK_NO_TEMP && self->simulator->uses[op->result] > 0;
    const lk_lock_change *change = is_used || self->summary->is_unknown ? NULL : lk_summary_find_try(self->summary);
    const lk_value *lock = change ? value_of(self, change->entry.lock) : NULL;
    if (!lock || lock->kind == LK_VALUE_CONSTANT)
        return;
    lk_lock_entry entry = entry_of(self, state, &change->entry, lock, LK_STATUS_MAYBE);
    lk_event event = {.kind = LK_EVENT_UNCHECKED,
                      .span = op->span,
                      .via = entry.witness->via,
                      .place = entry.witness->place,
                      .callee = entry.witness->callee,
                      .object = entry.lock,
                      .name = entry.witness->name,
                      .place_name = change->entry.witness->name};
    lk_tell(self->simulator, state, event);
}

bool lk_apply(lk_simulator *simulator, const lk_op *op, lk_state *state, const lk_summary *summary,
              lk_outcomes *after) {
    const lk_value *arguments[MOST_ARGUMENTS];
    uint32_t count = op->argument_count < MOST_ARGUMENTS ? op->argument_count : MOST_ARGUMENTS;
    for (uint32_t i = 0; i < count; i++)
        arguments[i] = lk_memory_operand(simulator, &op->arguments[i].value);
    lk_state *before = lk_state_copy(&simulator->pool, state);
    application self = {.simulator = simulator, .op = op, .summary = summary, .at = op->span};
    self.inward = (lk_inward){
        .simulator = simulator, .op = op, .arguments = arguments, .argument_count = count, .before = before};
    happen(&self, before, state);
    tell_unchecked(&self, before);
    doubt_given(&self, state);
    doubt_guards(&self, state);
    note_given_elsewhere(&self, state);
    if (!summary->is_unknown) {
        for (uint32_t i = 0; i < summary->exit_count; i++)
            end(&self, before, state, &summary->exits[i], after);
        lk_state_put_back(&simulator->pool, state);
    }
    lk_state_put_back(&simulator->pool, before);
    return !summary->is_unknown;
}
