/* touches.c -- tells of reads and writes of memory that others may reach, and of calls. */
#include "flow/simulator.h"

enum { MOST_ARGUMENTS = 8 };

/* Whether others may see the memory at the place, as far as the place alone tells. */
static bool is_shared(const lk_place *place) {
    if (place->root == LK_PLACE_POINTER)
        return true;
    return place->root == LK_PLACE_VARIABLE &&
           (place->decl->kind == LK_DECL_GLOBAL || place->decl->kind == LK_DECL_STATIC) &&
           !place->decl->is_thread_local;
}

/* A pointer may lead to a variable of the function itself. */
static bool is_own(const lk_value *address) {
    const lk_decl *root = lk_value_root(address);
    return root && (root->kind == LK_DECL_LOCAL || root->kind == LK_DECL_PARAM || root->is_thread_local);
}

static void tell_access(lk_simulator *self, const lk_state *state, lk_touch touch) {
    touch.address = lk_memory_address(self, &touch.op->place);
    if (touch.address && !is_own(touch.address))
        self->touch_handler(self->context, &touch, state);
}

static void tell_call(lk_simulator *self, const lk_state *state, lk_touch touch) {
    const lk_value *arguments[MOST_ARGUMENTS];
    const lk_op *op = touch.op;
    touch.argument_count = op->argument_count < MOST_ARGUMENTS ? op->argument_count : MOST_ARGUMENTS;
    for (uint32_t i = 0; i < touch.argument_count; i++)
        arguments[i] = lk_memory_operand(self, &op->arguments[i].value);
    touch.arguments = arguments;
    touch.callee = op->callee;
    if (!op->callee && op->target.kind != LK_OPERAND_NONE)
        touch.callee = lk_knowledge_target(self->knowledge, lk_memory_operand(self, &op->target));
    touch.model = op->model ? op->model : lk_knowledge_model(self->knowledge, touch.callee);
    touch.summary = touch.model || !touch.callee ? NULL : lk_knowledge_summary(self->knowledge, touch.callee);
    self->touch_handler(self->context, &touch, state);
}

void lk_touch_tell(lk_simulator *self, const lk_state *state, const lk_op *op, uint32_t index) {
    lk_touch touch = {.op = op, .block = self->block, .index = index, .loops = &self->loops, .trail = state->trail};
    if ((op->kind == LK_IR_LOAD || op->kind == LK_IR_STORE) && is_shared(&op->place))
        tell_access(self, state, touch);
    else if (op->kind == LK_IR_CALL)
        tell_call(self, state, touch);
    else if (op->kind == LK_IR_UNKNOWN && op->clobbers)
        self->touch_handler(self->context, &touch, state);
}
