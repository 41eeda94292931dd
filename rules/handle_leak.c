/* handle_leak.c -- a handle that nobody drops: its last variable ends, or gets another value. */
#include "lint/rule.h"

static const char *advice(const lk_event *event) {
    switch (event->loss) {
    case LK_LOSS_OVERWRITTEN:
        return "drop it before the variable gets another value";
    case LK_LOSS_SCOPE:
        return "drop it on this path as well, or let a cleanup attribute do so at the end of its scope";
    default:
        return "keep the result in a variable, and drop it at its end";
    }
}

static void on_leak(lk_pass *pass, const lk_event *event, const lk_state *before) {
    (void)before;
    const lk_witness *made = event->other;
    lk_diagnostic *diagnostic;
    if (event->loss == LK_LOSS_OVERWRITTEN)
        diagnostic =
            lk_pass_report(pass, event->span, "the handle in '%s' is overwritten, and nobody drops it", event->name);
    else if (event->loss == LK_LOSS_SCOPE)
        diagnostic = lk_pass_report(pass, event->span, "the handle in '%s' is not dropped on this path", event->name);
    else
        diagnostic = lk_pass_report(pass, event->span, "the handle that '%s' gives is ignored, and nobody drops it",
                                    event->callee);
    if (event->loss != LK_LOSS_IGNORED)
        lk_pass_story(pass, diagnostic, made, event, "made here");
    lk_pass_note(pass, diagnostic, made->span, "%s", advice(event));
}

LK_DEFINE_RULE(handle_leak) = {.meta = &lk_meta_handle_leak, .on_leak = on_leak};
