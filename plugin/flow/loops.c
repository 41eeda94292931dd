/* loops.c -- depth-first numbering, then loops from the inside out with union-find. */
#include "flow/loops.h"

typedef struct nest {
    lk_arena *arena;
    const lk_ir *ir;
    lk_loops *loops;
    uint32_t count;
    uint32_t *preorder; /* number of a block */
    uint32_t *by_preorder;
    uint32_t *last;                                /* greatest number below a block */
    uint32_t *group;                               /* union-find: the head that stands for a block */
    uint32_t *first_before, *next_before, *before; /* predecessors as linked lists */
    uint32_t *first_exit, *next_exit, *exit; /* by head: where edges lead that leave its loop and none around it */
    uint32_t edge_count;
} nest;

static void list_predecessors(nest *self) {
    uint32_t edges = 0;
    for (uint32_t b = 0; b < self->count; b++)
        edges += self->ir->blocks.items[b].target_count;
    self->edge_count = edges;
    self->first_before = LK_NEW_ARRAY(self->arena, uint32_t, self->count);
    self->next_before = LK_NEW_ARRAY(self->arena, uint32_t, edges + 1);
    self->before = LK_NEW_ARRAY(self->arena, uint32_t, edges + 1);
    uint32_t used = 0;
    for (uint32_t b = 0; b < self->count; b++) {
        const lk_block *block = &self->ir->blocks.items[b];
        for (uint32_t i = 0; i < block->target_count; i++) {
            uint32_t edge = ++used; /* 0 ends a list */
            self->before[edge] = b;
            self->next_before[edge] = self->first_before[block->targets[i]];
            self->first_before[block->targets[i]] = edge;
        }
    }
}

/* A depth-first walk with a stack of its own. */
typedef struct walk {
    uint32_t *stack, *next;
    bool *seen;
    uint32_t depth;
} walk;

static walk new_walk(nest *self) {
    return (walk){.stack = LK_NEW_ARRAY(self->arena, uint32_t, self->count),
                  .next = LK_NEW_ARRAY(self->arena, uint32_t, self->count),
                  .seen = LK_NEW_ARRAY(self->arena, bool, self->count)};
}

static bool enter(walk *self, uint32_t block) {
    if (self->seen[block])
        return false;
    self->seen[block] = true;
    self->stack[self->depth++] = block;
    return true;
}

static void number_blocks(nest *self) {
    walk at = new_walk(self);
    uint32_t number = 0;
    enter(&at, 0);
    self->by_preorder[number] = 0;
    self->preorder[0] = number++;
    while (at.depth) {
        uint32_t block = at.stack[at.depth - 1];
        const lk_block *from = &self->ir->blocks.items[block];
        if (at.next[block] == from->target_count) {
            self->last[block] = number - 1;
            at.depth--;
            continue;
        }
        uint32_t target = from->targets[at.next[block]++];
        if (enter(&at, target)) {
            self->by_preorder[number] = target;
            self->preorder[target] = number++;
        }
    }
}

static uint32_t find(uint32_t *group, uint32_t block) {
    while (group[block] != block) {
        group[block] = group[group[block]];
        block = group[block];
    }
    return block;
}

static bool is_below(const nest *self, uint32_t block, uint32_t head) {
    return self->preorder[head] <= self->preorder[block] && self->preorder[block] <= self->last[head];
}

typedef LK_ARRAY(uint32_t) block_list;

static void add(nest *self, block_list *body, bool *in_body, uint32_t block, uint32_t head) {
    if (block == head || in_body[block])
        return;
    in_body[block] = true;
    lk_array_push(self->arena, body, block);
}

static void find_loop(nest *self, uint32_t head, bool *in_body) {
    block_list body = {0};
    bool is_loop = false;
    for (uint32_t e = self->first_before[head]; e; e = self->next_before[e])
        if (is_below(self, self->before[e], head)) {
            is_loop = true;
            add(self, &body, in_body, find(self->group, self->before[e]), head);
        }
    if (!is_loop)
        return;
    self->loops->is_head[head] = true;
    for (uint32_t i = 0; i < body.count; i++)
        for (uint32_t e = self->first_before[body.items[i]]; e; e = self->next_before[e]) {
            uint32_t from = self->before[e];
            if (is_below(self, from, body.items[i]) && self->loops->is_head[body.items[i]])
                continue; /* a back edge of the inner loop */
            from = find(self->group, from);
            if (is_below(self, from, head))
                add(self, &body, in_body, from, head);
            else
                self->loops->is_irreducible = true;
        }
    for (uint32_t i = 0; i < body.count; i++) {
        in_body[body.items[i]] = false;
        self->loops->header[body.items[i]] = head;
        self->group[body.items[i]] = head;
    }
}

/* ---- the order in which blocks are simulated ---- */

static void number_loops(nest *self) {
    lk_loops *loops = self->loops;
    uint32_t *next = LK_NEW_ARRAY(self->arena, uint32_t, self->count + 1), roots = 0;
    for (uint32_t i = self->count; i > 0; i--) {
        uint32_t head = self->by_preorder[i - 1];
        loops->size[head] += loops->is_head[head];
        if (loops->is_head[head] && loops->header[head] != LK_NO_BLOCK)
            loops->size[loops->header[head]] += loops->size[head];
    }
    for (uint32_t i = 0; i < self->count; i++) {
        uint32_t head = self->by_preorder[i];
        uint32_t *from = loops->header[head] == LK_NO_BLOCK ? &roots : &next[loops->header[head]];
        loops->number[head] = *from;
        *from += loops->size[head];
        next[head] = loops->number[head] + 1;
    }
}

static void list_exit(nest *self, uint32_t block, uint32_t target, uint32_t edge) {
    uint32_t left = LK_NO_BLOCK, head = lk_loops_outward(self->loops, block, false);
    for (; head != LK_NO_BLOCK && !lk_loops_contain(self->loops, head, target);
         head = lk_loops_outward(self->loops, head, true))
        left = head;
    if (left == LK_NO_BLOCK)
        return;
    self->exit[edge] = target;
    self->next_exit[edge] = self->first_exit[left];
    self->first_exit[left] = edge;
}

static void list_exits(nest *self) {
    self->first_exit = LK_NEW_ARRAY(self->arena, uint32_t, self->count);
    self->next_exit = LK_NEW_ARRAY(self->arena, uint32_t, self->edge_count + 1);
    self->exit = LK_NEW_ARRAY(self->arena, uint32_t, self->edge_count + 1);
    uint32_t edge = 0;
    for (uint32_t b = 0; b < self->count; b++)
        for (uint32_t i = 0; i < self->ir->blocks.items[b].target_count; i++)
            list_exit(self, b, self->ir->blocks.items[b].targets[i], ++edge); /* 0 ends a list */
}

static void enter_staying(nest *self, walk *at, uint32_t block, uint32_t target) {
    uint32_t head = lk_loops_outward(self->loops, block, false);
    if (head == LK_NO_BLOCK || lk_loops_contain(self->loops, head, target))
        enter(at, target);
}

/* Reverse postorder of a graph in which the ways out of a loop start from its head, and are walked first: so what
   follows a loop comes behind all of it, and is simulated once, when the loop has settled. Other ways are walked from
   the last to the first. */
static void order_blocks(nest *self) {
    walk at = new_walk(self);
    uint32_t finished = self->count;
    number_loops(self);
    list_exits(self);
    enter(&at, 0);
    while (at.depth) {
        uint32_t block = at.stack[at.depth - 1], exit = self->first_exit[block];
        const lk_block *from = &self->ir->blocks.items[block];
        if (exit) {
            self->first_exit[block] = self->next_exit[exit];
            enter(&at, self->exit[exit]);
        } else if (at.next[block] < from->target_count) {
            uint32_t turn = at.next[block]++;
            enter_staying(self, &at, block, from->targets[from->target_count - 1 - turn]);
        } else {
            self->loops->order[--finished] = block;
            self->loops->rank[block] = finished;
            at.depth--;
        }
    }
}

lk_loops lk_loops_find(lk_arena *arena, const lk_ir *ir) {
    uint32_t count = ir->blocks.count;
    lk_loops loops = {.order = LK_NEW_ARRAY(arena, uint32_t, count),
                      .rank = LK_NEW_ARRAY(arena, uint32_t, count),
                      .header = LK_NEW_ARRAY(arena, uint32_t, count),
                      .is_head = LK_NEW_ARRAY(arena, bool, count),
                      .number = LK_NEW_ARRAY(arena, uint32_t, count),
                      .size = LK_NEW_ARRAY(arena, uint32_t, count)};
    nest self = {.arena = arena,
                 .ir = ir,
                 .loops = &loops,
                 .count = count,
                 .preorder = LK_NEW_ARRAY(arena, uint32_t, count),
                 .by_preorder = LK_NEW_ARRAY(arena, uint32_t, count),
                 .last = LK_NEW_ARRAY(arena, uint32_t, count),
                 .group = LK_NEW_ARRAY(arena, uint32_t, count)};
    for (uint32_t b = 0; b < count; b++) {
        self.group[b] = b;
        loops.header[b] = LK_NO_BLOCK;
    }
    list_predecessors(&self);
    number_blocks(&self);
    bool *in_body = LK_NEW_ARRAY(arena, bool, count);
    for (uint32_t i = count; i > 0; i--)
        find_loop(&self, self.by_preorder[i - 1], in_body);
    order_blocks(&self);
    return loops;
}

uint32_t lk_loops_outward(const lk_loops *self, uint32_t block, bool from_inside) {
    return !from_inside && self->is_head[block] ? block : self->header[block];
}

bool lk_loops_has(const lk_loops *self, uint32_t block) {
    return self->is_head[block] || self->header[block] != LK_NO_BLOCK;
}

bool lk_loops_contain(const lk_loops *self, uint32_t head, uint32_t block) {
    uint32_t innermost = block == LK_NO_BLOCK ? LK_NO_BLOCK : lk_loops_outward(self, block, false);
    return innermost != LK_NO_BLOCK && self->number[innermost] - self->number[head] < self->size[head];
}
