/* lower.c -- a function's tree becomes blocks: the frame around statements and expressions. */
#include "ir/lower.h"

static void mark_reachable(lk_lowerer *self, bool *reached) {
    LK_ARRAY(uint32_t) work = {0};
    reached[0] = true;
    lk_array_push(self->arena, &work, 0);
    while (work.count) {
        const lk_block *block = &self->ir->blocks.items[work.items[--work.count]];
        for (uint32_t i = 0; i < block->target_count; i++) {
            uint32_t target = block->targets[i];
            if (!reached[target]) {
                reached[target] = true;
                lk_array_push(self->arena, &work, target);
            }
        }
    }
}

static void drop_unreachable(lk_lowerer *self) {
    lk_ir *ir = self->ir;
    bool *reached = LK_NEW_ARRAY(self->arena, bool, ir->blocks.count);
    uint32_t *number = LK_NEW_ARRAY(self->arena, uint32_t, ir->blocks.count);
    mark_reachable(self, reached);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < ir->blocks.count; i++) {
        number[i] = kept;
        if (reached[i])
            ir->blocks.items[kept++] = ir->blocks.items[i];
    }
    ir->blocks.count = kept;
    for (uint32_t i = 0; i < kept; i++)
        for (uint32_t k = 0; k < ir->blocks.items[i].target_count; k++)
            ir->blocks.items[i].targets[k] = number[ir->blocks.items[i].targets[k]];
}

static void lower_body(lk_lowerer *self, const lk_function *function) {
    self->scope = lk_scope_open(self->arena, NULL, self->ir->end);
    for (uint32_t i = 0; i < function->decl->param_count; i++)
        lk_array_push(self->arena, &self->ir->variables, function->decl->params[i]);
    self->block = lk_lower_block(self);
    lk_lower_statement(self, function->body);
    if (self->block == LK_NO_BLOCK)
        return;
    lk_block *last = &self->ir->blocks.items[self->block];
    last->exit = LK_EXIT_RETURN;
    last->span = self->ir->end;
}

/* A label at the end of nowhere, or a block opened for code that nothing reaches. */
static void end_dangling(lk_lowerer *self) {
    for (uint32_t i = 0; i < self->ir->blocks.count; i++)
        if (self->ir->blocks.items[i].exit == LK_EXIT_NONE)
            self->ir->blocks.items[i].exit = LK_EXIT_UNREACHABLE;
}

lk_ir *lk_lower(lk_arena *arena, lk_unit *unit, const lk_function *function, lk_bug_trap *trap) {
    lk_lowerer self = {.arena = arena, .unit = unit, .trap = trap, .block = LK_NO_BLOCK, .dispatch = LK_NO_BLOCK};
    self.ir = LK_NEW(arena, lk_ir);
    self.ir->function = function->decl;
    self.ir->has_error = function->has_error;
    self.ir->end = function->body->span;
    if (self.ir->end.end > self.ir->end.begin.offset) {
        self.ir->end.begin.offset = self.ir->end.end - 1;
        self.ir->end.spelling = self.ir->end.begin;
    }
    lower_body(&self, function);
    lk_lower_finish_jumps(&self);
    end_dangling(&self);
    drop_unreachable(&self);
    return self.ir;
}
