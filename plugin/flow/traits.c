/* traits.c -- what a function does in whatever order: what it writes, which pointers it keeps, whether it lets go of
   locks or guards. */
#include "flow/record.h"

/* With a position: what was read from where the parameter points to, which isn't the parameter's own value any more. */
#define READ_THROUGH ((uint32_t)1 << 31)

/* Where values that came in by a parameter have got to. 0: nowhere; else the parameter's position, counted from 1. */
typedef struct tracing {
    lk_simulator *simulator;
    lk_summary *summary;
    uint32_t *of_temp, *of_variable; /* by temp; by decl id, from the function's first */
} tracing;

static uint32_t origin(const tracing *self, const lk_operand *operand) {
    return operand->kind == LK_OPERAND_TEMP ? self->of_temp[operand->temp] : 0;
}

static uint32_t *of_variable(const tracing *self, const lk_decl *variable) {
    uint32_t index = variable->id - self->simulator->first_local;
    return index < self->simulator->local_count ? &self->of_variable[index] : NULL;
}

static uint32_t origin_of_variable(const tracing *self, const lk_decl *variable) {
    const uint32_t *known = of_variable(self, variable);
    return known ? *known : 0;
}

static uint64_t bit(uint32_t from) {
    bool is_own = from > 0 && !(from & READ_THROUGH);
    return is_own ? (uint64_t)1 << (from <= 64 ? from - 1 : 63) : 0;
}

static void take(tracing *self, uint32_t from) {
    self->summary->takes |= bit(from);
}

static void keep(tracing *self, uint32_t from) {
    self->summary->keeps |= bit(from);
    take(self, from);
}

static uint32_t origin_of_place(const tracing *self, const lk_place *place) {
    if (place->root == LK_PLACE_POINTER)
        return origin(self, &place->pointer);
    if (place->root == LK_PLACE_VARIABLE)
        return origin_of_variable(self, place->decl);
    return 0;
}

static bool ends_guards(const lk_model *model) {
    for (uint32_t c = 0; c < model->case_count; c++)
        for (uint32_t i = 0; i < model->cases[c].effect_count; i++) {
            const lk_effect *effect = &model->cases[c].effects[i];
            bool ends = (effect->kind == LK_EFFECT_RELEASE && effect->by_guard) || effect->kind == LK_EFFECT_MOVE ||
                        effect->kind == LK_EFFECT_DROP;
            if (ends)
                return true;
        }
    return false;
}

static void trace_call(tracing *self, const lk_op *op) {
    lk_knowledge *knowledge = self->simulator->knowledge;
    const lk_model *model = lk_knowledge_call(knowledge, op);
    const lk_summary *summary = model ? NULL : lk_knowledge_summary(knowledge, op->callee);
    bool touches = model ? ends_guards(model) : summary && summary->touches_guards;
    for (uint32_t i = 0; i < op->argument_count; i++) {
        uint32_t from = origin(self, &op->arguments[i].value);
        bool keeps = !model && (!summary || summary->is_unknown || i >= 63 || (summary->keeps >> i & 1));
        bool takes = model ? !lk_owner_is_lent(model, i) : keeps || (summary->takes >> i & 1);
        if (keeps)
            keep(self, from);
        if (takes)
            take(self, from);
        touches |= from > 0 && !model && !summary;
    }
    self->summary->touches_guards |= touches;
    self->summary->may_release |= model ? lk_model_has(model, LK_EFFECT_BIT(LK_EFFECT_RELEASE))
                                        : summary && (summary->may_release || summary->releases_unknown);
}

static void trace_store(tracing *self, const lk_op *op) {
    lk_simulator *simulator = self->simulator;
    uint32_t from = origin(self, &op->a);
    bool is_plain =
        op->place.root == LK_PLACE_VARIABLE && op->place.projection_count == 0 && op->place.decl->kind == LK_DECL_LOCAL;
    uint32_t *into = is_plain ? of_variable(self, op->place.decl) : NULL;
    if (from && into && lk_memory_is_private(simulator, lk_value_variable(simulator->values, op->place.decl)))
        *into = from;
    else
        keep(self, from);
}

static void trace(tracing *self, const lk_op *op) {
    switch (op->kind) {
    case LK_IR_LOAD:
        self->of_temp[op->result] = origin_of_place(self, &op->place);
        if (self->of_temp[op->result] && op->place.root == LK_PLACE_POINTER)
            self->of_temp[op->result] |= READ_THROUGH;
        return;
    case LK_IR_ADDRESS:
        if (op->place.root == LK_PLACE_VARIABLE)
            keep(self, origin_of_variable(self, op->place.decl));
        self->of_temp[op->result] = origin_of_place(self, &op->place);
        return;
    case LK_IR_STORE:
        trace_store(self, op);
        return;
    case LK_IR_COMPUTE:
        self->of_temp[op->result] = origin(self, &op->a) ? origin(self, &op->a) : origin(self, &op->b);
        return;
    case LK_IR_CALL:
        trace_call(self, op);
        return;
    default:
        if (op->clobbers)
            self->summary->keeps = self->summary->takes = UINT64_MAX;
    }
}

/* The blocks from which the function can still return: what happens elsewhere no caller sees. */
static bool *find_returning(const lk_simulator *simulator) {
    const lk_ir *ir = simulator->ir;
    uint32_t count = ir->blocks.count;
    bool *returns = LK_NEW_ARRAY(simulator->arena, bool, count);
    bool changed = true;
    while (changed) {
        changed = false;
        for (uint32_t i = count; i > 0; i--) {
            uint32_t b = simulator->loops.order[i - 1];
            const lk_block *block = &ir->blocks.items[b];
            bool does = block->exit == LK_EXIT_RETURN;
            for (uint32_t t = 0; t < block->target_count && !does; t++)
                does = returns[block->targets[t]];
            changed |= does && !returns[b];
            returns[b] |= does;
        }
    }
    return returns;
}

void lk_traits_find(lk_simulator *simulator, lk_summary *summary, lk_arena *arena) {
    const lk_ir *ir = simulator->ir;
    tracing self = {.simulator = simulator,
                    .summary = summary,
                    .of_temp = LK_NEW_ARRAY(simulator->arena, uint32_t, ir->temp_count + 1),
                    .of_variable = LK_NEW_ARRAY(simulator->arena, uint32_t, simulator->local_count + 1)};
    for (uint32_t i = 0; i < ir->function->param_count; i++)
        if (of_variable(&self, ir->function->params[i]))
            *of_variable(&self, ir->function->params[i]) = i + 1;
    for (int round = 0; round < 2; round++) /* a loop may use what a later line stored */
        for (uint32_t b = 0; b < ir->blocks.count; b++) {
            const lk_block *block = &ir->blocks.items[b];
            for (uint32_t i = 0; i < block->ops.count; i++)
                trace(&self, &block->ops.items[i]);
            if (block->exit == LK_EXIT_RETURN)
                keep(&self, origin(&self, &block->a));
        }
    const bool *returns = find_returning(simulator);
    for (uint32_t b = 0; b < ir->blocks.count; b++)
        if (returns[b])
            lk_writes_add_block(arena, &summary->writes, simulator->knowledge, &ir->blocks.items[b], LK_FOR_CALLERS);
}
