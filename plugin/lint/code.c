/* code.c -- the lowered functions of a unit, kept from one version of its text to the next. */
#include "lint/code.h"

static void lower(lk_code *self, lk_arena *arena, lk_unit *unit, const lk_function *function) {
    lk_bug_trap trap;
    if (setjmp(trap.env))
        self->failure = (lk_failure){lk_arena_printf(arena, "%s", trap.message), trap.file, trap.line};
    else
        self->ir = lk_lower(arena, unit, function, &trap);
}

lk_code lk_code_make(lk_arena *arena, lk_unit *unit, const lk_function *function) {
    lk_code code = {.function = function->decl, .has_error = function->has_error};
    if (function->body)
        lower(&code, arena, unit, function);
    return code;
}

bool lk_kept_function(void *context, lk_unit *unit, const lk_function *function) {
    lk_kept *self = context;
    const lk_code code = lk_code_make(unit->arena, unit, function);
    for (uint32_t i = 0; i < self->functions.count; i++)
        if (self->functions.items[i].function == function->decl) {
            self->functions.items[i] = code;
            return true;
        }
    lk_array_push(unit->arena, &self->functions, code);
    return true;
}

/* ---- moving ---- */

static void move_op(const lk_revision *edit, lk_op *op) {
    lk_revision_move_span(edit, &op->span);
    lk_revision_move_span(edit, &op->initializer);
    lk_argument *arguments = (lk_argument *)(uintptr_t)op->arguments;
    for (uint32_t i = 0; i < op->argument_count; i++)
        lk_revision_move_span(edit, &arguments[i].span);
}

static void move_ir(const lk_revision *edit, lk_ir *ir) {
    lk_revision_move_span(edit, &ir->end);
    for (uint32_t b = 0; b < ir->blocks.count; b++) {
        lk_block *block = &ir->blocks.items[b];
        lk_revision_move_span(edit, &block->span);
        for (uint32_t i = 0; i < block->ops.count; i++)
            move_op(edit, &block->ops.items[i]);
    }
}

void lk_kept_move(lk_kept *self, const lk_revision *edit) {
    for (uint32_t i = 0; i < self->functions.count; i++)
        if (self->functions.items[i].ir)
            move_ir(edit, self->functions.items[i].ir);
}

void lk_kept_give(const lk_kept *self, lk_unit *unit, lk_lint *lint) {
    for (uint32_t i = 0; i < self->functions.count; i++)
        lk_lint_take(lint, unit, &self->functions.items[i]);
}
