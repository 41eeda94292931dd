/* unit.c -- takes in the functions of a unit, simulates those that matter, and collects what the rules say. */
#include "lint/unit.h"

#include "flow/bottom_up.h"
#include "flow/callbacks.h"
#include "flow/summary.h"
#include "lint/code.h"
#include "lint/counting.h"
#include "lint/linking.h"
#include "lint/packing.h"
#include "lint/pass.h"
#include "lint/summaries.h"
#include "lint/suppress.h"

#include <stdlib.h>
#include <string.h>

struct lk_lint {
    lk_arena *arena;
    const lk_lint_options *options;
    lk_knowledge *knowledge;
    LK_ARRAY(lk_ir *) functions;
    lk_diagnostic_list found;
    lk_pairings pairings;
    lk_order_graph *order; /* NULL: nobody wants it */
    lk_guards *guards;     /* the same */
    lk_sections *sections; /* the same */
    lk_threads *threads;
    lk_lint_statistics statistics;
};

lk_lint *lk_lint_new(lk_arena *arena, const lk_models *models, const lk_lint_options *options) {
    lk_lint *self = LK_NEW(arena, lk_lint);
    self->arena = arena;
    self->options = options;
    self->knowledge = lk_knowledge_new(arena, models);
    return self;
}

static void note_partly_judged(lk_lint *self, lk_unit *unit, const lk_decl *function, const char *reason) {
    const char *path = lk_unit_source(unit, function->span.begin.file)->path;
    lk_position at = lk_unit_position(unit, function->span.begin);
    lk_array_push(self->arena, &self->statistics.partly_judged,
                  ((lk_partly_judged){function->name, path ? path : "", at.line, at.column, reason}));
}

static void note_failure(lk_lint *self, lk_unit *unit, const lk_decl *function, const lk_failure *failure) {
    self->statistics.bugs++;
    note_partly_judged(self, unit, function, failure->message);
    lk_array_push(
        self->arena, &self->statistics.bug_messages,
        lk_arena_printf(self->arena, "%s: %s (%s:%d)", function->name, failure->message, failure->file, failure->line));
}

static void note_bug(lk_lint *self, lk_unit *unit, const lk_decl *function, const lk_bug_trap *trap) {
    const lk_failure failure = {lk_arena_printf(self->arena, "%s", trap->message), trap->file, trap->line};
    note_failure(self, unit, function, &failure);
}

static void learn(lk_lint *self, lk_unit *unit, lk_ir *ir) {
    if (self->options->dump_ir)
        lk_ir_dump(self->options->dump_ir, unit, ir);
    lk_knowledge_add(self->knowledge, unit, ir);
    lk_array_push(self->arena, &self->functions, ir);
}

void lk_lint_take(lk_lint *self, lk_unit *unit, const lk_code *code) {
    self->statistics.functions++;
    self->statistics.with_errors += code->has_error;
    if (code->failure.message)
        note_failure(self, unit, code->function, &code->failure);
    else if (code->ir)
        learn(self, unit, code->ir);
}

bool lk_lint_function(void *context, lk_unit *unit, const lk_function *function) {
    lk_lint *self = context;
    if (self->options->dump_tree)
        lk_tree_dump(self->options->dump_tree, unit, function);
    const lk_code code = lk_code_make(self->arena, unit, function);
    lk_lint_take(self, unit, &code);
    return true;
}

/* ---- judging ---- */

static void count_acquire(lk_lint *self, const lk_model *model) {
    for (uint32_t i = 0; i < self->statistics.apis.count; i++)
        if (strcmp(self->statistics.apis.items[i].api, model->api) == 0) {
            self->statistics.apis.items[i].acquires++;
            return;
        }
    lk_array_push(self->arena, &self->statistics.apis, ((lk_api_count){model->api, 1}));
}

/* Counts the locks taken. */
static void look_over(lk_lint *self, const lk_ir *ir) {
    for (uint32_t b = 0; b < ir->blocks.count; b++)
        for (uint32_t i = 0; i < ir->blocks.items[b].ops.count; i++) {
            const lk_op *op = &ir->blocks.items[b].ops.items[i];
            const lk_model *model = op->kind == LK_IR_CALL ? lk_knowledge_call(self->knowledge, op) : NULL;
            if (model && lk_coverage_takes(model))
                count_acquire(self, model);
        }
    lk_coverage_add(&self->statistics.coverage, self->arena, self->knowledge, ir);
}

typedef struct judging {
    lk_lint *lint;
    const lk_decl *function;
    lk_order_graph *order;
    lk_guards *guards;
    lk_sections *sections;
    lk_pass *passes;
    uint32_t count;
} judging;

static void on_event(void *context, const lk_event *event, const lk_state *before) {
    judging *self = context;
    if (self->order && !event->is_dying)
        lk_order_graph_add(self->order, self->function, event, before);
    if (self->guards)
        lk_guards_event(self->guards, self->function, event);
    if (self->sections)
        lk_sections_event(self->sections, event, before);
    for (uint32_t i = 0; !event->is_dispatched && i < self->count; i++)
        lk_pass_handle(&self->passes[i], event, before);
}

static void on_touch(void *context, const lk_touch *touch, const lk_state *before) {
    judging *self = context;
    if (self->guards)
        lk_guards_touch(self->guards, self->function, touch, before);
    if (self->sections)
        lk_sections_touch(self->sections, self->function, touch, before);
}

static bool is_enabled(const lk_lint *self, uint32_t rule) {
    return self->options->rule_enabled ? self->options->rule_enabled[rule] : lk_rule_at(rule)->meta->enabled;
}

static lk_pass pass_of(lk_lint *self, lk_unit *unit, const lk_ir *ir, lk_arena *scratch, uint32_t rule) {
    return (lk_pass){.arena = self->arena,
                     .scratch = scratch,
                     .unit = unit,
                     .knowledge = self->knowledge,
                     .pairings = &self->pairings,
                     .order = self->order,
                     .guards = self->guards,
                     .sections = self->sections,
                     .threads = self->threads,
                     .blocking = self->options->blocking,
                     .is_part = self->options->summaries != NULL,
                     .ir = ir,
                     .rule = lk_rule_at(rule),
                     .found = &self->found,
                     .first = self->found.count};
}

static void begin_touches(const judging *self, const lk_ir *ir, lk_arena *scratch) {
    if (self->guards)
        lk_guards_begin(self->guards, self->function);
    if (self->sections)
        lk_sections_begin(self->sections, ir, scratch);
}

static void end_touches(const judging *self, bool is_complete) {
    if (self->guards)
        lk_guards_function(self->guards, self->function)->is_partial = !is_complete;
    if (self->sections)
        lk_sections_end(self->sections, self->function, is_complete);
}

static void judge(lk_lint *self, lk_unit *unit, const lk_ir *ir, lk_arena *scratch, bool is_last) {
    judging work = {.lint = self,
                    .function = ir->function,
                    .order = is_last ? self->order : NULL,
                    .guards = is_last ? self->guards : NULL,
                    .sections = is_last ? self->sections : NULL,
                    .passes = LK_NEW_ARRAY(scratch, lk_pass, lk_rule_count())};
    for (uint32_t i = 0; is_last && i < lk_rule_count(); i++)
        if (is_enabled(self, i))
            work.passes[work.count++] = pass_of(self, unit, ir, scratch, i);
    lk_bug_trap trap;
    uint32_t before = self->found.count;
    lk_touch_handler *touch = work.guards || work.sections ? on_touch : NULL;
    begin_touches(&work, ir, scratch);
    if (setjmp(trap.env)) {
        self->found.count = before;
        note_bug(self, unit, ir->function, &trap);
        lk_knowledge_set_summary(self->knowledge, ir->function, NULL);
        end_touches(&work, false);
        return;
    }
    bool is_complete = lk_simulate_touches(scratch, unit, self->knowledge, ir, &trap, on_event, touch, &work);
    end_touches(&work, is_complete);
    self->statistics.incomplete += is_last && !is_complete;
    self->statistics.followed += is_last && is_complete;
    if (is_last && !is_complete)
        note_partly_judged(self, unit, ir->function, NULL);
}

typedef struct following {
    lk_lint *lint;
    lk_unit *unit;
    lk_arena *scratch;
} following;

static bool is_left_out(const lk_lint_watch *watch, const lk_decl *function) {
    for (uint32_t i = 0; i < watch->left_out_count; i++)
        if (watch->left_out[i] == function->id + 1)
            return true;
    return false;
}

/* Tells who watches where the work is; false when the function is not to be followed. */
static bool watch(lk_lint *self, lk_unit *unit, const lk_decl *function, bool is_last) {
    lk_lint_watch *watch = self->options->watch;
    if (!watch)
        return true;
    watch->at = function->id + 1;
    if (!is_left_out(watch, function))
        return true;
    if (is_last) {
        self->statistics.bugs++;
        note_partly_judged(self, unit, function, "the analysis crashed in it");
        lk_array_push(self->arena, &self->statistics.bug_messages,
                      lk_arena_printf(self->arena, "%s: the analysis crashed in it", function->name));
    }
    lk_knowledge_set_summary(self->knowledge, function, NULL);
    return false;
}

static void follow(void *context, const lk_ir *ir, bool is_last) {
    following *self = context;
    if (ir->has_error || self->unit->lacks_include || !watch(self->lint, self->unit, ir->function, is_last))
        return;
    lk_arena_mark mark = lk_arena_save(self->scratch);
    judge(self->lint, self->unit, ir, self->scratch, is_last);
    lk_arena_release(self->scratch, mark);
}

/* ---- the end ---- */

static int in_order(const void *left, const void *right) {
    const lk_diagnostic *a = *(lk_diagnostic *const *)left, *b = *(lk_diagnostic *const *)right;
    if (a->span.begin.file != b->span.begin.file)
        return a->span.begin.file < b->span.begin.file ? -1 : 1;
    if (a->span.begin.offset != b->span.begin.offset)
        return a->span.begin.offset < b->span.begin.offset ? -1 : 1;
    int by_rule = strcmp(a->rule, b->rule);
    return by_rule ? by_rule : strcmp(a->message, b->message);
}

static void note_annotations(lk_lint *self) {
    for (uint32_t i = 0; i < lk_knowledge_error_count(self->knowledge); i++)
        lk_array_push(self->arena, &self->statistics.annotation_errors, *lk_knowledge_error(self->knowledge, i));
}

/* Of the functions whose calls have to do with locks. */
static void dump_summaries(const lk_lint *self, lk_unit *unit) {
    for (uint32_t i = 0; self->options->dump_summaries && i < self->functions.count; i++) {
        const lk_summary *summary = lk_knowledge_summary(self->knowledge, self->functions.items[i]->function);
        if (summary && (summary->happening_count > 0 || summary->has_effects))
            lk_summary_dump(self->options->dump_summaries, unit, summary);
    }
}

static void count_calls(lk_lint *self) {
    for (uint32_t i = 0; !self->options->leaves_counting && i < self->functions.count; i++)
        look_over(self, self->functions.items[i]);
}

static void count_definitions(lk_lint *self) {
    for (uint32_t i = 0; !self->options->leaves_counting && i < self->functions.count; i++)
        lk_coverage_add_definition(&self->statistics.coverage, self->arena, self->knowledge, self->functions.items[i]);
}

/* Which threads there are is not known of a unit alone. */
static bool is_whole(const lk_lint *self) {
    return !self->options->summaries;
}

/* Whether a rule wants to see the whole. */
static bool judges_program(const lk_lint *self, uint32_t rule) {
    return is_enabled(self, rule) && lk_rule_at(rule)->on_program_end;
}

bool lk_lint_wants_guards(const lk_lint *self) {
    bool wants = false;
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        wants |= is_enabled(self, i) && lk_rule_at(i)->wants_guards;
    return wants && is_whole(self);
}

static bool wants_sections(const lk_lint *self) {
    bool wants = false;
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        wants |= is_enabled(self, i) && lk_rule_at(i)->wants_sections;
    return wants && is_whole(self);
}

static void begin_program(lk_lint *self, const lk_unit *unit) {
    bool wants_order = self->options->wants_order;
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        wants_order |= judges_program(self, i) && !lk_rule_at(i)->wants_guards && !lk_rule_at(i)->wants_sections;
    if (wants_order)
        self->order = lk_order_graph_new(self->arena, self->knowledge);
    if (wants_sections(self))
        self->sections = lk_sections_new(self->arena, self->knowledge, unit);
    if (lk_lint_wants_guards(self))
        self->guards = lk_guards_new(self->arena, self->knowledge, unit);
}

static void judge_program(lk_lint *self, lk_unit *unit, lk_arena *scratch) {
    if (self->order && self->order->edges.count > 1 && is_whole(self))
        lk_order_find_cycles(self->order, unit, self->threads);
    if (self->guards && !unit->lacks_include)
        lk_guards_judge(self->guards, unit, self->threads, self->functions.items, self->functions.count);
    if (self->sections)
        lk_sections_judge(self->sections, unit);
    for (uint32_t i = 0; i < lk_rule_count(); i++) {
        if (!judges_program(self, i))
            continue;
        lk_pass pass = pass_of(self, unit, NULL, scratch, i);
        pass.rule->on_program_end(&pass);
    }
}

void lk_lint_judge(lk_lint *self, lk_unit *unit) {
    lk_arena *scratch = lk_arena_new(), *whole = lk_arena_new();
    lk_knowledge_finish(self->knowledge);
    begin_program(self, unit);
    self->threads = lk_threads_find(whole, self->knowledge, unit, self->functions.items, self->functions.count);
    lk_callbacks_find(scratch, self->knowledge, self->threads);
    following work = {self, unit, scratch};
    lk_bottom_up(whole, self->knowledge, self->functions.items, self->functions.count, self->options->wants_summaries,
                 follow, &work);
    if (self->options->watch)
        self->options->watch->at = 0;
    judge_program(self, unit, scratch);
    lk_arena_free(whole);
    count_definitions(self);
    dump_summaries(self, unit);
    lk_arena_free(scratch);
    if (self->found.count)
        qsort(self->found.items, self->found.count, sizeof *self->found.items, in_order);
    for (uint32_t i = 0; i < self->found.count; i++)
        self->found.items[i]->suppressed =
            lk_suppress_span(unit, &self->found.items[i]->span, self->found.items[i]->rule);
}

static void take_summaries(lk_lint *self, lk_unit *unit) {
    const lk_summaries *summaries = self->options->summaries;
    bool is_damaged = false;
    if (!summaries)
        return;
    const char *changed = lk_lint_take_summaries(self, unit, summaries, &is_damaged);
    if (is_damaged)
        self->statistics.summaries_remark = lk_arena_printf(
            self->arena, "%s: it holds what can't be; make it again, with --emit-summaries", summaries->shown);
    else if (changed)
        self->statistics.summaries_remark = lk_arena_printf(
            self->arena,
            "%s: '%s' has changed since; what leads there is not known until --emit-summaries writes it again",
            summaries->shown, summaries->show(summaries->context, changed));
}

void lk_lint_finish(lk_lint *self, lk_unit *unit) {
    lk_knowledge_add_initializers(self->knowledge, unit);
    take_summaries(self, unit);
    count_calls(self);
    if (unit->lacks_include)
        self->statistics.unjudged = self->statistics.functions - self->statistics.with_errors;
    lk_lint_judge(self, unit);
    note_annotations(self);
}

void lk_lint_pack(lk_lint *self, lk_unit *unit, lk_path_of *path_of, void *context, lk_section parts[LK_PARTS]) {
    lk_knowledge_add_initializers(self->knowledge, unit);
    count_calls(self);
    count_definitions(self);
    note_annotations(self);
    if (unit->lacks_include)
        self->statistics.unjudged = self->statistics.functions - self->statistics.with_errors;
    uint32_t count = unit->lacks_include ? 0 : self->functions.count;
    lk_pack(self->arena, unit, self->knowledge, self->functions.items, count, path_of, context, parts);
}

lk_knowledge *lk_lint_knowledge(lk_lint *self) {
    return self->knowledge;
}

bool lk_lint_wants_summaries(const lk_lint *self) {
    return self->options->wants_summaries;
}

lk_ir *const *lk_lint_functions(const lk_lint *self, uint32_t *count) {
    *count = self->functions.count;
    return self->functions.items;
}

void lk_lint_add(lk_lint *self, lk_ir *ir) {
    lk_array_push(self->arena, &self->functions, ir);
}

lk_lint_order lk_lint_get_order(const lk_lint *self, lk_arena *arena) {
    if (!self->order)
        return (lk_lint_order){0};
    return (lk_lint_order){lk_order_nodes(self->order, arena), lk_order_arrows(self->order, arena),
                           self->order->locks.count, self->order->edges.count};
}

uint32_t lk_lint_diagnostic_count(const lk_lint *self) {
    return self->found.count;
}

const lk_diagnostic *lk_lint_diagnostic(const lk_lint *self, uint32_t index) {
    return self->found.items[index];
}

const lk_lint_statistics *lk_lint_get_statistics(const lk_lint *self) {
    return &self->statistics;
}
