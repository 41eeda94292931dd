/* double_lock.c -- acquiring a lock that this path already holds. */
#include "lint/rule.h"

#include <string.h>

static void report_rwlock(lk_pass *pass, const lk_event *event, lk_diagnostic **diagnostic) {
    const char *again = event->mode == LK_MODE_SHARED ? "read-locked" : "write-locked";
    *diagnostic = lk_pass_report(pass, event->span,
                                 "'%s' is %s while this thread already holds it for writing; it waits here for ever",
                                 event->name, again);
}

static void report_plain(lk_pass *pass, const lk_event *event, bool spins, lk_diagnostic **diagnostic) {
    *diagnostic =
        lk_pass_report(pass, event->span, "'%s' is locked again while this thread already holds it; %s", event->name,
                       spins ? "a spin lock spins here for ever" : "a non-recursive mutex waits here for ever");
}

static void on_acquire(lk_pass *pass, const lk_event *event, const lk_state *before) {
    lk_lock_view held;
    if (!event->waits || !lk_state_lock(before, event->object, &held) || held.status != LK_STATUS_HELD ||
        held.is_nested)
        return;
    if (held.reentrancy != LK_REENTRANT_NO || held.mode != LK_MODE_EXCLUSIVE)
        return;
    lk_diagnostic *diagnostic;
    if (held.kind == LK_LOCK_RWLOCK)
        report_rwlock(pass, event, &diagnostic);
    else
        report_plain(pass, event, held.kind == LK_LOCK_SPIN, &diagnostic);
    if (strcmp(held.witness.name, event->name) == 0)
        lk_pass_story(pass, diagnostic, &held.witness, event, "first locked here");
    else
        lk_pass_story(pass, diagnostic, &held.witness, event, "first locked here, as '%s'", held.witness.name);
    lk_pass_way(pass, diagnostic, event, "... and locks '%s' here", event->place_name);
    if (event->via)
        lk_pass_note(pass, diagnostic, event->via->callee->span,
                     "unlock before the call, or split a version of '%s' that expects the lock to be held",
                     event->via->callee->name);
    else
        lk_pass_note(pass, diagnostic, event->span, "unlock it before this, or do both steps under the first lock");
}

LK_DEFINE_RULE(double_lock) = {.meta = &lk_meta_double_lock, .on_acquire = on_acquire};
