/* models.c -- the table of models. */
#include "model/table.h"

#include "base/map.h"
#include "model/reader.h"

#include <string.h>

struct lk_models {
    lk_arena *arena;
    lk_map *functions, *macros; /* name -> const lk_model */
    lk_map *types;              /* name -> const lk_lock_type */
    lk_map *type_places;        /* name -> const lk_model_error */
    LK_ARRAY(const lk_model *) all;
    lk_models_fetch *fetch; /* NULL: all is here */
    void *context;
};

lk_models *lk_models_new(lk_arena *arena) {
    lk_models *self = LK_NEW(arena, lk_models);
    self->arena = arena;
    self->functions = lk_map_new(arena);
    self->macros = lk_map_new(arena);
    self->types = lk_map_new(arena);
    self->type_places = lk_map_new(arena);
    return self;
}

static bool fail_twice(const lk_models *self, lk_model_error at, const char *name, lk_model_error first,
                       lk_model_error *error) {
    at.message = lk_arena_printf(self->arena, "'%s' is modelled twice; the other model is at %s:%u:%u", name,
                                 first.path, first.line, first.column);
    *error = at;
    return false;
}

static lk_model_error place_of(const lk_model *model) {
    return (lk_model_error){.path = model->path, .line = model->line, .column = model->column};
}

static bool check_models(const lk_models *self, const lk_model_text *text, lk_model_error *error) {
    lk_map *new_functions = lk_map_new(self->arena), *new_macros = lk_map_new(self->arena);
    for (uint32_t i = 0; i < text->models.count; i++) {
        const lk_model *model = text->models.items[i];
        lk_map *fresh = model->is_macro ? new_macros : new_functions;
        const lk_model *first = lk_map_get(model->is_macro ? self->macros : self->functions, model->name);
        if (!first)
            first = lk_map_get(fresh, model->name);
        if (first)
            return fail_twice(self, place_of(model), model->name, place_of(first), error);
        lk_map_put(fresh, model->name, model);
    }
    return true;
}

/* Within one text YAML's keys are checked already. */
static bool check_types(const lk_models *self, const lk_model_text *text, lk_model_error *error) {
    for (uint32_t i = 0; i < text->types.count; i++) {
        const lk_model_error *first = lk_map_get(self->type_places, text->types.items[i]->name);
        if (first)
            return fail_twice(self, text->type_places.items[i], text->types.items[i]->name, *first, error);
    }
    return true;
}

static void add_all(lk_models *self, const lk_model_text *text) {
    for (uint32_t i = 0; i < text->models.count; i++) {
        const lk_model *model = text->models.items[i];
        lk_map_put(model->is_macro ? self->macros : self->functions, model->name, model);
        lk_array_push(self->arena, &self->all, model);
    }
    for (uint32_t i = 0; i < text->types.count; i++) {
        lk_map_put(self->types, text->types.items[i]->name, text->types.items[i]);
        lk_map_put(self->type_places, text->types.items[i]->name, &text->type_places.items[i]);
    }
}

bool lk_models_add_text(lk_models *self, const char *path, const char *text, size_t size, bool is_shipped,
                        lk_model_error *error) {
    lk_model_text read;
    path = lk_arena_strndup(self->arena, path, strlen(path));
    if (!lk_model_text_read(self->arena, path, text, size, is_shipped, &read, error) ||
        !check_models(self, &read, error) || !check_types(self, &read, error))
        return false;
    add_all(self, &read);
    return true;
}

bool lk_models_add(lk_models *self, const char *path, const char *text, size_t size, lk_model_error *error) {
    return lk_models_add_text(self, path, text, size, false, error);
}

void lk_models_fetch_by(lk_models *self, lk_models_fetch *fetch, void *context) {
    self->fetch = fetch;
    self->context = context;
}

lk_arena *lk_models_arena(const lk_models *self) {
    return self->arena;
}

/* What is asked for is there, or is read now: what the table means stays the same. */
static const void *find(const lk_models *self, const lk_map *table, const char *name) {
    const void *found = lk_map_get(table, name);
    if (!found && self->fetch && self->fetch((lk_models *)(uintptr_t)self, self->context, name))
        found = lk_map_get(table, name);
    return found;
}

const lk_model *lk_models_function(const lk_models *self, const char *name) {
    return find(self, self->functions, name);
}

const lk_model *lk_models_macro(const lk_models *self, const char *name) {
    return find(self, self->macros, name);
}

const lk_lock_type *lk_models_type(const lk_models *self, const char *name) {
    return find(self, self->types, name);
}

size_t lk_models_count(const lk_models *self) {
    return self->all.count;
}

const lk_model *lk_models_at(const lk_models *self, size_t index) {
    return self->all.items[index];
}
