/* guarded_by.c -- accesses without the lock that all others hold. */
#include "lint/rule.h"

static void tell_callers(lk_pass *pass, lk_diagnostic *diagnostic, const lk_guarded *found) {
    const lk_decl *callee = found->access.function;
    for (uint32_t i = 0; i < found->caller_count; i++) {
        const lk_guarded_place *caller = &found->callers[i];
        lk_pass_note(pass, diagnostic, caller->span, "'%s' is called here, in '%s', with no lock held", callee->name,
                     caller->function->name);
        callee = caller->function;
    }
}

static void tell_holders(lk_pass *pass, lk_diagnostic *diagnostic, const lk_guarded *found) {
    for (uint32_t i = 0; i < found->holder_count; i++)
        lk_pass_note(pass, diagnostic, found->holders[i].span, "%s with the lock held %s, in '%s'",
                     found->holders[i].is_write ? "written" : "read", i ? "here" : "here, for one",
                     found->holders[i].function->name);
}

static void report(lk_pass *pass, const lk_guarded *found) {
    const char *verb = found->access.is_write ? "written" : "read";
    bool is_declared = found->declared.begin.file != 0;
    const char *evidence = is_declared ? "which is declared to guard it"
                                       : lk_arena_printf(lk_pass_arena(pass), "which %u of %u accesses hold",
                                                         found->holding, found->total);
    lk_diagnostic *diagnostic = lk_pass_report(pass, found->access.span, "'%s' is %s without '%s', %s", found->name,
                                               verb, found->lock, evidence);
    diagnostic->function = found->access.function->name;
    tell_callers(pass, diagnostic, found);
    if (is_declared)
        lk_pass_note(pass, diagnostic, found->declared, "declared here");
    else
        tell_holders(pass, diagnostic, found);
    lk_pass_note(pass, diagnostic, found->access.span, "%s '%s' around it%s", found->is_after ? "keep" : "hold",
                 found->lock,
                 found->is_after ? ": here it was unlocked just before"
                 : is_declared   ? ", or declare that callers of the function have to"
                                 : ", as the others do");
}

static void on_program_end(lk_pass *pass) {
    for (uint32_t i = 0; i < lk_pass_guarded_count(pass); i++)
        report(pass, lk_pass_guarded(pass, i));
}

LK_DEFINE_RULE(guarded_by) = {.meta = &lk_meta_guarded_by, .on_program_end = on_program_end, .wants_guards = true};
