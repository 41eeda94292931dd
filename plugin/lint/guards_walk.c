/* guards_walk.c -- functions that have nothing to do with locks: what they access, without following their paths. */
#include "lint/guards.h"

enum { MOST_ARGUMENTS = 8, MOST_LOCALS = 4096 };

/* A variable that is written once holds the same wherever it is read. */
typedef struct local {
    uint32_t stores;
    bool is_named; /* its address goes somewhere */
    const lk_value *value;
} local;

typedef struct walking {
    lk_guards *guards;
    lk_guard_terms *terms;
    const lk_ir *ir;
    lk_guard_function *function;
    const lk_value **temps;
    local *locals; /* by id from `first` */
    uint32_t first, local_count;
} walking;

static bool is_own(const lk_decl *decl) {
    return decl->kind == LK_DECL_LOCAL || decl->kind == LK_DECL_PARAM;
}

/* NULL: nothing is known of it. */
static local *local_of(const walking *self, const lk_decl *decl) {
    uint32_t index = decl->id - self->first;
    return index < self->local_count ? &self->locals[index] : NULL;
}

static void make_locals(walking *self) {
    uint32_t first = UINT32_MAX, last = 0;
    for (uint32_t i = 0; i < self->ir->variables.count; i++) {
        uint32_t id = self->ir->variables.items[i]->id;
        first = id < first ? id : first;
        last = id > last ? id : last;
    }
    self->first = first;
    self->local_count = first <= last && last - first < MOST_LOCALS ? last - first + 1 : 0;
    self->locals = LK_NEW_ARRAY(self->guards->arena, local, self->local_count);
}

static const lk_value *unknown(const walking *self, uint32_t number) {
    return lk_value_at(self->terms->values, LK_VALUE_UNKNOWN, number, 0, 3);
}

static const lk_value *operand(const walking *self, const lk_op *op, const lk_operand *from) {
    switch (from->kind) {
    case LK_OPERAND_CONSTANT:
        return lk_value_constant(self->terms->values, from->constant);
    case LK_OPERAND_TEMP:
        return self->temps[from->temp] ? self->temps[from->temp] : unknown(self, op->id);
    case LK_OPERAND_DECL:
        return lk_value_variable(self->terms->values, from->decl);
    default:
        return unknown(self, op->id);
    }
}

static const lk_value *address_of(const walking *self, const lk_op *op) {
    const lk_place *place = &op->place;
    const lk_value *address = NULL;
    if (place->root == LK_PLACE_VARIABLE)
        address = lk_value_variable(self->terms->values, place->decl);
    else if (place->root == LK_PLACE_POINTER)
        address = operand(self, op, &place->pointer);
    for (uint32_t i = 0; address && i < place->projection_count; i++) {
        const lk_projection *step = &place->projections[i];
        address = step->kind == LK_PROJECT_FIELD
                      ? lk_value_field(self->terms->values, address, step->field)
                      : lk_value_index(self->terms->values, address, operand(self, op, &step->index));
    }
    return address;
}

static const lk_value *loaded(const walking *self, const lk_op *op, const lk_value *address) {
    if (!address)
        return unknown(self, op->id);
    const lk_value *base = lk_guard_base(address);
    if (base->kind != LK_VALUE_VARIABLE || !is_own(base->decl))
        return lk_value_load(self->terms->values, address, NULL, NULL);
    const local *known = local_of(self, base->decl);
    bool is_plain = base == address && known && !known->is_named;
    if (is_plain && base->decl->kind == LK_DECL_PARAM && known->stores == 0)
        return lk_value_load(self->terms->values, address, NULL, NULL);
    return is_plain && known->stores == 1 && known->value ? known->value : unknown(self, op->id);
}

static void stored(const walking *self, const lk_op *op, const lk_value *address) {
    bool is_variable = address && address->kind == LK_VALUE_VARIABLE && is_own(address->decl);
    local *known = is_variable ? local_of(self, address->decl) : NULL;
    if (known)
        known->value = operand(self, op, &op->a);
}

static void access(walking *self, const lk_op *op, const lk_value *address, uint32_t block, uint32_t index) {
    lk_guards *guards = self->guards;
    const lk_value *base = NULL;
    uint32_t subject = address ? lk_guards_subject(guards, address, &base) : LK_NO_SUBJECT;
    if (subject == LK_NO_SUBJECT)
        return;
    lk_guard_access made = {.stand = {self->ir->function, block, index},
                            .subject = subject,
                            .span = op->span,
                            .base = base,
                            .is_write = op->kind == LK_IR_STORE};
    lk_array_push(guards->arena, &guards->subjects.items[subject].accesses, guards->accesses.count);
    lk_array_push(guards->arena, &guards->accesses, made);
}

static void freed(walking *self, const lk_op *op, const lk_model *model) {
    for (uint32_t c = 0; c < model->case_count; c++)
        for (uint32_t i = 0; i < model->cases[c].effect_count; i++) {
            const lk_effect *effect = &model->cases[c].effects[i];
            uint32_t param = lk_path_param(&effect->object);
            if (effect->kind == LK_EFFECT_FREES && param < op->argument_count)
                lk_guards_note_life(self->guards, self->function, operand(self, op, &op->arguments[param].value));
        }
}

static void call(walking *self, const lk_op *op, uint32_t block, uint32_t index) {
    lk_guards *guards = self->guards;
    const lk_model *model = lk_knowledge_call(guards->knowledge, op);
    if (model)
        freed(self, op, model);
    if (!model && lk_guards_is_out_of_sight(guards, op->callee)) {
        self->function->calls_out |= op->callee != NULL;
        for (uint32_t i = 0; i < op->argument_count; i++)
            lk_guards_note_given(guards, self->function, op->callee, operand(self, op, &op->arguments[i].value));
    }
    if (model || !op->callee || !op->callee->is_defined)
        return;
    lk_guard_call made = {.stand = {self->ir->function, block, index},
                          .span = op->span,
                          .argument_count = op->argument_count < MOST_ARGUMENTS ? op->argument_count : MOST_ARGUMENTS};
    made.arguments = LK_NEW_ARRAY(guards->arena, const lk_value *, made.argument_count);
    for (uint32_t i = 0; i < made.argument_count; i++)
        made.arguments[i] = operand(self, op, &op->arguments[i].value);
    lk_array_push(guards->arena, &lk_guards_function(guards, op->callee)->calls, guards->calls.count);
    lk_array_push(guards->arena, &guards->calls, made);
    self->function = lk_guards_function(guards, self->ir->function);
}

static void count_stores(walking *self) {
    for (uint32_t b = 0; b < self->ir->blocks.count; b++)
        for (uint32_t i = 0; i < self->ir->blocks.items[b].ops.count; i++) {
            const lk_op *op = &self->ir->blocks.items[b].ops.items[i];
            bool is_variable = op->place.root == LK_PLACE_VARIABLE && is_own(op->place.decl);
            local *known = is_variable ? local_of(self, op->place.decl) : NULL;
            if (!known)
                continue;
            known->stores += op->kind == LK_IR_STORE;
            known->is_named |= op->kind == LK_IR_ADDRESS;
        }
}

static void go_through(walking *self, const lk_op *op, uint32_t block, uint32_t index) {
    bool has_place = op->kind == LK_IR_LOAD || op->kind == LK_IR_STORE || op->kind == LK_IR_ADDRESS;
    const lk_value *address = has_place ? address_of(self, op) : NULL;
    if (op->kind == LK_IR_LOAD || op->kind == LK_IR_STORE)
        access(self, op, address, block, index);
    if (op->kind == LK_IR_CALL)
        call(self, op, block, index);
    if (op->kind == LK_IR_STORE)
        stored(self, op, address);
    if (op->result == LK_NO_TEMP)
        return;
    if (op->kind == LK_IR_LOAD)
        self->temps[op->result] = loaded(self, op, address);
    else if (op->kind == LK_IR_ADDRESS && address)
        self->temps[op->result] = address;
    else if (op->kind == LK_IR_CALL)
        self->temps[op->result] = lk_value_at(self->terms->values, LK_VALUE_RESULT, op->id, 0, 0);
    else
        self->temps[op->result] = unknown(self, op->id);
}

void lk_guards_walk(lk_guards *guards, const lk_ir *ir) {
    walking self = {.guards = guards,
                    .terms = &guards->terms,
                    .ir = ir,
                    .function = lk_guards_function(guards, ir->function),
                    .temps = LK_NEW_ARRAY(guards->arena, const lk_value *, ir->temp_count)};
    make_locals(&self);
    count_stores(&self);
    for (uint32_t b = 0; b < ir->blocks.count; b++)
        for (uint32_t i = 0; i < ir->blocks.items[b].ops.count; i++)
            go_through(&self, &ir->blocks.items[b].ops.items[i], b, i);
}
