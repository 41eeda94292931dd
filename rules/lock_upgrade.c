/* lock_upgrade.c -- write-locking what this path has read-locked: it waits for its own read lock. */
#include "lint/rule.h"

#include <string.h>

static void on_acquire(lk_pass *pass, const lk_event *event, const lk_state *before) {
    lk_lock_view held;
    if (!event->waits || event->mode != LK_MODE_EXCLUSIVE || !lk_state_lock(before, event->object, &held))
        return;
    if (held.status != LK_STATUS_HELD || held.is_nested || held.mode != LK_MODE_SHARED ||
        held.reentrancy != LK_REENTRANT_NO)
        return;
    lk_diagnostic *diagnostic = lk_pass_report(
        pass, event->span,
        "'%s' is write-locked while this thread still holds it for reading; it waits here for itself", event->name);
    if (strcmp(held.witness.name, event->name) == 0)
        lk_pass_story(pass, diagnostic, &held.witness, event, "read-locked here");
    else
        lk_pass_story(pass, diagnostic, &held.witness, event, "read-locked here, as '%s'", held.witness.name);
    lk_pass_way(pass, diagnostic, event, "... and write-locks '%s' here", event->place_name);
    lk_pass_note(pass, diagnostic, event->span,
                 "unlock it first, and check again what was read; or take the write lock from the start");
}

LK_DEFINE_RULE(lock_upgrade) = {.meta = &lk_meta_lock_upgrade, .on_acquire = on_acquire};
