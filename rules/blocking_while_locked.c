/* blocking_while_locked.c -- a call that may wait for long, inside a critical section. */
#include "lint/proposal.h"

/* What the call waits for. */
static const char *reason(lk_block_kind kind) {
    switch (kind) {
    case LK_BLOCK_SLEEP:
        return "sleeps";
    case LK_BLOCK_JOIN:
        return "waits for a thread to end";
    case LK_BLOCK_WAIT:
        return "waits for a signal from elsewhere";
    case LK_BLOCK_NAME:
        return "may wait for a name server";
    case LK_BLOCK_SOCKET:
        return "may wait for the network";
    case LK_BLOCK_POLL:
        return "may wait for input";
    case LK_BLOCK_PROCESS:
        return "waits for a process";
    case LK_BLOCK_MESSAGE:
        return "may wait for a message";
    case LK_BLOCK_FILE:
        return "may wait for a disk";
    case LK_BLOCK_STDIO:
        return "may wait for a stream";
    default:
        return "may wait for a file to be loaded";
    }
}

/* Nobody can want the lock, or the program ends. Who waits for a thread is not alone, and may wait for ever. */
static bool is_harmless(const lk_pass *pass, const lk_event *event) {
    return event->block != LK_BLOCK_JOIN && (event->is_dying || lk_pass_is_alone(pass, event));
}

static void on_block(lk_pass *pass, const lk_event *event, const lk_state *before) {
    if (!lk_pass_minds(pass, event->block) || lk_state_held_count(before) == 0 || is_harmless(pass, event))
        return;
    lk_lock_view held = lk_state_held(before, 0);
    const char *called = event->via ? event->via->callee->name : event->callee;
    lk_diagnostic *diagnostic =
        lk_pass_report(pass, event->span, "'%s' is held across '%s', which %s; everyone who wants the lock waits too",
                       held.witness.name, called, reason((lk_block_kind)event->block));
    lk_pass_story(pass, diagnostic, &held.witness, event, "locked here");
    lk_pass_way(pass, diagnostic, event, "... and calls '%s' here", event->callee);
    lk_note *note = lk_pass_note(pass, diagnostic, event->span,
                                 "take what you need under the lock, unlock, and then call '%s'", called);
    if (event->block == LK_BLOCK_SLEEP)
        lk_propose_swap(pass, note, event, before);
}

LK_DEFINE_RULE(blocking_while_locked) = {.meta = &lk_meta_blocking_while_locked, .on_block = on_block};
