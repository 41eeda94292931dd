/* order_graph.c -- takes in, event by event, which lock is waited for while which is held. */
#include "lint/order_graph.h"

#include "lint/order_lock.h"

#include <string.h>

enum { MOST_WITNESSES = 16, MOST_HELD = 64 };

lk_order_graph *lk_order_graph_new(lk_arena *arena, const lk_knowledge *knowledge) {
    lk_order_graph *self = LK_NEW(arena, lk_order_graph);
    self->arena = arena;
    self->knowledge = knowledge;
    self->values = lk_values_new(arena);
    return self;
}

/* ---- locks ---- */

#define NO_LOCK UINT32_MAX

/* A lock that a call makes and only a pointer leads to is known by that pointer, if it holds nothing else. */
static const lk_value *named_by(const lk_order_graph *self, const lk_value *value) {
    return value->kind == LK_VALUE_LOAD && lk_knowledge_maker(self->knowledge, value).is_known ? value->a : value;
}

static uint32_t lock_of(lk_order_graph *self, const lk_value *value, const char *written) {
    const lk_type *type;
    const lk_value *key = lk_order_key(self->values, self->knowledge, named_by(self, value), &type);
    if (!key)
        return NO_LOCK;
    while (self->lock_of.count <= key->id)
        lk_array_push(self->arena, &self->lock_of, 0);
    if (self->lock_of.items[key->id])
        return self->lock_of.items[key->id] - 1;
    const char *kept = lk_arena_strndup(self->arena, written, strlen(written));
    lk_order_lock made = {.key = key,
                          .class = lk_order_class(self->values, self->knowledge, key),
                          .is_exact = lk_order_is_exact(key),
                          .label = lk_order_label(self->arena, key, type, kept)};
    lk_array_push(self->arena, &self->locks, made);
    self->lock_of.items[key->id] = self->locks.count;
    return self->locks.count - 1;
}

/* Two locks that are reached by global pointers, or lie in variables, are taken for two. */
static bool is_class(const lk_order_lock *lock) {
    return lock->key == lock->class && !lock->is_exact;
}

bool lk_order_is_certain(const lk_order_lock *lock) {
    return lock->is_exact || lock->key != lock->class;
}

bool lk_order_may_be_same(const lk_order_graph *self, uint32_t a, uint32_t b) {
    const lk_order_lock *one = &self->locks.items[a], *other = &self->locks.items[b];
    return a == b || (one->class == other->class && (is_class(one) || is_class(other)));
}

/* ---- edges ---- */

static lk_order_edge *edge_of(lk_order_graph *self, uint32_t from, uint32_t to) {
    lk_order_lock *lock = &self->locks.items[from];
    for (uint32_t i = 0; i < lock->edges.count; i++)
        if (self->edges.items[lock->edges.items[i]].to == to)
            return &self->edges.items[lock->edges.items[i]];
    lk_array_push(self->arena, &lock->edges, self->edges.count);
    lk_array_push(self->arena, &self->edges, ((lk_order_edge){.from = from, .to = to}));
    return &self->edges.items[self->edges.count - 1];
}

static bool same_gates(const lk_order_witness *a, const lk_order_gate *gates, uint32_t count) {
    bool same = a->gate_count == count;
    for (uint32_t i = 0; same && i < count; i++)
        same = a->gates[i].node == gates[i].node && a->gates[i].mode == gates[i].mode;
    return same;
}

static const char *kept_text(const lk_order_graph *self, const char *text) {
    return lk_arena_strndup(self->arena, text ? text : "", text ? strlen(text) : 0);
}

/* ---- one event ---- */

typedef struct taking {
    lk_order_graph *graph;
    const lk_decl *function;
    const lk_event *event;
    uint32_t wanted;
    lk_lock_view held[MOST_HELD];
    uint32_t lock[MOST_HELD]; /* NO_LOCK: not known */
    uint32_t count;
} taking;

static const lk_value *object_of(const lk_value *lock) {
    while (lock->kind == LK_VALUE_FIELD)
        lock = lock->a;
    return lock;
}

/* The object that both are members of is the same one on this path. */
static bool is_near(const lk_value *a, const lk_value *b) {
    const lk_value *object = object_of(a);
    return a != b && object == object_of(b) && object->kind != LK_VALUE_UNKNOWN;
}

static uint32_t collect_gates(const taking *self, uint32_t first, lk_order_gate *gates) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < self->count; i++)
        if (self->lock[i] != NO_LOCK)
            gates[count++] = (lk_order_gate){.node = self->lock[i],
                                             .mode = self->held[i].mode,
                                             .is_near_first = is_near(self->held[i].lock, self->held[first].lock),
                                             .is_near_second = is_near(self->held[i].lock, self->event->object)};
    return count;
}

static void add_witness(const taking *self, lk_order_edge *edge, uint32_t first) {
    lk_order_graph *graph = self->graph;
    const lk_event *event = self->event;
    const lk_lock_view *held = &self->held[first];
    lk_order_gate gates[MOST_HELD];
    uint32_t count = collect_gates(self, first, gates);
    for (uint32_t i = 0; i < edge->witnesses.count; i++) {
        const lk_order_witness *known = edge->witnesses.items[i];
        if (known->stand.function == self->function && known->first_mode == held->mode &&
            known->second_mode == event->mode && same_gates(known, gates, count))
            return;
    }
    if (edge->witnesses.count == MOST_WITNESSES)
        return;
    lk_order_witness *made = LK_NEW(graph->arena, lk_order_witness);
    lk_order_gate *kept = LK_NEW_ARRAY(graph->arena, lk_order_gate, count);
    memcpy(kept, gates, count * sizeof *kept);
    *made = (lk_order_witness){.stand = {self->function, event->at_block, event->at_op},
                               .first_mode = held->mode,
                               .second_mode = event->mode,
                               .is_same_object = is_near(held->lock, event->object),
                               .gates = kept,
                               .gate_count = count};
    made->first = (lk_order_step){held->witness.span, lk_via_keep(graph->arena, held->witness.via), held->witness.place,
                                  kept_text(graph, held->witness.callee), held->witness.is_asserted};
    made->second = (lk_order_step){event->span, lk_via_keep(graph->arena, event->via), event->place,
                                   kept_text(graph, event->callee), false};
    lk_array_push(graph->arena, &edge->witnesses, made);
}

/* A lock that this path has made itself, and that nobody else can have yet, is not waited for by others. */
static bool is_new(const lk_order_graph *graph, const lk_state *before, const lk_value *lock, uint32_t number) {
    lk_witness made;
    return !graph->locks.items[number].is_exact && lk_state_life(before, lock, &made) == LK_LIFE_LIVE;
}

static bool is_order(const taking *self, const lk_state *before, uint32_t first) {
    const lk_order_graph *graph = self->graph;
    const lk_lock_view *held = &self->held[first];
    uint32_t number = self->lock[first];
    if (number == NO_LOCK || held->is_nested || is_new(graph, before, held->lock, number))
        return false;
    const lk_order_lock *one = &graph->locks.items[number], *other = &graph->locks.items[self->wanted];
    return one->key != other->key && (one->class != other->class || (one->is_exact && other->is_exact));
}

/* Whether the thread may have the lock already, so that it doesn't wait. */
static bool may_have_it(const taking *self, const lk_state *before) {
    lk_lock_view view;
    const lk_event *event = self->event;
    if (lk_state_lock(before, event->object, &view) &&
        (view.status == LK_STATUS_HELD || view.status == LK_STATUS_MAYBE))
        return true;
    for (uint32_t i = 0; i < self->count; i++) {
        lk_relation relation = lk_value_relation(self->held[i].lock, event->object);
        bool is_alike = self->lock[i] != NO_LOCK && lk_order_may_be_same(self->graph, self->lock[i], self->wanted);
        if (relation <= LK_SIMILAR || (is_alike && relation == LK_MAY_BE_SAME && event->reentrancy != LK_REENTRANT_NO))
            return true;
    }
    return false;
}

/* A state of the processor, which a thread shares with no other, is written as a lock that may be taken again. */
static bool is_own_state(const lk_value *lock, uint8_t reentrancy) {
    return lock->kind == LK_VALUE_NAMED && reentrancy == LK_REENTRANT_YES;
}

/* ---- calls ---- */

static lk_order_call *find_call(lk_order_calls *calls, uint32_t block, uint32_t op) {
    for (uint32_t i = 0; i < calls->count; i++)
        if (calls->items[i].block == block && calls->items[i].op == op)
            return &calls->items[i];
    return NULL;
}

static uint32_t certain_gates(lk_order_graph *self, const lk_state *before, lk_order_gate *gates) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < lk_state_held_count(before) && count < MOST_HELD; i++) {
        lk_lock_view held = lk_state_held(before, i);
        uint32_t number = lock_of(self, held.lock, held.witness.name);
        if (number != NO_LOCK && lk_order_is_certain(&self->locks.items[number]))
            gates[count++] = (lk_order_gate){.node = number, .mode = held.mode};
    }
    return count;
}

uint32_t lk_order_meet_gates(lk_order_gate *gates, uint32_t count, const lk_order_gate *other, uint32_t other_count) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < other_count; k++)
            if (gates[i].node == other[k].node) {
                gates[kept] = gates[i];
                gates[kept++].mode = gates[i].mode == other[k].mode ? gates[i].mode : LK_MODE_SHARED;
                break;
            }
    return kept;
}

static void add_call(lk_order_graph *self, const lk_decl *function, const lk_event *event, const lk_state *before) {
    lk_order_gate gates[MOST_HELD];
    uint32_t count = certain_gates(self, before, gates);
    while (self->calls.count <= function->id)
        lk_array_push(self->arena, &self->calls, (lk_order_calls){0});
    lk_order_calls *calls = &self->calls.items[function->id];
    lk_order_call *known = find_call(calls, event->at_block, event->at_op);
    if (known) {
        known->gate_count = lk_order_meet_gates(known->gates, known->gate_count, gates, count);
        return;
    }
    lk_order_call made = {event->at_block, event->at_op, LK_NEW_ARRAY(self->arena, lk_order_gate, count), count};
    memcpy(made.gates, gates, count * sizeof *gates);
    lk_array_push(self->arena, calls, made);
}

const lk_order_call *lk_order_find_call(const lk_order_graph *self, const lk_decl *function, uint32_t block,
                                        uint32_t op) {
    return function->id < self->calls.count ? find_call(&self->calls.items[function->id], block, op) : NULL;
}

/* Whole objects that may be locked again are FILEs and their like, of which a program has many for many ends. */
static bool is_any_stream(const lk_order_graph *self, uint32_t lock, uint8_t reentrancy) {
    const lk_value *class = self->locks.items[lock].class;
    return class->kind == LK_VALUE_MEMORY && !lk_order_is_member(class) && reentrancy == LK_REENTRANT_YES;
}

void lk_order_graph_add(lk_order_graph *self, const lk_decl *function, const lk_event *event, const lk_state *before) {
    if (event->kind == LK_EVENT_CALL)
        add_call(self, function, event, before);
    uint32_t count = lk_state_held_count(before);
    bool is_taken = event->kind == LK_EVENT_ORDER || (event->kind == LK_EVENT_ACQUIRE && event->waits);
    if (!is_taken || count == 0 || count > MOST_HELD || is_own_state(event->object, event->reentrancy))
        return;
    taking work = {.graph = self, .function = function, .event = event, .count = count};
    work.wanted = lock_of(self, event->object, event->name);
    if (work.wanted == NO_LOCK || is_any_stream(self, work.wanted, event->reentrancy))
        return;
    for (uint32_t i = 0; i < count; i++) {
        work.held[i] = lk_state_held(before, i);
        bool counts = !is_own_state(work.held[i].lock, work.held[i].reentrancy);
        work.lock[i] = counts ? lock_of(self, work.held[i].lock, work.held[i].witness.name) : NO_LOCK;
        if (work.lock[i] != NO_LOCK && is_any_stream(self, work.lock[i], work.held[i].reentrancy))
            work.lock[i] = NO_LOCK;
    }
    if (may_have_it(&work, before) || is_new(self, before, event->object, work.wanted))
        return;
    for (uint32_t i = 0; i < count; i++)
        if (is_order(&work, before, i))
            add_witness(&work, edge_of(self, work.lock[i], work.wanted), i);
}
