/* owners.c -- handles that the function owns: from where they are made to where they are dropped, given away, or lost.

   Only what plain variables of the function hold is followed. Whatever leaves them in a way that is not fully seen is
   no longer this function's affair, so nothing is said of it. */
#include "flow/summary.h"

#include "flow/simulator.h"

/* ---- what a value has of a handle ---- */

static const lk_value *without_clones(const lk_value *handle) {
    while (handle->kind == LK_VALUE_CLONE)
        handle = handle->a;
    return handle;
}

/* The handle itself, a pointer into its object by whichever handle, or a number made of it. What lies in the memory
   behind it is not it. */
static bool mentions(const lk_value *value, const lk_value *handle) {
    if (!value || value == handle)
        return value != NULL;
    bool leads_into = value->kind == LK_VALUE_FIELD || value->kind == LK_VALUE_INDEX;
    if (leads_into && value->a == without_clones(handle))
        return true;
    return (leads_into || value->kind == LK_VALUE_COMPUTE) &&
           (mentions(value->a, handle) || mentions(value->b, handle));
}

void lk_owner_forget(lk_state *state, const lk_value *value) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->owner_count; i++)
        if (!mentions(value, state->owners[i].handle))
            state->owners[kept++] = state->owners[i];
    state->owner_count = kept;
}

lk_owner_entry *lk_state_find_owner(const lk_state *self, const lk_value *handle) {
    for (uint32_t i = 0; i < self->owner_count; i++)
        if (self->owners[i].handle == handle)
            return &self->owners[i];
    return NULL;
}

bool lk_owner_has(const lk_state *state, const lk_value *handle) {
    const lk_owner_entry *entry = handle ? lk_state_find_owner(state, handle) : NULL;
    return entry && entry->copy_count == 0;
}

/* A place that holds it, NULL when there is none. */
static const lk_value *holder(const lk_state *state, const lk_value *handle) {
    for (uint32_t i = 0; i < state->binding_count; i++)
        if (mentions(state->bindings[i].value, handle))
            return state->bindings[i].key;
    return NULL;
}

/* ---- where it begins ---- */

enum { MOST_COUNTS = 4 }; /* which keep states apart */

/* Nothing reads the result: neither a temp, nor what is not lowered and so may read anything before it. */
static bool is_ignored(const lk_simulator *self, const lk_op *op) {
    if (op->result != LK_NO_TEMP && self->uses[op->result] > 0)
        return false;
    for (uint32_t b = 0; b < self->ir->blocks.count; b++)
        for (uint32_t i = 0; i < self->ir->blocks.items[b].ops.count; i++) {
            const lk_op *later = &self->ir->blocks.items[b].ops.items[i];
            if (later->kind == LK_IR_UNKNOWN && later->id > op->id)
                return false;
        }
    return true;
}

/* What else the call tells, it tells through its own variable's address: an error, which goes with no handle. */
static bool has_out_parameter(lk_simulator *self, const lk_op *op) {
    for (uint32_t i = 0; i < op->argument_count; i++) {
        const lk_decl *root = lk_value_root(lk_memory_operand(self, &op->arguments[i].value));
        if (root && root->kind != LK_DECL_FUNCTION)
            return true;
    }
    return false;
}

void lk_owner_add(lk_simulator *self, lk_state *state, const lk_op *op, const lk_value *handle) {
    if (!handle || handle->is_vague || handle->kind == LK_VALUE_CONSTANT || lk_value_is_address(handle))
        return;
    lk_owner_forget(state, handle); /* of an earlier round */
    if (has_out_parameter(self, op))
        return;
    lk_witness witness = {
        .span = op->span, .call = op->span, .callee = lk_call_name(self, op), .name = "the handle", .place = op->span};
    lk_owner_entry entry = {.handle = handle,
                            .counter = handle,
                            .count = 1,
                            .witness = lk_witness_make(self, state, witness),
                            .lost_at = op->span};
    entry.loss = is_ignored(self, op) ? LK_LOSS_IGNORED : LK_LOSS_NONE;
    lk_state_add_owner(&self->pool, state, entry);
}

/* A count that is raised for its effect is lowered through the pointer that is there already. */
void lk_owner_clone(lk_simulator *self, lk_state *state, const lk_call_site *site, const lk_value *handle) {
    lk_owner_entry *first = lk_state_find_owner(state, handle);
    if (first)
        first->is_only = false;
    if (is_ignored(self, site->op))
        lk_owner_forget(state, handle);
    else
        lk_owner_add(self, state, site->op, site->result);
}

/* A count that lies in an object, and is told of by its address, begins when the object is made. */
static void create_inside(lk_simulator *self, lk_state *state, const lk_call_site *site, const lk_value *counter) {
    const lk_value *object = lk_value_base(counter);
    if (counter == object || object->kind != LK_VALUE_RESULT)
        return;
    lk_owner_entry *made = lk_state_find_owner(state, object);
    if (made) { /* an object with two counts: which of them keeps it is not known */
        made->counter = NULL;
        return;
    }
    lk_owner_add(self, state, site->op, object);
    made = lk_state_find_owner(state, object);
    if (made) {
        made->loss = LK_LOSS_NONE;
        made->counter = counter;
        made->is_only = true;
    }
}

bool lk_owner_create(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    bool is_object;
    const lk_value *made = lk_path_resolve(self, state, site, &effect->object, &is_object);
    if (!made || is_object || !site->is_certain)
        return true;
    if (effect->object.root == LK_ROOT_PARAM)
        create_inside(self, state, site, made);
    if (effect->stays)
        lk_lent_bind(self, state, site, made);
    bool is_let_run = lk_model_has(site->model, LK_EFFECT_BIT(LK_EFFECT_SPAWN)) && is_ignored(self, site->op);
    if (effect->object.root != LK_ROOT_RESULT || is_let_run)
        return true;
    lk_owner_add(self, state, site->op, made);
    lk_owner_entry *entry = lk_state_find_owner(state, made);
    if (entry)
        entry->is_only = true;
    return true;
}

/* ---- counts ---- */

/* The handle that is counted by this pointer; NULL: none that is known. */
static lk_owner_entry *counted_by(lk_state *state, const lk_value *counter) {
    lk_owner_entry *entry = lk_state_find_owner(state, lk_value_base(counter));
    if (entry && entry->counter != counter) {
        lk_owner_forget(state, entry->handle);
        return NULL;
    }
    return entry;
}

static lk_witness witness_of(lk_simulator *self, const lk_state *state, const lk_call_site *site,
                             const lk_value *handle) {
    const char *name = lk_state_variable_name(state, handle);
    return (lk_witness){.span = site->op->span,
                        .call = site->op->span,
                        .callee = lk_call_name(self, site->op),
                        .name = name ? name : "the handle"};
}

void lk_owner_raise(lk_simulator *self, lk_state *state, const lk_call_site *site, const lk_value *counter) {
    lk_owner_entry *entry = counted_by(state, counter);
    if (!entry)
        return;
    if (!site->is_certain || entry->count == MOST_COUNTS) {
        lk_owner_forget(state, entry->handle);
        return;
    }
    entry->count++;
    entry->raised = lk_witness_make(self, state, witness_of(self, state, site, entry->handle));
}

void lk_owner_drop(lk_simulator *self, lk_state *state, const lk_call_site *site, const lk_value *counter) {
    lk_owner_entry *entry = counted_by(state, counter);
    if (!entry)
        return;
    const lk_value *handle = entry->handle;
    bool is_last = entry->count == 1, is_gone = site->is_certain && is_last && entry->is_only;
    if (is_gone)
        lk_state_add_handle(&self->pool, state,
                            (lk_handle_entry){handle,
                                              lk_witness_make(self, state, witness_of(self, state, site, handle)),
                                              LK_SPENT_GONE});
    if (site->is_certain && !is_last)
        entry->count--;
    else if (!lk_copy_give_up(self, state, site, NULL, handle))
        lk_owner_forget(state, handle);
}

/* ---- where it goes ---- */

/* A variable that nothing but this function's own plain stores and loads can reach. */
static bool is_plain(const lk_simulator *self, const lk_value *address) {
    if (!address || lk_value_is_slot(address))
        return address != NULL;
    return address->kind == LK_VALUE_VARIABLE && lk_memory_is_private(self, address) &&
           !lk_memory_is_named(self, address->decl) && !lk_memory_is_ignored(self, address->decl);
}

static void lose(lk_state *state, const lk_value *held, lk_loss loss, lk_span span, const char *name) {
    for (uint32_t i = 0; held && i < state->owner_count; i++)
        if (mentions(held, state->owners[i].handle)) {
            state->owners[i].loss = (uint8_t)loss;
            state->owners[i].lost_at = span;
            state->owners[i].name = name;
        }
}

/* The address of a variable that holds a handle lets others at the handle. */
static void forget_reached(lk_state *state, const lk_value *address) {
    lk_owner_forget(state, address);
    const lk_value *held = address && lk_value_root(address) ? lk_state_get(state, lk_value_base(address)) : NULL;
    if (held)
        lk_owner_forget(state, held);
}

void lk_owner_store(lk_simulator *self, lk_state *state, const lk_op *op, const lk_value *address,
                    const lk_value *value) {
    bool is_followed = is_plain(self, address) && !lk_value_root(value);
    if (!is_followed && !lk_copy_store(self, state, op, address, value))
        forget_reached(state, value);
    const lk_value *old = address ? lk_state_get(state, address) : NULL;
    if (old && old != value && is_plain(self, address) && !lk_value_is_slot(address))
        lose(state, old, LK_LOSS_OVERWRITTEN, op->span, address->decl->name);
}

void lk_owner_end_scope(lk_simulator *self, lk_state *state, const lk_op *op) {
    const lk_value *held = lk_state_get(state, lk_value_variable(self->values, op->place.decl));
    lose(state, held, LK_LOSS_SCOPE, op->span, op->place.decl->name);
}

/* ---- calls ---- */

enum {
    GIVES_UP = LK_EFFECT_BIT(LK_EFFECT_MOVE) | LK_EFFECT_BIT(LK_EFFECT_DROP),
    BORROWS = LK_EFFECT_BIT(LK_EFFECT_BORROW) | LK_EFFECT_BIT(LK_EFFECT_CLONE) | LK_EFFECT_BIT(LK_EFFECT_ACQUIRE) |
              LK_EFFECT_BIT(LK_EFFECT_RELEASE) | LK_EFFECT_BIT(LK_EFFECT_GUARD) | LK_EFFECT_BIT(LK_EFFECT_WAIT) |
              LK_EFFECT_BIT(LK_EFFECT_ASSERT_HELD) | LK_EFFECT_BIT(LK_EFFECT_CREATE),
    LETS_OTHERS = LK_EFFECT_BIT(LK_EFFECT_RELEASE) | LK_EFFECT_BIT(LK_EFFECT_WAIT) | LK_EFFECT_BIT(LK_EFFECT_BLOCK) |
                  LK_EFFECT_BIT(LK_EFFECT_YIELD) | LK_EFFECT_BIT(LK_EFFECT_SPAWN)
};

static bool is_root(const lk_path *path, uint32_t argument) {
    return path->root == LK_ROOT_PARAM && path->param == argument;
}

/* A count that is raised for the pointer that is there already. */
static bool is_raise(const lk_effect *effect) {
    return effect->kind == LK_EFFECT_CLONE && !effect->has_second;
}

bool lk_owner_is_lent(const lk_model *model, uint32_t argument) {
    bool is_lent = false;
    for (uint32_t c = 0; c < model->case_count && !lk_model_has(model, GIVES_UP); c++)
        for (uint32_t i = 0; i < model->cases[c].effect_count; i++) {
            const lk_effect *effect = &model->cases[c].effects[i];
            bool borrows = LK_EFFECT_BIT(effect->kind) & BORROWS && !is_raise(effect);
            is_lent |= borrows && (is_root(&effect->object, argument) || is_root(&effect->second, argument));
        }
    return is_lent;
}

/* Whether the call may give what the argument holds to somebody else. What a model moves, drops or raises it says
   itself. */
static bool may_take(const lk_op *op, uint32_t argument, const lk_model *model, const lk_summary *summary) {
    if (model)
        return !lk_model_has(model, GIVES_UP | LK_EFFECT_BIT(LK_EFFECT_CLONE)) && !lk_owner_is_lent(model, argument);
    return !summary || summary->is_unknown || argument >= 63 || argument >= op->callee->param_count ||
           (summary->takes >> argument & 1);
}

/* Whether others may come to own what lies where they find it; and whether the call itself may change what lies there.
 */
static void doubt_copies(lk_state *state, const lk_model *model) {
    bool runs_code = !model || lk_model_has(model, LK_EFFECT_BIT(LK_EFFECT_CALL));
    if (runs_code || lk_model_has(model, LETS_OTHERS))
        lk_copy_doubt(state, !runs_code);
}

/* What is written there may be the count itself. */
static void doubt_count(lk_state *state, const lk_value *given) {
    lk_owner_entry *entry = lk_state_find_owner(state, lk_value_base(given));
    if (entry)
        entry->is_only = false;
}

void lk_owner_call(lk_simulator *self, lk_state *state, const lk_op *op) {
    const lk_model *model = lk_knowledge_call(self->knowledge, op);
    const lk_summary *summary = model ? NULL : lk_knowledge_summary(self->knowledge, op->callee);
    doubt_copies(state, model);
    for (uint32_t i = 0; i < op->argument_count; i++) {
        const lk_value *given = lk_memory_operand(self, &op->arguments[i].value);
        bool is_variable = lk_value_root(given) != NULL;
        if (may_take(op, i, model, summary) || (is_variable && !lk_model_has(model, GIVES_UP)))
            forget_reached(state, given);
        else if (!model && lk_writes_any(&summary->writes))
            doubt_count(state, given);
    }
}

/* ---- what is left ---- */

static bool can_be_something(lk_simulator *self, const lk_state *state, const lk_value *handle) {
    lk_state *trial = lk_state_copy(&self->pool, state);
    bool may = lk_state_assume(&self->pool, trial, self->values, handle, LK_OP_NE, lk_value_constant(self->values, 0));
    lk_state_put_back(&self->pool, trial);
    return may;
}

static void tell(lk_simulator *self, const lk_state *state, const lk_owner_entry *lost, lk_span span) {
    if (state->is_odd || lk_is_dying(self) || !can_be_something(self, state, lost->handle))
        return;
    lk_event event = {.kind = LK_EVENT_LEAK,
                      .loss = lost->loss,
                      .span = span,
                      .callee = lost->witness->callee,
                      .object = lost->handle,
                      .name = lost->name ? lost->name : "the handle",
                      .made = lost->witness,
                      .other = lost->raised};
    lk_tell(self, state, event);
}

/* All variables end with the function. */
static void end_all(const lk_state *state, lk_owner_entry *entry) {
    const lk_value *place = holder(state, entry->handle);
    if (place && place->kind == LK_VALUE_VARIABLE) {
        entry->loss = LK_LOSS_SCOPE;
        entry->name = place->decl->name;
    }
}

static lk_span place_of_loss(const lk_simulator *self, const lk_block *block, const lk_owner_entry *lost) {
    if (block->exit != LK_EXIT_RETURN || lost->loss != LK_LOSS_SCOPE)
        return lost->lost_at;
    return block->span.begin.file ? block->span : self->ir->end;
}

void lk_owner_leave(lk_simulator *self, lk_state *state, const lk_block *block) {
    bool returns = block->exit == LK_EXIT_RETURN;
    const lk_value *result = returns && block->a.kind != LK_OPERAND_NONE ? lk_memory_operand(self, &block->a) : NULL;
    bool is_main = lk_knowledge_is_main(self->ir->function);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->owner_count; i++) {
        lk_owner_entry entry = state->owners[i];
        bool is_copied = entry.copy_count > 0;
        bool is_given_back = result && mentions(result, entry.handle);
        bool stays = !returns && (is_copied || holder(state, entry.handle));
        if (returns)
            end_all(state, &entry);
        bool is_lost = !is_given_back && !is_copied && !stays && entry.loss != LK_LOSS_NONE;
        bool is_of_no_account = returns && is_main && entry.loss == LK_LOSS_SCOPE; /* all ends */
        if (is_lost && !is_of_no_account)
            tell(self, state, &entry, place_of_loss(self, block, &entry));
        if (returns && is_copied)
            lk_copy_leave(self, state, &entry);
        if (stays)
            entry.loss = LK_LOSS_NONE;
        if (stays || is_given_back)
            state->owners[kept++] = entry;
    }
    state->owner_count = kept;
}

/* ---- meeting ---- */

static bool is_same(const lk_owner_entry *a, const lk_owner_entry *b) {
    bool same = a->is_only == b->is_only && a->count == b->count && a->counter == b->counter &&
                a->copy_count == b->copy_count && !a->given_up == !b->given_up;
    for (uint32_t i = 0; same && i < a->copy_count; i++)
        same = a->copies[i].place == b->copies[i].place;
    return same;
}

static bool has_same(const lk_state *state, const lk_owner_entry *entry) {
    const lk_owner_entry *other = lk_state_find_owner(state, entry->handle);
    return other && is_same(other, entry);
}

bool lk_owners_same(const lk_state *a, const lk_state *b) {
    for (uint32_t i = 0; i < a->owner_count; i++)
        if (!has_same(b, &a->owners[i]))
            return false;
    return a->owner_count == b->owner_count;
}

bool lk_owners_meet(lk_state *state, const lk_state *other) {
    uint32_t kept = 0, count = state->owner_count;
    for (uint32_t i = 0; i < count; i++)
        if (has_same(other, &state->owners[i]))
            state->owners[kept++] = state->owners[i];
    state->owner_count = kept;
    return kept != count;
}
