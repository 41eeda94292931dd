/* not_send.c -- what must not go to another thread: guards, and variables that end before it does. */
#include "lint/rule.h"

static void tell_stays(lk_pass *pass, const lk_event *event, const lk_witness *since) {
    lk_diagnostic *diagnostic =
        lk_pass_report(pass, event->span, "'%s' goes to another thread, but what '%s' gives has to stay in this one",
                       event->name, since->callee);
    lk_pass_story(pass, diagnostic, since, event, "this thread has a handle to it since here");
    lk_pass_note(pass, diagnostic, event->span, "use a type whose count is atomic, or give the thread a copy");
}

static void on_send(lk_pass *pass, const lk_event *event, const lk_state *before) {
    lk_lock_view held;
    lk_witness since;
    if (lk_state_life(before, event->object, &since) == LK_LIFE_STAYS) {
        tell_stays(pass, event, &since);
        return;
    }
    if (!lk_state_guarded(before, event->object, &held))
        return;
    lk_diagnostic *diagnostic = lk_pass_report(
        pass, event->span, "'%s' goes to another thread, but it is the guard of '%s', which this one holds",
        event->name, held.witness.name);
    lk_pass_story(pass, diagnostic, &held.witness, event, "locked here");
    lk_pass_note(pass, diagnostic, event->span,
                 "give the thread what the lock lies in, and let it take the lock itself");
}

static void on_outlived(lk_pass *pass, const lk_event *event, const lk_state *before) {
    (void)before;
    const lk_witness *sent = event->other;
    const char *rest = "which ends while the thread may still run";
    lk_diagnostic *diagnostic =
        sent->is_inside ? lk_pass_report(pass, sent->span, "'%s' gives a thread the address of '%s', %s", sent->name,
                                         event->name, rest)
                        : lk_pass_report(pass, sent->span, "a thread gets the address of '%s', %s", event->name, rest);
    lk_pass_story(pass, diagnostic, sent, event, "the thread is made here");
    lk_pass_note(pass, diagnostic, event->span, "'%s' ends here, and nothing waited for the thread", event->name);
    lk_pass_note(pass, diagnostic, sent->span,
                 "join the thread before, or give it an object from the heap that it frees itself");
}

LK_DEFINE_RULE(not_send) = {.meta = &lk_meta_not_send, .on_send = on_send, .on_outlived = on_outlived};
