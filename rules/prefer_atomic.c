/* prefer_atomic.c -- locks that guard one number and nothing else. */
#include "lint/rule.h"

static void on_program_end(lk_pass *pass) {
    for (uint32_t i = 0; i < lk_pass_practice_count(pass, LK_PRACTICE_ATOMIC); i++) {
        const lk_practice *found = lk_pass_practice(pass, LK_PRACTICE_ATOMIC, i);
        lk_diagnostic *diagnostic = lk_pass_report(pass, found->at, "'%s' guards nothing but '%s', in %u sections",
                                                   found->lock, found->data, found->count);
        lk_pass_note(pass, diagnostic, found->other, "here, for one, it is taken for a single access");
        lk_pass_note(pass, diagnostic, found->at, "make '%s' _Atomic, and leave the lock out", found->data);
    }
}

LK_DEFINE_RULE(prefer_atomic) = {
    .meta = &lk_meta_prefer_atomic, .on_program_end = on_program_end, .wants_sections = true};
