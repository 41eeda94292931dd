/* unlock_not_held.c -- letting go of, or waiting with, a lock that this thread does not hold. */
#include "lint/rule.h"

/* How it came that nobody holds it: let go before, a try that failed, or never taken at all. */
static void tell_why(lk_pass *pass, lk_diagnostic *diagnostic, const lk_event *event, const lk_lock_view *lock,
                     bool is_known) {
    if (!is_known) {
        lk_pass_note(pass, diagnostic, lk_pass_function(pass)->span, "'%s' begins with nothing locked",
                     lk_pass_function(pass)->name);
    } else if (lock->has_failed) {
        lk_pass_story(pass, diagnostic, &lock->witness, event, "the try to lock it fails here");
    } else {
        lk_pass_prelude(pass, diagnostic, &lock->witness);
        lk_pass_story(pass, diagnostic, &lock->witness, event, "unlocked here");
    }
}

static void report(lk_pass *pass, const lk_event *event, const lk_lock_view *lock, bool is_known) {
    lk_diagnostic *diagnostic;
    if (!is_known)
        diagnostic =
            lk_pass_report(pass, event->span, "'%s' is unlocked, but this thread has not locked it", event->name);
    else if (lock->has_failed)
        diagnostic =
            lk_pass_report(pass, event->span, "'%s' is unlocked although this thread did not get it", event->name);
    else
        diagnostic = lk_pass_report(pass, event->span,
                                    "'%s' is unlocked twice; whoever has locked it in between loses it", event->name);
    tell_why(pass, diagnostic, event, lock, is_known);
    lk_pass_way(pass, diagnostic, event, "... and unlocks '%s' here", event->place_name);
    lk_pass_note(pass, diagnostic, event->span, "unlock only on the paths that hold it, and once on each");
}

static void report_mode(lk_pass *pass, const lk_event *event, const lk_lock_view *held) {
    bool reads = held->mode == LK_MODE_SHARED;
    lk_diagnostic *diagnostic =
        lk_pass_report(pass, event->span, "'%s' is locked for %s, but unlocked as if for %s", event->name,
                       reads ? "reading" : "writing", reads ? "writing" : "reading");
    lk_pass_story(pass, diagnostic, &held->witness, event, "locked here");
    lk_pass_way(pass, diagnostic, event, "... and unlocks '%s' here", event->place_name);
    lk_pass_note(pass, diagnostic, event->span, "call the unlock function that belongs to '%s'", held->witness.callee);
}

static bool is_other_mode(const lk_event *event, const lk_lock_view *held) {
    bool tells_modes = event->mode == LK_MODE_EXCLUSIVE || event->mode == LK_MODE_SHARED;
    bool is_plain = held->mode == LK_MODE_EXCLUSIVE || held->mode == LK_MODE_SHARED;
    return held->status == LK_STATUS_HELD && held->depth == 1 && tells_modes && is_plain && event->mode != held->mode;
}

static void on_release(lk_pass *pass, const lk_event *event, const lk_state *before) {
    lk_lock_view lock;
    bool is_known = lk_state_lock(before, event->object, &lock);
    if (lock.is_nested)
        return;
    if (lock.status == LK_STATUS_FREE)
        report(pass, event, &lock, is_known);
    else if (is_other_mode(event, &lock))
        report_mode(pass, event, &lock);
}

static void on_wait(lk_pass *pass, const lk_event *event, const lk_state *before) {
    lk_lock_view lock;
    bool is_known = lk_state_lock(before, event->object, &lock);
    if (event->is_held || lock.status != LK_STATUS_FREE)
        return;
    lk_diagnostic *diagnostic =
        lk_pass_report(pass, event->span, "'%s' waits with '%s', which this thread does not hold",
                       event->via ? event->via->callee->name : event->callee, event->name);
    tell_why(pass, diagnostic, event, &lock, is_known);
    lk_pass_way(pass, diagnostic, event, "... and waits with '%s' here", event->place_name);
    lk_pass_note(pass, diagnostic, event->span,
                 "lock it, look at what is waited for, and wait in a loop until it is so; else a signal can be missed");
}

LK_DEFINE_RULE(unlock_not_held) = {.meta = &lk_meta_unlock_not_held, .on_release = on_release, .on_wait = on_wait};
