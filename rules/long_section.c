/* long_section.c -- calls of unknown cost, again and again, while a lock is held. */
#include "lint/rule.h"

static void on_program_end(lk_pass *pass) {
    for (uint32_t i = 0; i < lk_pass_practice_count(pass, LK_PRACTICE_LONG); i++) {
        const lk_practice *found = lk_pass_practice(pass, LK_PRACTICE_LONG, i);
        const char *what = found->data ? lk_arena_printf(lk_pass_arena(pass), "'%s'", found->data) : "a function";
        lk_diagnostic *diagnostic =
            lk_pass_report(pass, found->at, "%s is called in a loop with '%s' held; nobody knows how long that takes",
                           what, found->lock);
        diagnostic->function = found->function->name;
        lk_pass_note(pass, diagnostic, found->other, "locked here");
        lk_pass_note(pass, diagnostic, found->at, "note what there is to do, and do it when '%s' is unlocked",
                     found->lock);
    }
}

LK_DEFINE_RULE(long_section) = {
    .meta = &lk_meta_long_section, .on_program_end = on_program_end, .wants_sections = true};
