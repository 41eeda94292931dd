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

static lk_owner_entry *find(const lk_state *state, const lk_value *handle) {
    for (uint32_t i = 0; i < state->owner_count; i++)
        if (state->owners[i].handle == handle)
            return &state->owners[i];
    return NULL;
}

bool lk_owner_has(const lk_state *state, const lk_value *handle) {
    return handle && find(state, handle) != NULL;
}

/* A place that holds it, NULL when there is none. */
static const lk_value *holder(const lk_state *state, const lk_value *handle) {
    for (uint32_t i = 0; i < state->binding_count; i++)
        if (mentions(state->bindings[i].value, handle))
            return state->bindings[i].key;
    return NULL;
}

/* ---- where it begins ---- */

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
    for (uint32_t i = 0; i < op->argument_count; i++)
        if (lk_value_root(lk_memory_operand(self, &op->arguments[i].value)))
            return true;
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
    lk_owner_entry entry = {.handle = handle, .witness = lk_witness_make(self, state, witness), .lost_at = op->span};
    entry.loss = is_ignored(self, op) ? LK_LOSS_IGNORED : LK_LOSS_NONE;
    lk_state_add_owner(&self->pool, state, entry);
}

/* A count that is raised for its effect is lowered through the pointer that is there already. */
void lk_owner_clone(lk_simulator *self, lk_state *state, const lk_call_site *site, const lk_value *handle) {
    if (is_ignored(self, site->op))
        lk_owner_forget(state, handle);
    else
        lk_owner_add(self, state, site->op, site->result);
}

bool lk_owner_create(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_effect *effect) {
    if (effect->object.root == LK_ROOT_RESULT && effect->object.step_count == 0 && site->is_certain)
        lk_owner_add(self, state, site->op, site->result);
    return true;
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
    if (!is_plain(self, address) || lk_value_root(value))
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
              LK_EFFECT_BIT(LK_EFFECT_ASSERT_HELD)
};

static bool is_root(const lk_path *path, uint32_t argument) {
    return path->root == LK_ROOT_PARAM && path->param == argument;
}

bool lk_owner_is_lent(const lk_model *model, uint32_t argument) {
    bool is_lent = false;
    for (uint32_t c = 0; c < model->case_count && !lk_model_has(model, GIVES_UP); c++)
        for (uint32_t i = 0; i < model->cases[c].effect_count; i++) {
            const lk_effect *effect = &model->cases[c].effects[i];
            bool borrows = LK_EFFECT_BIT(effect->kind) & BORROWS;
            is_lent |= borrows && (is_root(&effect->object, argument) || is_root(&effect->second, argument));
        }
    return is_lent;
}

/* Whether the call may give what the argument holds to somebody else. What a model moves or drops it says itself. */
static bool may_take(const lk_op *op, uint32_t argument, const lk_model *model, const lk_summary *summary) {
    if (model)
        return !lk_model_has(model, GIVES_UP) && !lk_owner_is_lent(model, argument);
    return !summary || summary->is_unknown || argument >= 63 || argument >= op->callee->param_count ||
           (summary->takes >> argument & 1);
}

void lk_owner_call(lk_simulator *self, lk_state *state, const lk_op *op) {
    const lk_model *model = lk_knowledge_call(self->knowledge, op);
    const lk_summary *summary = model ? NULL : lk_knowledge_summary(self->knowledge, op->callee);
    for (uint32_t i = 0; i < op->argument_count; i++) {
        const lk_value *given = lk_memory_operand(self, &op->arguments[i].value);
        bool is_variable = lk_value_root(given) != NULL;
        if (may_take(op, i, model, summary) || (is_variable && !lk_model_has(model, GIVES_UP)))
            forget_reached(state, given);
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
                      .other = lost->witness};
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
        bool is_given_back = result && mentions(result, entry.handle);
        bool stays = !returns && holder(state, entry.handle);
        if (returns)
            end_all(state, &entry);
        bool is_lost = !is_given_back && !stays && entry.loss != LK_LOSS_NONE;
        bool is_of_no_account = returns && is_main && entry.loss == LK_LOSS_SCOPE; /* all ends */
        if (is_lost && !is_of_no_account)
            tell(self, state, &entry, place_of_loss(self, block, &entry));
        if (stays)
            entry.loss = LK_LOSS_NONE;
        if (stays || is_given_back)
            state->owners[kept++] = entry;
    }
    state->owner_count = kept;
}

/* ---- meeting ---- */

bool lk_owners_same(const lk_state *a, const lk_state *b) {
    for (uint32_t i = 0; i < a->owner_count; i++)
        if (!find(b, a->owners[i].handle))
            return false;
    return a->owner_count == b->owner_count;
}

bool lk_owners_meet(lk_state *state, const lk_state *other) {
    uint32_t kept = 0, count = state->owner_count;
    for (uint32_t i = 0; i < count; i++)
        if (find(other, state->owners[i].handle))
            state->owners[kept++] = state->owners[i];
    state->owner_count = kept;
    return kept != count;
}
