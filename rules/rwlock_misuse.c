/* rwlock_misuse.c -- read-write locks whose readers take them for writing. */
#include "lint/rule.h"

static void tell_section(lk_pass *pass, const lk_practice *found) {
    lk_diagnostic *diagnostic = lk_pass_report(
        pass, found->at, "'%s' is taken for writing, but this section only reads; readers wait for each other here",
        found->lock);
    diagnostic->function = found->function->name;
    lk_pass_note(pass, diagnostic, found->other, found->data ? "'%s' is read here" : "it reads here%s",
                 found->data ? found->data : "");
    lk_pass_note(pass, diagnostic, found->at, "take '%s' for reading", found->lock);
}

static void tell_lock(lk_pass *pass, const lk_practice *found) {
    lk_diagnostic *diagnostic =
        lk_pass_report(pass, found->at, "'%s' is never taken for reading, in %u sections", found->lock, found->count);
    lk_pass_note(pass, diagnostic, found->other, "taken for writing here, for one");
    lk_pass_note(pass, diagnostic, found->at, "a mutex does the same for less");
}

static void on_program_end(lk_pass *pass) {
    for (uint32_t i = 0; i < lk_pass_practice_count(pass, LK_PRACTICE_READ_ONLY); i++)
        tell_section(pass, lk_pass_practice(pass, LK_PRACTICE_READ_ONLY, i));
    for (uint32_t i = 0; i < lk_pass_practice_count(pass, LK_PRACTICE_EXCLUSIVE); i++)
        tell_lock(pass, lk_pass_practice(pass, LK_PRACTICE_EXCLUSIVE, i));
}

LK_DEFINE_RULE(rwlock_misuse) = {
    .meta = &lk_meta_rwlock_misuse, .on_program_end = on_program_end, .wants_sections = true};
