/* missing_unlock.c -- leaving a function, or ending a thread, with a lock held that nobody will let go. */
#include "lint/proposal.h"

static void report_end(lk_pass *pass, const lk_event *event, const lk_lock_view *held) {
    lk_diagnostic *diagnostic =
        lk_pass_report(pass, event->span, "the thread ends here with '%s' still locked; nobody else can unlock it",
                       held->witness.name);
    lk_pass_story(pass, diagnostic, &held->witness, event, "locked here");
    lk_pass_way(pass, diagnostic, event, "... and ends the thread here");
    lk_pass_note(pass, diagnostic, event->span, "unlock it before the thread ends");
}

static void on_leave(lk_pass *pass, const lk_event *event, const lk_state *before) {
    lk_lock_view held;
    if (!lk_state_lock(before, event->object, &held))
        return;
    if (!event->other) {
        report_end(pass, event, &held);
        return;
    }
    lk_diagnostic *diagnostic = lk_pass_report(pass, event->span, "returning with '%s' still locked", event->name);
    lk_pass_story(pass, diagnostic, &held.witness, event, "locked here");
    lk_note *note = lk_pass_note(pass, diagnostic, event->other->span, "other paths unlock here");
    if (event->is_sure && !held.guard && held.depth == 1)
        lk_propose_unlock(pass, note, event, &held.witness);
}

static void on_exit_thread(lk_pass *pass, const lk_event *event, const lk_state *before) {
    if (lk_state_held_count(before) == 0)
        return;
    lk_lock_view held = lk_state_held(before, 0);
    if (!held.is_nested && !held.guard)
        report_end(pass, event, &held);
}

LK_DEFINE_RULE(missing_unlock) = {
    .meta = &lk_meta_missing_unlock, .on_leave = on_leave, .on_exit_thread = on_exit_thread};
