/* thread_join.c -- joining or detaching a thread that was joined or detached before. */
#include "lint/rule.h"

static void on_join(lk_pass *pass, const lk_event *event, const lk_state *before) {
    lk_witness first;
    if (!lk_state_joined(before, event->object, &first))
        return;
    const char *called = event->via ? event->via->callee->name : event->callee;
    const char *before_that = first.via ? first.via->callee->name : first.callee;
    lk_diagnostic *diagnostic =
        lk_pass_report(pass, event->span, "'%s' goes to '%s' after '%s'; a thread can be joined or detached only once",
                       event->name, called, before_that);
    lk_pass_story(pass, diagnostic, &first, event, "joined or detached here");
    lk_pass_way(pass, diagnostic, event, "... and joins or detaches it here");
    lk_pass_note(pass, diagnostic, event->span, "take this call away: the id may be that of another thread by now");
}

LK_DEFINE_RULE(thread_join) = {.meta = &lk_meta_thread_join, .on_join = on_join};
