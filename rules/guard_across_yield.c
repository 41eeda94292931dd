/* guard_across_yield.c -- a guard that lives, or a lock that is held, where the thread or task gives up its turn. */
#include "lint/proposal.h"

#include <string.h>

static const char *consequence(lk_yield_kind kind) {
    switch (kind) {
    case LK_YIELD_SLEEP:
        return "sleep: everyone who wants the lock waits as long as it lasts";
    case LK_YIELD_AWAIT:
        return "await: the task can wake on another thread, and everyone who wants the lock waits until then";
    default:
        return "yield: everyone who wants the lock waits until this thread runs again";
    }
}

static const char *advice(lk_yield_kind kind, bool is_ours) {
    switch (kind) {
    case LK_YIELD_SLEEP:
        return "end the critical section before the sleep: a block around the lines that need it, or unlock";
    case LK_YIELD_AWAIT:
        return is_ours ? "end the critical section before the await (a block around the lines that need it), or use "
                         "am_async_mutex"
                       : "end the critical section before the await (a block around the lines that need it), or use a "
                         "lock made for tasks";
    default:
        return "end the critical section before the yield: a block around the lines that need it, or unlock";
    }
}

/* The first of the held locks that isn't made for tasks: of those only the task that waits is suspended. */
static bool find_held(const lk_state *before, lk_lock_view *held) {
    for (uint32_t i = 0; i < lk_state_held_count(before); i++) {
        *held = lk_state_held(before, i);
        if (held->kind != LK_LOCK_TASK)
            return true;
    }
    return false;
}

static void on_yield(lk_pass *pass, const lk_event *event, const lk_state *before) {
    lk_lock_view held;
    if (!find_held(before, &held) || event->is_dying || lk_pass_is_alone(pass, event))
        return;
    lk_yield_kind kind = (lk_yield_kind)event->yield;
    bool is_ours = held.api && strcmp(held.api, "arcmutex") == 0;
    lk_diagnostic *diagnostic =
        held.guard ? lk_pass_report(pass, event->span, "the guard '%s' of '%s' is still alive across this %s",
                                    held.guard, held.witness.name, consequence(kind))
                   : lk_pass_report(pass, event->span, "'%s' is still locked across this %s", held.witness.name,
                                    consequence(kind));
    lk_pass_story(pass, diagnostic, &held.witness, event, "locked here");
    lk_pass_way(pass, diagnostic, event, "... and calls '%s' here", event->callee);
    lk_note *note = lk_pass_note(pass, diagnostic, event->span, "%s", advice(kind, is_ours));
    if (held.guard && !event->via && is_ours)
        lk_propose_before_last(pass, note, held.witness.span, event->span,
                               lk_arena_printf(lk_pass_arena(pass), "am_unlock(%s)", held.guard));
    if (kind != LK_YIELD_AWAIT)
        lk_propose_swap(pass, note, event, before);
}

LK_DEFINE_RULE(guard_across_yield) = {.meta = &lk_meta_guard_across_yield, .on_yield = on_yield};
