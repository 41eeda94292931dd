/* knowledge.c -- what the engine looks up of a unit: models by declaration, types of locks, summaries, roots. */
#include "flow/knowledge_room.h"

#include <string.h>

lk_knowledge *lk_knowledge_new(lk_arena *arena, const lk_models *models) {
    lk_knowledge *self = LK_NEW(arena, lk_knowledge);
    self->arena = arena;
    self->models = models;
    self->terms = lk_values_new(arena);
    self->pointers = lk_pointers_new(arena);
    self->makers = lk_makers_new(arena);
    return self;
}

/* ---- summaries ---- */

const struct lk_summary *lk_knowledge_summary(const lk_knowledge *self, const lk_decl *function) {
    return function && function->id < self->summaries.count ? self->summaries.items[function->id] : NULL;
}

void lk_knowledge_set_summary(lk_knowledge *self, const lk_decl *function, const struct lk_summary *summary) {
    while (self->summaries.count <= function->id)
        lk_array_push(self->arena, &self->summaries, NULL);
    self->summaries.items[function->id] = summary;
}

void lk_knowledge_widen(lk_knowledge *self, bool is_widening) {
    self->is_widening = is_widening;
}

bool lk_knowledge_is_widening(const lk_knowledge *self) {
    return self->is_widening;
}

lk_arena *lk_knowledge_arena(const lk_knowledge *self) {
    return self->arena;
}

lk_values *lk_knowledge_terms(const lk_knowledge *self) {
    return self->terms;
}

static bool has_function(const lk_functions *self, const lk_decl *function) {
    for (uint32_t i = 0; i < self->count; i++)
        if (self->items[i] == function)
            return true;
    return false;
}

bool lk_knowledge_is_entry(const lk_knowledge *self, const lk_decl *function) {
    return has_function(&self->entries, function);
}

bool lk_knowledge_is_handler(const lk_knowledge *self, const lk_decl *function) {
    return has_function(&self->handlers, function);
}

bool lk_knowledge_is_main(const lk_decl *function) {
    return !function->is_internal && strcmp(function->name, "main") == 0;
}

bool lk_knowledge_is_root(const lk_knowledge *self, const lk_decl *function) {
    if (lk_knowledge_is_entry(self, function) || lk_knowledge_is_handler(self, function))
        return true;
    return lk_knowledge_is_main(function);
}

const struct lk_pointers *lk_knowledge_pointers(const lk_knowledge *self) {
    return self->pointers;
}

const lk_decl *lk_knowledge_target(const lk_knowledge *self, const lk_value *pointer) {
    if (pointer->kind == LK_VALUE_LOAD)
        return lk_pointers_target(self->pointers, pointer);
    return pointer->kind == LK_VALUE_VARIABLE && pointer->decl->kind == LK_DECL_FUNCTION ? pointer->decl : NULL;
}

/* ---- lock types ---- */

const lk_lock_type lk_knowledge_lockable = {.name = "capability", .api = "attributes"};

static const lk_lock_type *type_of(const lk_knowledge *self, const lk_type *type) {
    for (; type; type = type->target) {
        const lk_lock_type *known = type->alias ? lk_models_type(self->models, type->alias) : NULL;
        if (!known && type->kind == LK_TYPE_RECORD && type->record && type->record->tag)
            known = lk_models_type(self->models, type->record->tag);
        if (!known && type->kind == LK_TYPE_RECORD && type->record && type->record->is_lockable)
            known = &lk_knowledge_lockable;
        if (known || (type->kind != LK_TYPE_POINTER && type->kind != LK_TYPE_ARRAY))
            return known;
    }
    return NULL;
}

/* ---- models ---- */

static bool has_type_of(const lk_knowledge *self, const lk_decl *function, const char *api) {
    for (uint32_t i = 0; i < function->param_count; i++) {
        const lk_lock_type *type = type_of(self, function->params[i]->type);
        if (type && strcmp(type->api, api) == 0)
            return true;
    }
    return false;
}

/* Another function of the same name has other parameters, more often than not. */
static bool fits(const lk_knowledge *self, const lk_model *model, const lk_decl *function) {
    if (model->is_typed && !has_type_of(self, function, model->api))
        return false;
    return model->is_variadic ? function->param_count >= model->param_count
                              : function->param_count == model->param_count;
}

/* Said by annotations, model files, or clang's thread-safety attributes; the first of these that says something. */
static const lk_model *look_up(lk_knowledge *self, const lk_decl *function) {
    lk_model_error error = {0};
    const lk_model *model = lk_attributes_model(self->arena, function, &error);
    if (model)
        return model;
    if (error.message)
        lk_array_push(self->arena, &self->errors, error);
    model = lk_models_function(self->models, function->name);
    bool is_own = function->is_internal && function->is_defined;
    bool is_librarys = model && model->is_inline && function->span.begin.file != LK_MAIN_FILE;
    bool is_another = model && ((is_own && !is_librarys) || !fits(self, model, function));
    if (model && !(is_another && model->is_shipped))
        return model;
    return lk_contract_model(self->arena, function);
}

static const lk_callee *callee_of(lk_knowledge *self, const lk_decl *function) {
    static const lk_callee nothing = {0};
    if (!function || function->kind != LK_DECL_FUNCTION)
        return &nothing;
    while (self->callees.count <= function->id)
        lk_array_push(self->arena, &self->callees, (lk_callee){0});
    lk_callee *entry = &self->callees.items[function->id];
    if (!entry->is_known) {
        const lk_model *model = look_up(self, function);
        bool is_partial = model && model->is_partial;
        entry = &self->callees.items[function->id];
        *entry = (lk_callee){true, is_partial ? NULL : model, is_partial ? model : NULL};
    }
    return entry;
}

const lk_model *lk_knowledge_model(lk_knowledge *self, const lk_decl *function) {
    return callee_of(self, function)->model;
}

const lk_model *lk_knowledge_contract(lk_knowledge *self, const lk_decl *function) {
    return callee_of(self, function)->contract;
}

const lk_model *lk_knowledge_call(lk_knowledge *self, const lk_op *call) {
    return call->model ? call->model : lk_knowledge_model(self, call->callee);
}

uint32_t lk_knowledge_error_count(const lk_knowledge *self) {
    return self->errors.count;
}

const lk_model_error *lk_knowledge_error(const lk_knowledge *self, uint32_t index) {
    return &self->errors.items[index];
}

uint32_t lk_path_param(const lk_path *path) {
    return path->root == LK_ROOT_PARAM && !path->is_keyed ? path->param : UINT32_MAX;
}

const lk_lock_type *lk_knowledge_type(const lk_knowledge *self, const lk_type *pointer) {
    return type_of(self, pointer);
}

void lk_knowledge_note_released(lk_knowledge *self, const lk_decl *lock) {
    if (!lk_knowledge_is_released(self, lock))
        lk_array_push(self->arena, &self->released, lock);
}

bool lk_knowledge_is_released(const lk_knowledge *self, const lk_decl *lock) {
    for (uint32_t i = 0; i < self->released.count; i++)
        if (self->released.items[i] == lock)
            return true;
    return false;
}
