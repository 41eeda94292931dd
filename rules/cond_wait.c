/* cond_wait.c -- waiting on a condition variable: once instead of in a loop, with another lock held, with two mutexes.
 */
#include "lint/proposal.h"

static const char *name_of(const lk_event *event) {
    return event->cond ? event->cond : "the condition";
}

/* The function that waits took the lock itself: so it is not a wrapper, whose caller has the loop. */
static bool is_own_section(const lk_event *event, const lk_lock_view *held) {
    return held->status == LK_STATUS_HELD && !held->of_caller && !(event->via && event->is_held);
}

/* A function that takes a mutex, waits with it and lets it go may be a lock of its own make, and to wait for a lock is
   nothing that wants the others to be free. */
static bool is_behind_a_lock(const lk_event *event) {
    return event->via && event->is_held;
}

static void report_once(lk_pass *pass, const lk_event *event, const lk_lock_view *held) {
    lk_diagnostic *diagnostic = lk_pass_report(
        pass, event->span, "'%s' is waited for only once; a wait can end without a signal", name_of(event));
    lk_pass_story(pass, diagnostic, &held->witness, event, "'%s' is locked here", held->witness.name);
    lk_pass_way(pass, diagnostic, event, "... and waits here");
    lk_note *note = lk_pass_note(pass, diagnostic, event->span,
                                 "wait in a loop that looks again: 'while (!ready)' instead of 'if (!ready)'");
    if (!event->via)
        lk_propose_loop(pass, note, event->span);
}

static void report_other(lk_pass *pass, const lk_event *event, const lk_lock_view *other) {
    lk_diagnostic *diagnostic =
        lk_pass_report(pass, event->span, "waiting for '%s' with '%s' still locked: the wait gives only '%s' back",
                       name_of(event), other->witness.name, event->name);
    lk_pass_story(pass, diagnostic, &other->witness, event, "'%s' is locked here", other->witness.name);
    lk_pass_way(pass, diagnostic, event, "... and waits here");
    lk_pass_note(pass, diagnostic, event->span,
                 "unlock '%s' before the wait: whoever needs it to send the signal waits for ever",
                 other->witness.name);
}

static void report_pair(lk_pass *pass, const lk_event *event, const lk_pairing *earlier) {
    lk_diagnostic *diagnostic =
        lk_pass_report(pass, event->span, "'%s' is waited for with '%s' here, and with '%s' elsewhere", name_of(event),
                       event->lock_class->name, earlier->lock->name);
    lk_pass_note(pass, diagnostic, earlier->span, "waited for with '%s' here", earlier->lock->name);
    lk_pass_note(pass, diagnostic, event->span,
                 "use one mutex with a condition: the one that guards what is waited for");
}

static void on_wait(lk_pass *pass, const lk_event *event, const lk_state *before) {
    lk_lock_view held, other;
    lk_state_lock(before, event->object, &held);
    if (event->waits && !event->in_loop && is_own_section(event, &held) && !lk_pass_is_repeated(pass))
        report_once(pass, event, &held);
    if (!is_behind_a_lock(event) && lk_state_held_beside(before, event->object, &other))
        report_other(pass, event, &other);
    if (event->via || !event->lock_class)
        return;
    const lk_pairing *earlier = lk_pass_pair(pass, event->cond_class, event->lock_class, event->span);
    if (earlier)
        report_pair(pass, event, earlier);
}

LK_DEFINE_RULE(cond_wait) = {.meta = &lk_meta_cond_wait, .on_wait = on_wait};
