/* prepare.c -- before the first path: escaping locals, use counts, loops and what they write. */
#include "flow/summary.h"

#include "flow/simulator.h"

/* ---- uses and escapes ---- */

static void count(lk_simulator *self, const lk_operand *operand) {
    if (operand->kind == LK_OPERAND_TEMP)
        self->uses[operand->temp]++;
}

static void count_place(lk_simulator *self, const lk_place *place) {
    count(self, &place->pointer);
    for (uint32_t i = 0; i < place->projection_count; i++)
        count(self, &place->projections[i].index);
}

static void count_op(lk_simulator *self, const lk_op *op) {
    count_place(self, &op->place);
    count(self, &op->a);
    count(self, &op->b);
    count(self, &op->target);
    for (uint32_t i = 0; i < op->argument_count; i++)
        count(self, &op->arguments[i].value);
}

static void escape(lk_simulator *self, const lk_decl *const *local_of, const lk_operand *operand) {
    const lk_decl *local = operand->kind == LK_OPERAND_TEMP ? local_of[operand->temp] : NULL;
    if (local)
        self->escapes[local->id] = 1;
}

/* Whether the call may remember the address that it gets. What records and arrays hold is not followed through calls,
   so they count as out of sight. */
static bool is_kept(const lk_simulator *self, const lk_op *call, uint32_t argument, const lk_decl *const *local_of) {
    const lk_summary *summary = lk_knowledge_summary(self->knowledge, call->callee);
    const lk_operand *operand = &call->arguments[argument].value;
    const lk_decl *local = operand->kind == LK_OPERAND_TEMP ? local_of[operand->temp] : NULL;
    bool is_plain = local && local->type && local->type->kind != LK_TYPE_RECORD && local->type->kind != LK_TYPE_ARRAY;
    return !summary || summary->is_unknown || !is_plain || argument >= 63 || (summary->keeps >> argument & 1);
}

/* An address goes out of sight when it is stored, returned, computed with, or given to a function that nobody knows. */
static void find_escapes(lk_simulator *self, const lk_op *op, const lk_decl **local_of) {
    const lk_decl *local = op->place.root == LK_PLACE_VARIABLE ? op->place.decl : NULL;
    if (op->kind == LK_IR_ADDRESS && op->place.root == LK_PLACE_POINTER && op->place.pointer.kind == LK_OPERAND_TEMP)
        local = local_of[op->place.pointer.temp];
    if (op->kind == LK_IR_ADDRESS && local && (local->kind == LK_DECL_LOCAL || local->kind == LK_DECL_PARAM))
        local_of[op->result] = local;
    escape(self, local_of, &op->a);
    escape(self, local_of, &op->b);
    if (op->kind == LK_IR_CALL && !lk_knowledge_model(self->knowledge, op->callee))
        for (uint32_t i = 0; i < op->argument_count; i++)
            if (is_kept(self, op, i, local_of))
                escape(self, local_of, &op->arguments[i].value);
}

static void scan(lk_simulator *self) {
    const lk_decl **local_of = LK_NEW_ARRAY(self->arena, const lk_decl *, self->ir->temp_count + 1);
    for (uint32_t b = 0; b < self->ir->blocks.count; b++) {
        const lk_block *block = &self->ir->blocks.items[b];
        for (uint32_t i = 0; i < block->ops.count; i++) {
            count_op(self, &block->ops.items[i]);
            find_escapes(self, &block->ops.items[i], local_of);
        }
        count(self, &block->a);
        count(self, &block->b);
        if (block->exit == LK_EXIT_RETURN)
            escape(self, local_of, &block->a);
    }
}

/* ---- what loops write ---- */

static void find_writes(lk_simulator *self) {
    self->writes = LK_NEW_ARRAY(self->arena, lk_writes, self->ir->blocks.count);
    for (uint32_t b = 0; b < self->ir->blocks.count; b++) {
        const lk_block *block = &self->ir->blocks.items[b];
        for (uint32_t head = lk_loops_outward(&self->loops, b, false); head != LK_NO_BLOCK;
             head = lk_loops_outward(&self->loops, head, true))
            lk_writes_add_block(self->arena, &self->writes[head], self->knowledge, block, LK_FOR_LOOPS);
    }
}

void lk_prepare(lk_simulator *self) {
    self->escapes = LK_NEW_ARRAY(self->arena, uint8_t, self->unit->decl_count + 1);
    self->uses = LK_NEW_ARRAY(self->arena, uint32_t, self->ir->temp_count + 1);
    self->temps = LK_NEW_ARRAY(self->arena, const lk_value *, self->ir->temp_count + 1);
    self->pointers_key = lk_value_memory(self->values, NULL, LK_MEMORY_POINTERS);
    self->scalars_key = lk_value_memory(self->values, NULL, LK_MEMORY_SCALARS);
    self->loops = lk_loops_find(self->arena, self->ir);
    scan(self);
    find_writes(self);
}
