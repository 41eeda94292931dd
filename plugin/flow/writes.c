/* writes.c -- collecting what code may write. */
#include "flow/writes.h"

#include "flow/summary.h"

int64_t lk_memory_class(const lk_type *type) {
    if (!type)
        return LK_MEMORY_FIRST_TYPE;
    int64_t code = LK_MEMORY_FIRST_TYPE + 2 * (int64_t)type->kind;
    if (type->kind == LK_TYPE_INTEGER)
        return code + 64 * (int64_t)type->bits;
    if (type->kind == LK_TYPE_POINTER && type->target && type->target->kind == LK_TYPE_RECORD)
        return code + 65536 * (1 + (int64_t)type->target->record->id);
    if (type->kind == LK_TYPE_RECORD)
        return code + 65536 * (1 + (int64_t)type->record->id);
    return code;
}

bool lk_memory_is_pointer(const lk_type *type) {
    return type && (type->kind == LK_TYPE_POINTER || type->kind == LK_TYPE_RECORD || type->kind == LK_TYPE_UNKNOWN);
}

/* ---- places ---- */

#define PUSH_ONCE(arena, list, value)                                                                                  \
    do {                                                                                                               \
        bool found = false;                                                                                            \
        for (uint32_t i_ = 0; i_ < (list)->count && !found; i_++)                                                      \
            found = (list)->items[i_] == (value);                                                                      \
        if (!found)                                                                                                    \
            lk_array_push((arena), (list), (value));                                                                   \
    } while (0)

/* So that long functions stay cheap. */
static void settle(lk_writes *self) {
    if (self->variables.count > LK_MOST_WRITES || self->fields.count > LK_MOST_WRITES ||
        self->types.count > LK_MOST_WRITES)
        self->pointers = self->scalars = true;
}

static bool is_own(const lk_place *place) {
    return place->root == LK_PLACE_SLOT || (place->root == LK_PLACE_VARIABLE &&
                                            (place->decl->kind == LK_DECL_LOCAL || place->decl->kind == LK_DECL_PARAM));
}

static void add_store(lk_arena *arena, lk_writes *self, const lk_place *place, lk_extent extent) {
    const lk_projection *last = place->projection_count ? &place->projections[place->projection_count - 1] : NULL;
    if (place->root == LK_PLACE_SLOT || (extent == LK_FOR_CALLERS && is_own(place)))
        return;
    if (place->root == LK_PLACE_VARIABLE && !last)
        PUSH_ONCE(arena, &self->variables, (const lk_decl *)place->decl);
    else if (last && last->kind == LK_PROJECT_FIELD)
        PUSH_ONCE(arena, &self->fields, (const lk_decl *)last->field);
    else
        PUSH_ONCE(arena, &self->bare, lk_memory_class(place->type));
    PUSH_ONCE(arena, &self->types, lk_memory_class(place->type));
}

bool lk_writes_any(const lk_writes *self) {
    return self->pointers || self->scalars || self->fields.count || self->bare.count || self->variables.count;
}

bool lk_writes_may_change(const lk_writes *self, const lk_type *type) {
    if (lk_memory_is_pointer(type) ? self->pointers : self->scalars)
        return true;
    for (uint32_t i = 0; i < self->bare.count; i++)
        if (self->bare.items[i] == lk_memory_class(type))
            return true;
    return false;
}

void lk_writes_add_loop(lk_arena *arena, lk_writes *self, const lk_writes *other) {
    self->pointers |= other->pointers;
    self->scalars |= other->scalars;
    for (uint32_t i = 0; i < other->variables.count; i++)
        PUSH_ONCE(arena, &self->variables, other->variables.items[i]);
    for (uint32_t i = 0; i < other->fields.count; i++)
        PUSH_ONCE(arena, &self->fields, other->fields.items[i]);
    for (uint32_t i = 0; i < other->types.count; i++)
        PUSH_ONCE(arena, &self->types, other->types.items[i]);
    for (uint32_t i = 0; i < other->bare.count; i++)
        PUSH_ONCE(arena, &self->bare, other->bare.items[i]);
    settle(self);
}

void lk_writes_add(lk_arena *arena, lk_writes *self, const lk_writes *other) {
    if (other->pointers && other->scalars)
        self->pointers = self->scalars = true;
    else
        lk_writes_add_loop(arena, self, other);
}

/* ---- calls ---- */

/* Who waits lets others write: what a lock protects may have changed when the lock is taken again. */
static const uint32_t lets_others_run = LK_EFFECT_BIT(LK_EFFECT_RELEASE) | LK_EFFECT_BIT(LK_EFFECT_WAIT) |
                                        LK_EFFECT_BIT(LK_EFFECT_BLOCK) | LK_EFFECT_BIT(LK_EFFECT_YIELD) |
                                        LK_EFFECT_BIT(LK_EFFECT_CALL);

static void add_call(lk_arena *arena, lk_writes *self, lk_knowledge *knowledge, const lk_op *call) {
    const lk_model *model = lk_knowledge_call(knowledge, call);
    const lk_summary *summary = model ? NULL : lk_knowledge_summary(knowledge, call->callee);
    if (summary)
        lk_writes_add(arena, self, &summary->writes);
    else if (!model || lk_model_has(model, lets_others_run))
        self->pointers = self->scalars = true;
}

static bool is_whole(const lk_type *type) {
    return type && type->kind != LK_TYPE_RECORD && type->kind != LK_TYPE_ARRAY;
}

/* A call may write to a variable whose address it gets: moves, out-parameters. */
static void add_addresses(lk_arena *arena, lk_writes *self, lk_knowledge *knowledge, const lk_block *block, uint32_t at,
                          lk_extent extent) {
    const lk_op *call = &block->ops.items[at];
    const lk_model *model = lk_knowledge_call(knowledge, call);
    const lk_summary *summary = model ? NULL : lk_knowledge_summary(knowledge, call->callee);
    for (uint32_t a = 0; a < call->argument_count; a++) {
        const lk_op *made = lk_block_maker(block, call, &call->arguments[a].value);
        bool is_spared =
            made && summary && is_whole(made->place.type) && !lk_writes_may_change(&summary->writes, made->place.type);
        if (made && made->kind == LK_IR_ADDRESS && !is_spared)
            add_store(arena, self, &made->place, extent);
    }
}

void lk_writes_add_block(lk_arena *arena, lk_writes *self, lk_knowledge *knowledge, const lk_block *block,
                         lk_extent extent) {
    for (uint32_t i = 0; i < block->ops.count; i++) {
        const lk_op *op = &block->ops.items[i];
        if (op->kind == LK_IR_STORE || op->kind == LK_IR_DECLARE) {
            add_store(arena, self, &op->place, extent);
        } else if (op->kind == LK_IR_UNKNOWN && op->clobbers) {
            self->pointers = self->scalars = true;
        } else if (op->kind == LK_IR_CALL) {
            add_call(arena, self, knowledge, op);
            add_addresses(arena, self, knowledge, block, i, extent);
        }
    }
    settle(self);
}
