/* cancel.c -- pthread_cleanup_push and pthread_cleanup_pop, modelled as what they mean.

   glibc's macros (pthread.h) come in two forms. The first holds the routine in a variable and calls __sigsetjmp, which
   returns a second time in a thread that is being cancelled: it runs the routine and ends, so no ordinary path leads on
   from there. The second (-fexceptions) holds it in a frame with __attribute__((cleanup)), whose flag the pop sets. */
#include "ir/lower.h"

#include <string.h>

static bool is_local(const lk_decl *decl, const char *name) {
    return decl && decl->kind == LK_DECL_LOCAL && strcmp(decl->name, name) == 0;
}

static bool is_frame(const lk_decl *decl) {
    return decl && decl->cleanup && strcmp(decl->cleanup->name, "__pthread_cleanup_routine") == 0;
}

static lk_cancel *cancel_of(lk_lowerer *self, const lk_decl *variable) {
    for (lk_cancel *at = self->cancels; at; at = at->outer)
        if (at->variable == variable)
            return at;
    return NULL;
}

static lk_decl *named_function(const lk_node *node) {
    node = lk_lower_strip(node);
    if (node && node->kind == LK_UNARY && node->op == LK_OP_ADDRESS)
        node = lk_lower_strip(node->child[0]);
    return node && node->kind == LK_NAME && node->decl->kind == LK_DECL_FUNCTION ? node->decl : NULL;
}

static void note_frame_item(lk_cancel *made, const lk_node *item) {
    if (!item || item->kind != LK_DESIGNATED || !item->decl)
        return;
    if (strcmp(item->decl->name, "__cancel_routine") == 0) {
        made->routine_field = item->decl;
        made->routine = named_function(item->child[0]);
    } else if (strcmp(item->decl->name, "__cancel_arg") == 0) {
        made->argument_field = item->decl;
        made->argument = item->child[0];
    }
}

void lk_cancel_declare(lk_lowerer *self, const lk_node *node) {
    const lk_node *init = node->child_count ? node->child[0] : NULL;
    bool is_routine = is_local(node->decl, "__cancel_routine"), is_argument = is_local(node->decl, "__cancel_arg");
    if (!init || (!is_routine && !is_argument && !is_frame(node->decl)))
        return;
    lk_cancel *made = LK_NEW(self->arena, lk_cancel);
    *made = (lk_cancel){.outer = self->cancels, .variable = node->decl};
    self->cancels = made;
    if (is_routine)
        made->routine = named_function(init);
    else if (is_argument)
        made->argument = init;
    else
        for (uint32_t i = 0; i < init->child_count; i++)
            note_frame_item(made, init->child[i]);
}

lk_decl *lk_cancel_callee(lk_lowerer *self, const lk_node *callee) {
    if (callee->kind != LK_NAME || !is_local(callee->decl, "__cancel_routine"))
        return NULL;
    const lk_cancel *found = cancel_of(self, callee->decl);
    return found ? found->routine : NULL;
}

const lk_node *lk_cancel_argument(lk_lowerer *self, const lk_node *argument) {
    if (argument->kind != LK_NAME || !is_local(argument->decl, "__cancel_arg"))
        return argument;
    const lk_cancel *found = cancel_of(self, argument->decl);
    return found && found->argument ? found->argument : argument;
}

bool lk_cancel_is_setjmp(const lk_node *call) {
    const lk_node *callee = lk_lower_strip(call->child[0]);
    if (!callee || callee->kind != LK_NAME || call->child_count < 2)
        return false;
    const lk_node *buffer = lk_lower_strip(call->child[1]);
    return strstr(callee->decl->name, "setjmp") && buffer && buffer->kind == LK_MEMBER && buffer->decl &&
           strcmp(buffer->decl->name, "__cancel_jmp_buf") == 0;
}

bool lk_cancel_is_never(const lk_node *node) {
    return node->kind == LK_NAME && is_local(node->decl, "__not_first_call");
}

/* ---- the frame ---- */

static lk_operand load_field(lk_lowerer *self, uint32_t block, lk_decl *variable, lk_decl *field, lk_span span) {
    lk_projection *step = LK_NEW(self->arena, lk_projection);
    *step = (lk_projection){.kind = LK_PROJECT_FIELD, .field = field};
    lk_op *load = lk_lower_op_in(self, block, LK_IR_LOAD, span);
    load->place = (lk_place){
        .root = LK_PLACE_VARIABLE, .decl = variable, .projections = step, .projection_count = 1, .type = field->type};
    return lk_lower_result(self, load, field->type);
}

static void run_routine(lk_lowerer *self, uint32_t block, const lk_cancel *at, lk_span span, bool is_cleanup) {
    if (!at->routine_field || !at->argument_field)
        return;
    lk_operand target = {0};
    if (!at->routine)
        target = load_field(self, block, at->variable, at->routine_field, span);
    lk_argument *argument = LK_NEW(self->arena, lk_argument);
    argument->value = load_field(self, block, at->variable, at->argument_field, span);
    argument->span = span;
    argument->name = lk_lower_name(self, at->argument);
    argument->type = at->argument_field->type;
    lk_op *call = lk_lower_op_in(self, block, LK_IR_CALL, span);
    call->callee = at->routine;
    call->target = target;
    call->arguments = argument;
    call->argument_count = 1;
    call->is_cleanup = is_cleanup;
}

bool lk_cancel_pop(lk_lowerer *self, const lk_node *assignment) {
    const lk_node *target = assignment->child[0];
    if (target->kind != LK_MEMBER || !target->decl || strcmp(target->decl->name, "__do_it") != 0 ||
        target->child[0]->kind != LK_NAME || !is_frame(target->child[0]->decl))
        return false;
    lk_cancel *at = cancel_of(self, target->child[0]->decl);
    if (!at)
        return false;
    uint32_t yes = lk_lower_block(self), no = lk_lower_block(self);
    lk_lower_condition(self, assignment->child[1], yes, no);
    lk_lower_start(self, yes);
    run_routine(self, yes, at, assignment->span, false);
    lk_lower_start(self, no);
    at->is_popped = true;
    return true;
}

bool lk_cancel_end(lk_lowerer *self, uint32_t block, const lk_decl *variable, lk_span span) {
    lk_cancel *at = is_frame(variable) ? cancel_of(self, variable) : NULL;
    if (!at)
        return false;
    if (!at->is_popped)
        run_routine(self, block, at, span, true);
    at->is_popped = false; /* only the end of the block follows a pop; other ways out, known later, have none */
    return true;
}
