/* call.c -- a call: what its model says case by case, or what an unknown function may do. */
#include "flow/apply.h"

enum { MOST_ARGUMENTS = 16 };

/* ---- unknown functions ---- */

/* What a move left is null: a function of this unit or a variadic one may well take that. */
static bool may_take_null(const lk_op *op, uint32_t param) {
    return !op->callee || op->callee->is_defined || param >= op->callee->param_count;
}

static void use_arguments(lk_simulator *self, const lk_op *op, lk_state *state) {
    for (uint32_t i = 0; i < op->argument_count; i++) {
        const lk_argument *argument = &op->arguments[i];
        const lk_value *given = lk_memory_operand(self, &argument->value);
        lk_witness gone;
        bool is_only_shown = op->callee && i >= op->callee->param_count && lk_state_gone(state, given, &gone);
        if ((given->kind != LK_VALUE_MOVED || !may_take_null(op, i)) && !is_only_shown)
            lk_handle_use(self, state, given, argument->span, argument->name ? argument->name : "the handle",
                          lk_call_name(self, op));
    }
}

/* A variable of which it isn't known any more what it holds, may hold a guard. */
static void doubt_guards(lk_state *state) {
    for (uint32_t i = 0; i < state->lock_count; i++)
        if (state->locks[i].guard)
            state->locks[i].status = LK_STATUS_MAYBE;
}

/* What the call gets it may initialise or destroy; so may a function without model do with all that is shared. */
static void forget_lives(lk_simulator *self, const lk_op *op, lk_state *state, bool is_modelled) {
    for (uint32_t i = 0; state->life_count && i < op->argument_count; i++)
        lk_life_forget_given(state, lk_memory_operand(self, &op->arguments[i].value), is_modelled);
    if (!is_modelled)
        lk_life_forget_shared(self, state);
}

static void unknown_call(lk_simulator *self, const lk_op *op, lk_state *state) {
    bool is_felt = !lk_is_dying(self); /* by the callers */
    for (uint32_t i = 0; i < op->argument_count; i++) {
        const lk_argument *argument = &op->arguments[i];
        const lk_value *given = lk_memory_operand(self, &argument->value);
        if (is_felt)
            lk_record_given(self, state, argument, given);
        lk_lock_doubt_given(state, lk_value_object(self->values, given));
        lk_lock_note_given(state, lk_value_object(self->values, given), op->id);
        const lk_value *held = given->kind == LK_VALUE_VARIABLE ? lk_state_get(state, given) : NULL;
        bool may_hold_guard =
            given->kind == LK_VALUE_VARIABLE && given->decl->type && given->decl->type->kind == LK_TYPE_POINTER;
        if (held)
            lk_lock_doubt_given(state, held);
        else if (may_hold_guard)
            doubt_guards(state);
    }
    lk_lock_doubt_called_back(self, state);
    lk_lock_note_unknown(state);
    self->calls_unknown |= is_felt;
    lk_memory_clobber(self, state, op->id, true, true);
}

/* ---- conditions ---- */

static const lk_value *subject_of(lk_simulator *self, const lk_call_site *site, const lk_condition *condition) {
    if (condition->subject == LK_SUBJECT_RESULT)
        return site->result;
    return condition->param < site->op->argument_count && !site->op->arguments[condition->param].is_object
               ? lk_memory_operand(self, &site->op->arguments[condition->param].value)
               : NULL;
}

static bool assume(lk_simulator *self, lk_state *state, const lk_call_site *site, const lk_condition *condition,
                   bool holds) {
    const lk_value *value = subject_of(self, site, condition);
    if (!value)
        return true;
    lk_operator op = (lk_operator)condition->op;
    const lk_value *constant = lk_value_constant(self->values, condition->value);
    if (op == LK_OP_AND) {
        value = lk_value_compute(self->values, LK_OP_AND, value, constant);
        constant = lk_value_constant(self->values, 0);
        op = condition->negated ? LK_OP_EQ : LK_OP_NE;
    }
    return lk_state_assume(&self->pool, state, self->values, value, holds ? op : lk_operator_opposite(op), constant);
}

static bool assume_all(lk_simulator *self, lk_state *state, const lk_call_site *site, const lk_case *one) {
    for (uint32_t i = 0; i < one->condition_count; i++)
        if (!assume(self, state, site, &one->conditions[i], true))
            return false;
    return true;
}

/* How the arguments of a call suit a case; what it asks of the result splits the path. */
typedef enum fit { FITS_NOT, FITS_PERHAPS, FITS } fit;

static bool may(lk_simulator *self, const lk_state *state, const lk_call_site *site, const lk_condition *condition,
                bool holds) {
    lk_state *trial = lk_state_copy(&self->pool, state);
    bool is_possible = assume(self, trial, site, condition, holds);
    lk_state_put_back(&self->pool, trial);
    return is_possible;
}

static fit fit_of(lk_simulator *self, const lk_state *state, const lk_call_site *site, const lk_case *one) {
    fit found = FITS;
    for (uint32_t i = 0; i < one->condition_count; i++) {
        if (one->conditions[i].subject == LK_SUBJECT_RESULT)
            continue;
        if (!may(self, state, site, &one->conditions[i], true))
            return FITS_NOT;
        if (may(self, state, site, &one->conditions[i], false))
            found = FITS_PERHAPS;
    }
    return found;
}

static bool tests_result(const lk_case *one) {
    for (uint32_t i = 0; i < one->condition_count; i++)
        if (one->conditions[i].subject == LK_SUBJECT_RESULT)
            return true;
    return false;
}

/* ---- cases ---- */

static bool is_result_used(const lk_simulator *self, const lk_op *op) {
    return op->result != LK_NO_TEMP && self->uses[op->result] > 0;
}

/* A variable whose address the call gets may be written by it, unless an effect says what becomes of it. */
static void forget_arguments(lk_simulator *self, lk_state *state, const lk_op *op) {
    for (uint32_t i = 0; i < op->argument_count; i++) {
        const lk_value *given = lk_memory_operand(self, &op->arguments[i].value);
        const lk_value *held = given->kind == LK_VALUE_VARIABLE ? lk_state_get(state, given) : NULL;
        const lk_handle_entry *handle = held ? lk_state_find_handle(state, held) : NULL;
        bool is_tracked = held && ((handle && handle->spent == LK_SPENT_MOVED) || held->kind == LK_VALUE_MOVED);
        for (uint32_t k = 0; held && k < state->lock_count; k++)
            is_tracked |= state->locks[k].guard == held;
        if (given->kind == LK_VALUE_VARIABLE && given->decl->kind != LK_DECL_FUNCTION && !is_tracked && held)
            lk_memory_store(self, state, given, NULL,
                            lk_value_at(self->values, LK_VALUE_UNKNOWN, op->id, self->block, 2 + (int64_t)i), op->id);
    }
}

enum {
    LIVES = LK_EFFECT_BIT(LK_EFFECT_INIT) | LK_EFFECT_BIT(LK_EFFECT_DESTROY) | LK_EFFECT_BIT(LK_EFFECT_ACQUIRE) |
            LK_EFFECT_BIT(LK_EFFECT_RELEASE)
};

static void finish(lk_simulator *self, lk_state *state, const lk_call_site *site, lk_outcomes *after) {
    if (!lk_model_has(site->model, LIVES))
        forget_lives(self, site->op, state, true);
    if (!lk_model_has(site->model, LK_EFFECT_BIT(LK_EFFECT_MOVE) | LK_EFFECT_BIT(LK_EFFECT_DROP) |
                                       LK_EFFECT_BIT(LK_EFFECT_RELEASE) | LK_EFFECT_BIT(LK_EFFECT_NOTHING)))
        forget_arguments(self, state, site->op);
    lk_array_push(self->arena, after, ((lk_outcome){state, site->result}));
}

static void doubt_held(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_case *one) {
    for (uint32_t i = 0; i < one->effect_count; i++)
        lk_effect_doubt(self, state, site, &one->effects[i]);
}

static void fail(lk_simulator *self, lk_state *state, lk_call_site *site, const lk_case *one) {
    for (uint32_t i = 0; i < one->effect_count; i++)
        lk_effect_fail(self, state, site, &one->effects[i]);
}

static void run_case(lk_simulator *self, const lk_state *from, lk_call_site site, const lk_case *one,
                     lk_outcomes *after) {
    lk_state *state = lk_state_copy(&self->pool, from);
    site.is_certain = fit_of(self, from, &site, one) == FITS;
    bool goes_on = assume_all(self, state, &site, one);
    if (goes_on && one->is_rare)
        doubt_held(self, state, &site, one);
    for (uint32_t i = 0; goes_on && !one->is_rare && i < one->effect_count; i++)
        goes_on = lk_effect_apply(self, state, &site, &one->effects[i]);
    if (goes_on)
        finish(self, state, &site, after);
    else
        lk_state_put_back(&self->pool, state);
}

/* Some libraries changed what their functions return from a version to the next. */
static bool is_there(const lk_op *op, const lk_case *one) {
    const lk_type *type = op->callee ? op->callee->type : NULL;
    bool is_bool = type && type->kind == LK_TYPE_FUNCTION && type->target && type->target->is_bool;
    return is_bool || !one->wants_bool;
}

/* Who answers 1 for yes answers 0 for no. */
static bool deny(lk_simulator *self, lk_state *rest, const lk_call_site *site, const lk_condition *condition) {
    lk_condition no = *condition;
    no.value = 0;
    bool is_flag = condition->subject == LK_SUBJECT_RESULT && condition->op == LK_OP_EQ && condition->value == 1;
    return is_flag ? assume(self, rest, site, &no, true) : assume(self, rest, site, condition, false);
}

/* What is left when this case does not hold: false when it can't but hold. Of several conditions that may be the one
   which fails nothing follows. */
static bool leave_case(lk_simulator *self, lk_state *rest, const lk_call_site *site, const lk_case *one) {
    const lk_condition *failing = NULL;
    uint32_t count = 0;
    for (uint32_t i = 0; i < one->condition_count; i++) {
        bool is_asked =
            one->conditions[i].subject == LK_SUBJECT_RESULT || may(self, rest, site, &one->conditions[i], false);
        failing = is_asked ? &one->conditions[i] : failing;
        count += is_asked;
    }
    return count > 1 || (count == 1 && deny(self, rest, site, failing));
}

/* Only a lock that was made for it tells that its owner died. */
static bool happens_never(lk_simulator *self, const lk_state *state, const lk_call_site *site, const lk_case *one) {
    for (uint32_t i = 0; one->is_rare && i < one->effect_count; i++) {
        bool is_object;
        const lk_value *lock = one->effects[i].kind == LK_EFFECT_ACQUIRE
                                   ? lk_path_resolve(self, state, site, &one->effects[i].object, &is_object)
                                   : NULL;
        if (lock && lk_knowledge_is_plain(self->knowledge, lk_value_object(self->values, lock)))
            return true;
    }
    return false;
}

/* The case that takes a lock if the result says so, and may well not do it, when it is certainly this one. */
static void tell_unchecked(lk_simulator *self, lk_state *state, lk_call_site site) {
    for (uint32_t c = 0; c < site.model->case_count; c++) {
        const lk_case *one = &site.model->cases[c];
        fit suits = fit_of(self, state, &site, one);
        if (suits == FITS_NOT || one->is_rare || !is_there(site.op, one))
            continue;
        for (uint32_t i = 0; suits == FITS && tests_result(one) && i < one->effect_count; i++)
            lk_effect_unchecked(self, state, &site, &one->effects[i], one->rarely);
        return;
    }
}

/* What did not happen, on the path that is left. */
static void tell_failure(lk_simulator *self, lk_state *rest, lk_call_site *site, bool fails_rarely, bool used) {
    for (uint32_t c = 0; c < site->model->case_count; c++) {
        const lk_case *one = &site->model->cases[c];
        if (!tests_result(one) || fit_of(self, rest, site, one) == FITS_NOT)
            continue;
        if (fails_rarely && one->rarely)
            doubt_held(self, rest, site, one);
        else if (!fails_rarely && used)
            fail(self, rest, site, one);
    }
}

/* A truth value is 0 or 1. */
static void know_range(lk_simulator *self, lk_state *state, const lk_call_site *site) {
    if (!site->op->type || !site->op->type->is_bool)
        return;
    lk_state_assume(&self->pool, state, self->values, site->result, LK_OP_GE, lk_value_constant(self->values, 0));
    lk_state_assume(&self->pool, state, self->values, site->result, LK_OP_LE, lk_value_constant(self->values, 1));
}

static void modelled_call(lk_simulator *self, const lk_op *op, lk_state *rest, const lk_model *model,
                          lk_outcomes *after) {
    lk_call_site site = {.op = op,
                         .model = model,
                         .is_certain = true,
                         .result = lk_value_at(self->values, LK_VALUE_RESULT, op->id, self->block, 0)};
    bool used = is_result_used(self, op), fails_rarely = false, is_left = true;
    know_range(self, rest, &site);
    if (!used)
        tell_unchecked(self, rest, site);
    for (uint32_t c = 0; is_left && c < model->case_count; c++) {
        const lk_case *one = &model->cases[c];
        if ((one->is_rare && !used) || !is_there(op, one))
            continue;
        if (!happens_never(self, rest, &site, one))
            run_case(self, rest, site, one, after);
        fails_rarely |= one->rarely && fit_of(self, rest, &site, one) != FITS_NOT;
        is_left = leave_case(self, rest, &site, one);
    }
    if (!is_left || (fails_rarely && !used)) {
        lk_state_put_back(&self->pool, rest);
        return;
    }
    tell_failure(self, rest, &site, fails_rarely, used);
    finish(self, rest, &site, after);
}

/* ---- the three kinds of call ---- */

/* The function that is called, also through a pointer when it can only hold one. */
static const lk_decl *callee_of(lk_simulator *self, const lk_op *op) {
    if (op->callee || op->target.kind == LK_OPERAND_NONE)
        return op->callee;
    return lk_knowledge_target(self->knowledge, lk_memory_operand(self, &op->target));
}

static void record_call(lk_simulator *self, const lk_op *op, const lk_state *state) {
    const lk_value *arguments[MOST_ARGUMENTS];
    uint32_t count = op->argument_count < MOST_ARGUMENTS ? op->argument_count : MOST_ARGUMENTS;
    for (uint32_t i = 0; i < count; i++)
        arguments[i] = lk_memory_operand(self, &op->arguments[i].value);
    if (op->target.kind != LK_OPERAND_NONE)
        lk_record_call(self, state, &(lk_event){.span = op->span}, lk_memory_operand(self, &op->target), arguments,
                       count);
}

void lk_call(lk_simulator *self, const lk_op *op, lk_state *state, lk_outcomes *after) {
    const lk_decl *callee = callee_of(self, op);
    const lk_model *model = op->model ? op->model : lk_knowledge_model(self->knowledge, callee);
    lk_life_copy(self, state, op);
    if (model) {
        modelled_call(self, op, state, model, after);
        return;
    }
    const lk_summary *summary = lk_knowledge_summary(self->knowledge, callee);
    use_arguments(self, op, state);
    forget_lives(self, op, state, false);
    bool holds_nothing = state->is_root;
    lk_contract_assert(self, state, op, callee);
    if (summary && summary->happening_count > 0)
        lk_tell(self, state, (lk_event){.kind = LK_EVENT_CALL, .span = op->span});
    if (summary && lk_apply(self, op, state, summary, after))
        return;
    if (!callee)
        record_call(self, op, state);
    unknown_call(self, op, state);
    if (!holds_nothing)
        lk_contract_assert(self, state, op, callee);
    const lk_value *result = lk_value_at(self->values, LK_VALUE_RESULT, op->id, self->block, 0);
    lk_array_push(self->arena, after, ((lk_outcome){state, result}));
}
