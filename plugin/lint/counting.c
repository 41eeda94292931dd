/* counting.c -- counting the calls that have to do with locks, by what is known of the callee. */
#include "lint/counting.h"

#include "flow/summary.h"
#include "lint/lock_words.h"

#include <string.h>

/* ---- what models know ---- */

bool lk_coverage_takes(const lk_model *model) {
    for (uint32_t c = 0; c < model->case_count; c++)
        for (uint32_t i = 0; i < model->cases[c].effect_count; i++) {
            const lk_effect *effect = &model->cases[c].effects[i];
            bool takes = effect->kind == LK_EFFECT_ACQUIRE || effect->kind == LK_EFFECT_GUARD;
            if (takes && effect->lock_kind != LK_LOCK_SEMAPHORE)
                return true;
        }
    return false;
}

static bool is_about_locks(const lk_model *model) {
    return lk_model_has(model, LK_EFFECT_BIT(LK_EFFECT_ACQUIRE) | LK_EFFECT_BIT(LK_EFFECT_GUARD) |
                                   LK_EFFECT_BIT(LK_EFFECT_RELEASE) | LK_EFFECT_BIT(LK_EFFECT_WAIT) |
                                   LK_EFFECT_BIT(LK_EFFECT_CONVERT) | LK_EFFECT_BIT(LK_EFFECT_INIT) |
                                   LK_EFFECT_BIT(LK_EFFECT_DESTROY) | LK_EFFECT_BIT(LK_EFFECT_ASSERT_HELD));
}

static void count_known(lk_coverage *self, lk_arena *arena, const lk_model *model, const char *name) {
    for (uint32_t i = 0; i < self->known.count; i++) {
        lk_lock_function *known = &self->known.items[i];
        if (strcmp(known->name, name) == 0 && strcmp(known->api, model->api) == 0) {
            known->calls++;
            return;
        }
    }
    lk_array_push(arena, &self->known, ((lk_lock_function){model->api, name, lk_coverage_takes(model), 1}));
}

/* ---- what only names tell ---- */

static const char *object_of(const lk_type *type) {
    for (; type; type = type->target) {
        if (type->alias)
            return type->alias;
        if (type->kind == LK_TYPE_RECORD)
            return type->record && type->record->tag ? type->record->tag : "";
        if (type->kind != LK_TYPE_POINTER && type->kind != LK_TYPE_ARRAY)
            return "";
    }
    return "";
}

static uint8_t shape_of(const lk_type *type) {
    if (!type)
        return LK_SHAPE_OTHER;
    switch ((lk_type_kind)type->kind) {
    case LK_TYPE_VOID:
        return LK_SHAPE_NOTHING;
    case LK_TYPE_INTEGER:
        if (type->is_bool)
            return LK_SHAPE_BOOL;
        return type->is_signed || type->enumerators ? LK_SHAPE_NUMBER : LK_SHAPE_UNSIGNED;
    case LK_TYPE_POINTER:
    case LK_TYPE_ARRAY:
        return LK_SHAPE_POINTER;
    default:
        return LK_SHAPE_OTHER;
    }
}

static lk_named_param param_of(lk_arena *arena, const lk_knowledge *knowledge, const char *name, const lk_type *type) {
    uint8_t shape = shape_of(type);
    const lk_type *target = shape == LK_SHAPE_POINTER ? type->target : NULL;
    return (lk_named_param){.name = name ? name : "",
                            .type = lk_type_text(arena, type),
                            .object = shape == LK_SHAPE_POINTER ? object_of(type) : "",
                            .shape = shape,
                            .is_record = target && target->kind == LK_TYPE_RECORD,
                            .is_lock = shape == LK_SHAPE_POINTER && lk_knowledge_type(knowledge, type) != NULL};
}

static lk_named_function *find_named(lk_coverage *self, const char *name) {
    for (uint32_t i = 0; i < self->named.count; i++)
        if (strcmp(self->named.items[i].name, name) == 0)
            return &self->named.items[i];
    return NULL;
}

static lk_named_function *add_named(lk_coverage *self, lk_arena *arena, lk_named_function added) {
    lk_array_push(arena, &self->named, added);
    return &self->named.items[self->named.count - 1];
}

static bool speaks_of_locks(lk_arena *arena, const char *name) {
    lk_lock_words words;
    lk_arena_mark mark = lk_arena_save(arena);
    bool speaks = lk_lock_words_read(arena, name, &words);
    lk_arena_release(arena, mark);
    return speaks;
}

static lk_named_state state_of(lk_knowledge *knowledge, const lk_decl *function) {
    const lk_summary *elsewhere = function->is_defined ? NULL : lk_knowledge_summary(knowledge, function);
    if (lk_knowledge_model(knowledge, function))
        return LK_NAMED_MODELLED;
    if (elsewhere)
        return elsewhere->has_effects ? LK_NAMED_LOCKING : LK_NAMED_DEFINED;
    return function->is_defined ? LK_NAMED_DEFINED : LK_NAMED_UNKNOWN;
}

static lk_named_function *named_function(lk_coverage *self, lk_arena *arena, lk_knowledge *knowledge,
                                         const lk_decl *function) {
    lk_named_function *found = find_named(self, function->name);
    if (found || !speaks_of_locks(arena, function->name))
        return found;
    lk_named_param *params = LK_NEW_ARRAY(arena, lk_named_param, function->param_count);
    for (uint32_t i = 0; i < function->param_count; i++)
        params[i] = param_of(arena, knowledge, function->params[i]->name, function->params[i]->type);
    return add_named(self, arena,
                     (lk_named_function){.name = function->name,
                                         .state = (uint8_t)state_of(knowledge, function),
                                         .result = shape_of(function->type ? function->type->target : NULL),
                                         .is_internal = function->is_internal,
                                         .is_variadic = function->type && function->type->is_variadic,
                                         .params = params,
                                         .param_count = function->param_count});
}

/* The member or variable that a call goes through. */
static const lk_decl *pointer_of(const lk_block *block, const lk_op *call) {
    const lk_op *made = lk_block_maker(block, call, &call->target);
    if (!made || made->kind != LK_IR_LOAD)
        return NULL;
    const lk_place *place = &made->place;
    if (place->projection_count && place->projections[place->projection_count - 1].kind == LK_PROJECT_FIELD)
        return place->projections[place->projection_count - 1].field;
    return NULL;
}

static lk_named_function *named_pointer(lk_coverage *self, lk_arena *arena, lk_knowledge *knowledge,
                                        const lk_block *block, const lk_op *call) {
    const lk_decl *pointer = call->callee ? NULL : pointer_of(block, call);
    if (!pointer || !speaks_of_locks(arena, pointer->name))
        return NULL;
    const char *tag = pointer->record && pointer->record->tag ? pointer->record->tag : "";
    const char *name = lk_arena_printf(arena, "%s%s%s", tag, *tag ? "." : "", pointer->name);
    lk_named_function *found = find_named(self, name);
    if (found)
        return found;
    lk_named_param *params = LK_NEW_ARRAY(arena, lk_named_param, call->argument_count);
    for (uint32_t i = 0; i < call->argument_count; i++)
        params[i] = param_of(arena, knowledge, "", call->arguments[i].type);
    return add_named(self, arena,
                     (lk_named_function){.name = name,
                                         .state = LK_NAMED_POINTER,
                                         .result = shape_of(call->type),
                                         .params = params,
                                         .param_count = call->argument_count});
}

/* ---- one function ---- */

void lk_coverage_add(lk_coverage *self, lk_arena *arena, lk_knowledge *knowledge, const lk_ir *ir) {
    for (uint32_t b = 0; b < ir->blocks.count; b++) {
        const lk_block *block = &ir->blocks.items[b];
        for (uint32_t i = 0; i < block->ops.count; i++) {
            const lk_op *op = &block->ops.items[i];
            if (op->kind != LK_IR_CALL)
                continue;
            const lk_model *model = lk_knowledge_call(knowledge, op);
            if (model && is_about_locks(model))
                count_known(self, arena, model, model->name);
            lk_named_function *named = op->model    ? NULL
                                       : op->callee ? named_function(self, arena, knowledge, op->callee)
                                                    : named_pointer(self, arena, knowledge, block, op);
            if (named)
                named->calls++;
        }
    }
}

static bool is_atomic(const lk_decl *callee) {
    return callee && (strncmp(callee->name, "__sync_", 7) == 0 || strncmp(callee->name, "__atomic_", 9) == 0 ||
                      strcmp(callee->name, "syscall") == 0);
}

/* Atomic operations or assembler, and no call that a model, or a name, says more of. */
static bool is_made_by_hand(lk_arena *arena, lk_knowledge *knowledge, const lk_ir *ir) {
    bool found = false;
    for (uint32_t b = 0; b < ir->blocks.count; b++)
        for (uint32_t i = 0; i < ir->blocks.items[b].ops.count; i++) {
            const lk_op *op = &ir->blocks.items[b].ops.items[i];
            found |= op->kind == LK_IR_UNKNOWN || (op->kind == LK_IR_CALL && is_atomic(op->callee));
            bool is_other = op->kind == LK_IR_CALL && op->callee && !is_atomic(op->callee);
            if (is_other &&
                (is_about_locks(lk_knowledge_model(knowledge, op->callee)) || speaks_of_locks(arena, op->callee->name)))
                return false;
        }
    return found;
}

void lk_coverage_add_definition(lk_coverage *self, lk_arena *arena, lk_knowledge *knowledge, const lk_ir *ir) {
    lk_named_function *named = named_function(self, arena, knowledge, ir->function);
    if (!named || named->state != LK_NAMED_DEFINED)
        return;
    const lk_summary *summary = lk_knowledge_summary(knowledge, ir->function);
    if (summary && summary->has_effects)
        named->state = LK_NAMED_LOCKING;
    else if (is_made_by_hand(arena, knowledge, ir))
        named->state = LK_NAMED_OPAQUE;
}
