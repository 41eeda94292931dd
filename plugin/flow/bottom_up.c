/* bottom_up.c -- which functions have to be followed, and the rounds of those that call each other. */
#include "flow/bottom_up.h"

#include "flow/callgraph.h"
#include "flow/summary.h"

#include <stdlib.h>

enum { SMALL = 32 };

typedef struct ordering {
    lk_arena *scratch;
    lk_knowledge *knowledge;
    lk_ir *const *functions;
    lk_callgraph graph;
    bool *is_holder; /* by function: it takes, releases or moves something itself */
    bool *is_wanted; /* by function: a caller that holds something wants to know what it does */
    bool *is_done;   /* by group */
    lk_follow_function *follow;
    void *context;
} ordering;

/* ---- what a function has to do with locks ---- */

static void weigh_effect(const lk_effect *effect, lk_interest *found) {
    switch (effect->kind) {
    case LK_EFFECT_NOTHING:
    case LK_EFFECT_WRITES:
    case LK_EFFECT_RETURNS:
    case LK_EFFECT_BORROW:
    case LK_EFFECT_FREES: /* everybody frees; what a short function frees is known anyway */
        return;
    case LK_EFFECT_BLOCK:
    case LK_EFFECT_YIELD:
    case LK_EFFECT_CALL:
    case LK_EFFECT_HANDLER:
    case LK_EFFECT_EXIT_THREAD:
        found->happens = true;
        return;
    default:
        found->holds = true;
    }
}

static bool is_lock(const lk_knowledge *self, const lk_type *type) {
    return type && type->kind == LK_TYPE_RECORD && lk_knowledge_type(self, type);
}

/* A lock that is copied. */
static bool copies(const lk_knowledge *self, const lk_op *op) {
    if (op->kind == LK_IR_STORE)
        return is_lock(self, op->place.type);
    for (uint32_t i = 0; op->kind == LK_IR_CALL && i < op->argument_count; i++)
        if (is_lock(self, op->arguments[i].type))
            return true;
    return false;
}

static void weigh_call(lk_knowledge *self, const lk_op *op, lk_interest *found) {
    const lk_model *model = lk_knowledge_call(self, op);
    found->happens |= !op->callee;
    found->holds |= lk_knowledge_contract(self, op->callee) != NULL;
    for (uint32_t c = 0; model && c < model->case_count; c++)
        for (uint32_t i = 0; i < model->cases[c].effect_count; i++)
            weigh_effect(&model->cases[c].effects[i], found);
}

/* Small functions are followed in any case: getters, tests and what never returns. */
lk_interest lk_interest_of(lk_knowledge *knowledge, const lk_ir *ir) {
    lk_interest found = {.holds = lk_knowledge_contract(knowledge, ir->function) != NULL,
                         .happens = ir->blocks.count <= SMALL};
    for (uint32_t b = 0; b < ir->blocks.count; b++)
        for (uint32_t i = 0; i < ir->blocks.items[b].ops.count; i++) {
            const lk_op *op = &ir->blocks.items[b].ops.items[i];
            found.holds |= copies(knowledge, op);
            if (op->kind == LK_IR_CALL)
                weigh_call(knowledge, op, &found);
        }
    return found;
}

typedef struct asking {
    const lk_knowledge *knowledge;
    lk_interest found;
} asking;

/* Before the first function is followed there are only summaries of other files' functions. */
static void see_elsewhere(void *context, const lk_decl *decl) {
    asking *self = context;
    const lk_summary *summary = lk_knowledge_summary(self->knowledge, decl);
    self->found.happens |= summary != NULL;
    self->found.holds |= summary && (summary->has_effects || summary->has_orders);
}

static void weigh(ordering *self, uint32_t function) {
    asking elsewhere = {.knowledge = self->knowledge};
    lk_interest found = lk_interest_of(self->knowledge, self->functions[function]);
    lk_callees(self->functions[function], see_elsewhere, &elsewhere);
    found.holds |= elsewhere.found.holds;
    found.happens |= elsewhere.found.happens;
    self->is_holder[function] = found.holds;
    self->is_wanted[function] = found.holds || found.happens;
}

static bool calls(const ordering *self, uint32_t function, const bool *set) {
    for (uint32_t e = self->graph.first_edge[function]; e < self->graph.first_edge[function + 1]; e++)
        if (set[self->graph.callee[e]])
            return true;
    return false;
}

/* Who calls what is wanted is wanted: groups come after those that they call. */
static void spread_wanted(ordering *self) {
    const lk_callgraph *graph = &self->graph;
    for (uint32_t g = 0; g < graph->group_count; g++) {
        bool any = false;
        for (uint32_t m = graph->first_member[g]; m < graph->first_member[g + 1]; m++)
            any |= self->is_wanted[graph->member[m]] || calls(self, graph->member[m], self->is_wanted);
        for (uint32_t m = graph->first_member[g]; any && m < graph->first_member[g + 1]; m++)
            self->is_wanted[graph->member[m]] = true;
    }
}

/* ---- following one group ---- */

static const lk_ir *ir_of(const ordering *self, uint32_t member) {
    return self->functions[self->graph.member[member]];
}

static void begin_with_nothing(ordering *self, uint32_t group) {
    for (uint32_t m = self->graph.first_member[group]; m < self->graph.first_member[group + 1]; m++) {
        lk_summary *nothing = LK_NEW(lk_knowledge_arena(self->knowledge), lk_summary);
        nothing->function = ir_of(self, m)->function;
        lk_knowledge_set_summary(self->knowledge, nothing->function, nothing);
    }
}

static bool follow_once(ordering *self, uint32_t group) {
    bool changed = false;
    for (uint32_t m = self->graph.first_member[group]; m < self->graph.first_member[group + 1]; m++) {
        const lk_decl *function = ir_of(self, m)->function;
        const lk_summary *before = lk_knowledge_summary(self->knowledge, function);
        self->follow(self->context, ir_of(self, m), false);
        const lk_summary *after = lk_knowledge_summary(self->knowledge, function);
        changed |= !before || !after || !lk_summary_equal(before, after);
    }
    return changed;
}

static void give_up(ordering *self, uint32_t group) {
    for (uint32_t m = self->graph.first_member[group]; m < self->graph.first_member[group + 1]; m++) {
        const lk_decl *function = ir_of(self, m)->function;
        const lk_summary *reached = lk_knowledge_summary(self->knowledge, function);
        if (!reached)
            continue;
        lk_summary *unknown = LK_NEW(lk_knowledge_arena(self->knowledge), lk_summary);
        *unknown = *reached;
        unknown->is_unknown = true;
        unknown->releases_unknown |= reached->may_release;
        lk_knowledge_set_summary(self->knowledge, function, unknown);
    }
}

static void follow_group(ordering *self, uint32_t group) {
    bool is_stable = true;
    self->is_done[group] = true;
    if (self->graph.is_recursive[group]) {
        begin_with_nothing(self, group);
        is_stable = false;
        for (int round = 0; round < 2 * LK_MOST_ROUNDS && !is_stable; round++) {
            lk_knowledge_widen(self->knowledge, round >= LK_MOST_ROUNDS);
            is_stable = !follow_once(self, group);
        }
    }
    if (!is_stable)
        give_up(self, group);
    for (uint32_t m = self->graph.first_member[group]; m < self->graph.first_member[group + 1]; m++)
        self->follow(self->context, ir_of(self, m), true);
    lk_knowledge_widen(self->knowledge, false);
    if (!is_stable)
        give_up(self, group);
}

/* ---- the order ---- */

static int by_number(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* Follows a group after all groups below it that are wanted and not yet done. */
static void follow_from(ordering *self, uint32_t top) {
    const lk_callgraph *graph = &self->graph;
    LK_ARRAY(uint32_t) found = {0};
    lk_array_push(self->scratch, &found, top);
    self->is_done[top] = true;
    for (uint32_t at = 0; at < found.count; at++) {
        uint32_t group = found.items[at];
        for (uint32_t m = graph->first_member[group]; m < graph->first_member[group + 1]; m++)
            for (uint32_t e = graph->first_edge[graph->member[m]]; e < graph->first_edge[graph->member[m] + 1]; e++) {
                uint32_t callee = graph->callee[e], below = graph->group[callee];
                if (self->is_done[below] || !self->is_wanted[callee])
                    continue;
                self->is_done[below] = true;
                lk_array_push(self->scratch, &found, below);
            }
    }
    qsort(found.items, found.count, sizeof *found.items, by_number);
    for (uint32_t i = 0; i < found.count; i++)
        follow_group(self, found.items[i]);
}

/* Whether a member may hold something: by itself, or because a callee leaves it with more or less than before; or
   interrupts who does. */
static bool may_hold(const ordering *self, uint32_t group) {
    const lk_callgraph *graph = &self->graph;
    for (uint32_t m = graph->first_member[group]; m < graph->first_member[group + 1]; m++) {
        uint32_t function = graph->member[m];
        if (self->is_holder[function] || lk_knowledge_is_handler(self->knowledge, self->functions[function]->function))
            return true;
        for (uint32_t e = graph->first_edge[function]; e < graph->first_edge[function + 1]; e++) {
            const lk_ir *callee = self->functions[graph->callee[e]];
            const lk_summary *summary = lk_knowledge_summary(self->knowledge, callee->function);
            if (summary && (summary->has_effects || summary->has_orders))
                return true;
        }
    }
    return false;
}

static bool is_wanted(const ordering *self, uint32_t group) {
    const lk_callgraph *graph = &self->graph;
    bool any = false;
    for (uint32_t m = graph->first_member[group]; m < graph->first_member[group + 1]; m++)
        any |= self->is_wanted[graph->member[m]];
    return any;
}

void lk_bottom_up(lk_arena *scratch, lk_knowledge *knowledge, lk_ir *const *functions, uint32_t count, bool all,
                  lk_follow_function *follow, void *context) {
    ordering self = {.scratch = scratch,
                     .knowledge = knowledge,
                     .functions = functions,
                     .graph = lk_callgraph_make(scratch, knowledge, functions, count),
                     .is_holder = LK_NEW_ARRAY(scratch, bool, count),
                     .is_wanted = LK_NEW_ARRAY(scratch, bool, count),
                     .is_done = LK_NEW_ARRAY(scratch, bool, count),
                     .follow = follow,
                     .context = context};
    for (uint32_t i = 0; i < count; i++)
        weigh(&self, i);
    spread_wanted(&self);
    for (uint32_t g = 0; g < self.graph.group_count; g++)
        if (!self.is_done[g] && (may_hold(&self, g) || (all && is_wanted(&self, g))))
            follow_from(&self, g);
}
