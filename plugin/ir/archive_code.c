/* archive_code.c -- a function's blocks and ops in an archive. */
#include "ir/archive_room.h"

static void code_operand(lk_archive *self, void *item) {
    lk_operand *operand = item;
    const lk_decl *decl = operand->kind == LK_OPERAND_DECL ? operand->decl : NULL;
    lk_code_byte(self, &operand->kind);
    if (operand->kind == LK_OPERAND_TEMP) {
        lk_code_number(self, &operand->temp);
    } else if (operand->kind == LK_OPERAND_CONSTANT) {
        lk_code_signed(self, &operand->constant);
    } else if (operand->kind == LK_OPERAND_DECL) {
        lk_code_decl(self, &decl);
        operand->decl = (lk_decl *)(uintptr_t)decl;
        if (!decl)
            lk_archive_fail(self);
    } else if (operand->kind > LK_OPERAND_STRING) {
        lk_archive_fail(self);
    }
}

static void code_own_decl(lk_archive *self, lk_decl **decl) {
    const lk_decl *same = *decl;
    lk_code_decl(self, &same);
    *decl = (lk_decl *)(uintptr_t)same;
}

static void code_projection(lk_archive *self, void *item) {
    lk_projection *projection = item;
    lk_code_byte(self, &projection->kind);
    if (projection->kind == LK_PROJECT_FIELD) {
        code_own_decl(self, &projection->field);
        if (!projection->field)
            lk_archive_fail(self);
    } else {
        code_operand(self, &projection->index);
    }
}

static void code_place(lk_archive *self, lk_place *place) {
    uint32_t count = place->projection_count;
    lk_code_byte(self, &place->root);
    if (place->root == LK_PLACE_NONE)
        return;
    lk_code_number(self, &place->slot);
    code_own_decl(self, &place->decl);
    code_operand(self, &place->pointer);
    lk_code_type(self, &place->type);
    LK_CODE_LIST(self, place->projections, count, code_projection);
    place->projection_count = (uint8_t)count;
    if (count > LK_MAX_PROJECTIONS || place->root > LK_PLACE_UNKNOWN ||
        (place->root == LK_PLACE_VARIABLE && !place->decl))
        lk_archive_fail(self);
}

static void code_argument(lk_archive *self, void *item) {
    lk_argument *argument = item;
    code_operand(self, &argument->value);
    lk_code_span(self, &argument->span);
    lk_code_text(self, &argument->name);
    lk_code_type(self, &argument->type);
    lk_code_flag(self, &argument->is_object);
}

/* Of a call that a macro with a model writes. */
static void code_model(lk_archive *self, lk_op *op) {
    const char *name = self->is_writing && op->model ? self->name_model(op->model) : NULL;
    lk_code_text(self, &name);
    if (!self->is_writing && name) {
        op->model = self->find_model(self->model_context, name);
        if (!op->model)
            lk_archive_fail(self);
    }
}

static void code_call(lk_archive *self, lk_op *op) {
    lk_code_flag(self, &op->has_cleanup);
    lk_code_flag(self, &op->is_cleanup);
    code_own_decl(self, &op->callee);
    code_operand(self, &op->target);
    LK_CODE_LIST(self, op->arguments, op->argument_count, code_argument);
    code_model(self, op);
}

static void code_op(lk_archive *self, void *item) {
    lk_op *op = item;
    lk_code_byte(self, &op->kind);
    lk_code_byte(self, &op->operator_);
    lk_code_flag(self, &op->clobbers);
    lk_code_flag(self, &op->dereferences);
    lk_code_flag(self, &op->is_initial);
    op->result++; /* LK_NO_TEMP is the commonest, and 0 the shortest */
    lk_code_number(self, &op->result);
    op->result--;
    lk_code_number(self, &op->id);
    code_place(self, &op->place);
    code_operand(self, &op->a);
    code_operand(self, &op->b);
    if (op->kind == LK_IR_CALL)
        code_call(self, op);
    lk_code_text(self, &op->name);
    if (op->kind == LK_IR_DECLARE)
        lk_code_span(self, &op->initializer);
    lk_code_type(self, &op->type);
    lk_code_span(self, &op->span);
    if (op->kind > LK_IR_SCOPE_END || op->operator_ > LK_OP_EXTENSION)
        lk_archive_fail(self);
}

static void put_op(lk_archive *self, void *item) {
    lk_op copy = *(const lk_op *)item; /* what is written stays as it is */
    code_op(self, self->is_writing ? &copy : item);
}

static void code_target(lk_archive *self, void *item) {
    lk_code_number(self, item);
}

static void code_range(lk_archive *self, void *item) {
    lk_range *range = item;
    lk_code_signed(self, &range->first);
    lk_code_signed(self, &range->last);
}

static void code_block(lk_archive *self, void *item) {
    lk_block *block = item;
    uint32_t cases = block->exit == LK_EXIT_SWITCH ? block->target_count - 1 : 0;
    LK_CODE_LIST(self, block->ops.items, block->ops.count, put_op);
    lk_code_byte(self, &block->exit);
    lk_code_byte(self, &block->operator_);
    lk_code_flag(self, &block->is_negated);
    lk_code_flag(self, &block->lacks_default);
    code_operand(self, &block->a);
    code_operand(self, &block->b);
    LK_CODE_LIST(self, block->targets, block->target_count, code_target);
    LK_CODE_LIST(self, block->cases, cases, code_range);
    lk_code_span(self, &block->span);
    lk_code_type(self, &block->type);
    uint32_t least = block->exit == LK_EXIT_BRANCH ? 2 : block->exit == LK_EXIT_JUMP || block->exit == LK_EXIT_SWITCH;
    if (block->exit > LK_EXIT_UNREACHABLE || block->target_count < least || block->operator_ > LK_OP_EXTENSION ||
        (block->exit == LK_EXIT_SWITCH && cases + 1 != block->target_count))
        lk_archive_fail(self);
}

static void code_variable(lk_archive *self, void *item) {
    code_own_decl(self, item);
    if (!*(lk_decl **)item)
        lk_archive_fail(self);
}

/* ---- what has to hold of code that was read ---- */

static bool is_temp_within(const lk_ir *ir, const lk_operand *operand) {
    return operand->kind != LK_OPERAND_TEMP || operand->temp < ir->temp_count;
}

static bool is_place_sound(const lk_ir *ir, const lk_place *place) {
    bool sound = is_temp_within(ir, &place->pointer) && (place->root != LK_PLACE_SLOT || place->slot < ir->slot_count);
    for (uint32_t i = 0; i < place->projection_count; i++)
        sound &= is_temp_within(ir, &place->projections[i].index);
    return sound;
}

/* What each kind of op has, always. */
static bool is_op_whole(const lk_op *op) {
    bool has_object = op->place.root != LK_PLACE_NONE && op->place.root != LK_PLACE_UNKNOWN;
    bool has_result = op->result != LK_NO_TEMP;
    switch (op->kind) {
    case LK_IR_LOAD:
    case LK_IR_ADDRESS:
        return has_object && has_result;
    case LK_IR_STORE:
        return has_object;
    case LK_IR_COMPUTE:
        return has_result;
    case LK_IR_CALL:
        return !op->callee || op->callee->kind == LK_DECL_FUNCTION;
    case LK_IR_DECLARE:
    case LK_IR_SCOPE_END:
        return op->place.root == LK_PLACE_VARIABLE;
    default:
        return true;
    }
}

static bool is_op_sound(const lk_ir *ir, const lk_op *op) {
    bool sound = is_op_whole(op) && is_place_sound(ir, &op->place) && is_temp_within(ir, &op->a) &&
                 is_temp_within(ir, &op->b) && is_temp_within(ir, &op->target) &&
                 (op->result == LK_NO_TEMP || op->result < ir->temp_count) && op->id < ir->op_count;
    for (uint32_t i = 0; i < op->argument_count; i++)
        sound &= is_temp_within(ir, &op->arguments[i].value);
    return sound;
}

/* Whether the entry leads to all blocks, as the engine takes for granted. */
static bool is_connected(lk_arena *arena, const lk_ir *ir) {
    lk_arena_mark mark = lk_arena_save(arena);
    bool *is_met = LK_NEW_ARRAY(arena, bool, ir->blocks.count);
    uint32_t *work = LK_NEW_ARRAY(arena, uint32_t, ir->blocks.count), count = 1, met = 1;
    work[0] = 0;
    is_met[0] = true;
    while (count > 0) {
        const lk_block *block = &ir->blocks.items[work[--count]];
        for (uint32_t i = 0; i < block->target_count; i++) {
            uint32_t target = block->targets[i];
            if (is_met[target])
                continue;
            is_met[target] = true;
            work[count++] = target;
            met++;
        }
    }
    lk_arena_release(arena, mark);
    return met == ir->blocks.count;
}

static bool is_sound(lk_arena *arena, const lk_ir *ir) {
    bool sound = ir->function && ir->function->kind == LK_DECL_FUNCTION && ir->blocks.count > 0;
    for (uint32_t b = 0; sound && b < ir->blocks.count; b++) {
        const lk_block *block = &ir->blocks.items[b];
        for (uint32_t i = 0; i < block->ops.count; i++)
            sound &= is_op_sound(ir, &block->ops.items[i]);
        for (uint32_t i = 0; i < block->target_count; i++)
            sound &= block->targets[i] < ir->blocks.count;
        sound &= is_temp_within(ir, &block->a) && is_temp_within(ir, &block->b);
        bool ends = block->exit == LK_EXIT_RETURN || block->exit == LK_EXIT_UNREACHABLE;
        sound &= !ends || block->target_count == 0;
    }
    return sound && is_connected(arena, ir);
}

void lk_code_ir(lk_archive *self, lk_ir *ir) {
    enum { MOST = 1 << 26 };
    code_own_decl(self, &ir->function);
    lk_code_number(self, &ir->temp_count);
    lk_code_number(self, &ir->slot_count);
    lk_code_number(self, &ir->op_count);
    LK_CODE_LIST(self, ir->variables.items, ir->variables.count, code_variable);
    LK_CODE_LIST(self, ir->blocks.items, ir->blocks.count, code_block);
    lk_code_span(self, &ir->end);
    lk_code_flag(self, &ir->has_error);
    lk_code_flag(self, &ir->gives_up);
    lk_code_text(self, &ir->reason);
    if (self->is_writing)
        return;
    if (ir->temp_count > MOST || ir->slot_count > MOST || ir->op_count > MOST ||
        (!self->in.failed && !is_sound(self->arena, ir)))
        self->in.failed = true;
    ir->variables.capacity = ir->variables.count;
    ir->blocks.capacity = ir->blocks.count;
    for (uint32_t b = 0; b < ir->blocks.count && !self->in.failed; b++)
        ir->blocks.items[b].ops.capacity = ir->blocks.items[b].ops.count;
}
