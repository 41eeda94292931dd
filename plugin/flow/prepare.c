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

/* Addresses of locals on their way through the function. */
typedef struct tracking {
    lk_simulator *simulator;
    const lk_decl **local_of; /* by temp: the local whose address it is, or leads into */
    const lk_decl **names;    /* by local: of a pointer that has one value only, given where it is declared */
    bool *has_one_value;      /* by local */
} tracking;

static uint32_t index_of(const lk_simulator *self, const lk_decl *local) {
    uint32_t index = local ? local->id - self->first_local : UINT32_MAX;
    return index < self->local_count ? index : UINT32_MAX;
}

static void escape(lk_simulator *self, const lk_decl *const *local_of, const lk_operand *operand) {
    const lk_decl *local = operand->kind == LK_OPERAND_TEMP ? local_of[operand->temp] : NULL;
    if (local && local->id - self->first_local < self->local_count)
        self->escapes[local->id - self->first_local] = true;
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

static uint32_t plain_local(const tracking *self, const lk_op *op) {
    bool is_plain = op->place.root == LK_PLACE_VARIABLE && op->place.projection_count == 0 && op->place.decl &&
                    op->place.decl->kind == LK_DECL_LOCAL;
    return is_plain ? index_of(self->simulator, op->place.decl) : UINT32_MAX;
}

/* Which pointers keep the value of their initialiser: no other store, and nobody gets their own address. */
static void find_one_value(tracking *self, const lk_op *op, bool *is_written) {
    uint32_t local = op->place.root == LK_PLACE_VARIABLE ? index_of(self->simulator, op->place.decl) : UINT32_MAX;
    if (local == UINT32_MAX || (op->kind != LK_IR_STORE && op->kind != LK_IR_ADDRESS))
        return;
    bool is_first = op->kind == LK_IR_STORE && op->is_initial && plain_local(self, op) == local && !is_written[local];
    self->has_one_value[local] = is_first;
    is_written[local] = true;
}

static void name(tracking *self, uint32_t pointer, const lk_decl *local) {
    uint32_t index = index_of(self->simulator, local);
    self->names[pointer] = local;
    if (index != UINT32_MAX)
        self->simulator->is_named[index] = true;
}

/* An address goes out of sight when it is stored, returned, computed with, or given to a function that nobody knows. A
   pointer of one value is another name for it. */
static void find_escapes(tracking *self, const lk_op *op) {
    lk_simulator *simulator = self->simulator;
    const lk_decl **local_of = self->local_of, *local = op->place.root == LK_PLACE_VARIABLE ? op->place.decl : NULL;
    uint32_t plain = plain_local(self, op);
    bool is_name = plain != UINT32_MAX && self->has_one_value[plain];
    if (op->kind == LK_IR_ADDRESS && op->place.root == LK_PLACE_POINTER && op->place.pointer.kind == LK_OPERAND_TEMP)
        local = local_of[op->place.pointer.temp];
    if (op->kind == LK_IR_ADDRESS && local && (local->kind == LK_DECL_LOCAL || local->kind == LK_DECL_PARAM))
        local_of[op->result] = local;
    if (op->kind == LK_IR_LOAD && is_name)
        local_of[op->result] = self->names[plain];
    if (op->kind == LK_IR_STORE && is_name && op->a.kind == LK_OPERAND_TEMP)
        name(self, plain, local_of[op->a.temp]);
    else
        escape(simulator, local_of, &op->a);
    escape(simulator, local_of, &op->b);
    if (op->kind == LK_IR_CALL && !lk_knowledge_call(simulator->knowledge, op))
        for (uint32_t i = 0; i < op->argument_count; i++)
            if (is_kept(simulator, op, i, local_of))
                escape(simulator, local_of, &op->arguments[i].value);
}

static void scan(lk_simulator *self) {
    tracking track = {.simulator = self,
                      .local_of = LK_NEW_ARRAY(self->arena, const lk_decl *, self->ir->temp_count + 1),
                      .names = LK_NEW_ARRAY(self->arena, const lk_decl *, self->local_count + 1),
                      .has_one_value = LK_NEW_ARRAY(self->arena, bool, self->local_count + 1)};
    bool *is_written = LK_NEW_ARRAY(self->arena, bool, self->local_count + 1);
    for (uint32_t b = 0; b < self->ir->blocks.count; b++) {
        const lk_block *block = &self->ir->blocks.items[b];
        for (uint32_t i = 0; i < block->ops.count; i++) {
            count_op(self, &block->ops.items[i]);
            find_one_value(&track, &block->ops.items[i], is_written);
        }
        count(self, &block->a);
        count(self, &block->b);
    }
    for (int round = 0; round < 2; round++) /* a name may be used in a block that stands before its own */
        for (uint32_t b = 0; b < self->ir->blocks.count; b++) {
            const lk_block *block = &self->ir->blocks.items[b];
            for (uint32_t i = 0; i < block->ops.count; i++)
                find_escapes(&track, &block->ops.items[i]);
            if (block->exit == LK_EXIT_RETURN)
                escape(self, track.local_of, &block->a);
        }
}

/* ---- what loops write ---- */

/* Each block for its innermost loop; then from the inside out, since a head stands before what lies in its loop. */
static void find_writes(lk_simulator *self) {
    const lk_loops *loops = &self->loops;
    self->writes = LK_NEW_ARRAY(self->arena, lk_writes, self->ir->blocks.count);
    for (uint32_t b = 0; b < self->ir->blocks.count; b++) {
        uint32_t head = lk_loops_outward(loops, b, false);
        if (head != LK_NO_BLOCK)
            lk_writes_add_block(self->arena, &self->writes[head], self->knowledge, &self->ir->blocks.items[b],
                                LK_FOR_LOOPS);
    }
    for (uint32_t i = self->ir->blocks.count; i > 0; i--) {
        uint32_t head = loops->order[i - 1];
        if (loops->is_head[head] && loops->header[head] != LK_NO_BLOCK)
            lk_writes_add_loop(self->arena, &self->writes[loops->header[head]], &self->writes[head]);
    }
}

/* A function's declarations were met one after the other: tables of them need no room for those of the whole unit. */
static void number_locals(lk_simulator *self) {
    uint32_t first = UINT32_MAX, last = 0;
    for (uint32_t i = 0; i < self->ir->variables.count; i++) {
        uint32_t id = self->ir->variables.items[i]->id;
        first = id < first ? id : first;
        last = id > last ? id : last;
    }
    self->first_local = first;
    self->local_count = self->ir->variables.count ? last - first + 1 : 0;
    self->escapes = LK_NEW_ARRAY(self->arena, bool, self->local_count);
    self->is_named = LK_NEW_ARRAY(self->arena, bool, self->local_count);
    self->is_ignored = LK_NEW_ARRAY(self->arena, bool, self->local_count);
}

static uint32_t *scope_of(const lk_simulator *self, uint32_t *ends, const lk_op *op) {
    uint32_t index = op->place.decl ? op->place.decl->id - self->first_local : UINT32_MAX;
    return index < self->local_count ? &ends[index] : NULL;
}

static void visit_scopes(lk_simulator *self, uint32_t *ends, void (*visit)(lk_simulator *, uint32_t *, const lk_op *)) {
    for (uint32_t b = 0; b < self->ir->blocks.count; b++)
        for (uint32_t i = 0; i < self->ir->blocks.items[b].ops.count; i++) {
            const lk_op *op = &self->ir->blocks.items[b].ops.items[i];
            bool is_scope = op->kind == LK_IR_DECLARE || op->kind == LK_IR_SCOPE_END;
            uint32_t *end = is_scope ? scope_of(self, ends, op) : NULL;
            if (end)
                visit(self, end, op);
        }
}

static void count_ends(lk_simulator *self, uint32_t *end, const lk_op *op) {
    (void)self;
    *end += op->kind == LK_IR_SCOPE_END;
}

static void count_alive(lk_simulator *self, uint32_t *end, const lk_op *op) {
    bool *is_ignored = &self->is_ignored[op->place.decl->id - self->first_local];
    if (op->kind == LK_IR_SCOPE_END) {
        self->alive -= --*end == 0 && !*is_ignored && self->alive > 0;
    } else if (self->alive >= LK_MOST_VARIABLES) {
        *is_ignored = true;
        self->incomplete = true;
    } else {
        self->alive++;
    }
}

/* Generated code: what a state holds must not grow with the function, or time would grow with its square. Counts the
   variables whose scopes hold one place of the text; a scope ends where it ends last. */
static void ignore_most(lk_simulator *self) {
    if (self->ir->variables.count <= LK_MOST_VARIABLES)
        return;
    uint32_t *ends = LK_NEW_ARRAY(self->arena, uint32_t, self->local_count);
    visit_scopes(self, ends, count_ends);
    visit_scopes(self, ends, count_alive);
}

void lk_prepare(lk_simulator *self) {
    number_locals(self);
    self->uses = LK_NEW_ARRAY(self->arena, uint32_t, self->ir->temp_count + 1);
    self->temps = LK_NEW_ARRAY(self->arena, const lk_value *, self->ir->temp_count + 1);
    self->pointers_key = lk_value_memory(self->values, NULL, LK_MEMORY_POINTERS);
    self->scalars_key = lk_value_memory(self->values, NULL, LK_MEMORY_SCALARS);
    self->loops = lk_loops_find(self->arena, self->ir);
    ignore_most(self);
    scan(self);
    find_writes(self);
    self->decides = LK_NEW_ARRAY(self->arena, bool, self->ir->blocks.count);
    for (uint32_t b = 0; b < self->ir->blocks.count; b++)
        self->decides[b] = lk_answers_decide(self, b);
    lk_choices_find(self);
}
