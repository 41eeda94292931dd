/* acts.c -- finds the calls that start threads, wait for them, or go on in the unit. */
#include "flow/acts.h"

#include "flow/loops.h"
#include "flow/places.h"
#include "flow/pointers.h"

enum { MOST_ROUNDS = 8 };

/* A parameter that is what a thread begins with. */
typedef struct starter {
    const lk_decl *param, *place;
} starter;

typedef struct finding {
    lk_arena *arena;
    lk_knowledge *knowledge;
    const lk_unit *unit;
    lk_acts *acts;
    LK_ARRAY(starter) starters;
    const lk_ir *ir; /* being looked through */
    const lk_block *block;
    uint32_t block_index, op_index;
    const lk_op *op;
} finding;

uint32_t lk_acts_index(const lk_acts *self, const lk_decl *function) {
    uint32_t index = function && function->id < self->index_of.count ? self->index_of.items[function->id] : 0;
    return index ? index - 1 : LK_NO_FUNCTION;
}

static void add(finding *self, lk_act_kind kind, uint32_t function, const lk_decl *place) {
    lk_act act = {.kind = (uint8_t)kind,
                  .block = self->block_index,
                  .op = self->op_index,
                  .function = function,
                  .place = place,
                  .span = self->op->span};
    lk_array_push(self->arena, &self->acts->items, act);
    self->acts->has_spawn |= kind == LK_ACT_SPAWN;
}

/* ---- names ---- */

static void chain_names(lk_arena *arena, lk_acts *acts) {
    acts->named = lk_map_new(arena);
    acts->next_named = LK_NEW_ARRAY(arena, uint32_t, acts->count);
    for (uint32_t i = acts->count; i > 0; i--) {
        const lk_decl *function = acts->functions[i - 1]->function;
        if (function->is_internal)
            continue;
        uint32_t first = lk_acts_named(acts, function->name);
        acts->next_named[i - 1] = first == LK_NO_FUNCTION ? first : acts->next_named[first];
        if (first == LK_NO_FUNCTION)
            lk_map_put(acts->named, function->name, (const void *)(uintptr_t)i);
        else
            acts->next_named[first] = i - 1;
    }
}

uint32_t lk_acts_named(const lk_acts *self, const char *name) {
    uintptr_t number = (uintptr_t)lk_map_get(self->named, name);
    return number ? (uint32_t)number - 1 : LK_NO_FUNCTION;
}

/* Adds the act for the function; where several units define it, and it isn't known which is meant, for all of them.
   False when its code isn't here. */
static bool add_all(finding *self, lk_act_kind kind, const lk_decl *function, const lk_decl *place) {
    uint32_t index = lk_acts_index(self->acts, function);
    if (index != LK_NO_FUNCTION || function->is_internal) {
        if (index != LK_NO_FUNCTION)
            add(self, kind, index, place);
        return index != LK_NO_FUNCTION;
    }
    uint32_t before = self->acts->items.count;
    for (uint32_t i = lk_acts_named(self->acts, function->name); i != LK_NO_FUNCTION; i = self->acts->next_named[i])
        add(self, kind, i, place);
    return self->acts->items.count > before;
}

static void add_direct(finding *self, const lk_decl *callee) {
    uint32_t before = self->acts->items.count;
    add_all(self, LK_ACT_CALL, callee, NULL);
    for (uint32_t i = before; i < self->acts->items.count; i++)
        self->acts->items.items[i].is_direct = true;
}

/* ---- functions that are handed on ---- */

typedef void each_function(finding *self, const lk_decl *function, const void *context);

/* The functions that the operand may stand for, those that are known. */
static void for_each(finding *self, const lk_operand *operand, each_function *visit, const void *context) {
    if (operand->kind == LK_OPERAND_DECL) {
        visit(self, operand->decl, context);
        return;
    }
    const lk_op *made = lk_block_maker(self->block, self->op, operand);
    const lk_decl *place = made && made->kind == LK_IR_LOAD ? lk_pointers_place(&made->place) : NULL;
    const lk_pointers *pointers = lk_knowledge_pointers(self->knowledge);
    for (uint32_t i = 0; place && i < lk_pointers_count(pointers, place); i++)
        visit(self, lk_pointers_at(pointers, place, i), context);
}

static void call(finding *self, const lk_decl *function, const void *context) {
    (void)context;
    add_all(self, LK_ACT_CALL, function, NULL);
}

static void spawn(finding *self, const lk_decl *function, const void *context) {
    if (!add_all(self, LK_ACT_SPAWN, function, context))
        add(self, LK_ACT_SPAWN, LK_NO_FUNCTION, context);
}

static void give(finding *self, const lk_decl *function, const void *context) {
    (void)context;
    add_all(self, LK_ACT_GIVE, function, NULL);
}

/* ---- threads ---- */

static const lk_decl *parameter_of(const finding *self, const lk_operand *operand) {
    const lk_op *made = lk_block_maker(self->block, self->op, operand);
    bool is_plain =
        made && made->kind == LK_IR_LOAD && made->place.root == LK_PLACE_VARIABLE && made->place.projection_count == 0;
    return is_plain && made->place.decl->kind == LK_DECL_PARAM ? made->place.decl : NULL;
}

static const starter *find_starter(const finding *self, const lk_decl *param) {
    for (uint32_t i = 0; i < self->starters.count; i++)
        if (self->starters.items[i].param == param)
            return &self->starters.items[i];
    return NULL;
}

/* What starts threads gives the thread back as its result, or writes it where its first argument points to. */
static const lk_decl *spawned_place(const finding *self) {
    bool gives_it = self->op->type && self->op->type->kind == LK_TYPE_POINTER;
    if (gives_it)
        return lk_places_of_result(self->ir, self->block, self->op);
    return lk_places_of_argument(self->block, self->op, 0);
}

static void start(finding *self, const lk_operand *entry, const lk_decl *place) {
    uint32_t before = self->acts->items.count;
    const lk_decl *param = parameter_of(self, entry);
    for_each(self, entry, spawn, place);
    if (self->acts->items.count == before)
        add(self, LK_ACT_SPAWN, LK_NO_FUNCTION, place);
    if (param && !find_starter(self, param))
        lk_array_push(self->arena, &self->starters, ((starter){param, place}));
}

static void model_effect(finding *self, const lk_model *model, const lk_effect *effect) {
    const lk_op *op = self->op;
    uint32_t param = lk_path_param(&effect->object);
    switch (effect->kind) {
    case LK_EFFECT_SPAWN:
        if (param < op->argument_count)
            start(self, &op->arguments[param].value, spawned_place(self));
        break;
    case LK_EFFECT_CALL:
        if (param < op->argument_count)
            for_each(self, &op->arguments[param].value, call, NULL);
        break;
    case LK_EFFECT_JOIN:
        if (!effect->detaches)
            add(self, LK_ACT_JOIN, LK_NO_FUNCTION, lk_places_of_argument(self->block, op, param));
        break;
    case LK_EFFECT_BLOCK:
        if (effect->block == LK_BLOCK_JOIN && !lk_model_has(model, LK_EFFECT_BIT(LK_EFFECT_JOIN)))
            add(self, LK_ACT_JOIN, LK_NO_FUNCTION, lk_places_of_argument(self->block, op, 0));
        break;
    default:
        break;
    }
}

static void modelled(finding *self, const lk_model *model) {
    for (uint32_t c = 0; c < model->case_count; c++)
        for (uint32_t i = 0; i < model->cases[c].effect_count; i++)
            model_effect(self, model, &model->cases[c].effects[i]);
}

/* ---- other calls ---- */

/* A function whose code isn't here although the program has it, has nothing to do with locks and threads. */
static bool is_outside(const finding *self, const lk_decl *callee) {
    return !callee || (!callee->is_defined && !lk_unit_source(self->unit, callee->span.begin.file)->is_system);
}

static void hand_on(finding *self, const lk_op *op, bool is_known) {
    for (uint32_t i = 0; i < op->argument_count; i++) {
        const lk_operand *value = &op->arguments[i].value;
        const lk_decl *const param = op->callee && i < op->callee->param_count ? op->callee->params[i] : NULL;
        const starter *starts = param ? find_starter(self, param) : NULL;
        if (starts)
            start(self, value, starts->place);
        else if (value->kind == LK_OPERAND_DECL && is_known)
            call(self, value->decl, NULL);
        else if (value->kind == LK_OPERAND_DECL)
            give(self, value->decl, NULL);
    }
}

static void plain_call(finding *self, const lk_op *op) {
    uint32_t before = self->acts->items.count;
    if (op->callee)
        add_direct(self, op->callee);
    else
        for_each(self, &op->target, call, NULL);
    bool is_seen = self->acts->items.count > before;
    before = self->acts->items.count;
    hand_on(self, op, is_seen || (op->callee && op->callee->is_defined));
    if (!is_seen && (is_outside(self, op->callee) || self->acts->items.count > before))
        add(self, LK_ACT_OUTSIDE, LK_NO_FUNCTION, NULL);
}

static void look_through(finding *self, const lk_ir *ir) {
    self->ir = ir;
    for (uint32_t b = 0; b < ir->blocks.count; b++) {
        self->block = &ir->blocks.items[b];
        self->block_index = b;
        for (uint32_t i = 0; i < self->block->ops.count; i++) {
            self->op = &self->block->ops.items[i];
            self->op_index = i;
            const lk_model *model = self->op->kind == LK_IR_CALL ? lk_knowledge_call(self->knowledge, self->op) : NULL;
            if (model)
                modelled(self, model);
            else if (self->op->kind == LK_IR_CALL)
                plain_call(self, self->op);
        }
    }
}

/* ---- functions whose address is stored ---- */

static void take(finding *self, const lk_decl *function) {
    uint32_t index = lk_acts_index(self->acts, function);
    if (index != LK_NO_FUNCTION)
        self->acts->is_taken[index] = true;
}

static void find_taken(finding *self) {
    const lk_pointers *pointers = lk_knowledge_pointers(self->knowledge);
    for (uint32_t i = 0; i < self->unit->decls.count; i++)
        for (uint32_t k = 0; k < lk_pointers_count(pointers, self->unit->decls.items[i]); k++)
            take(self, lk_pointers_at(pointers, self->unit->decls.items[i], k));
    for (uint32_t f = 0; f < self->acts->count; f++) {
        const lk_ir *ir = self->acts->functions[f];
        for (uint32_t b = 0; b < ir->blocks.count; b++)
            for (uint32_t i = 0; i < ir->blocks.items[b].ops.count; i++)
                if (ir->blocks.items[b].ops.items[i].kind == LK_IR_STORE &&
                    ir->blocks.items[b].ops.items[i].a.kind == LK_OPERAND_DECL)
                    take(self, ir->blocks.items[b].ops.items[i].a.decl);
    }
}

lk_acts lk_acts_find(lk_arena *arena, lk_knowledge *knowledge, const lk_unit *unit, lk_ir *const *functions,
                     uint32_t count) {
    lk_acts acts = {.functions = functions, .count = count, .first = LK_NEW_ARRAY(arena, uint32_t, count + 1)};
    finding self = {.arena = arena, .knowledge = knowledge, .unit = unit, .acts = &acts};
    for (uint32_t i = 0; i < count; i++) {
        while (acts.index_of.count <= functions[i]->function->id)
            lk_array_push(arena, &acts.index_of, 0);
        acts.index_of.items[functions[i]->function->id] = i + 1;
    }
    chain_names(arena, &acts);
    uint32_t known = UINT32_MAX; /* a wrapper of a wrapper is found in the next round */
    for (int round = 0; round < MOST_ROUNDS && known != self.starters.count; round++) {
        known = self.starters.count;
        acts.items.count = 0;
        for (uint32_t i = 0; i < count; i++) {
            acts.first[i] = acts.items.count;
            look_through(&self, functions[i]);
        }
        acts.first[count] = acts.items.count;
    }
    acts.is_taken = LK_NEW_ARRAY(arena, bool, count);
    find_taken(&self);
    lk_places_number(arena, &acts);
    return acts;
}

/* ---- telling ---- */

bool lk_acts_is_repeated(const lk_acts *self, lk_arena *scratch, const lk_decl *function) {
    uint32_t index = lk_acts_index(self, function), calls = 0;
    if (index != LK_NO_FUNCTION && self->is_taken[index])
        return false;
    for (uint32_t f = 0; index != LK_NO_FUNCTION && f < self->count; f++)
        for (uint32_t i = self->first[f]; i < self->first[f + 1]; i++) {
            const lk_act *act = &self->items.items[i];
            if (act->function != index)
                continue;
            lk_loops loops = lk_loops_find(scratch, self->functions[f]);
            if (!act->is_direct || !lk_loops_has(&loops, act->block))
                return false;
            calls++;
        }
    return calls > 0;
}
