/* escaped_borrow.c -- a pointer into guarded data that outlives the guard. */
#include "lint/rule.h"

static lk_diagnostic *report(lk_pass *pass, const lk_event *event, const char *lock) {
    if (event->is_left)
        return lk_pass_report(pass, event->span,
                              "'%s' is left with a pointer into the data of '%s', whose guard was released; others may "
                              "change what it points to",
                              event->name, lock);
    if (event->is_returned)
        return lk_pass_report(pass, event->span,
                              "returning a pointer into the data of '%s' after its guard was released; others may "
                              "change what it points to",
                              lock);
    return lk_pass_report(pass, event->span,
                          "'%s' is used after the guard of '%s' was released; others may change it meanwhile",
                          event->name, lock);
}

static void on_stale(lk_pass *pass, const lk_event *event, const lk_state *before) {
    lk_witness release;
    if (!lk_state_released(before, event->object, &release))
        return;
    lk_diagnostic *diagnostic = report(pass, event, release.name);
    lk_pass_story(pass, diagnostic, &release, event, "the guard is released here");
    lk_pass_note(pass, diagnostic, event->span,
                 event->is_returned ? "return a copy of the value, or hand the guard itself on"
                                    : "use it before the guard is released, or copy the value out under the lock");
}

LK_DEFINE_RULE(escaped_borrow) = {.meta = &lk_meta_escaped_borrow, .on_stale = on_stale};
