/* worker.c -- one translation unit from its flags to its report. */
#include "driver/worker.h"
#include "driver/emit.h"
#include "driver/summaries.h"
#include "lint/unused.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_ERRORS = 3 };

typedef struct work {
    lk_arena *arena;
    const lk_worker_options *options;
    const lk_job *job;
    lk_unit_report *report;
    lk_verify_seen_list seen; /* for --verify */
} work;

static const char *show(void *context, const char *path) {
    work *self = context;
    const char *directory = self->job->directory ? self->job->directory : self->options->here.logical;
    if (!path || !path[0])
        return self->job->shown;
    return lk_path_shown(self->arena, &self->options->here, lk_path_absolute(self->arena, directory, path));
}

/* A driver's complaint about a flag that only another compiler knows; it hinders nothing. */
static bool is_about_flags(const lk_parse_error *error) {
    static const char *const begins[] = {"unknown argument", "unsupported option", "unsupported argument",
                                         "argument unused"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (error->line == 0 && strncmp(error->message, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

/* Behind some errors clang reads no further. With KeepGoing libclang calls none of them fatal, so that only their text
   tells. */
static const char *failure_of(const lk_parse_error *error) {
    if (error->is_fatal || strncmp(error->message, "bracket nesting level exceeded", 30) == 0)
        return "clang gave up at an error";
    return NULL;
}

static void take_errors(work *self, lk_parse *parse) {
    lk_unit_report *report = self->report;
    if (lk_parse_unit(parse)->lacks_include)
        report->failure = "a file that it includes was not found; are its compile flags right?";
    for (size_t i = 0; i < lk_parse_error_count(parse); i++) {
        lk_parse_error error = lk_parse_error_at(parse, i);
        if (is_about_flags(&error))
            continue;
        report->error_count++;
        if (!report->failure)
            report->failure = failure_of(&error);
        const char *path = error.path ? error.path : "";
        const char *message = lk_arena_strndup(self->arena, error.message, strlen(error.message));
        lk_unit_error shown = {show(self, path), error.line, error.column, message};
        if (report->errors.count < SHOWN_ERRORS)
            lk_array_push(self->arena, &report->errors, shown);
        lk_verify_seen seen = {LK_VERIFY_ERROR, lk_arena_strndup(self->arena, path, strlen(path)),
                               error.line,      error.column,
                               message,         false};
        lk_array_push(self->arena, &self->seen, seen);
    }
    if (report->failure) /* nothing may be said of the unit */
        lk_parse_unit(parse)->lacks_include = true;
}

static void take_findings(work *self, lk_parse *parse, const lk_lint *lint) {
    lk_unit_report *report = self->report;
    lk_unit *unit = lk_parse_unit(parse);
    for (uint32_t i = 0; i < lk_lint_diagnostic_count(lint); i++)
        lk_array_push(self->arena, &report->findings, lk_finding_make(self->arena, unit, lk_lint_diagnostic(lint, i)));
    if (self->options->verifies) {
        lk_verify_unit(self->arena, unit, report->findings.items, report->findings.count, &self->seen,
                       &report->verify_failures);
        for (uint32_t i = 0; i < report->verify_failures.count; i++)
            report->verify_failures.items[i].path = show(self, report->verify_failures.items[i].path);
    }
    for (uint32_t i = 0; i < report->findings.count; i++)
        lk_finding_rename(report->findings.items[i], show, self);
    report->statistics = *lk_lint_get_statistics(lint);
    for (uint32_t i = 0; i < report->statistics.annotation_errors.count; i++) {
        lk_model_error *error = &report->statistics.annotation_errors.items[i];
        error->path = show(self, error->path);
    }
    lk_partly_judged_rename(&report->statistics, show, self);
}

static void take_input(void *context, const char *path, const char *text, size_t size) {
    work *self = context;
    if (self->report->error_count)
        lk_array_push(self->arena, &self->report->shaky, show(self, path));
    if (lk_unused_is_possible(text, size))
        lk_array_push(self->arena, &self->report->marked, show(self, path));
}

static void emit(work *self, lk_parse *parse, lk_lint *lint) {
    const lk_job *job = self->job;
    const lk_emission emission = {
        .path = job->unit_file,
        .spare = job->spare_file,
        .depfile = self->options->depfile,
        .made_of = self->options->made_of,
        .about = {self->options->made_by, job->shown, job->output, lk_store_command(job)},
        .job = job,
        .here = self->options->here,
    };
    const char *error = NULL;
    if (!lk_emit(self->arena, &emission, parse, lint, self->report, &error))
        self->report->failure = error;
}

static void take_graph(work *self, lk_parse *parse, const lk_lint *lint) {
    lk_lock_graph *graph = &self->report->lock_graph;
    *graph = lk_lock_graph_make(self->arena, lk_parse_unit(parse), lint);
    lk_lock_graph_rename(graph, show, self);
}

/* What files are called in summaries: absolute names, or such as start from the present directory. */
static const char *name_here(void *context, const char *path) {
    const work *self = context;
    const lk_job *job = self->job;
    return lk_path_absolute(self->arena, job->directory ? job->directory : self->options->here.logical,
                            path[0] ? path : job->path);
}

static const char *name_there(void *context, const char *path) {
    const work *self = context;
    return lk_path_absolute(self->arena, self->options->here.logical, path);
}

static const lk_summaries *summaries_of(work *self) {
    if (!self->options->summaries)
        return NULL;
    lk_summaries *summaries = LK_NEW(self->arena, lk_summaries);
    *summaries = *self->options->summaries;
    summaries->show = show;
    summaries->here = name_here;
    summaries->there = name_there;
    summaries->context = self;
    return summaries;
}

static lk_lint *begin(work *self, FILE *dump) {
    const lk_worker_options *options = self->options;
    lk_lint_options *lint = LK_NEW(self->arena, lk_lint_options);
    *lint = (lk_lint_options){
        .rule_enabled = options->rule_enabled,
        .blocking = options->blocking,
        .wants_order = options->wants_graph,
        .dump_tree = options->dumps_tree ? dump : NULL,
        .dump_ir = options->dumps_ir ? dump : NULL,
        .dump_summaries = options->dumps_summaries ? dump : NULL,
        .summaries = summaries_of(self),
    };
    return lk_lint_new(self->arena, options->models, lint);
}

static lk_lint *judge(work *self, lk_parse *parse, const lk_kept *kept) {
    const lk_worker_options *options = self->options;
    char *dump = NULL;
    size_t dump_size = 0;
    bool dumps = options->dumps_tree || options->dumps_ir || options->dumps_summaries;
    FILE *memory = dumps ? open_memstream(&dump, &dump_size) : NULL;
    lk_lint *lint = begin(self, memory);
    if (kept)
        lk_kept_give(kept, lk_parse_unit(parse), lint);
    else
        lk_parse_functions(parse, false, lk_lint_function, lint);
    if (self->job->unit_file) {
        emit(self, parse, lint);
    } else {
        lk_lint_finish(lint, lk_parse_unit(parse));
        take_findings(self, parse, lint);
        if (options->wants_graph)
            take_graph(self, parse, lint);
    }
    if (memory) {
        fclose(memory);
        self->report->dump = lk_arena_strndup(self->arena, dump, dump_size);
        free(dump);
    }
    return lint;
}

lk_unit_report *lk_worker_judge(lk_arena *arena, const lk_worker_options *options, const lk_job *job, lk_parse *parse,
                                const lk_kept *kept, lk_lint **lint) {
    work *self = LK_NEW(arena, work); /* the summaries keep it */
    *self = (work){.arena = arena, .options = options, .job = job, .report = LK_NEW(arena, lk_unit_report)};
    self->report->dump = "";
    take_errors(self, parse);
    if (!options->is_edited)
        lk_parse_inputs(parse, true, take_input, self);
    *lint = judge(self, parse, kept);
    return self->report;
}

lk_unit_report *lk_worker_analyse(lk_arena *arena, const void *options, const lk_job *job,
                                  void (*reached)(void *context, lk_stage stage), void *context) {
    const char *error = NULL;
    lk_lint *lint;
    reached(context, LK_STAGE_PARSE);
    lk_parse *parse = lk_parse_file(arena, job->path, job->flags.items, job->flags.count, job->directory, &error);
    if (!parse) {
        lk_unit_report *report = LK_NEW(arena, lk_unit_report);
        *report = (lk_unit_report){.failure = error ? error : "clang could not read it", .dump = ""};
        return report;
    }
    reached(context, LK_STAGE_ANALYSE);
    lk_unit_report *report = lk_worker_judge(arena, options, job, parse, NULL, &lint);
    reached(context, LK_STAGE_REPORT);
    return report; /* the parse is left to the process's end: its strings may still be used */
}
