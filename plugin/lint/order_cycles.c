/* order_cycles.c -- circles in the order of locks that threads can really stand in, each of them holding what the next
   one waits for. */
#include "lint/order_graph.h"
#include "lint/order_lock.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_SIDES = 6, MOST_TRIALS = 200000, MOST_TRIALS_EACH = 20000 };

/* One thread on one edge. */
typedef struct standing {
    uint32_t edge, thread;
    const lk_order_witness *witness;
} standing;

typedef struct searching {
    lk_order_graph *graph;
    lk_unit *unit;
    const lk_threads *threads;
    lk_arena *scratch;
    uint32_t *class_of; /* by lock: number of its class */
    uint32_t class_count;
    uint32_t *group;              /* by class: strongly connected component */
    uint32_t *first_edge, *edges; /* by class: the edges that begin with one of its locks */
    standing sides[MOST_SIDES];
    uint32_t count, wanted; /* sides that stand, and that there should be */
    uint32_t trials, trials_here;
} searching;

/* ---- classes ---- */

static void number_classes(searching *self) {
    const lk_order_graph *graph = self->graph;
    LK_ARRAY(uint32_t) number = {0}; /* by id of the class's value, counted from 1 */
    self->class_of = LK_NEW_ARRAY(self->scratch, uint32_t, graph->locks.count);
    for (uint32_t i = 0; i < graph->locks.count; i++) {
        uint32_t id = graph->locks.items[i].class->id;
        while (number.count <= id)
            lk_array_push(self->scratch, &number, 0);
        if (!number.items[id])
            number.items[id] = ++self->class_count;
        self->class_of[i] = number.items[id] - 1;
    }
}

/* A type that lies in several others, or that several variables have, is no role: a wrapper around a lock, a list. */
static void find_vague(lk_order_graph *graph) {
    for (uint32_t i = 0; i < graph->locks.count; i++) {
        lk_order_lock *lock = &graph->locks.items[i];
        uint32_t exact = 0;
        for (uint32_t k = 0; k < graph->locks.count && lock->key == lock->class && !lock->is_exact; k++) {
            const lk_order_lock *other = &graph->locks.items[k];
            exact += other->is_exact && other->class == lock->class;
            lock->is_vague |= lk_order_is_within(other->class, lock->class) || exact > 1;
        }
    }
}

static bool is_usable(const searching *self, const lk_order_edge *edge) {
    return !self->graph->locks.items[edge->from].is_vague && !self->graph->locks.items[edge->to].is_vague;
}

static void index_edges(searching *self) {
    const lk_order_graph *graph = self->graph;
    uint32_t *first = self->first_edge = LK_NEW_ARRAY(self->scratch, uint32_t, self->class_count + 2);
    self->edges = LK_NEW_ARRAY(self->scratch, uint32_t, graph->edges.count);
    for (uint32_t i = 0; i < graph->edges.count; i++)
        if (is_usable(self, &graph->edges.items[i]))
            first[self->class_of[graph->edges.items[i].from] + 2]++;
    for (uint32_t i = 2; i < self->class_count + 2; i++)
        first[i] += first[i - 1];
    for (uint32_t i = 0; i < graph->edges.count; i++)
        if (is_usable(self, &graph->edges.items[i]))
            self->edges[first[self->class_of[graph->edges.items[i].from] + 1]++] = i;
}

/* ---- components: Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Computing 1972 ---- */

typedef struct tarjan {
    const searching *search;
    uint32_t *number, *low, *next, *path, *open, *group; /* number, group: from 1; 0: not yet */
    uint32_t met, path_count, open_count, group_count;
} tarjan;

static void enter(tarjan *self, uint32_t class) {
    self->number[class] = self->low[class] = ++self->met;
    self->next[class] = self->search->first_edge[class];
    self->path[self->path_count++] = class;
    self->open[self->open_count++] = class;
}

static void leave(tarjan *self, uint32_t class) {
    self->path_count--;
    if (self->path_count > 0) {
        uint32_t above = self->path[self->path_count - 1];
        self->low[above] = self->low[class] < self->low[above] ? self->low[class] : self->low[above];
    }
    if (self->low[class] != self->number[class])
        return;
    self->group_count++;
    uint32_t member;
    do {
        member = self->open[--self->open_count];
        self->group[member] = self->group_count;
    } while (member != class);
}

static void find_groups(searching *self) {
    uint32_t count = self->class_count;
    tarjan work = {.search = self,
                   .number = LK_NEW_ARRAY(self->scratch, uint32_t, count),
                   .low = LK_NEW_ARRAY(self->scratch, uint32_t, count),
                   .next = LK_NEW_ARRAY(self->scratch, uint32_t, count),
                   .path = LK_NEW_ARRAY(self->scratch, uint32_t, count),
                   .open = LK_NEW_ARRAY(self->scratch, uint32_t, count),
                   .group = LK_NEW_ARRAY(self->scratch, uint32_t, count)};
    for (uint32_t i = 0; i < count; i++) {
        if (!work.number[i])
            enter(&work, i);
        while (work.path_count) {
            uint32_t class = work.path[work.path_count - 1];
            if (work.next[class] == self->first_edge[class + 1]) {
                leave(&work, class);
                continue;
            }
            uint32_t to = self->class_of[self->graph->edges.items[self->edges[work.next[class]++]].to];
            if (!work.number[to])
                enter(&work, to);
            else if (!work.group[to] && work.number[to] < work.low[class])
                work.low[class] = work.number[to];
        }
    }
    self->group = work.group;
}

static bool may_be_in_cycle(const searching *self, const lk_order_edge *edge) {
    return is_usable(self, edge) && self->group[self->class_of[edge->from]] == self->group[self->class_of[edge->to]];
}

/* ---- who can stand together ---- */

static const lk_order_edge *edge_of(const searching *self, const standing *side) {
    return &self->graph->edges.items[side->edge];
}

/* Readers let each other in, and one of them may mean to write later. */
static bool exclude(uint8_t a, uint8_t b) {
    return a == LK_MODE_EXCLUSIVE || b == LK_MODE_EXCLUSIVE || (a == LK_MODE_UPGRADABLE && b == LK_MODE_UPGRADABLE);
}

/* Whether a lock that both hold is certainly one: by itself, or as a member of an object of which they have another. */
static bool is_one_gate(const searching *self, const lk_order_gate *a, const lk_order_gate *b, bool b_is_next,
                        bool a_is_next) {
    const lk_order_lock *lock = &self->graph->locks.items[a->node];
    if (a->node != b->node)
        return false;
    return lk_order_is_certain(lock) || (b_is_next && a->is_near_second && b->is_near_first) ||
           (a_is_next && a->is_near_first && b->is_near_second);
}

static bool share_gate(const searching *self, const standing *a, const standing *b, bool b_is_next, bool a_is_next) {
    for (uint32_t i = 0; i < a->witness->gate_count; i++)
        for (uint32_t k = 0; k < b->witness->gate_count; k++) {
            const lk_order_gate *mine = &a->witness->gates[i], *theirs = &b->witness->gates[k];
            if (exclude(mine->mode, theirs->mode) && is_one_gate(self, mine, theirs, b_is_next, a_is_next))
                return true;
        }
    return false;
}

static bool stand_together(const searching *self, uint32_t a, uint32_t b) {
    const standing *one = &self->sides[a], *other = &self->sides[b];
    bool b_is_next = (a + 1) % self->wanted == b, a_is_next = (b + 1) % self->wanted == a;
    return !share_gate(self, one, other, b_is_next, a_is_next) &&
           lk_threads_meet(self->threads, one->thread, &one->witness->stand, other->thread, &other->witness->stand);
}

/* `next` holds what `side` waits for, and doesn't let it in. */
static bool waits_for(const searching *self, const standing *side, const standing *next) {
    return lk_order_may_be_same(self->graph, edge_of(self, side)->to, edge_of(self, next)->from) &&
           exclude(side->witness->second_mode, next->witness->first_mode);
}

static const lk_decl *record_of(const lk_value *class) {
    return class->kind == LK_VALUE_MEMORY && lk_order_is_member(class) ? class->decl : NULL;
}

/* Two members of one type: one side has both of one object, the other of two, which so are no circle. */
static bool is_of_two_objects(const searching *self) {
    const lk_order_graph *graph = self->graph;
    const lk_order_edge *edge = edge_of(self, &self->sides[0]);
    const lk_order_lock *from = &graph->locks.items[edge->from], *to = &graph->locks.items[edge->to];
    const lk_decl *first = record_of(from->class), *second = record_of(to->class);
    bool is_one_type = !from->is_exact && !to->is_exact && first && second && first->record == second->record;
    return self->wanted == 2 && is_one_type &&
           self->sides[0].witness->is_same_object != self->sides[1].witness->is_same_object;
}

static bool fits(const searching *self) {
    uint32_t last = self->count - 1;
    if (last > 0 && !waits_for(self, &self->sides[last - 1], &self->sides[last]))
        return false;
    for (uint32_t i = 0; i < last; i++)
        if (!stand_together(self, i, last))
            return false;
    return self->count < self->wanted ||
           (waits_for(self, &self->sides[last], &self->sides[0]) && !is_of_two_objects(self));
}

/* ---- the search ---- */

/* Whether the edge leads to a lock that the circle has already, other than back to its beginning. */
static bool comes_again(const searching *self, const lk_order_edge *edge) {
    bool is_last = self->count + 1 == self->wanted;
    uint32_t first = edge_of(self, &self->sides[0])->from;
    if (is_last != lk_order_may_be_same(self->graph, edge->to, first))
        return true;
    for (uint32_t i = 1; i < self->count; i++)
        if (lk_order_may_be_same(self->graph, edge->to, edge_of(self, &self->sides[i])->from))
            return true;
    return false;
}

static bool extend(searching *self);

static bool try_witness(searching *self, uint32_t edge, const lk_order_witness *witness) {
    uint64_t threads = lk_threads_of(self->threads, witness->stand.function);
    for (uint32_t k = 0; k < LK_MOST_THREADS; k++) {
        uint32_t thread = (LK_THREAD_FIRST_SPAWNED + k) % LK_MOST_THREADS; /* those that can be named come first */
        if (!(threads >> thread & 1))
            continue;
        if (self->trials++ >= MOST_TRIALS || self->trials_here++ >= MOST_TRIALS_EACH)
            return false;
        self->sides[self->count++] = (standing){edge, thread, witness};
        if (fits(self) && (self->count == self->wanted || extend(self)))
            return true;
        self->count--;
    }
    return false;
}

static bool try_edge(searching *self, uint32_t number) {
    const lk_order_edge *edge = &self->graph->edges.items[number];
    for (uint32_t i = 0; i < edge->witnesses.count; i++)
        if (try_witness(self, number, edge->witnesses.items[i]))
            return true;
    return false;
}

static bool extend(searching *self) {
    uint32_t class = self->class_of[edge_of(self, &self->sides[self->count - 1])->to];
    for (uint32_t i = self->first_edge[class]; i < self->first_edge[class + 1]; i++) {
        const lk_order_edge *edge = &self->graph->edges.items[self->edges[i]];
        if (may_be_in_cycle(self, edge) && !comes_again(self, edge) && try_edge(self, self->edges[i]))
            return true;
    }
    return false;
}

/* ---- what is found ---- */

static int compare_places(lk_unit *unit, const lk_span *a, const lk_span *b) {
    const char *one = lk_unit_source(unit, a->begin.file)->path, *other = lk_unit_source(unit, b->begin.file)->path;
    int by_path = strcmp(one ? one : "", other ? other : "");
    if (by_path)
        return by_path;
    return (a->begin.offset > b->begin.offset) - (a->begin.offset < b->begin.offset);
}

/* How the lock is told; with its file, where two of one circle have the same name. */
static const char *name_of(const searching *self, uint32_t index) {
    const lk_order_lock *lock = &self->graph->locks.items[index];
    for (uint32_t i = 0; i < self->count; i++) {
        uint32_t other = edge_of(self, &self->sides[i])->from;
        if (other == index || strcmp(self->graph->locks.items[other].label, lock->label) != 0)
            continue;
        const char *path = lk_unit_source(self->unit, lk_order_where(lock).file)->path, *slash = strrchr(path, '/');
        return lk_arena_printf(self->graph->arena, "%s in %s", lock->label, slash ? slash + 1 : path);
    }
    return lock->label;
}

static lk_order_side side_of(const searching *self, const standing *from) {
    const lk_order_edge *edge = edge_of(self, from);
    lk_order_side side = {.first_name = name_of(self, edge->from),
                          .second_name = name_of(self, edge->to),
                          .first = from->witness->first,
                          .second = from->witness->second,
                          .function = from->witness->stand.function,
                          .is_main = from->thread == LK_THREAD_MAIN,
                          .start = lk_threads_start(self->threads, from->thread)};
    side.way_count = lk_threads_way(self->threads, from->thread, side.function, side.way, LK_MOST_WAY);
    return side;
}

/* The side that comes first in the source is told first. */
static void keep(searching *self) {
    lk_order_graph *graph = self->graph;
    lk_order_cycle cycle = {LK_NEW_ARRAY(graph->arena, lk_order_side, self->count), self->count};
    uint32_t first = 0;
    for (uint32_t i = 1; i < self->count; i++)
        if (compare_places(self->unit, &self->sides[i].witness->second.span, &self->sides[first].witness->second.span) <
            0)
            first = i;
    for (uint32_t i = 0; i < self->count; i++) {
        cycle.sides[i] = side_of(self, &self->sides[(first + i) % self->count]);
        graph->edges.items[self->sides[i].edge].in_cycle = true;
    }
    lk_array_push(graph->arena, &graph->cycles, cycle);
}

/* Short circles first; an edge that one of them has is not looked at again. */
static void search(searching *self) {
    const lk_order_graph *graph = self->graph;
    for (self->wanted = 2; self->wanted <= MOST_SIDES; self->wanted++)
        for (uint32_t i = 0; i < graph->edges.count; i++) {
            if (graph->edges.items[i].in_cycle || !may_be_in_cycle(self, &graph->edges.items[i]))
                continue;
            self->count = 0;
            self->trials_here = 0;
            if (try_edge(self, i))
                keep(self);
        }
}

void lk_order_find_cycles(lk_order_graph *graph, lk_unit *unit, const lk_threads *threads) {
    lk_arena *scratch = lk_arena_new();
    searching self = {.graph = graph, .unit = unit, .threads = threads, .scratch = scratch};
    lk_order_add_gates(graph, scratch, threads);
    number_classes(&self);
    find_vague(graph);
    index_edges(&self);
    find_groups(&self);
    search(&self);
    lk_arena_free(scratch);
}
