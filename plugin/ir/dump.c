/* dump.c -- the IR as stable text, one op a line. */
#include "ir/ir.h"

#include <inttypes.h>

static void operand(FILE *out, const lk_operand *self) {
    switch (self->kind) {
    case LK_OPERAND_CONSTANT:
        fprintf(out, "%" PRId64, self->constant);
        return;
    case LK_OPERAND_TEMP:
        fprintf(out, "t%" PRIu32, self->temp);
        return;
    case LK_OPERAND_DECL:
        fprintf(out, "&%s", self->decl->name);
        return;
    case LK_OPERAND_STRING:
        fputs("\"...\"", out);
        return;
    default:
        fputs("-", out);
    }
}

static void place(FILE *out, const lk_place *self) {
    switch (self->root) {
    case LK_PLACE_VARIABLE:
        fputs(self->decl->name[0] ? self->decl->name : "(unnamed)", out);
        break;
    case LK_PLACE_POINTER:
        fputs("(*", out);
        operand(out, &self->pointer);
        fputs(")", out);
        break;
    case LK_PLACE_SLOT:
        fprintf(out, "slot%" PRIu32, self->slot);
        break;
    default:
        fputs("unknown", out);
    }
    for (uint32_t i = 0; i < self->projection_count; i++) {
        const lk_projection *step = &self->projections[i];
        if (step->kind == LK_PROJECT_FIELD) {
            fprintf(out, ".%s", step->field->name);
        } else {
            fputs("[", out);
            operand(out, &step->index);
            fputs("]", out);
        }
    }
}

static void call(FILE *out, const lk_op *op) {
    fputs(op->is_cleanup ? "cleanup " : "call ", out);
    if (op->callee)
        fputs(op->callee->name, out);
    else
        operand(out, &op->target);
    fputs("(", out);
    for (uint32_t i = 0; i < op->argument_count; i++) {
        fputs(i ? ", " : "", out);
        operand(out, &op->arguments[i].value);
    }
    fputs(")", out);
}

static void op_text(FILE *out, const lk_op *op) {
    if (op->result != LK_NO_TEMP)
        fprintf(out, "t%" PRIu32 " = ", op->result);
    switch (op->kind) {
    case LK_IR_LOAD:
        fputs("load ", out);
        place(out, &op->place);
        return;
    case LK_IR_STORE:
        fputs("store ", out);
        place(out, &op->place);
        fputs(" = ", out);
        operand(out, &op->a);
        return;
    case LK_IR_ADDRESS:
        fputs("address ", out);
        place(out, &op->place);
        return;
    case LK_IR_COMPUTE:
        fprintf(out, "%s ", lk_operator_name((lk_operator)op->operator_));
        operand(out, &op->a);
        if (op->b.kind != LK_OPERAND_NONE) {
            fputs(", ", out);
            operand(out, &op->b);
        }
        return;
    case LK_IR_CALL:
        call(out, op);
        return;
    case LK_IR_UNKNOWN:
        fputs(op->clobbers ? "unknown clobbers" : "unknown", out);
        return;
    case LK_IR_DECLARE:
        fputs("declare ", out);
        place(out, &op->place);
        return;
    case LK_IR_SCOPE_END:
        fputs("scope-end ", out);
        place(out, &op->place);
        return;
    default:
        return;
    }
}

static void exit_text(FILE *out, const lk_block *block) {
    switch (block->exit) {
    case LK_EXIT_JUMP:
        fprintf(out, "jump b%" PRIu32, block->targets[0]);
        return;
    case LK_EXIT_BRANCH:
        fputs("if ", out);
        operand(out, &block->a);
        fprintf(out, " %s ", lk_operator_name((lk_operator)block->operator_));
        operand(out, &block->b);
        fprintf(out, " then b%" PRIu32 " else b%" PRIu32, block->targets[0], block->targets[1]);
        return;
    case LK_EXIT_SWITCH:
        fputs("switch ", out);
        operand(out, &block->a);
        for (uint32_t i = 0; i + 1 < block->target_count; i++)
            fprintf(out, " %" PRId64 "..%" PRId64 ": b%" PRIu32, block->cases[i].first, block->cases[i].last,
                    block->targets[i]);
        fprintf(out, " default: b%" PRIu32, block->targets[block->target_count - 1]);
        return;
    case LK_EXIT_ANY:
        fputs("goto any of", out);
        for (uint32_t i = 0; i < block->target_count; i++)
            fprintf(out, " b%" PRIu32, block->targets[i]);
        return;
    case LK_EXIT_RETURN:
        fputs("return", out);
        if (block->a.kind != LK_OPERAND_NONE) {
            fputs(" ", out);
            operand(out, &block->a);
        }
        return;
    default:
        fputs("unreachable", out);
    }
}

static void position(FILE *out, lk_unit *unit, lk_loc loc) {
    lk_position at = lk_unit_position(unit, loc);
    if (at.line)
        fprintf(out, "  ; %" PRIu32 ":%" PRIu32, at.line, at.column);
    fputs("\n", out);
}

void lk_ir_dump(FILE *out, lk_unit *unit, const lk_ir *ir) {
    fprintf(out, "function %s", ir->function->name);
    if (ir->gives_up)
        fprintf(out, " (given up: %s)", ir->reason);
    position(out, unit, ir->function->span.begin);
    for (uint32_t b = 0; b < ir->blocks.count; b++) {
        const lk_block *block = &ir->blocks.items[b];
        fprintf(out, "b%" PRIu32 ":\n", b);
        for (uint32_t i = 0; i < block->ops.count; i++) {
            fputs("    ", out);
            op_text(out, &block->ops.items[i]);
            position(out, unit, block->ops.items[i].span.begin);
        }
        fputs("    ", out);
        exit_text(out, block);
        position(out, unit, block->span.begin);
    }
    fputs("\n", out);
}
