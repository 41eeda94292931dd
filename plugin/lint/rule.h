/* rule.h -- all that a rule sees: its pass, the events, and the state before them. */
#ifndef LK_LINT_RULE_H
#define LK_LINT_RULE_H

#include "flow/event.h"
#include "lint/diagnostic.h"
#include "lint/guarded.h"
#include "lint/order.h"
#include "lint/practice.h"

typedef enum lk_level { LK_LEVEL_WARNING, LK_LEVEL_ERROR, LK_LEVEL_NOTE } lk_level;

/* Generated from rules/<rule>.md at build time. Lists end with NULL. */
typedef struct lk_rule_meta {
    const char *name;    /* "double-lock" */
    const char *summary; /* one line */
    uint8_t level;       /* lk_level */
    bool enabled;        /* by default */
    const char *since;
    const char *const *cwe, *const *cert, *const *misra;
    const char *page; /* the whole text of the .md, without front matter */
} lk_rule_meta;

typedef struct lk_pass lk_pass;
typedef void lk_rule_handler(lk_pass *pass, const lk_event *event, const lk_state *before);
typedef void lk_rule_end_handler(lk_pass *pass);

/* A rule subscribes to events; NULL: not interested. Handlers keep nothing between calls. */
typedef struct lk_rule {
    const lk_rule_meta *meta;
    lk_rule_handler *on_acquire, *on_release, *on_wait, *on_block, *on_yield, *on_move, *on_use, *on_unchecked,
        *on_init, *on_destroy, *on_free, *on_scope_end, *on_copy, *on_join, *on_exit_thread, *on_leave, *on_stale,
        *on_send, *on_outlived, *on_drop, *on_leak;
    lk_rule_end_handler *on_program_end; /* all functions are done */
    bool wants_guards;                   /* on_program_end: lk_pass_guarded, which costs a look at all accesses */
    bool wants_sections;                 /* on_program_end: lk_pass_practice, which costs one at those under locks */
} lk_rule;

/* How a rule's file ends: LK_DEFINE_RULE(double_lock) = {.meta = &lk_meta_double_lock, ...}; */
#define LK_DEFINE_RULE(name)                                                                                           \
    extern const lk_rule_meta lk_meta_##name;                                                                          \
    extern const lk_rule lk_rule_##name;                                                                               \
    const lk_rule lk_rule_##name

/* The rules that are compiled in, by name (generated registry). */
uint32_t lk_rule_count(void);
const lk_rule *lk_rule_at(uint32_t index);

/* Begins a report of the pass's rule: the message, printf-like. Add notes in order of time. The same rule says the same
   place once per function. The diagnostic is owned by the pass. */
lk_diagnostic *lk_pass_report(lk_pass *pass, lk_span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds a note. */
lk_note *lk_pass_note(lk_pass *pass, lk_diagnostic *diagnostic, lk_span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Adds an edit to a note. */
void lk_pass_fix(lk_pass *pass, lk_note *note, lk_loc at, uint32_t length, const char *text);

/* Adds the notes that lead from `witness` (where the lock was taken, the handle moved ...) to the event: the way there,
   named by `format`, then the branches that the path took since and that mattered. */
void lk_pass_story(lk_pass *pass, lk_diagnostic *diagnostic, const lk_witness *witness, const lk_event *event,
                   const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Before the story: the branches without which the path would not have come to the witness. */
void lk_pass_prelude(lk_pass *pass, lk_diagnostic *diagnostic, const lk_witness *witness);

/* After the story: when the event happens inside a call, the notes that lead down to it; the last is `format`. */
void lk_pass_way(lk_pass *pass, lk_diagnostic *diagnostic, const lk_event *event, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Notes that lead from a call down to what it does in the end. Nothing without `via`. */
void lk_pass_way_down(lk_pass *pass, lk_diagnostic *diagnostic, const lk_via *via);

/* What one of several threads does: the notes from `first` on are its steps. `thread` counts from 0. */
void lk_pass_thread(lk_diagnostic *diagnostic, uint32_t first, uint32_t thread);

/* A condition and the lock that it was waited with, as the unit's classes of them: remembers the first pair of each
   condition. Gives where an earlier wait used another lock, NULL if none did. */
typedef struct lk_pairing {
    const lk_decl *cond, *lock;
    lk_span span;
} lk_pairing;
const lk_pairing *lk_pass_pair(lk_pass *pass, const lk_decl *cond, const lk_decl *lock, lk_span span);

/* At the end of the program: the circles in the order of its locks. */
uint32_t lk_pass_cycle_count(const lk_pass *pass);
const lk_order_cycle *lk_pass_cycle(lk_pass *pass, uint32_t index);

/* At the end of the program: accesses that go without the lock that guards what they access. */
uint32_t lk_pass_guarded_count(const lk_pass *pass);
const lk_guarded *lk_pass_guarded(const lk_pass *pass, uint32_t index);

/* At the end of the program: what there is of a kind. */
uint32_t lk_pass_practice_count(const lk_pass *pass, lk_practice_kind kind);
const lk_practice *lk_pass_practice(const lk_pass *pass, lk_practice_kind kind, uint32_t index);

/* Whether waiting of this kind (lk_block_kind) is to be reported. */
bool lk_pass_minds(const lk_pass *pass, uint8_t kind);

/* Whether the function runs when a signal comes. */
bool lk_pass_is_handler(const lk_pass *pass);

/* Whether nobody else runs when the event happens: the main thread has not started any, or all have ended. */
bool lk_pass_is_alone(const lk_pass *pass, const lk_event *event);

/* Whether all who call the function do so in loops. */
bool lk_pass_is_repeated(const lk_pass *pass);

/* The function that is judged. */
const lk_decl *lk_pass_function(const lk_pass *pass);

lk_unit *lk_pass_unit(lk_pass *pass);
lk_arena *lk_pass_arena(lk_pass *pass);

#endif
