/* guards_text.c -- writes places as the source does: over the variable that leads to the object there. */
#include "lint/guards_text.h"

enum { DEEPEST = 6 };

/* An object as the source writes it: `text`, or what the pointer `text` points to. */
typedef struct written {
    const char *text; /* NULL: not shortly */
    bool is_pointer;
} written;

typedef struct writing {
    lk_arena *arena;
    const lk_block *block;
} writing;

static const char *member(lk_arena *arena, written object, const char *name) {
    return lk_arena_printf(arena, "%s%s%s", object.text, object.is_pointer ? "->" : ".", name);
}

static written place_text(const writing *self, const lk_op *op, int depth);

static written pointer_text(const writing *self, const lk_op *op, const lk_operand *pointer, int depth) {
    const lk_op *made = lk_block_maker(self->block, op, pointer);
    if (!made || depth > DEEPEST)
        return (written){0};
    written found = {0};
    if (made->kind == LK_IR_LOAD) {
        found = place_text(self, made, depth + 1);
        found.is_pointer = true;
    } else if (made->kind == LK_IR_ADDRESS) {
        found = place_text(self, made, depth + 1);
    }
    return found;
}

static written place_text(const writing *self, const lk_op *op, int depth) {
    const lk_place *place = &op->place;
    written found = {0};
    if (place->root == LK_PLACE_VARIABLE)
        found.text = place->decl->name;
    else if (place->root == LK_PLACE_POINTER)
        found = pointer_text(self, op, &place->pointer, depth);
    for (uint32_t i = 0; found.text && i < place->projection_count; i++) {
        const lk_projection *step = &place->projections[i];
        bool is_number = step->kind == LK_PROJECT_INDEX && step->index.kind == LK_OPERAND_CONSTANT;
        if (step->kind == LK_PROJECT_FIELD)
            found.text = member(self->arena, found, step->field->name);
        else if (is_number)
            found.text = lk_arena_printf(self->arena, "%s[%lld]", found.text, (long long)step->index.constant);
        else
            found.text = lk_arena_printf(self->arena, "%s[...]", found.text);
        found.is_pointer = false;
    }
    return found;
}

/* ---- keys ---- */

static uint32_t member_count(const lk_value *key) {
    uint32_t count = 0;
    for (; key->kind == LK_VALUE_FIELD || key->kind == LK_VALUE_INDEX; key = key->a)
        count += key->kind == LK_VALUE_FIELD;
    return count;
}

/* The pointer that the access goes through, if all members of its key are named behind it. */
static written base_text(const writing *self, const lk_op *op, const lk_value *key) {
    uint32_t wanted = member_count(key), count = 0;
    for (int depth = 0; op && depth < DEEPEST; depth++) {
        for (uint32_t i = 0; i < op->place.projection_count; i++)
            count += op->place.projections[i].kind == LK_PROJECT_FIELD;
        if (op->place.root != LK_PLACE_POINTER)
            return (written){0};
        if (count == wanted)
            return pointer_text(self, op, &op->place.pointer, 0);
        op = lk_block_maker(self->block, op, &op->place.pointer);
        if (!op || op->kind != LK_IR_ADDRESS)
            return (written){0};
    }
    return (written){0};
}

/* The same for what a member points to: the access goes through the read of that member. */
static written pointee_base(const writing *self, const lk_op *op, const lk_value *key) {
    for (int depth = 0; op && depth < DEEPEST; depth++) {
        if (op->place.root != LK_PLACE_POINTER)
            return (written){0};
        op = lk_block_maker(self->block, op, &op->place.pointer);
        if (op && op->kind == LK_IR_LOAD)
            return base_text(self, op, key->a);
    }
    return (written){0};
}

static written key_text(const lk_guards *guards, const lk_value *key, written base) {
    written inside = {0};
    if (key == guards->terms.any)
        return base;
    switch (key->kind) {
    case LK_VALUE_VARIABLE:
        return (written){key->decl->name, false};
    case LK_VALUE_LOAD:
        inside = key_text(guards, key->a, base);
        inside.is_pointer = true;
        return inside;
    case LK_VALUE_FIELD:
        inside = key_text(guards, key->a, base);
        return (written){inside.text ? member(guards->arena, inside, key->decl->name) : NULL, false};
    case LK_VALUE_INDEX:
        inside = key_text(guards, key->a, base);
        if (inside.text && key->b->kind == LK_VALUE_CONSTANT)
            inside.text = lk_arena_printf(guards->arena, "%s[%lld]", inside.text, (long long)key->b->constant);
        else if (inside.text)
            inside.text = lk_arena_printf(guards->arena, "%s[...]", inside.text);
        return (written){inside.text, false};
    default:
        return inside;
    }
}

const char *lk_guard_text(lk_guards *guards, const lk_ir *ir, const lk_guard_access *access, const lk_value *key) {
    const lk_value *subject = guards->subjects.items[access->subject].key;
    const lk_block *block = &ir->blocks.items[access->stand.block];
    writing self = {guards->arena, block};
    written base = base_text(&self, &block->ops.items[access->stand.op], subject), found;
    if (guards->subjects.items[access->subject].is_pointee)
        base = pointee_base(&self, &block->ops.items[access->stand.op], subject);
    found = key_text(guards, key, base);
    const char *text = found.text;
    if (text && key == subject && found.is_pointer)
        text = lk_arena_printf(guards->arena, "*%s", text);
    return text ? text
                : lk_value_object_hint(guards->arena,
                                       lk_guard_replace(&guards->terms, key, guards->terms.any, access->base));
}
