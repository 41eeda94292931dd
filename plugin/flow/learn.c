/* learn.c -- what the source of a unit tells before a path is followed: how each lock was initialised, with which
   attribute object, by which helper; what threads begin with, and what runs when a signal comes. */
#include "flow/knowledge_room.h"

#include "flow/macros.h"

#include <string.h>

/* ---- how locks were initialised ---- */

lk_evidence *lk_knowledge_evidence_of(lk_knowledge *self, const lk_decl *decl) {
    if (!decl)
        return &self->elsewhere;
    while (self->evidences.count <= decl->id)
        lk_array_push(self->arena, &self->evidences, (lk_evidence){0});
    return &self->evidences.items[decl->id];
}

/* The variable or field that a lock is, in whatever object: what all its initialisers speak of. */
static const lk_decl *class_of(const lk_value *lock) {
    while (lock->kind == LK_VALUE_INDEX)
        lock = lock->a;
    return lock->kind == LK_VALUE_VARIABLE || lock->kind == LK_VALUE_FIELD ? lock->decl : NULL;
}

static const lk_decl *class_of_place(const lk_place *place) {
    for (uint32_t i = place->projection_count; i > 0; i--)
        if (place->projections[i - 1].kind == LK_PROJECT_FIELD)
            return place->projections[i - 1].field;
    return place->root == LK_PLACE_VARIABLE ? place->decl : NULL;
}

/* Of an argument: most are made just before their call. */
static const lk_decl *class_of_argument(const lk_block *block, const lk_op *call, uint32_t param) {
    if (param >= call->argument_count)
        return NULL;
    const lk_op *made = lk_block_maker(block, call, &call->arguments[param].value);
    return made && (made->kind == LK_IR_ADDRESS || made->kind == LK_IR_LOAD) ? class_of_place(&made->place) : NULL;
}

static bool is_null(const lk_op *call, uint32_t param) {
    return param < call->argument_count && lk_operand_is(&call->arguments[param].value, 0);
}

static void add_init(lk_knowledge *self, const lk_block *block, const lk_op *call, const lk_effect *effect) {
    if (effect->object.root == LK_ROOT_NONE || effect->object.root == LK_ROOT_RESULT || effect->object.is_keyed)
        return;
    lk_evidence *found = lk_knowledge_evidence_of(self, class_of_argument(block, call, lk_path_param(&effect->object)));
    if (effect->has_second && !is_null(call, lk_path_param(&effect->second)))
        lk_array_push(self->arena, &self->attributed,
                      ((lk_attributed){class_of_argument(block, call, lk_path_param(&effect->object)),
                                       class_of_argument(block, call, lk_path_param(&effect->second))}));
    else if (effect->reentrancy == LK_REENTRANT_NO)
        found->plain = true;
    else if (effect->reentrancy == LK_REENTRANT_YES)
        found->recursive = true;
    else
        found->unknown = true;
}

static void add_attribute(lk_knowledge *self, const lk_block *block, const lk_op *call, const lk_effect *effect,
                          bool is_certain) {
    const lk_decl *object = class_of_argument(block, call, lk_path_param(&effect->object));
    lk_evidence *found = object ? lk_knowledge_evidence_of(self, object) : NULL;
    if (!found)
        return;
    found->plain |= effect->reentrancy == LK_REENTRANT_NO;
    found->recursive |= effect->reentrancy == LK_REENTRANT_YES;
    found->unknown |= effect->reentrancy == LK_REENTRANT_UNKNOWN;
    found->robust |= effect->is_robust && is_certain;
}

/* Attribute objects begin plain: one call that makes them something else is what counts. */
static void finish_attributes(lk_knowledge *self) {
    for (uint32_t i = 0; i < self->attributed.count; i++) {
        const lk_attributed *pair = &self->attributed.items[i];
        lk_evidence by =
            pair->attribute ? *lk_knowledge_evidence_of(self, pair->attribute) : (lk_evidence){.unknown = true};
        lk_evidence *lock = lk_knowledge_evidence_of(self, pair->lock);
        bool is_seen = by.plain || by.recursive;
        lock->unknown |= by.unknown || !is_seen;
        lock->recursive |= by.recursive;
        lock->plain |= by.plain && !by.recursive;
        lock->robust |= by.robust;
    }
}

bool lk_knowledge_is_robust(const lk_knowledge *self, const lk_value *lock) {
    const lk_decl *decl = class_of(lock);
    return decl && decl->id < self->evidences.count && self->evidences.items[decl->id].robust;
}

bool lk_knowledge_is_plain(const lk_knowledge *self, const lk_value *lock) {
    const lk_decl *decl = class_of(lock);
    const lk_evidence *found = decl && decl->id < self->evidences.count ? &self->evidences.items[decl->id] : NULL;
    return found && found->plain && !found->recursive && !found->unknown && !found->robust;
}

/* What a handle is dropped out of. */
static void add_owner(lk_knowledge *self, const lk_block *block, const lk_op *call, const lk_effect *effect) {
    const lk_decl *owner = class_of_argument(block, call, lk_path_param(&effect->object));
    if (owner)
        lk_knowledge_evidence_of(self, owner)->is_owner = true;
}

bool lk_knowledge_is_owner(const lk_knowledge *self, const lk_value *place) {
    const lk_decl *decl = class_of(place);
    return decl && decl->id < self->evidences.count && self->evidences.items[decl->id].is_owner;
}

static bool is_used_here(const lk_knowledge *self, const lk_decl *decl) {
    for (uint32_t i = 0; i < self->used_here.count; i++)
        if (self->used_here.items[i] == decl)
            return true;
    return false;
}

/* A lock's own address in a function without a model. */
static void add_unknown_call(lk_knowledge *self, const lk_block *block, const lk_op *call) {
    for (uint32_t i = 0; i < call->argument_count; i++) {
        const lk_lock_type *type = lk_knowledge_type(self, call->arguments[i].type);
        bool is_pointer = call->arguments[i].type && call->arguments[i].type->kind == LK_TYPE_POINTER;
        if ((!type || type == &lk_knowledge_lockable) && !is_pointer)
            continue;
        const lk_decl *decl = class_of_argument(block, call, i);
        if (!type || type == &lk_knowledge_lockable) {
            if (decl && decl->type && decl->type->kind != LK_TYPE_POINTER && !lk_knowledge_type(self, decl->type))
                lk_knowledge_evidence_of(self, decl)->unknown = true; /* an attribute object, perhaps */
            continue;
        }
        if (decl && call->callee)
            lk_array_push(self->arena, &self->handed, ((lk_handing){decl, call->callee, i, is_used_here(self, decl)}));
        else if (decl && !is_used_here(self, decl))
            lk_knowledge_evidence_of(self, decl)->unknown = true;
    }
}

static bool holds_for(const lk_condition *condition, int64_t value) {
    switch (condition->op) {
    case LK_OP_EQ:
        return value == condition->value;
    case LK_OP_NE:
        return value != condition->value;
    case LK_OP_LT:
        return value < condition->value;
    case LK_OP_LE:
        return value <= condition->value;
    case LK_OP_GT:
        return value > condition->value;
    case LK_OP_GE:
        return value >= condition->value;
    default:
        return ((value & condition->value) != 0) != condition->negated;
    }
}

/* A condition on an argument that is a constant. */
static bool is_known(const lk_op *call, const lk_condition *condition, bool *holds) {
    if (condition->subject != LK_SUBJECT_PARAM || condition->param >= call->argument_count ||
        call->arguments[condition->param].value.kind != LK_OPERAND_CONSTANT)
        return false;
    *holds = holds_for(condition, call->arguments[condition->param].value.constant);
    return true;
}

static void weigh_case(const lk_op *call, const lk_case *one, bool *may_hold, bool *certainly_holds) {
    *may_hold = *certainly_holds = true;
    for (uint32_t i = 0; i < one->condition_count; i++) {
        bool holds = true, known = is_known(call, &one->conditions[i], &holds);
        *may_hold &= holds;
        *certainly_holds &= known && holds;
    }
}

/* The first case that can hold tells. */
static const lk_effect *init_of_result(lk_knowledge *self, const lk_op *call) {
    const lk_model *model = lk_knowledge_call(self, call);
    for (uint32_t c = 0; model && c < model->case_count; c++) {
        const lk_case *one = &model->cases[c];
        bool may_hold, certainly_holds;
        weigh_case(call, one, &may_hold, &certainly_holds);
        for (uint32_t i = 0; may_hold && i < one->effect_count; i++)
            if (one->effects[i].kind == LK_EFFECT_INIT && one->effects[i].object.root == LK_ROOT_RESULT)
                return certainly_holds ? &one->effects[i] : NULL;
    }
    return NULL;
}

static void add_maker(lk_knowledge *self, const lk_block *block, const lk_op *store) {
    const lk_decl *pointer = class_of_place(&store->place);
    bool is_pointer = store->place.type && store->place.type->kind == LK_TYPE_POINTER;
    if (!pointer || !is_pointer || store->a.kind == LK_OPERAND_CONSTANT)
        return;
    const lk_op *made = lk_block_maker(block, store, &store->a);
    lk_makers_add(self->makers, pointer, made && made->kind == LK_IR_CALL ? init_of_result(self, made) : NULL);
}

lk_maker lk_knowledge_makes(lk_knowledge *self, const lk_op *call) {
    return lk_maker_of_effect(init_of_result(self, call));
}

lk_maker lk_knowledge_maker(const lk_knowledge *self, const lk_value *lock) {
    return lk_makers_of(self->makers, lock->kind == LK_VALUE_LOAD ? class_of(lock->a) : NULL);
}

static void add_entry(lk_knowledge *self, lk_functions *to, const lk_op *call, uint32_t param) {
    const lk_operand *entry = param < call->argument_count ? &call->arguments[param].value : NULL;
    if (entry && entry->kind == LK_OPERAND_DECL)
        lk_array_push(self->arena, to, entry->decl);
}

static void add_handler_field(lk_knowledge *self, const char *name) {
    for (uint32_t i = 0; i < self->handler_fields.count; i++)
        if (strcmp(self->handler_fields.items[i], name) == 0)
            return;
    lk_array_push(self->arena, &self->handler_fields, name);
}

static void add_handler(lk_knowledge *self, const lk_op *call, const lk_path *path) {
    const lk_step *last = path->step_count ? &path->steps[path->step_count - 1] : NULL;
    if (last && last->kind == LK_STEP_FIELD)
        add_handler_field(self, last->field);
    else
        add_entry(self, &self->handlers, call, lk_path_param(path));
}

/* Which structure goes to which call is not followed: a member of that name is enough. */
static void finish_handlers(lk_knowledge *self) {
    for (uint32_t i = 0; i < self->kept_handlers.count; i++) {
        const lk_kept_handler *kept = &self->kept_handlers.items[i];
        for (uint32_t k = 0; k < self->handler_fields.count; k++)
            if (strcmp(kept->field->name, self->handler_fields.items[k]) == 0 &&
                !lk_knowledge_is_handler(self, kept->function))
                lk_array_push(self->arena, &self->handlers, kept->function);
    }
}

static void add_call(lk_knowledge *self, const lk_block *block, const lk_op *call) {
    const lk_model *model = lk_knowledge_call(self, call);
    if (!model) {
        add_unknown_call(self, block, call);
        return;
    }
    bool is_over = false;
    for (uint32_t c = 0; !is_over && c < model->case_count; c++) {
        const lk_case *one = &model->cases[c];
        bool may_hold;
        weigh_case(call, one, &may_hold, &is_over);
        for (uint32_t i = 0; may_hold && i < one->effect_count; i++) {
            if (one->effects[i].kind == LK_EFFECT_INIT)
                add_init(self, block, call, &one->effects[i]);
            if (one->effects[i].kind == LK_EFFECT_ATTRIBUTE)
                add_attribute(self, block, call, &one->effects[i], is_over);
            if (one->effects[i].kind == LK_EFFECT_DROP)
                add_owner(self, block, call, &one->effects[i]);
            if (one->effects[i].kind == LK_EFFECT_SPAWN)
                add_entry(self, &self->entries, call, lk_path_param(&one->effects[i].object));
            if (one->effects[i].kind == LK_EFFECT_HANDLER)
                add_handler(self, call, &one->effects[i].object);
        }
    }
}

static bool is_reentrant_initializer(const lk_knowledge *self, const lk_type *type, const char *macro) {
    const lk_lock_type *lock = macro ? lk_knowledge_type(self, type) : NULL;
    for (uint32_t i = 0; lock && i < lock->reentrant_initializer_count; i++)
        if (strcmp(lock->reentrant_initializers[i], macro) == 0)
            return true;
    return false;
}

static void add_macro(lk_knowledge *self, lk_unit *unit, const lk_decl *decl, const lk_span *span) {
    if (decl->type->kind == LK_TYPE_POINTER || !lk_knowledge_type(self, decl->type))
        return;
    bool recursive = is_reentrant_initializer(self, decl->type, lk_unit_macro(unit, span)) ||
                     is_reentrant_initializer(self, decl->type, lk_unit_inner_macro(unit, span));
    if (recursive)
        lk_knowledge_evidence_of(self, decl)->recursive = true;
    else
        lk_knowledge_evidence_of(self, decl)->plain = true;
}

/* A pointer to a lock that gets its value otherwise than from an init function may lead to a lock of any kind. */
static void add_store(lk_knowledge *self, const lk_block *block, const lk_op *store) {
    add_maker(self, block, store);
    const lk_decl *field = class_of_place(&store->place);
    if (field && field->kind == LK_DECL_FIELD && store->a.kind == LK_OPERAND_DECL &&
        store->a.decl->kind == LK_DECL_FUNCTION)
        lk_array_push(self->arena, &self->kept_handlers, ((lk_kept_handler){field, store->a.decl}));
    const lk_decl *decl = class_of_place(&store->place);
    bool is_pointer = decl && decl->type && decl->type->kind == LK_TYPE_POINTER;
    if (is_pointer && !lk_operand_is(&store->a, 0) && lk_knowledge_type(self, decl->type))
        lk_knowledge_evidence_of(self, decl)->unknown = true;
}

static void find_used_here(lk_knowledge *self, const lk_ir *ir) {
    self->used_here.count = 0;
    for (uint32_t b = 0; b < ir->blocks.count; b++)
        for (uint32_t i = 0; i < ir->blocks.items[b].ops.count; i++) {
            const lk_op *op = &ir->blocks.items[b].ops.items[i];
            const lk_model *model = op->kind == LK_IR_CALL ? lk_knowledge_call(self, op) : NULL;
            if (!model || model->case_count == 0 || model->cases[0].effect_count == 0)
                continue;
            const lk_effect *effect = &model->cases[0].effects[0];
            bool uses = effect->kind == LK_EFFECT_ACQUIRE || effect->kind == LK_EFFECT_RELEASE;
            if (uses)
                lk_array_push(self->arena, &self->used_here,
                              class_of_argument(&ir->blocks.items[b], op, lk_path_param(&effect->object)));
        }
}

void lk_knowledge_add(lk_knowledge *self, lk_unit *unit, lk_ir *ir) {
    if (!ir->has_models)
        lk_macros_find(unit->arena, self->models, unit, ir);
    ir->has_models = true;
    find_used_here(self, ir);
    lk_pointers_add(self->pointers, ir);
    for (uint32_t b = 0; b < ir->blocks.count; b++) {
        const lk_block *block = &ir->blocks.items[b];
        for (uint32_t i = 0; i < block->ops.count; i++) {
            const lk_op *op = &block->ops.items[i];
            if (op->kind == LK_IR_CALL)
                add_call(self, block, op);
            else if (op->kind == LK_IR_STORE)
                add_store(self, block, op);
            else if (op->kind == LK_IR_DECLARE && op->initializer.begin.file)
                add_macro(self, unit, op->place.decl, &op->initializer);
        }
    }
}

/* Whether an object of the type may be, or have inside of it, a lock; true where that isn't known. */
static bool may_hold_lock(const lk_knowledge *self, const lk_type *type, int depth) {
    while (type && type->kind == LK_TYPE_ARRAY)
        type = type->target;
    if (!type || lk_knowledge_type(self, type) || type->kind == LK_TYPE_UNKNOWN || depth > 8)
        return true;
    if (type->kind != LK_TYPE_RECORD || !type->record || !type->record->has_fields)
        return type->kind == LK_TYPE_RECORD;
    for (uint32_t i = 0; i < type->record->field_count; i++)
        if (may_hold_lock(self, type->record->fields[i]->type, depth + 1))
            return true;
    return false;
}

static void add_list(lk_knowledge *self, lk_unit *unit, const lk_decl *decl, const lk_node *node, int depth) {
    if (lk_knowledge_type(self, decl->type) || depth > 8) {
        add_macro(self, unit, decl, &node->span);
        return;
    }
    if (node->kind == LK_COMPOUND_LITERAL && node->child[0])
        node = node->child[0];
    for (uint32_t i = 0; node->kind == LK_INIT_LIST && i < node->child_count; i++) {
        const lk_node *item = node->child[i];
        if (item && item->kind == LK_DESIGNATED && item->decl && item->child[0])
            add_list(self, unit, item->decl, item->child[0], depth + 1);
        else if (item && item->kind == LK_INIT_LIST)
            add_list(self, unit, decl, item, depth + 1);
        else if (item && item->in_macro)
            self->elsewhere.unknown = true;
    }
}

static bool learn(lk_knowledge *self, const lk_handing *handed) {
    bool is_known = handed->callee->is_defined && handed->argument < handed->callee->param_count;
    lk_evidence from = {.unknown = !is_known && !handed->is_used};
    if (is_known)
        from = *lk_knowledge_evidence_of(self, handed->callee->params[handed->argument]);
    lk_evidence *to = lk_knowledge_evidence_of(self, handed->lock), before = *to;
    to->plain |= from.plain;
    to->recursive |= from.recursive;
    to->unknown |= from.unknown;
    return to->plain != before.plain || to->recursive != before.recursive || to->unknown != before.unknown;
}

/* What helpers initialise, also through helpers of theirs. */
static void learn_from_helpers(lk_knowledge *self) {
    bool changed = true;
    while (changed) {
        changed = false;
        for (uint32_t i = 0; i < self->handed.count; i++)
            changed |= learn(self, &self->handed.items[i]);
    }
}

void lk_knowledge_add_initializers(lk_knowledge *self, lk_unit *unit) {
    lk_pointers_add_initializers(self->pointers, unit);
    for (uint32_t i = 0; i < unit->decls.count; i++) {
        const lk_decl *decl = unit->decls.items[i];
        bool has_init = decl->init && (decl->kind == LK_DECL_GLOBAL || decl->kind == LK_DECL_STATIC);
        if (has_init && may_hold_lock(self, decl->type, 0))
            add_list(self, unit, decl, decl->init, 0);
    }
}

void lk_knowledge_finish(lk_knowledge *self) {
    finish_attributes(self);
    finish_handlers(self);
    learn_from_helpers(self);
}

static lk_reentrancy weigh(const lk_evidence *found, lk_reentrancy otherwise) {
    if (!found || !(found->plain || found->recursive || found->unknown))
        return otherwise;
    if (found->unknown || (found->plain && found->recursive))
        return LK_REENTRANT_UNKNOWN;
    return found->recursive ? LK_REENTRANT_YES : LK_REENTRANT_NO;
}

static const lk_evidence *find_evidence(const lk_knowledge *self, const lk_decl *decl) {
    return decl && decl->id < self->evidences.count ? &self->evidences.items[decl->id] : NULL;
}

lk_reentrancy lk_knowledge_reentrancy_behind(const lk_knowledge *self, const lk_value *pointer) {
    return weigh(find_evidence(self, class_of(pointer)), LK_REENTRANT_UNKNOWN);
}

static lk_reentrancy of_nameless(const lk_knowledge *self, const lk_value *lock, lk_reentrancy by_type) {
    if (by_type == LK_REENTRANT_UNKNOWN && lock->kind == LK_VALUE_LOAD)
        return lk_knowledge_reentrancy_behind(self, lock->a);
    return self->elsewhere.unknown || self->elsewhere.recursive ? LK_REENTRANT_UNKNOWN : by_type;
}

lk_reentrancy lk_knowledge_reentrancy(const lk_knowledge *self, const lk_value *lock, const lk_lock_type *type) {
    lk_reentrancy by_type = type ? (lk_reentrancy)type->reentrancy : LK_REENTRANT_NO;
    if (lock->kind == LK_VALUE_NAMED)
        return by_type;
    lk_maker maker = lk_knowledge_maker(self, lock);
    if (maker.is_known)
        return (lk_reentrancy)maker.reentrancy;
    const lk_decl *decl = class_of(lock);
    return decl ? weigh(find_evidence(self, decl), by_type) : of_nameless(self, lock, by_type);
}
