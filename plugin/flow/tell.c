/* tell.c -- events for the rules, and the witnesses that they quote. */
#include "flow/record.h"

void lk_tell(lk_simulator *self, const lk_state *state, lk_event event) {
    event.trail = state->trail;
    event.at_block = self->block;
    event.at_op = self->op;
    if (!event.name)
        event.name = "the lock";
    if (!event.callee)
        event.callee = "";
    if (!event.via) {
        event.place = event.span;
        event.place_name = event.name;
    }
    bool may_wait = event.kind == LK_EVENT_ACQUIRE || event.kind == LK_EVENT_ORDER || event.kind == LK_EVENT_BLOCK ||
                    event.kind == LK_EVENT_YIELD;
    event.is_dying |= may_wait && lk_is_dying(self);
    lk_record_event(self, state, &event);
    if (!event.is_uncertain)
        self->handler(self->context, &event, state);
}

const lk_witness *lk_witness_make(lk_simulator *self, const lk_state *state, lk_witness witness) {
    lk_witness *made = LK_NEW(self->arena, lk_witness);
    *made = witness;
    made->trail = state->trail;
    made->at_block = self->block;
    if (!made->via)
        made->place = made->span;
    return made;
}

static bool is_written_here(const lk_span *span) {
    return span->spelling.file == span->begin.file && span->spelling.offset >= span->begin.offset &&
           span->spelling.offset < span->end;
}

const char *lk_call_name(lk_simulator *self, const lk_op *op) {
    const char *function = op->callee ? op->callee->name : "a function";
    if (is_written_here(&op->span))
        return function;
    const char *macro = lk_unit_macro(self->unit, &op->span);
    return macro ? macro : function;
}

static uint32_t identifier_end(const lk_source *source, uint32_t at) {
    while (at < source->size) {
        char c = source->text[at];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9');
        if (!is_letter)
            break;
        at++;
    }
    return at;
}

lk_span lk_shown_span(lk_simulator *self, lk_span span) {
    bool in_macro = span.spelling.file != span.begin.file || span.spelling.offset != span.begin.offset;
    const lk_source *source = lk_unit_source(self->unit, span.begin.file);
    if (!in_macro || !is_written_here(&span) || !source->text)
        return span;
    span.begin = span.spelling;
    span.end = identifier_end(source, span.begin.offset);
    return span;
}

const lk_via *lk_via_keep(lk_arena *arena, const lk_via *via) {
    const lk_via *first = NULL, **link = &first;
    for (; via && !via->is_kept; via = via->next) {
        lk_via *kept = LK_NEW(arena, lk_via);
        *kept = *via;
        kept->is_kept = true;
        *link = kept;
        link = &kept->next;
    }
    *link = via;
    return first;
}
