/* lock_life.c -- a lock at the wrong time: before it exists, after it was destroyed, destroyed while it is held. */
#include "lint/rule.h"

/* ---- held when it ceases to be ---- */

static void report_held(lk_pass *pass, const lk_event *event, const lk_lock_view *held, const char *what) {
    lk_diagnostic *diagnostic =
        lk_pass_report(pass, event->span, "'%s' %s while this thread still holds it", held->witness.name, what);
    lk_pass_story(pass, diagnostic, &held->witness, event, "locked here");
    lk_pass_way(pass, diagnostic, event, "... and calls '%s' here", event->callee);
    lk_pass_note(pass, diagnostic, event->span, "unlock it first, when no other thread can want it any more");
}

static void on_free(lk_pass *pass, const lk_event *event, const lk_state *before) {
    lk_lock_view held;
    if (lk_state_held_in(before, event->object, &held) && !held.is_nested)
        report_held(pass, event, &held, "is freed");
}

static void on_scope_end(lk_pass *pass, const lk_event *event, const lk_state *before) {
    lk_lock_view held;
    if (lk_state_lock(before, event->object, &held) && held.status == LK_STATUS_HELD && !held.is_nested)
        report_held(pass, event, &held, "goes out of scope");
}

/* ---- before and after its life ---- */

static void report_life(lk_pass *pass, const lk_event *event, const lk_witness *witness, const char *what,
                        const char *cause, const char *advice) {
    lk_diagnostic *diagnostic = lk_pass_report(pass, event->span, "'%s' %s", event->name, what);
    lk_pass_story(pass, diagnostic, witness, event, "%s", cause);
    lk_pass_note(pass, diagnostic, event->span, "%s", advice);
}

static void check_alive(lk_pass *pass, const lk_event *event, const lk_state *before, const char *done) {
    lk_witness witness;
    lk_life life = event->via ? LK_LIFE_UNKNOWN : lk_state_life(before, event->object, &witness);
    if (life == LK_LIFE_RAW)
        report_life(pass, event, &witness, lk_arena_printf(lk_pass_arena(pass), "is %s before it is initialised", done),
                    "declared here, without an initialiser",
                    "give it its static initialiser, or call its init function first");
    else if (life == LK_LIFE_DEAD)
        report_life(pass, event, &witness, lk_arena_printf(lk_pass_arena(pass), "is %s after it was destroyed", done),
                    "destroyed here", "destroy it when nobody uses it any more");
}

static void on_init(lk_pass *pass, const lk_event *event, const lk_state *before) {
    lk_witness witness;
    if (!event->via && lk_state_life(before, event->object, &witness) == LK_LIFE_LIVE)
        report_life(pass, event, &witness, "is initialised twice", "initialised here",
                    "initialise a lock once, before any thread can use it");
}

static void on_destroy(lk_pass *pass, const lk_event *event, const lk_state *before) {
    lk_lock_view held;
    lk_witness witness;
    if (lk_state_lock(before, event->object, &held) && held.status == LK_STATUS_HELD && !held.is_nested)
        report_held(pass, event, &held, "is destroyed");
    else if (!event->via && lk_state_life(before, event->object, &witness) == LK_LIFE_DEAD)
        report_life(pass, event, &witness, "is destroyed twice", "destroyed here", "destroy a lock once");
}

/* ---- where it has no place ---- */

static void on_acquire(lk_pass *pass, const lk_event *event, const lk_state *before) {
    check_alive(pass, event, before, "locked");
    if (!event->waits || !lk_pass_is_handler(pass))
        return;
    const lk_decl *handler = lk_pass_function(pass);
    lk_diagnostic *diagnostic =
        lk_pass_report(pass, event->span,
                       "'%s' is locked in a signal handler; the thread that it interrupts may hold it", event->name);
    lk_pass_note(pass, diagnostic, handler->span, "'%s' runs when a signal comes", handler->name);
    lk_pass_way(pass, diagnostic, event, "... and locks '%s' here", event->place_name);
    lk_pass_note(pass, diagnostic, event->span,
                 "set a 'volatile sig_atomic_t' flag or write to a pipe here, and do the work in an ordinary thread");
}

static void on_release(lk_pass *pass, const lk_event *event, const lk_state *before) {
    check_alive(pass, event, before, "unlocked");
}

static void on_copy(lk_pass *pass, const lk_event *event, const lk_state *before) {
    (void)before;
    lk_diagnostic *diagnostic =
        lk_pass_report(pass, event->span,
                       "the lock '%s' is copied; a copy is no lock, whatever state the first one is in", event->name);
    lk_pass_note(pass, diagnostic, event->span, "hand a pointer to it on, or initialise a second lock");
}

LK_DEFINE_RULE(lock_life) = {.meta = &lk_meta_lock_life,
                             .on_acquire = on_acquire,
                             .on_release = on_release,
                             .on_init = on_init,
                             .on_destroy = on_destroy,
                             .on_free = on_free,
                             .on_scope_end = on_scope_end,
                             .on_copy = on_copy};
