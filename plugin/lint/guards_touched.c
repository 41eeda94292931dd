/* guards_touched.c -- looks through a function for accesses to members and variables that others may reach. */
#include "lint/guards_touched.h"

/* Records that lie in each other: so deep their locks are looked for. RECENT: so far back one isn't named again. */
enum { DEEPEST_RECORD = 4, RECENT = 16 };

bool lk_touched_is_scalar(const lk_knowledge *knowledge, const lk_decl *decl) {
    const lk_type *type = decl->type;
    while (type && type->kind == LK_TYPE_ARRAY)
        type = type->target;
    if (!type || decl->is_const || decl->is_thread_local || type->is_atomic || type->is_volatile)
        return false;
    bool is_plain = type->kind == LK_TYPE_INTEGER || type->kind == LK_TYPE_POINTER || type->kind == LK_TYPE_FLOAT;
    return is_plain && !lk_knowledge_type(knowledge, type);
}

static bool is_recent(const lk_decl *const *items, uint32_t count, const lk_decl *decl) {
    for (uint32_t i = count; i > 0 && i + RECENT > count; i--)
        if (items[i - 1] == decl)
            return true;
    return false;
}

static bool is_global(const lk_decl *decl) {
    return decl->kind == LK_DECL_GLOBAL || decl->kind == LK_DECL_STATIC;
}

/* The member or variable that the access ends in, or in an element of; NULL for what isn't a number or a pointer. */
static const lk_decl *innermost(const lk_knowledge *knowledge, const lk_place *place) {
    const lk_decl *decl = place->decl;
    for (uint32_t i = 0; i < place->projection_count; i++)
        decl = place->projections[i].kind == LK_PROJECT_FIELD ? place->projections[i].field : decl;
    return decl && lk_touched_is_scalar(knowledge, decl) ? decl : NULL;
}

static void add(lk_arena *arena, lk_touched *found, const lk_place *place) {
    const lk_decl *first = place->projection_count ? place->projections[0].field : place->decl;
    if (place->root == LK_PLACE_POINTER && first && !is_recent(found->members.items, found->members.count, first))
        lk_array_push(arena, &found->members, first);
    if (place->root == LK_PLACE_VARIABLE && is_global(place->decl) &&
        !is_recent(found->globals.items, found->globals.count, first))
        lk_array_push(arena, &found->globals, first);
}

lk_touched lk_touched_by(lk_arena *arena, const lk_knowledge *knowledge, const lk_ir *ir) {
    lk_touched found = {0};
    for (uint32_t b = 0; b < ir->blocks.count; b++)
        for (uint32_t i = 0; i < ir->blocks.items[b].ops.count; i++) {
            const lk_op *op = &ir->blocks.items[b].ops.items[i];
            if ((op->kind == LK_IR_LOAD || op->kind == LK_IR_STORE) && innermost(knowledge, &op->place))
                add(arena, &found, &op->place);
        }
    return found;
}

/* ---- records ---- */

bool lk_touched_has(const lk_record_set *set, const lk_record *record) {
    return record && record->id < set->count && set->items[record->id];
}

lk_record_set lk_touched_records(lk_arena *arena, const lk_knowledge *knowledge, const lk_unit *unit) {
    lk_record_set found = {0};
    for (int round = 0; round < DEEPEST_RECORD; round++)
        for (uint32_t i = 0; i < unit->decls.count; i++) {
            const lk_decl *field = unit->decls.items[i];
            if (field->kind != LK_DECL_FIELD || !field->record || !field->type)
                continue;
            bool is_inside = field->type->kind == LK_TYPE_RECORD && lk_touched_has(&found, field->type->record);
            if (!is_inside && !lk_knowledge_type(knowledge, field->type))
                continue;
            while (found.count <= field->record->id)
                lk_array_push(arena, &found, false);
            found.items[field->record->id] = true;
        }
    return found;
}
