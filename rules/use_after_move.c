/* use_after_move.c -- a handle is used after it was given away. */
#include "lint/rule.h"

#include <string.h>

static void tell_move(lk_pass *pass, lk_diagnostic *diagnostic, const lk_event *event, const lk_witness *move) {
    if (move->into_thread && move->into)
        lk_pass_story(pass, diagnostic, move, event, "moved into the thread '%s' here", move->into);
    else if (move->into_thread)
        lk_pass_story(pass, diagnostic, move, event, "moved into a thread here");
    else
        lk_pass_story(pass, diagnostic, move, event, "moved here");
}

/* `am_move(h)` and `am_arc_clone(h)` are written alike, so a clone instead of the move is one word. */
static void propose_clone(lk_pass *pass, lk_note *note, const lk_witness *move) {
    static const char mover[] = "am_move", cloner[] = "am_arc_clone";
    const lk_source *source = lk_unit_source(lk_pass_unit(pass), move->span.begin.file);
    uint32_t length = sizeof mover - 1, handle = move->span.begin.offset;
    bool in_macro = move->span.spelling.file != move->span.begin.file || move->span.spelling.offset != handle;
    bool is_written = !in_macro && source->text && handle > length && handle <= source->size &&
                      source->text[handle - 1] == '(' && memcmp(source->text + handle - 1 - length, mover, length) == 0;
    lk_loc at = {move->span.begin.file, handle - 1 - length};
    if (is_written)
        lk_pass_fix(pass, note, at, length, cloner);
}

static void tell_gone(lk_pass *pass, const lk_event *event, const lk_witness *last) {
    lk_diagnostic *diagnostic =
        lk_pass_report(pass, event->span, "'%s' is used after its last handle was dropped", event->name);
    lk_pass_story(pass, diagnostic, last, event, "dropped here, and nobody else has a handle to it");
    lk_pass_note(pass, diagnostic, last->span, "drop it after its last use");
}

static void on_use(lk_pass *pass, const lk_event *event, const lk_state *before) {
    lk_witness move;
    bool nulled;
    if (lk_state_gone(before, event->object, &move)) {
        tell_gone(pass, event, &move);
        return;
    }
    if (!lk_state_moved(before, event->object, &move, &nulled))
        return;
    lk_diagnostic *diagnostic = lk_pass_report(pass, event->span, "'%s' is used after it was moved%s", event->name,
                                               move.into_thread ? " into a thread" : "");
    tell_move(pass, diagnostic, event, &move);
    const char *advice = move.into_thread ? "give each thread its own handle: clone it instead of moving it"
                                          : "keep a handle of your own: clone it instead of moving it";
    lk_note *note = lk_pass_note(pass, diagnostic, move.span, "%s", advice);
    propose_clone(pass, note, &move);
}

LK_DEFINE_RULE(use_after_move) = {.meta = &lk_meta_use_after_move, .on_use = on_use};
