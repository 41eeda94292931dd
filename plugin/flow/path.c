/* path.c -- what a model's path means at one call. */
#include "flow/simulator.h"

#include <string.h>

enum { LONGEST_TEXT = 40 };

typedef struct cursor {
    const lk_value *value; /* an address when is_object, else a value */
    bool is_object;
    const lk_type *type;    /* of the object, or of the value; NULL when not known */
    const lk_type *pointee; /* of what the value points to, where `type` can't say */
} cursor;

static const lk_type *target_of(const lk_type *type) {
    return type && (type->kind == LK_TYPE_POINTER || type->kind == LK_TYPE_ARRAY) ? type->target : NULL;
}

/* Of what the argument is: a macro's may be the object whose address the call gets. */
static const lk_type *argument_type(const lk_call_site *site, uint32_t param) {
    const lk_decl *callee = site->op->callee;
    const lk_type *given = param < site->op->argument_count ? site->op->arguments[param].type : NULL;
    if (callee && param < callee->param_count) {
        const lk_type *declared = callee->params[param]->type;
        bool says_nothing =
            declared && declared->kind == LK_TYPE_POINTER && declared->target && declared->target->kind == LK_TYPE_VOID;
        if (declared && !says_nothing)
            return declared;
    }
    return given && site->op->arguments[param].is_object ? target_of(given) : given;
}

static const lk_decl *global_named(const lk_unit *unit, const char *name) {
    for (uint32_t i = 0; i < unit->decls.count; i++)
        if (unit->decls.items[i]->kind == LK_DECL_GLOBAL && strcmp(unit->decls.items[i]->name, name) == 0)
            return unit->decls.items[i];
    return NULL;
}

static cursor start(lk_simulator *self, const lk_call_site *site, const lk_path *path) {
    cursor at = {0};
    if (path->root == LK_ROOT_PARAM && path->param < site->op->argument_count) {
        at.value = lk_memory_operand(self, &site->op->arguments[path->param].value);
        at.is_object = site->op->arguments[path->param].is_object;
        at.type = argument_type(site, path->param);
    } else if (path->root == LK_ROOT_RESULT) {
        at.value = site->result;
        at.type = site->op->type;
    } else if (path->root == LK_ROOT_GLOBAL) {
        const lk_decl *decl = path->decl ? path->decl : global_named(self->unit, path->name);
        at.value = decl ? lk_value_variable(self->values, decl) : NULL;
        at.pointee = decl ? decl->type : NULL;
    } else if (path->root == LK_ROOT_NONE && path->name) {
        at.value = lk_value_named(self->values, lk_intern(self->unit->names, path->name), NULL);
        at.is_object = true;
    }
    return at;
}

static const lk_decl *field_named(const lk_unit *unit, const lk_type *record, const char *name) {
    for (uint32_t i = 0; record && record->kind == LK_TYPE_RECORD && i < unit->decls.count; i++) {
        const lk_decl *decl = unit->decls.items[i];
        if (decl->kind == LK_DECL_FIELD && decl->record == record->record && strcmp(decl->name, name) == 0)
            return decl;
    }
    return NULL;
}

static const lk_value *index_of(lk_simulator *self, const lk_call_site *site, const lk_step *step) {
    if (step->index_param && step->index_param <= site->op->argument_count)
        return lk_memory_operand(self, &site->op->arguments[step->index_param - 1].value);
    return step->index < 0 ? NULL : lk_value_constant(self->values, step->index);
}

static cursor step(lk_simulator *self, const lk_state *state, const lk_call_site *site, cursor at,
                   const lk_step *step) {
    if (step->kind == LK_STEP_DEREF) {
        if (at.is_object)
            at.value = lk_memory_load(self, state, at.value, at.type);
        at.is_object = true;
        at.type = at.pointee ? at.pointee : target_of(at.type);
        at.pointee = NULL;
    } else if (step->kind == LK_STEP_TARGET) {
        if (at.type && at.type->kind == LK_TYPE_POINTER) {
            at.value = at.is_object ? lk_memory_load(self, state, at.value, at.type) : at.value;
            at.type = at.type->target;
            at.is_object = true;
        } else if (!at.type || !at.is_object) {
            at.value = NULL;
        }
    } else if (step->kind == LK_STEP_ADDRESS) {
        at.is_object = false;
        at.pointee = at.type;
        at.type = NULL;
    } else if (step->kind == LK_STEP_FIELD) {
        const lk_decl *field = step->decl ? step->decl : field_named(self->unit, at.type, step->field);
        at.value = field && at.is_object ? lk_value_field(self->values, at.value, field) : NULL;
        at.type = field ? field->type : NULL;
    } else {
        const lk_value *index = index_of(self, site, step);
        at.value = index ? lk_value_index(self->values, at.value, index) : NULL;
        at.type = at.type && at.type->kind == LK_TYPE_ARRAY ? at.type->target : at.type;
    }
    return at;
}

static cursor resolve(lk_simulator *self, const lk_state *state, const lk_call_site *site, const lk_path *path) {
    cursor at = start(self, site, path);
    if (at.value && path->is_keyed) { /* numbers mean something within one library */
        at.value = lk_value_named(self->values, lk_intern(self->unit->names, site->model->api), at.value);
        at.is_object = true;
    }
    for (uint32_t i = 0; at.value && i < path->step_count; i++)
        at = step(self, state, site, at, &path->steps[i]);
    return at;
}

const lk_value *lk_path_resolve(lk_simulator *self, const lk_state *state, const lk_call_site *site,
                                const lk_path *path, bool *is_object) {
    cursor at = resolve(self, state, site, path);
    *is_object = at.is_object;
    return at.value && at.value->is_vague ? NULL : at.value;
}

const lk_type *lk_path_type(const lk_call_site *site, const lk_path *path) {
    if (path->root != LK_ROOT_PARAM || path->is_keyed)
        return NULL;
    const lk_type *type = argument_type(site, path->param);
    for (uint32_t i = 0; i < path->step_count; i++)
        type = path->steps[i].kind == LK_STEP_DEREF ? target_of(type) : NULL;
    return type;
}

/* What the source says for an argument that is no place, if that is short and no macro's. */
static const char *written(lk_simulator *self, const lk_span *span) {
    const lk_source *source = lk_unit_source(self->unit, span->begin.file);
    uint32_t size = span->end - span->begin.offset;
    bool is_plain = span->spelling.file == span->begin.file && span->spelling.offset == span->begin.offset;
    if (!is_plain || !source->text || span->end <= span->begin.offset || size > LONGEST_TEXT ||
        span->end > source->size)
        return NULL;
    const char *text = source->text + span->begin.offset;
    return memchr(text, '\n', size) ? NULL : lk_arena_strndup(self->arena, text, size);
}

const char *lk_path_name(lk_simulator *self, const lk_state *state, const lk_call_site *site, const lk_path *path,
                         const lk_value *object) {
    const lk_op *op = site->op;
    const char *name = NULL;
    if (path->root == LK_ROOT_PARAM && path->param < op->argument_count && path->step_count <= 1)
        name = op->arguments[path->param].name;
    if (!name && object)
        name = lk_value_object_text(self->arena, object);
    if (!name && object)
        name = lk_state_variable_name(state, object);
    if (!name && path->is_keyed && path->param < op->argument_count)
        name = written(self, &op->arguments[path->param].span);
    if (!name && object)
        name = lk_value_object_hint(self->arena, object);
    return name ? name : "the lock";
}

lk_span lk_path_span(lk_simulator *self, const lk_call_site *site, const lk_path *path) {
    const lk_op *op = site->op;
    if (path->root == LK_ROOT_PARAM && path->param < op->argument_count)
        return lk_shown_span(self, op->arguments[path->param].span);
    return op->span;
}
