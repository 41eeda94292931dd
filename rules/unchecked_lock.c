/* unchecked_lock.c -- nobody looks at the result that alone says whether the lock was taken. */
#include "lint/proposal.h"

static void report_robust(lk_pass *pass, const lk_event *event) {
    lk_diagnostic *diagnostic = lk_pass_report(
        pass, event->span,
        "the result of '%s' is ignored, but '%s' is robust: its owner may have died, and left its data half "
        "changed",
        event->callee, event->name);
    lk_pass_note(pass, diagnostic, event->span,
                 "on EOWNERDEAD the lock is taken: put its data in order, and call pthread_mutex_consistent before the "
                 "unlock");
}

static void on_unchecked(lk_pass *pass, const lk_event *event, const lk_state *before) {
    const char *called = event->via ? event->via->callee->name : event->callee;
    if (event->is_robust) {
        report_robust(pass, event);
        return;
    }
    lk_diagnostic *diagnostic =
        lk_pass_report(pass, event->span, "the result of '%s' is ignored: whether '%s' is locked now, nobody knows",
                       called, event->name);
    lk_pass_way(pass, diagnostic, event, "... and tries to lock '%s' here", event->place_name);
    lk_note *note =
        lk_pass_note(pass, diagnostic, event->span,
                     "go on only where the result says that the lock was taken; only there it has to be unlocked");
    lk_propose_check(pass, note, event, before);
}

LK_DEFINE_RULE(unchecked_lock) = {.meta = &lk_meta_unchecked_lock, .on_unchecked = on_unchecked};
