/* sections.c -- takes in what happens while a lock is held, by the place where it was taken. */
#include "lint/sections.h"

#include "flow/loops.h"
#include "flow/pointers.h"
#include "flow/summary.h"

#include <string.h>

enum { DEEPEST_COPY = 3, MOST_DECISIONS = 12 };

lk_sections *lk_sections_new(lk_arena *arena, lk_knowledge *knowledge, const lk_unit *unit) {
    lk_sections *self = LK_NEW(arena, lk_sections);
    self->arena = self->terms.arena = arena;
    self->knowledge = knowledge;
    self->unit = unit;
    self->terms.values = lk_values_new(arena);
    self->terms.any = lk_value_at(self->terms.values, LK_VALUE_UNKNOWN, 0, LK_NO_BLOCK, 0);
    return self;
}

void lk_sections_begin(lk_sections *self, const lk_ir *ir, lk_arena *scratch) {
    self->ir = ir;
    self->scratch = scratch;
    self->first = self->items.count;
    lk_guard_terms_begin(&self->terms);
}

static void mark(lk_sections *self, bool **items, uint32_t *count, uint32_t *capacity, const lk_decl *decl) {
    while (decl && *count <= decl->id) {
        if (*count == *capacity)
            *items = lk_array_grow(self->arena, *items, *count, capacity, sizeof **items);
        (*items)[(*count)++] = false;
    }
    if (decl)
        (*items)[decl->id] = true;
}

#define MARK(set, decl) mark(self, &self->set.items, &self->set.count, &self->set.capacity, decl)

/* ---- the section ---- */

static bool same_place(const lk_span *a, const lk_span *b) {
    return a->begin.file == b->begin.file && a->begin.offset == b->begin.offset;
}

static const char *kept(const lk_sections *self, const char *text) {
    return text ? lk_arena_strndup(self->arena, text, strlen(text)) : "";
}

/* Whether the function has had a section of the lock before, and doesn't hold it now. */
static bool was_let_go(lk_sections *self, const lk_state *state, const lk_value *object) {
    lk_lock_view view;
    const lk_value *lock = lk_guard_term(&self->terms, object);
    if (lk_state_lock(state, object, &view) && view.status == LK_STATUS_HELD)
        return false;
    for (uint32_t i = self->first; i < self->items.count; i++)
        if (self->items.items[i].lock == lock)
            return true;
    return false;
}

/* The section of a lock that is held; the first time, a new one. */
static lk_critical *section_of(lk_sections *self, const lk_decl *function, const lk_lock_view *held) {
    const lk_value *lock = lk_guard_term(&self->terms, held->lock);
    const lk_decl *decl = lk_guard_decl(lock);
    for (uint32_t i = self->first; i < self->items.count; i++) {
        lk_critical *known = &self->items.items[i];
        if (known->decl == decl && same_place(&known->span, &held->witness.span))
            return known;
    }
    lk_critical made = {.function = function,
                        .lock = lock,
                        .decl = decl,
                        .span = held->witness.span,
                        .name = kept(self, held->witness.name),
                        .mode = held->mode,
                        .kind = held->kind,
                        .block = held->witness.at_block,
                        .is_inside = held->witness.via || held->witness.is_asserted || held->of_caller};
    for (uint32_t i = 0; i < self->again.count; i++)
        made.is_again |= same_place(&self->again.items[i], &made.span);
    lk_array_push(self->arena, &self->items, made);
    return &self->items.items[self->items.count - 1];
}

/* What happens then may belong to a section of the lock. */
static void doubt(lk_sections *self, const lk_state *state) {
    uint32_t count = lk_state_lock_count(state);
    for (uint32_t i = 0; i < count; i++) {
        lk_lock_view lock = lk_state_lock_at(state, i);
        const lk_decl *decl = lock.status == LK_STATUS_MAYBE ? lk_guard_decl(lock.lock) : NULL;
        bool is_known = false;
        for (uint32_t k = 0; k < self->doubted.count; k++)
            is_known |= self->doubted.items[k] == decl;
        if (lock.status == LK_STATUS_MAYBE && !is_known)
            lk_array_push(self->arena, &self->doubted, decl);
    }
}

/* A lock without a name may be any. */
static bool is_doubted(const lk_sections *self, const lk_critical *section) {
    for (uint32_t i = 0; i < self->doubted.count; i++)
        if (!self->doubted.items[i] || self->doubted.items[i] == section->decl)
            return true;
    return false;
}

/* ---- decisions ---- */

static const lk_decl *decl_of_place(const lk_place *place) {
    for (uint32_t i = place->projection_count; i > 0; i--)
        if (place->projections[i - 1].kind == LK_PROJECT_FIELD)
            return place->projections[i - 1].field;
    return place->root == LK_PLACE_VARIABLE ? place->decl : NULL;
}

static bool is_read_from(const lk_ir *ir, const lk_block *block, const lk_op *user, const lk_operand *operand,
                         const lk_decl *data, int depth);

/* Whether the variable is somewhere given what was read there. */
static bool is_given(const lk_ir *ir, const lk_decl *variable, const lk_decl *data, int depth) {
    for (uint32_t b = 0; depth < DEEPEST_COPY && b < ir->blocks.count; b++)
        for (uint32_t i = 0; i < ir->blocks.items[b].ops.count; i++) {
            const lk_op *op = &ir->blocks.items[b].ops.items[i];
            if (op->kind == LK_IR_STORE && op->place.root == LK_PLACE_VARIABLE && op->place.decl == variable &&
                is_read_from(ir, &ir->blocks.items[b], op, &op->a, data, depth + 1))
                return true;
        }
    return false;
}

static bool is_read_from(const lk_ir *ir, const lk_block *block, const lk_op *user, const lk_operand *operand,
                         const lk_decl *data, int depth) {
    const lk_op *made = lk_block_maker(block, user, operand);
    if (!made || depth > DEEPEST_COPY)
        return false;
    if (made->kind == LK_IR_COMPUTE)
        return is_read_from(ir, block, made, &made->a, data, depth + 1) ||
               is_read_from(ir, block, made, &made->b, data, depth + 1);
    if (made->kind != LK_IR_LOAD)
        return false;
    bool is_local = made->place.root == LK_PLACE_VARIABLE && made->place.decl->kind == LK_DECL_LOCAL;
    return decl_of_place(&made->place) == data || (is_local && is_given(ir, made->place.decl, data, depth));
}

/* Whether the path came to the write by a decision on what was read there. */
static bool was_decided(const lk_sections *self, const lk_touch *touch, const lk_decl *data) {
    const lk_trail *trail = touch->trail;
    for (int i = 0; trail && data && i < MOST_DECISIONS; i++, trail = lk_trail_before(trail)) {
        const lk_block *block = &self->ir->blocks.items[lk_trail_block(trail)];
        bool asks = is_read_from(self->ir, block, NULL, &block->a, data, 0) ||
                    is_read_from(self->ir, block, NULL, &block->b, data, 0);
        if (asks && lk_trail_matters(self->scratch, self->ir, trail, touch->block))
            return true;
    }
    return false;
}

/* ---- accesses ---- */

static const lk_decl *decl_at(const lk_value *address) {
    while (address->kind == LK_VALUE_INDEX)
        address = address->a;
    return address->kind == LK_VALUE_FIELD || address->kind == LK_VALUE_VARIABLE ? address->decl : NULL;
}

/* Reading the pointer that a lock hangs on is no use of what it guards. */
static bool is_way_to_lock(const lk_sections *self, const lk_value *address) {
    const lk_decl *decl = decl_at(address);
    return decl && lk_knowledge_type(self->knowledge, decl->type) != NULL;
}

/* `n++` is one access, though the read of n lies inside. */
static bool contains(const lk_span *outer, const lk_span *inner) {
    return outer->begin.file == inner->begin.file && outer->begin.offset <= inner->begin.offset &&
           (inner->begin.offset < outer->end || inner->begin.offset == outer->begin.offset);
}

static void add_access(lk_sections *self, lk_critical *section, const lk_touch *touch) {
    const lk_value *place = lk_guard_term(&self->terms, touch->address);
    const lk_span *span = &touch->op->span;
    bool is_write = touch->op->kind == LK_IR_STORE;
    bool is_decided = is_write && section->is_again && was_decided(self, touch, decl_at(place));
    section->writes |= is_write;
    for (uint32_t i = 0; i < section->accesses.count; i++) {
        lk_critical_access *known = &section->accesses.items[i];
        if (known->place == place && (contains(span, &known->span) || contains(&known->span, span))) {
            if (contains(span, &known->span))
                known->span = *span;
            known->is_read |= !is_write;
            known->is_write |= is_write;
            known->was_decided |= is_decided;
            return;
        }
    }
    section->is_crowded |= section->accesses.count == LK_MOST_SECTION_ACCESSES;
    if (section->is_crowded)
        return;
    lk_critical_access made = {.place = place,
                               .decl = decl_at(place),
                               .span = *span,
                               .is_read = !is_write,
                               .is_write = is_write,
                               .was_decided = is_decided};
    lk_array_push(self->arena, &section->accesses, made);
}

/* ---- calls ---- */

static bool handles_locks(const lk_model *model) {
    return lk_model_has(model, LK_EFFECT_BIT(LK_EFFECT_ACQUIRE) | LK_EFFECT_BIT(LK_EFFECT_RELEASE) |
                                   LK_EFFECT_BIT(LK_EFFECT_WAIT) | LK_EFFECT_BIT(LK_EFFECT_GUARD) |
                                   LK_EFFECT_BIT(LK_EFFECT_CONVERT));
}

static bool writes_nothing(const lk_summary *summary) {
    const lk_writes *writes = summary ? &summary->writes : NULL;
    return writes && !summary->is_unknown && !summary->calls_unknown && !summary->has_effects && !writes->pointers &&
           !writes->scalars && writes->fields.count == 0 && writes->bare.count == 0 && writes->variables.count == 0;
}

/* Whether the call is done again and again while the lock stays held. */
static bool is_repeated(const lk_critical *section, const lk_touch *touch) {
    for (uint32_t head = lk_loops_outward(touch->loops, touch->block, false); head != LK_NO_BLOCK;
         head = lk_loops_outward(touch->loops, head, true))
        if (!lk_loops_contain(touch->loops, head, section->block))
            return true;
    return false;
}

static bool is_out_of_sight(const lk_sections *self, const lk_decl *callee) {
    return !callee || (!callee->is_defined && !lk_unit_source(self->unit, callee->span.begin.file)->is_system);
}

/* What was put into a slot, which is written once. */
static const lk_op *put_into(const lk_ir *ir, uint32_t slot) {
    for (uint32_t b = 0; b < ir->blocks.count; b++)
        for (uint32_t i = 0; i < ir->blocks.items[b].ops.count; i++) {
            const lk_op *op = &ir->blocks.items[b].ops.items[i];
            if (op->kind == LK_IR_STORE && op->place.root == LK_PLACE_SLOT && op->place.slot == slot)
                return lk_block_maker(&ir->blocks.items[b], op, &op->a);
        }
    return NULL;
}

/* Whether the function is known, or those that the pointer may hold are. */
static bool is_known(const lk_sections *self, const lk_touch *touch) {
    const lk_pointers *pointers = lk_knowledge_pointers(self->knowledge);
    const lk_block *block = &self->ir->blocks.items[touch->block];
    const lk_op *made = touch->op->callee ? NULL : lk_block_maker(block, touch->op, &touch->op->target);
    if (made && made->kind == LK_IR_LOAD && made->place.root == LK_PLACE_SLOT)
        made = put_into(self->ir, made->place.slot);
    const lk_decl *place = made && made->kind == LK_IR_LOAD ? lk_pointers_place(&made->place) : NULL;
    return touch->model || !is_out_of_sight(self, touch->callee) || (place && lk_pointers_count(pointers, place) > 0);
}

static void add_call(lk_sections *self, lk_critical *section, const lk_touch *touch) {
    if (touch->model && handles_locks(touch->model))
        return;
    section->asks |= writes_nothing(touch->summary);
    section->calls |= !writes_nothing(touch->summary);
    if (is_known(self, touch) || section->slow.begin.file || section->is_inside || !is_repeated(section, touch))
        return;
    section->slow = touch->op->span;
    section->slow_callee = touch->callee ? touch->callee->name : NULL;
}

void lk_sections_touch(lk_sections *self, const lk_decl *function, const lk_touch *touch, const lk_state *before) {
    uint32_t count = lk_state_held_count(before);
    doubt(self, before);
    for (uint32_t i = 0; touch->op->kind == LK_IR_CALL && i < touch->argument_count; i++) {
        const lk_decl *lock = lk_guard_decl(touch->arguments[i]);
        if (!touch->model && is_out_of_sight(self, touch->callee) && lock)
            MARK(is_leaked, lock);
    }
    for (uint32_t i = 0; i < count; i++) {
        lk_lock_view held = lk_state_held(before, i);
        lk_critical *section = section_of(self, function, &held);
        section->is_nested |= count > 1;
        if (touch->op->kind == LK_IR_CALL)
            add_call(self, section, touch);
        else if (touch->op->kind == LK_IR_UNKNOWN)
            section->calls = true;
        else if (!is_way_to_lock(self, touch->address))
            add_access(self, section, touch);
    }
}

/* ---- events ---- */

void lk_sections_event(lk_sections *self, const lk_event *event, const lk_state *before) {
    if (!event->object)
        return;
    const lk_decl *lock = lk_guard_decl(event->object);
    if (event->kind == LK_EVENT_WAIT)
        MARK(is_waited, lock);
    if (event->kind != LK_EVENT_ACQUIRE)
        return;
    if (event->mode != LK_MODE_EXCLUSIVE)
        MARK(is_shared, lock);
    if (was_let_go(self, before, event->object))
        lk_array_push(self->arena, &self->again, event->span);
}

static void mark_left(lk_sections *self, const lk_lock_change *change) {
    const lk_decl *decl = lk_guard_decl(change->entry.lock);
    if (change->change == LK_CHANGE_RELEASED || !decl)
        return;
    MARK(is_leaked, decl);
    for (uint32_t i = self->first; i < self->items.count; i++)
        self->items.items[i].is_left |= self->items.items[i].decl == decl;
}

void lk_sections_end(lk_sections *self, const lk_decl *function, bool is_complete) {
    const lk_summary *summary = lk_knowledge_summary(self->knowledge, function);
    for (uint32_t i = self->first; i < self->items.count; i++)
        self->items.items[i].is_crowded |= !is_complete || is_doubted(self, &self->items.items[i]);
    for (uint32_t i = self->first; i < self->items.count; i++)
        self->items.items[i].is_left |= !summary || summary->is_unknown;
    for (uint32_t e = 0; summary && e < summary->exit_count; e++)
        for (uint32_t i = 0; i < summary->exits[e].change_count; i++)
            mark_left(self, &summary->exits[e].changes[i]);
    self->again.count = self->doubted.count = 0;
}
