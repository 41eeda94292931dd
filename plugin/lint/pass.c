/* pass.c -- how a rule reports: the message, the story, the advice. */
#include "lint/pass.h"

#include <string.h>

enum { MOST_DECISIONS = 4, CONDITION_LENGTH = 60, MOST_STEPS = 4 };

static bool same_place(const lk_span *a, const lk_span *b) {
    return a->begin.file == b->begin.file && a->begin.offset == b->begin.offset;
}

lk_diagnostic *lk_pass_report(lk_pass *self, lk_span span, const char *format, ...) {
    for (uint32_t i = self->first; i < self->found->count; i++) {
        lk_diagnostic *said = self->found->items[i];
        if (said->rule == self->rule->meta->name && same_place(&said->span, &span)) {
            self->repeated = (lk_diagnostic){0};
            return &self->repeated;
        }
    }
    lk_diagnostic *diagnostic = LK_NEW(self->arena, lk_diagnostic);
    va_list arguments;
    va_start(arguments, format);
    diagnostic->message = lk_arena_vprintf(self->arena, format, arguments);
    va_end(arguments);
    diagnostic->rule = self->rule->meta->name;
    diagnostic->function = self->ir ? self->ir->function->name : "";
    diagnostic->span = span;
    lk_array_push(self->arena, self->found, diagnostic);
    return diagnostic;
}

static lk_note *add_note(lk_pass *self, lk_diagnostic *diagnostic, lk_span span, const char *message) {
    lk_array_push(self->arena, &diagnostic->notes, ((lk_note){.span = span, .message = message}));
    return &diagnostic->notes.items[diagnostic->notes.count - 1];
}

lk_note *lk_pass_note(lk_pass *self, lk_diagnostic *diagnostic, lk_span span, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const char *message = lk_arena_vprintf(self->arena, format, arguments);
    va_end(arguments);
    return add_note(self, diagnostic, span, message);
}

void lk_pass_fix(lk_pass *self, lk_note *note, lk_loc at, uint32_t length, const char *text) {
    lk_fix *fixes = LK_NEW_ARRAY(self->arena, lk_fix, note->fix_count + 1);
    if (note->fix_count)
        memcpy(fixes, note->fixes, note->fix_count * sizeof *fixes);
    fixes[note->fix_count] = (lk_fix){at, length, lk_arena_strndup(self->arena, text, strlen(text))};
    note->fixes = fixes;
    note->fix_count++;
}

/* ---- the way from the cause to the finding ---- */

/* The first place in the case that is known: the line of its first statement, mostly. */
static lk_span span_in(const lk_block *block) {
    for (uint32_t i = 0; i < block->ops.count; i++)
        if (block->ops.items[i].span.begin.file)
            return block->ops.items[i].span;
    return block->span;
}

static void tell_case(lk_pass *self, lk_diagnostic *diagnostic, const lk_block *block, uint32_t target,
                      const char *text) {
    lk_span inside = span_in(&self->ir->blocks.items[target]);
    if (target == block->targets[block->target_count - 1])
        lk_pass_note(self, diagnostic, block->span, "following %s of the switch on '%s'",
                     block->lacks_default ? "none of the cases" : "the default case", text);
    else if (inside.begin.file == block->span.begin.file)
        lk_pass_note(self, diagnostic, block->span, "following the case in line %u of the switch on '%s'",
                     lk_unit_position(self->unit, inside.begin).line, text);
    else
        lk_pass_note(self, diagnostic, block->span, "following one case of the switch on '%s'", text);
}

/* The notes from `first` on are steps of the story. */
static void mark_steps(lk_diagnostic *diagnostic, uint32_t first, lk_note_step step, uint32_t thread) {
    for (uint32_t i = first; i < diagnostic->notes.count; i++) {
        diagnostic->notes.items[i].step = (uint8_t)step;
        diagnostic->notes.items[i].thread = (uint8_t)thread;
    }
}

void lk_pass_thread(lk_diagnostic *diagnostic, uint32_t first, uint32_t thread) {
    mark_steps(diagnostic, first, LK_STEP_INSIDE, thread);
}

void lk_pass_decision(lk_pass *self, lk_diagnostic *diagnostic, const lk_trail *trail) {
    const lk_block *block = &self->ir->blocks.items[lk_trail_block(trail)];
    if (!block->span.begin.file)
        return;
    const char *text = lk_unit_text(self->unit, self->scratch, &block->span, CONDITION_LENGTH);
    if (block->exit == LK_EXIT_SWITCH) {
        tell_case(self, diagnostic, block, lk_trail_target(trail), text);
        return;
    }
    bool is_true = (lk_trail_target(trail) == block->targets[0]) != block->is_negated;
    lk_pass_note(self, diagnostic, block->span, "taking the %s branch, '%s'", is_true ? "true" : "false", text);
}

static bool is_told(const lk_trail *const *told, uint32_t count, const lk_trail *trail) {
    for (uint32_t i = 0; i < count; i++)
        if (lk_trail_block(told[i]) == lk_trail_block(trail))
            return true;
    return false;
}

/* The newest decisions since the cause without which the finding would not be reached. */
static void tell_decisions(lk_pass *self, lk_diagnostic *diagnostic, const lk_trail *from, const lk_trail *to,
                           uint32_t block) {
    const lk_trail *told[MOST_DECISIONS];
    uint32_t count = 0;
    for (const lk_trail *at = to;
         at && at != from && lk_trail_length(at) > lk_trail_length(from) && count < MOST_DECISIONS;
         at = lk_trail_before(at))
        if (!is_told(told, count, at) && lk_trail_matters(self->scratch, self->ir, at, block))
            told[count++] = at;
    while (count > 0)
        lk_pass_decision(self, diagnostic, told[--count]);
}

/* From the first call down: '... which calls 'x' here', and at the end what `callee` does. A long way is cut. */
static void tell_way_down(lk_pass *self, lk_diagnostic *diagnostic, const lk_via *via) {
    uint32_t told = 0;
    for (via = via->next; via; via = via->next) {
        uint32_t skipped = told < MOST_STEPS ? 0 : told - MOST_STEPS;
        if (told++ < MOST_STEPS || (skipped == 0 && !via->next))
            lk_pass_note(self, diagnostic, via->call, "... which calls '%s' here", via->callee->name);
        else if (!via->next)
            lk_pass_note(self, diagnostic, via->call, "... and after %u more %s '%s' is called here", skipped,
                         skipped == 1 ? "call" : "calls", via->callee->name);
    }
}

void lk_pass_way_down(lk_pass *self, lk_diagnostic *diagnostic, const lk_via *via) {
    if (via)
        tell_way_down(self, diagnostic, via);
}

void lk_pass_cause(lk_pass *self, lk_diagnostic *diagnostic, const lk_witness *witness, const char *message) {
    if (!witness->via) {
        add_note(self, diagnostic, witness->span, message);
        return;
    }
    lk_pass_note(self, diagnostic, witness->span, "%s, by '%s'", message, witness->via->callee->name);
    tell_way_down(self, diagnostic, witness->via);
    lk_pass_note(self, diagnostic, witness->place, "... which calls '%s' here", witness->callee);
}

void lk_pass_story(lk_pass *self, lk_diagnostic *diagnostic, const lk_witness *witness, const lk_event *event,
                   const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const char *message = lk_arena_vprintf(self->arena, format, arguments);
    va_end(arguments);
    if (diagnostic == &self->repeated)
        return;
    uint32_t first = diagnostic->notes.count;
    lk_pass_cause(self, diagnostic, witness, witness->is_asserted ? "it has to be held here" : message);
    tell_decisions(self, diagnostic, witness->trail, event->trail, event->at_block);
    mark_steps(diagnostic, first, LK_STEP_BEFORE, 0);
}

void lk_pass_prelude(lk_pass *self, lk_diagnostic *diagnostic, const lk_witness *witness) {
    if (diagnostic == &self->repeated)
        return;
    uint32_t first = diagnostic->notes.count;
    tell_decisions(self, diagnostic, NULL, witness->trail, witness->at_block);
    mark_steps(diagnostic, first, LK_STEP_BEFORE, 0);
}

void lk_pass_way(lk_pass *self, lk_diagnostic *diagnostic, const lk_event *event, const char *format, ...) {
    if (!event->via || diagnostic == &self->repeated)
        return;
    va_list arguments;
    va_start(arguments, format);
    const char *message = lk_arena_vprintf(self->arena, format, arguments);
    va_end(arguments);
    uint32_t first = diagnostic->notes.count;
    lk_pass_note(self, diagnostic, event->span, "'%s' is called here", event->via->callee->name);
    tell_way_down(self, diagnostic, event->via);
    add_note(self, diagnostic, event->place, message);
    mark_steps(diagnostic, first, LK_STEP_INSIDE, 0);
}

const lk_pairing *lk_pass_pair(lk_pass *self, const lk_decl *cond, const lk_decl *lock, lk_span span) {
    for (uint32_t i = 0; i < self->pairings->count; i++)
        if (self->pairings->items[i].cond == cond)
            return self->pairings->items[i].lock == lock ? NULL : &self->pairings->items[i];
    lk_array_push(self->arena, self->pairings, ((lk_pairing){cond, lock, span}));
    return NULL;
}

uint32_t lk_pass_cycle_count(const lk_pass *self) {
    return self->order ? self->order->cycles.count : 0;
}

/* What is said of one circle doesn't keep the next one from being told at the same place. */
const lk_order_cycle *lk_pass_cycle(lk_pass *self, uint32_t index) {
    self->first = self->found->count;
    return &self->order->cycles.items[index];
}

uint32_t lk_pass_guarded_count(const lk_pass *self) {
    return self->guards ? self->guards->found.count : 0;
}

const lk_guarded *lk_pass_guarded(const lk_pass *self, uint32_t index) {
    return &self->guards->found.items[index];
}

uint32_t lk_pass_practice_count(const lk_pass *self, lk_practice_kind kind) {
    return self->sections ? self->sections->found[kind].count : 0;
}

const lk_practice *lk_pass_practice(const lk_pass *self, lk_practice_kind kind, uint32_t index) {
    return &self->sections->found[kind].items[index];
}

bool lk_pass_minds(const lk_pass *self, uint8_t kind) {
    return self->blocking >> kind & 1;
}

bool lk_pass_is_handler(const lk_pass *self) {
    return lk_knowledge_is_handler(self->knowledge, self->ir->function);
}

bool lk_pass_is_alone(const lk_pass *self, const lk_event *event) {
    lk_stand at = {self->ir->function, event->at_block, event->at_op};
    if (self->is_part && lk_knowledge_is_main(self->ir->function))
        return true; /* the threads are started elsewhere: it isn't known when */
    return lk_threads_is_alone(self->threads, &at);
}

bool lk_pass_is_repeated(const lk_pass *self) {
    return lk_acts_is_repeated(lk_threads_acts(self->threads), self->scratch, self->ir->function);
}

const lk_decl *lk_pass_function(const lk_pass *self) {
    return self->ir->function;
}

lk_unit *lk_pass_unit(lk_pass *self) {
    return self->unit;
}

lk_arena *lk_pass_arena(lk_pass *self) {
    return self->arena;
}

void lk_pass_handle(lk_pass *self, const lk_event *event, const lk_state *before) {
    const lk_rule *rule = self->rule;
    lk_rule_handler *const handlers[] = {
        [LK_EVENT_ACQUIRE] = rule->on_acquire,
        [LK_EVENT_RELEASE] = rule->on_release,
        [LK_EVENT_WAIT] = rule->on_wait,
        [LK_EVENT_BLOCK] = rule->on_block,
        [LK_EVENT_YIELD] = rule->on_yield,
        [LK_EVENT_MOVE] = rule->on_move,
        [LK_EVENT_USE] = rule->on_use,
        [LK_EVENT_LEAVE] = rule->on_leave,
        [LK_EVENT_EXIT_THREAD] = rule->on_exit_thread,
        [LK_EVENT_UNCHECKED] = rule->on_unchecked,
        [LK_EVENT_INIT] = rule->on_init,
        [LK_EVENT_DESTROY] = rule->on_destroy,
        [LK_EVENT_FREE] = rule->on_free,
        [LK_EVENT_SCOPE_END] = rule->on_scope_end,
        [LK_EVENT_COPY] = rule->on_copy,
        [LK_EVENT_JOIN] = rule->on_join,
        [LK_EVENT_STALE] = rule->on_stale,
        [LK_EVENT_SEND] = rule->on_send,
        [LK_EVENT_DROP] = rule->on_drop,
        [LK_EVENT_LEAK] = rule->on_leak,
        [LK_EVENT_OUTLIVED] = rule->on_outlived,
        [LK_EVENT_CALL] = NULL, /* these two go into the graph of the order of locks */
        [LK_EVENT_ORDER] = NULL,
    };
    if (handlers[event->kind])
        handlers[event->kind](self, event, before);
}
