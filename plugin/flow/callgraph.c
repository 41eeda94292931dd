/* callgraph.c -- edges from calls and from functions that are handed on, and Tarjan's components over them. */
#include "flow/callgraph.h"

#include "flow/pointers.h"

typedef struct building {
    lk_arena *arena;
    lk_knowledge *knowledge;
    lk_callgraph *graph;
    LK_ARRAY(uint32_t) index_of; /* by decl id: place in the list, counted from 1; 0: not of this unit */
    LK_ARRAY(uint32_t) edges;
} building;

/* ---- edges ---- */

static void add_edge(building *self, const lk_decl *function) {
    uint32_t index = function && function->id < self->index_of.count ? self->index_of.items[function->id] : 0;
    uint32_t first = self->graph->first_edge[self->graph->count];
    bool is_repeated = self->edges.count > first && self->edges.items[self->edges.count - 1] == index - 1;
    if (index && !is_repeated)
        lk_array_push(self->arena, &self->edges, index - 1);
}

typedef struct seeing {
    lk_see_callee *see;
    void *context;
} seeing;

static void see_operand(const seeing *self, const lk_operand *operand) {
    if (operand->kind == LK_OPERAND_DECL)
        self->see(self->context, operand->decl);
}

/* All functions that a pointer may hold: which of them it is is found out on the paths. */
static void see_pointer(const seeing *self, const lk_block *block, uint32_t at) {
    const lk_op *made = lk_block_maker(block, &block->ops.items[at], &block->ops.items[at].target);
    const lk_decl *place = made && made->kind == LK_IR_LOAD ? lk_pointers_place(&made->place) : NULL;
    if (place)
        self->see(self->context, place);
}

static void see_op(const seeing *self, const lk_block *block, uint32_t at) {
    const lk_op *op = &block->ops.items[at];
    see_operand(self, &op->a);
    see_operand(self, &op->b);
    if (op->kind != LK_IR_CALL)
        return;
    if (op->callee)
        self->see(self->context, op->callee);
    else
        see_pointer(self, block, at);
    see_operand(self, &op->target);
    for (uint32_t i = 0; i < op->argument_count; i++)
        see_operand(self, &op->arguments[i].value);
}

void lk_callees(const lk_ir *ir, lk_see_callee *see, void *context) {
    const seeing self = {see, context};
    for (uint32_t b = 0; b < ir->blocks.count; b++)
        for (uint32_t i = 0; i < ir->blocks.items[b].ops.count; i++)
            see_op(&self, &ir->blocks.items[b], i);
}

static void add_callee(void *context, const lk_decl *decl) {
    building *self = context;
    const lk_pointers *pointers = lk_knowledge_pointers(self->knowledge);
    if (decl->kind == LK_DECL_FUNCTION) {
        add_edge(self, decl);
        return;
    }
    for (uint32_t i = 0; i < lk_pointers_count(pointers, decl); i++)
        add_edge(self, lk_pointers_at(pointers, decl, i));
}

static void number_functions(building *self, lk_ir *const *functions, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        while (self->index_of.count <= functions[i]->function->id)
            lk_array_push(self->arena, &self->index_of, 0);
        self->index_of.items[functions[i]->function->id] = i + 1;
    }
}

/* ---- components ---- */

typedef struct tarjan {
    lk_callgraph *graph;
    uint32_t *number, *low, *next_edge, *path, *open; /* number: from 1 in order of meeting; 0: not met */
    bool *is_open;
    uint32_t met, path_count, open_count;
} tarjan;

static void enter(tarjan *self, uint32_t function) {
    self->number[function] = self->low[function] = ++self->met;
    self->next_edge[function] = self->graph->first_edge[function];
    self->path[self->path_count++] = function;
    self->open[self->open_count++] = function;
    self->is_open[function] = true;
}

static void close_group(tarjan *self, uint32_t root) {
    lk_callgraph *graph = self->graph;
    uint32_t member, at = graph->first_member[graph->group_count], size = 0;
    do {
        member = self->open[--self->open_count];
        self->is_open[member] = false;
        graph->group[member] = graph->group_count;
        graph->member[at + size++] = member;
    } while (member != root);
    graph->is_recursive[graph->group_count] = size > 1;
    graph->first_member[++graph->group_count] = at + size;
}

static void leave(tarjan *self, uint32_t function) {
    self->path_count--;
    if (self->path_count > 0) {
        uint32_t caller = self->path[self->path_count - 1];
        if (self->low[function] < self->low[caller])
            self->low[caller] = self->low[function];
    }
    if (self->low[function] == self->number[function])
        close_group(self, function);
}

static void walk(tarjan *self, uint32_t from) {
    lk_callgraph *graph = self->graph;
    enter(self, from);
    while (self->path_count > 0) {
        uint32_t function = self->path[self->path_count - 1];
        if (self->next_edge[function] == graph->first_edge[function + 1]) {
            leave(self, function);
            continue;
        }
        uint32_t callee = graph->callee[self->next_edge[function]++];
        if (!self->number[callee])
            enter(self, callee);
        else if (self->is_open[callee] && self->number[callee] < self->low[function])
            self->low[function] = self->number[callee];
    }
}

static void find_groups(building *self) {
    lk_callgraph *graph = self->graph;
    uint32_t count = graph->count;
    graph->group = LK_NEW_ARRAY(self->arena, uint32_t, count);
    graph->first_member = LK_NEW_ARRAY(self->arena, uint32_t, count + 1);
    graph->member = LK_NEW_ARRAY(self->arena, uint32_t, count);
    graph->is_recursive = LK_NEW_ARRAY(self->arena, bool, count);
    tarjan work = {.graph = graph,
                   .number = LK_NEW_ARRAY(self->arena, uint32_t, count),
                   .low = LK_NEW_ARRAY(self->arena, uint32_t, count),
                   .next_edge = LK_NEW_ARRAY(self->arena, uint32_t, count),
                   .path = LK_NEW_ARRAY(self->arena, uint32_t, count),
                   .open = LK_NEW_ARRAY(self->arena, uint32_t, count),
                   .is_open = LK_NEW_ARRAY(self->arena, bool, count)};
    for (uint32_t i = 0; i < count; i++)
        if (!work.number[i])
            walk(&work, i);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t e = graph->first_edge[i]; e < graph->first_edge[i + 1]; e++)
            graph->is_recursive[graph->group[i]] |= graph->callee[e] == i;
}

lk_callgraph lk_callgraph_make(lk_arena *arena, lk_knowledge *knowledge, lk_ir *const *functions, uint32_t count) {
    lk_callgraph graph = {.first_edge = LK_NEW_ARRAY(arena, uint32_t, count + 1)};
    building self = {.arena = arena, .knowledge = knowledge, .graph = &graph};
    number_functions(&self, functions, count);
    for (; graph.count < count; graph.count++) {
        graph.first_edge[graph.count] = self.edges.count;
        lk_callees(functions[graph.count], add_callee, &self);
    }
    graph.first_edge[count] = self.edges.count;
    graph.callee = self.edges.items;
    find_groups(&self);
    return graph;
}
