/* stale_check.c -- writing under a lock what was decided before it was let go. */
#include "lint/rule.h"

static void on_program_end(lk_pass *pass) {
    for (uint32_t i = 0; i < lk_pass_practice_count(pass, LK_PRACTICE_STALE); i++) {
        const lk_practice *found = lk_pass_practice(pass, LK_PRACTICE_STALE, i);
        lk_diagnostic *diagnostic = lk_pass_report(
            pass, found->at,
            "'%s' is written by what was read before '%s' was unlocked; another thread may have changed it since",
            found->data, found->lock);
        diagnostic->function = found->function->name;
        lk_pass_note(pass, diagnostic, found->other, "read here");
        lk_pass_note(pass, diagnostic, found->again, "locked again here");
        lk_pass_note(pass, diagnostic, found->again, "look at '%s' again before it is written", found->data);
    }
}

LK_DEFINE_RULE(stale_check) = {.meta = &lk_meta_stale_check, .on_program_end = on_program_end, .wants_sections = true};
