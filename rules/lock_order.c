/* lock_order.c -- locks that threads take in orders which go round in a circle. */
#include "lint/rule.h"

#include <string.h>

enum { SHOWN_CALLERS = 3 };

/* 'a', 'b' and 'c' */
static const char *names_of(lk_arena *arena, const lk_order_cycle *cycle) {
    const char *text = lk_arena_printf(arena, "'%s'", cycle->sides[0].first_name);
    for (uint32_t i = 1; i < cycle->count; i++)
        text =
            lk_arena_printf(arena, "%s%s'%s'", text, i + 1 < cycle->count ? ", " : " and ", cycle->sides[i].first_name);
    return text;
}

static const char *base_name(const char *path) {
    const char *slash = path ? strrchr(path, '/') : NULL;
    return slash ? slash + 1 : path ? path : "";
}

/* ", called from 'step', which the thread made at main.c:22:9 runs": how a thread comes to the function. */
static const char *runner_of(lk_pass *pass, const lk_order_side *side) {
    lk_arena *arena = lk_pass_arena(pass);
    const char *text = "";
    for (uint32_t i = 1; i < side->way_count; i++) {
        if (i > SHOWN_CALLERS)
            return lk_arena_printf(arena, "%s and so on", text);
        text = lk_arena_printf(arena, "%s, called from '%s'", text, side->way[i]->name);
    }
    if (side->is_main)
        return side->way_count > 1 ? text : lk_arena_printf(arena, "%s, which the main thread runs", text);
    if (!side->start.begin.file)
        return text;
    lk_unit *unit = lk_pass_unit(pass);
    lk_position at = lk_unit_position(unit, side->start.begin);
    return lk_arena_printf(arena, "%s, which the thread made at %s:%u:%u runs", text,
                           base_name(lk_unit_source(unit, side->start.begin.file)->path), at.line, at.column);
}

static const char *through(lk_arena *arena, const lk_order_step *step) {
    return step->via ? lk_arena_printf(arena, ", through '%s'", step->via->callee->name) : "";
}

/* Where a lock is taken further down. */
static void tell_end(lk_pass *pass, lk_diagnostic *diagnostic, const lk_order_step *step, const char *name) {
    lk_pass_way_down(pass, diagnostic, step->via);
    if (step->via)
        lk_pass_note(pass, diagnostic, step->place, "... which locks '%s' here", name);
}

static void tell_side(lk_pass *pass, lk_diagnostic *diagnostic, const lk_order_side *side, const char *which) {
    lk_arena *arena = lk_pass_arena(pass);
    const char *verb = side->first.is_asserted ? "has" : "locks";
    lk_pass_note(pass, diagnostic, side->first.span, "%s side %s '%s' first%s, in '%s'%s", which, verb,
                 side->first_name, through(arena, &side->first), side->function->name, runner_of(pass, side));
    tell_end(pass, diagnostic, &side->first, side->first_name);
    lk_pass_note(pass, diagnostic, side->second.span, "... then '%s'%s", side->second_name,
                 through(arena, &side->second));
    tell_end(pass, diagnostic, &side->second, side->second_name);
}

static void report(lk_pass *pass, const lk_order_cycle *cycle) {
    static const char *const numbers[] = {"the first",  "the second", "the third",
                                          "the fourth", "the fifth",  "the sixth"};
    static const char *const threads[] = {"two", "three", "four", "five", "six"};
    const lk_order_side *first = &cycle->sides[0], *last = &cycle->sides[cycle->count - 1];
    bool is_pair = cycle->count == 2;
    lk_diagnostic *diagnostic =
        lk_pass_report(pass, first->second.span, "%s are locked in %s; %s threads can wait for each other for ever",
                       names_of(lk_pass_arena(pass), cycle),
                       is_pair ? "opposite orders" : "orders that go round in a circle", threads[cycle->count - 2]);
    diagnostic->function = first->function->name;
    for (uint32_t i = 0; i < cycle->count; i++) {
        uint32_t begin = diagnostic->notes.count;
        tell_side(pass, diagnostic, &cycle->sides[i], is_pair ? i ? "the other" : "this" : numbers[i]);
        lk_pass_thread(diagnostic, begin, i);
    }
    lk_pass_note(pass, diagnostic, last->second.span, "lock them everywhere in one order, say '%s' before '%s'",
                 first->first_name, first->second_name);
}

static void on_program_end(lk_pass *pass) {
    for (uint32_t i = 0; i < lk_pass_cycle_count(pass); i++)
        report(pass, lk_pass_cycle(pass, i));
}

LK_DEFINE_RULE(lock_order) = {.meta = &lk_meta_lock_order, .on_program_end = on_program_end};
