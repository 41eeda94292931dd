/* handle_copy.c -- a copied pointer becomes a second owner of one handle. */
#include "lint/rule.h"

static void on_share(lk_pass *pass, const lk_event *event, const lk_state *before) {
    (void)before;
    const lk_witness *first = event->other;
    lk_diagnostic *diagnostic = lk_pass_report(
        pass, event->span, "'%s' becomes a second owner of the handle in '%s'; that is one count for two", event->name,
        first->name);
    lk_pass_story(pass, diagnostic, event->made, event, "made here");
    if (event->is_given_up)
        lk_pass_story(pass, diagnostic, first, event, "'%s' gives it up here, and '%s' is left with it", first->name,
                      event->name);
    else
        lk_pass_story(pass, diagnostic, first, event, "the first owner gets it here");
    lk_pass_note(pass, diagnostic, event->span, "%s",
                 event->is_given_up ? "store a clone, or move the handle, so that its variable has nothing to drop"
                                    : "store a clone in one of them");
}

LK_DEFINE_RULE(handle_copy) = {.meta = &lk_meta_handle_copy, .on_share = on_share};
