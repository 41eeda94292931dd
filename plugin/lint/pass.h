/* pass.h -- one rule at work on one function. Private to lint/. */
#ifndef LK_LINT_PASS_H
#define LK_LINT_PASS_H

#include "flow/simulate.h"
#include "lint/guards.h"
#include "lint/order_graph.h"
#include "lint/rule.h"
#include "lint/sections.h"

typedef LK_ARRAY(lk_diagnostic *) lk_diagnostic_list;

typedef LK_ARRAY(lk_pairing) lk_pairings;

struct lk_pass {
    lk_arena *arena;   /* of the diagnostics */
    lk_arena *scratch; /* of the function */
    lk_unit *unit;
    lk_knowledge *knowledge;
    lk_pairings *pairings;       /* of the unit */
    lk_order_graph *order;       /* of the unit, NULL when no rule wants it */
    const lk_guards *guards;     /* of the unit, NULL when no rule wants it */
    const lk_sections *sections; /* the same */
    const lk_threads *threads;
    uint32_t blocking; /* kinds of waiting */
    bool is_part;      /* the unit is one of a program, of which only the summaries are known */
    const lk_ir *ir;   /* NULL at the end of the program */
    const lk_rule *rule;
    lk_diagnostic_list *found; /* of the unit, all rules */
    uint32_t first;            /* in `found`: where this function's begin */
    lk_diagnostic repeated;    /* takes what was said already */
};

/* Gives the event to the rule's handler. */
void lk_pass_handle(lk_pass *self, const lk_event *event, const lk_state *before);

/* Adds the note on the newest decision of a trail. */
void lk_pass_decision(lk_pass *self, lk_diagnostic *diagnostic, const lk_trail *trail);

/* Adds the notes on where something was done: there, and down through the calls that do it. */
void lk_pass_cause(lk_pass *self, lk_diagnostic *diagnostic, const lk_witness *witness, const char *message);

#endif
