/* unit.h -- the core's one door: all rules over one translation unit. */
#ifndef LK_LINT_UNIT_H
#define LK_LINT_UNIT_H

#include "lint/coverage.h"
#include "lint/diagnostic.h"
#include "lint/rule.h"
#include "model/models.h"

typedef struct lk_lint lk_lint;

/* For who watches the work from another process, in memory that both share: which function is being followed, and which
   not to follow, since the analysis crashed in them before. */
enum { LK_MOST_LEFT_OUT = 16 };
typedef struct lk_lint_watch {
    uint32_t at; /* id of its declaration, plus 1; 0: none */
    uint32_t left_out[LK_MOST_LEFT_OUT], left_out_count;
} lk_lint_watch;

/* What other files' functions do (summaries.h). */
typedef struct lk_summaries lk_summaries;

typedef struct lk_lint_options {
    const bool *rule_enabled;                   /* by index of lk_rule_at; NULL: the defaults of the rules */
    uint32_t blocking;                          /* kinds of waiting that are reported under a lock (blocking.h) */
    bool wants_order;                           /* the graph of the order of locks, whatever the rules want */
    FILE *dump_tree, *dump_ir, *dump_summaries; /* NULL: no dump */
    lk_lint_watch *watch;                       /* NULL: nobody watches */
    const lk_summaries *summaries;              /* of the program that the unit belongs to; NULL: not known */
    bool wants_summaries;                       /* of all functions that callers may want to know of */
    bool leaves_counting;                       /* nobody reads `apis` and `coverage` of the statistics */
} lk_lint_options;

/* How often functions of one API took a lock, in the source (calls, not runs). */
typedef struct lk_api_count {
    const char *api;
    uint32_t acquires;
} lk_api_count;

/* A function that was not judged in full, or not at all. */
typedef struct lk_partly_judged {
    const char *function, *path;
    uint32_t line, column;
    const char *reason; /* what went wrong in the analysis; NULL: the function has more paths than are followed */
} lk_partly_judged;

typedef struct lk_lint_statistics {
    uint32_t functions;   /* definitions seen */
    uint32_t with_errors; /* of these, not judged because clang reports an error inside */
    uint32_t incomplete;  /* past the budget: judged only in part */
    uint32_t bugs;        /* given up by LK_BUG */
    uint32_t followed;    /* on all their paths; the others have nothing to do with locks */
    uint32_t unjudged;    /* in a unit of which nothing may be said */
    LK_ARRAY(lk_api_count) apis;
    lk_coverage coverage;
    LK_ARRAY(lk_partly_judged) partly_judged; /* those of `incomplete` and `bugs` */
    LK_ARRAY(const char *) bug_messages;
    const char *summaries_remark; /* what is wrong with the summaries, as "FILE: message"; NULL: nothing */
    LK_ARRAY(lk_model_error) annotation_errors; /* annotate("locklint: ...") texts that can't be read */
} lk_lint_statistics;

/* `models` and `options` must outlive the result, which lives in `arena`. */
lk_lint *lk_lint_new(lk_arena *arena, const lk_models *models, const lk_lint_options *options);

/* Takes in one function (an lk_function_visitor; `context` is the lk_lint). */
lk_function_visitor lk_lint_function;

/* Judges all functions taken in. Afterwards the diagnostics stand in order of file and line, each said once, those
   that a NOLINT comment hides with `suppressed` set. */
void lk_lint_finish(lk_lint *self, lk_unit *unit);

/* The graph of the order of locks, in `arena`; empty where no rule and nobody else wanted it. */
typedef struct lk_lint_order {
    const lk_order_node *nodes;
    const lk_order_arrow *arrows;
    uint32_t node_count, arrow_count;
} lk_lint_order;
lk_lint_order lk_lint_get_order(const lk_lint *self, lk_arena *arena);

uint32_t lk_lint_diagnostic_count(const lk_lint *self);
const lk_diagnostic *lk_lint_diagnostic(const lk_lint *self, uint32_t index);
const lk_lint_statistics *lk_lint_get_statistics(const lk_lint *self);

#endif
