/* double_drop.c -- a handle is given up that has been given up or given away already. */
#include "lint/rule.h"

#include <string.h>

static void tell_gone(lk_pass *pass, const lk_event *event, const lk_witness *last) {
    lk_diagnostic *diagnostic =
        lk_pass_report(pass, event->span, "'%s' is dropped once more than it was made or cloned", event->name);
    lk_pass_story(pass, diagnostic, last, event, "its last count is given up here");
    lk_pass_note(pass, diagnostic, event->span, "leave out one of the two, or add a count before");
}

static void on_drop(lk_pass *pass, const lk_event *event, const lk_state *before) {
    lk_witness first;
    if (lk_state_gone(before, event->object, &first)) {
        tell_gone(pass, event, &first);
        return;
    }
    bool nulled = false, is_moved = lk_state_moved(before, event->object, &first, &nulled);
    if ((!is_moved || nulled) && !lk_state_dropped(before, event->object, &first))
        return;
    bool is_alias = !is_moved && strcmp(first.name, event->name) != 0;
    lk_diagnostic *diagnostic =
        is_alias ? lk_pass_report(pass, event->span, "'%s' is dropped, but it is the handle that '%s' had, and dropped",
                                  event->name, first.name)
                 : lk_pass_report(pass, event->span, "'%s' is dropped after it was %s", event->name,
                                  is_moved ? "given away" : "dropped already");
    lk_pass_story(pass, diagnostic, &first, event, is_moved ? "given away here" : "first dropped here");
    lk_pass_way_down(pass, diagnostic, is_moved ? NULL : first.via);
    lk_pass_note(pass, diagnostic, first.span,
                 is_moved ? "give it away with am_move, which leaves nothing to drop, or give a clone away"
                          : "a copied pointer is no second handle: clone it, or let only one variable drop it");
}

LK_DEFINE_RULE(double_drop) = {.meta = &lk_meta_double_drop, .on_drop = on_drop};
