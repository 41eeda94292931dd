/* macros.c -- models of macros: matched by the macro's own name, whatever is called in its body. */
#include "flow/macros.h"

#include "ast/definition.h"

/* A call that the body of a macro with a model writes. */
typedef struct written {
    lk_op *op;
    const lk_model *model;
    const lk_argument *arguments; /* the macro's; NULL when the call doesn't show them all */
    bool is_value, is_settled;
} written;

typedef LK_ARRAY(written) written_list;

/* ---- what a model asks of its macro ---- */

static bool is_of_result(const lk_path *path) {
    return path->root == LK_ROOT_RESULT;
}

static bool needs_result(const lk_model *model) {
    for (uint32_t c = 0; c < model->case_count; c++) {
        const lk_case *one = &model->cases[c];
        for (uint32_t i = 0; i < one->condition_count; i++)
            if (one->conditions[i].subject == LK_SUBJECT_RESULT)
                return true;
        for (uint32_t i = 0; i < one->effect_count; i++) {
            const lk_effect *effect = &one->effects[i];
            if (effect->kind == LK_EFFECT_RETURNS || is_of_result(&effect->object) ||
                (effect->has_second && is_of_result(&effect->second)))
                return true;
        }
    }
    return false;
}

static const uint32_t about_locks = LK_EFFECT_BIT(LK_EFFECT_ACQUIRE) | LK_EFFECT_BIT(LK_EFFECT_RELEASE) |
                                    LK_EFFECT_BIT(LK_EFFECT_WAIT) | LK_EFFECT_BIT(LK_EFFECT_CONVERT) |
                                    LK_EFFECT_BIT(LK_EFFECT_INIT) | LK_EFFECT_BIT(LK_EFFECT_DESTROY) |
                                    LK_EFFECT_BIT(LK_EFFECT_GUARD) | LK_EFFECT_BIT(LK_EFFECT_ASSERT_HELD);

/* Whether the argument has to be known as an object: LOCK(conn->mutex) with `lock: mutex`. */
static bool is_object(const lk_effect *effect, const lk_path *path) {
    return (LK_EFFECT_BIT(effect->kind) & about_locks) && !path->is_keyed &&
           (path->step_count == 0 || path->steps[0].kind != LK_STEP_DEREF);
}

static bool is_shown(const lk_argument *arguments, const lk_effect *effect, const lk_path *path) {
    if (path->root != LK_ROOT_PARAM)
        return true;
    const lk_argument *argument = &arguments[path->param];
    return argument->value.kind != LK_OPERAND_NONE && (argument->is_object || !is_object(effect, path));
}

static bool are_shown(const lk_argument *arguments, const lk_case *one) {
    for (uint32_t i = 0; i < one->condition_count; i++) {
        const lk_condition *condition = &one->conditions[i];
        if (condition->subject == LK_SUBJECT_PARAM && arguments[condition->param].value.kind == LK_OPERAND_NONE)
            return false;
    }
    for (uint32_t i = 0; i < one->effect_count; i++) {
        const lk_effect *effect = &one->effects[i];
        if (!is_shown(arguments, effect, &effect->object) ||
            (effect->has_second && !is_shown(arguments, effect, &effect->second)))
            return false;
    }
    return true;
}

/* ---- one call ---- */

/* The macro's arguments, as far as the call gets them; NULL when the model needs one more. */
static const lk_argument *arguments_of(lk_arena *arena, const lk_op *op, const lk_model *model,
                                       const lk_passed *passed) {
    lk_argument *made = LK_NEW_ARRAY(arena, lk_argument, model->param_count + 1);
    for (uint32_t i = 0; i < op->argument_count; i++) {
        if (!passed[i].is_param || passed[i].param >= model->param_count)
            continue;
        made[passed[i].param] = op->arguments[i];
        made[passed[i].param].is_object = passed[i].is_address;
    }
    for (uint32_t c = 0; c < model->case_count; c++)
        if (!are_shown(made, &model->cases[c]))
            return NULL;
    return made;
}

static const lk_model *model_of(const lk_models *models, lk_unit *unit, const lk_definition *macro) {
    const char *name =
        lk_intern_n(unit->names, macro->source->text + macro->name.begin, macro->name.end - macro->name.begin);
    const lk_model *model = lk_models_macro(models, name);
    return model && model->param_count == macro->param_count ? model : NULL;
}

static void look_at(lk_arena *arena, const lk_models *models, lk_unit *unit, lk_op *op, written_list *found) {
    lk_definition macro;
    bool is_macro = op->span.begin.file != op->span.spelling.file || op->span.begin.offset != op->span.spelling.offset;
    if (!is_macro || op->is_cleanup || !lk_definition_at(unit, op->span.spelling, &macro))
        return;
    written call = {.op = op, .model = model_of(models, unit, &macro)};
    if (!call.model)
        return;
    lk_passed *passed = LK_NEW_ARRAY(arena, lk_passed, op->argument_count + 1);
    uint32_t end;
    if (lk_definition_call(&macro, op->span.spelling.offset, op->argument_count, passed, &end)) {
        call.is_value = lk_definition_is_value(&macro, op->span.spelling.offset, end);
        bool may_stand = call.is_value || (!needs_result(call.model) && lk_definition_is_straight(&macro));
        call.arguments = may_stand ? arguments_of(arena, op, call.model, passed) : NULL;
    }
    lk_array_push(arena, found, call);
}

/* ---- one expansion ---- */

static bool is_same_expansion(const written *a, const written *b) {
    return a->model == b->model && a->op->span.begin.file == b->op->span.begin.file &&
           a->op->span.begin.offset == b->op->span.begin.offset;
}

/* Whether `b` stands for the macro rather than `a`: the call that gives its value, else the last one. */
static bool is_better(const written *a, const written *b) {
    if (!a || a->is_value != b->is_value)
        return !a || b->is_value;
    return b->op->span.spelling.offset > a->op->span.spelling.offset;
}

static void stand_for(lk_op *op, const lk_model *model, const lk_argument *arguments) {
    op->model = model;
    op->callee = NULL;
    op->target = (lk_operand){.kind = LK_OPERAND_NONE};
    op->arguments = arguments;
    op->argument_count = arguments ? model->param_count : 0;
}

/* A macro that another one writes twice has its calls twice, from the same place of its body. */
static void settle(written_list *all, const written *first, const lk_model *nothing) {
    const written *best = NULL;
    for (uint32_t i = 0; i < all->count; i++)
        if (is_same_expansion(first, &all->items[i]) && all->items[i].arguments && is_better(best, &all->items[i]))
            best = &all->items[i];
    for (uint32_t i = 0; i < all->count; i++) {
        written *call = &all->items[i];
        if (!is_same_expansion(first, call))
            continue;
        call->is_settled = true;
        if (best && call->op->span.spelling.offset == best->op->span.spelling.offset)
            stand_for(call->op, call->model, call->arguments);
        else if (best)
            stand_for(call->op, nothing, NULL);
    }
}

static const lk_model *new_nothing(lk_arena *arena) {
    lk_effect *effect = LK_NEW(arena, lk_effect);
    lk_case *one = LK_NEW(arena, lk_case);
    lk_model *model = LK_NEW(arena, lk_model);
    effect->kind = LK_EFFECT_NOTHING;
    *one = (lk_case){.effects = effect, .effect_count = 1};
    *model = (lk_model){.name = "", .api = "", .cases = one, .case_count = 1};
    return model;
}

void lk_macros_find(lk_arena *arena, const lk_models *models, lk_unit *unit, lk_ir *ir) {
    written_list found = {0};
    for (uint32_t b = 0; b < ir->blocks.count; b++)
        for (uint32_t i = 0; i < ir->blocks.items[b].ops.count; i++)
            if (ir->blocks.items[b].ops.items[i].kind == LK_IR_CALL)
                look_at(arena, models, unit, &ir->blocks.items[b].ops.items[i], &found);
    const lk_model *nothing = found.count ? new_nothing(arena) : NULL;
    for (uint32_t i = 0; i < found.count; i++)
        if (!found.items[i].is_settled)
            settle(&found, &found.items[i], nothing);
}
