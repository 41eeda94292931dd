/* held.c -- one function is followed once more, and what is held at one of its statements is written down. */
#include "lint/held.h"

#include "lint/linking.h"
#include "lint/pass.h"

#include <string.h>

enum { MOST_BRANCHES = 3 };

typedef struct holding {
    lk_arena *arena;
    lk_unit *unit;
    const lk_ir *ir;
    lk_loc at;
    lk_probe probe;
    lk_span statement;
    lk_pass pass; /* of no rule: for its notes */
} holding;

/* ---- the function and the statement ---- */

static const lk_ir *function_at(const lk_lint *lint, lk_loc at) {
    uint32_t count;
    lk_ir *const *functions = lk_lint_functions(lint, &count);
    for (uint32_t i = 0; i < count; i++) {
        const lk_span *name = &functions[i]->function->span;
        if (name->begin.file == at.file && name->begin.offset <= at.offset && at.offset < functions[i]->end.end)
            return functions[i];
    }
    return NULL;
}

static bool is_around(const lk_span *span, lk_loc at) {
    return span->begin.file == at.file && span->begin.offset <= at.offset && at.offset < span->end;
}

static bool is_inside(const lk_span *span, const lk_span *outer) {
    return span->begin.file == outer->begin.file && span->begin.offset >= outer->begin.offset &&
           span->begin.offset < outer->end;
}

/* Calls `visit` for each piece of source that is an op or an exit. */
static void visit_spans(holding *self, void (*visit)(holding *self, const lk_span *span)) {
    for (uint32_t b = 0; b < self->ir->blocks.count; b++) {
        const lk_block *block = &self->ir->blocks.items[b];
        for (uint32_t i = 0; i < block->ops.count; i++)
            visit(self, &block->ops.items[i].span);
        visit(self, &block->span);
    }
}

/* The widest piece around the place: a whole expression. */
static void widen(holding *self, const lk_span *span) {
    bool is_wider = span->end - span->begin.offset > self->statement.end - self->statement.begin.offset;
    if (is_around(span, self->at) && (!self->statement.begin.file || is_wider))
        self->statement = *span;
}

/* The first piece on the place's line. */
static void take_first(holding *self, const lk_span *span) {
    if (span->begin.file == self->at.file && span->begin.offset >= self->at.offset &&
        (!self->statement.begin.file || span->begin.offset < self->statement.begin.offset))
        self->statement = *span;
}

static bool find_statement(holding *self) {
    visit_spans(self, widen);
    if (self->statement.begin.file)
        return true;
    const lk_source *source = lk_unit_source(self->unit, self->at.file);
    lk_position line = lk_unit_position(self->unit, self->at);
    if (!source->text || line.line == 0)
        return false;
    self->at.offset -= line.column - 1;
    visit_spans(self, take_first);
    return self->statement.begin.file && lk_unit_position(self->unit, self->statement.begin).line == line.line;
}

/* What is done first of the statement. */
static bool find_begin(holding *self) {
    uint32_t first = UINT32_MAX;
    for (uint32_t b = 0; b < self->ir->blocks.count; b++) {
        const lk_block *block = &self->ir->blocks.items[b];
        for (uint32_t i = 0; i < block->ops.count; i++)
            if (block->ops.items[i].id < first && is_inside(&block->ops.items[i].span, &self->statement)) {
                first = block->ops.items[i].id;
                self->probe.block = b;
                self->probe.op = i;
            }
    }
    for (uint32_t b = 0; first == UINT32_MAX && b < self->ir->blocks.count; b++) {
        const lk_block *block = &self->ir->blocks.items[b];
        if (!is_inside(&block->span, &self->statement))
            continue;
        first = 0;
        self->probe.block = b;
        self->probe.op = block->ops.count;
    }
    return first != UINT32_MAX;
}

/* ---- what is held ---- */

static bool is_same_lock(const lk_lock_view *a, const lk_lock_view *b) {
    return a->lock == b->lock && a->mode == b->mode && a->witness.span.begin.file == b->witness.span.begin.file &&
           a->witness.span.begin.offset == b->witness.span.begin.offset;
}

static bool is_same(const lk_probed *a, const lk_probed *b) {
    if (a->count != b->count || a->has_open != b->has_open)
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (!is_same_lock(&a->locks[i], &b->locks[i]))
            return false;
    return true;
}

/* Ways that don't differ are one. */
static void merge(lk_probe *probe) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < probe->found.count; i++) {
        uint32_t k = 0;
        while (k < kept && !is_same(&probe->found.items[k], &probe->found.items[i]))
            k++;
        if (k == kept)
            probe->found.items[kept++] = probe->found.items[i];
    }
    probe->found.count = kept;
}

static const char *manner_of(holding *self, const lk_lock_view *lock) {
    const char *mode = lock->mode == LK_MODE_SHARED ? "for reading" : lock->kind == LK_LOCK_RWLOCK ? "for writing" : "";
    if (!lock->guard)
        return mode;
    return lk_arena_printf(self->arena, "%s%sby the guard '%s'", mode, *mode ? ", " : "", lock->guard);
}

static lk_held_lock tell_lock(holding *self, const lk_lock_view *lock) {
    lk_diagnostic story = {0};
    const lk_witness *witness = &lock->witness;
    if (witness->span.begin.file)
        lk_pass_cause(&self->pass, &story, witness, "locked here");
    return (lk_held_lock){witness->name ? witness->name : "a lock", manner_of(self, lock), story.notes.items,
                          story.notes.count};
}

/* Whether another way took the same branch, and went the other way. */
static bool does_differ(const holding *self, const lk_probed *probed, const lk_trail *decision) {
    for (uint32_t i = 0; i < self->probe.found.count; i++)
        for (const lk_trail *at = self->probe.found.items[i].trail; at; at = lk_trail_before(at))
            if (&self->probe.found.items[i] != probed && lk_trail_block(at) == lk_trail_block(decision) &&
                lk_trail_target(at) != lk_trail_target(decision))
                return true;
    return false;
}

static bool is_among(const lk_trail *const *told, uint32_t count, const lk_trail *decision) {
    for (uint32_t i = 0; i < count; i++)
        if (lk_trail_block(told[i]) == lk_trail_block(decision))
            return true;
    return false;
}

/* The newest decisions that tell this way from others. */
static void tell_branches(holding *self, const lk_probed *probed, lk_diagnostic *branches) {
    const lk_trail *told[MOST_BRANCHES];
    uint32_t count = 0;
    for (const lk_trail *at = probed->trail; at && count < MOST_BRANCHES; at = lk_trail_before(at))
        if (!is_among(told, count, at) && does_differ(self, probed, at))
            told[count++] = at;
    while (count > 0)
        lk_pass_decision(&self->pass, branches, told[--count]);
}

static lk_held_way tell_way(holding *self, const lk_probed *probed) {
    lk_diagnostic branches = {0};
    tell_branches(self, probed, &branches);
    lk_held_lock *locks = LK_NEW_ARRAY(self->arena, lk_held_lock, probed->count);
    for (uint32_t i = 0; i < probed->count; i++)
        locks[i] = tell_lock(self, &probed->locks[i]);
    return (lk_held_way){branches.notes.items, branches.notes.count, locks, probed->count, probed->has_open};
}

static bool is_any_held(const lk_probe *probe) {
    for (uint32_t i = 0; i < probe->found.count; i++)
        if (probe->found.items[i].count > 0)
            return true;
    return false;
}

static const lk_held *conclude(holding *self, bool is_root) {
    lk_held *held = LK_NEW(self->arena, lk_held);
    merge(&self->probe);
    uint32_t count = self->probe.found.count;
    lk_held_way *ways = LK_NEW_ARRAY(self->arena, lk_held_way, count);
    for (uint32_t i = 0; i < count; i++) { /* those with the most locks first */
        lk_held_way way = tell_way(self, &self->probe.found.items[i]);
        uint32_t at = i;
        for (; at > 0 && ways[at - 1].count < way.count; at--)
            ways[at] = ways[at - 1];
        ways[at] = way;
    }
    *held = (lk_held){self->statement, self->ir->function->name, is_root, ways, count};
    return held;
}

const lk_held *lk_lint_held(lk_lint *lint, lk_arena *arena, lk_unit *unit, lk_loc at) {
    holding self = {.arena = arena, .unit = unit, .ir = function_at(lint, at), .at = at, .probe = {.arena = arena}};
    if (!self.ir || self.ir->has_error || self.ir->gives_up || unit->lacks_include || !find_statement(&self) ||
        !find_begin(&self))
        return NULL;
    lk_knowledge *knowledge = lk_lint_knowledge(lint);
    self.pass = (lk_pass){.arena = arena, .scratch = arena, .unit = unit, .knowledge = knowledge, .ir = self.ir};
    lk_bug_trap trap;
    if (setjmp(trap.env))
        return NULL;
    if (!lk_simulate_probed(arena, unit, knowledge, self.ir, &trap, &self.probe))
        return NULL; /* some of the paths are not known */
    if (!self.probe.touches_locks && !is_any_held(&self.probe))
        return NULL;
    return conclude(&self, lk_knowledge_is_root(knowledge, self.ir->function));
}
