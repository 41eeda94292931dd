/* main.c -- the program `locklint`. */
#include "base/whole.h"
#include "cli/doctor.h"
#include "cli/fixing.h"
#include "cli/output.h"
#include "cli/pages.h"
#include "cli/run.h"
#include "cli/telling.h"
#include "driver/changes.h"
#include "driver/checks.h"
#include "driver/options.h"
#include "driver/project.h"
#include "driver/root.h"
#include "lsp/server.h"
#include "lsp/worker.h"
#include "report/coverage_text.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifndef LK_VERSION
#define LK_VERSION "unknown"
#endif

enum { CLEAN = 0, ERRORS = 1, FAILED = 2 };

/* One run of the program. */
typedef struct program {
    lk_arena *arena;
    lk_options options;
    lk_project project;
    lk_output output, graph_output, export_output; /* of --lock-graph, of --export-fixes */
    lk_telling telling;
    uint32_t unfixed; /* files that could not be fixed */
    regex_t header_filter;
    lk_line_filter lines;
} program;

static bool uses_color(const lk_options *options, FILE *file) {
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    if (options->color != LK_COLOR_AUTO)
        return options->color == LK_COLOR_ALWAYS;
    return !(no_color && no_color[0]) && isatty(fileno(file)) && !(terminal && strcmp(terminal, "dumb") == 0);
}

/* Says what is wrong with how the program was called. */
static int refuse(program *self, const char *error) {
    lk_text text = {.out = stderr, .scratch = self->arena, .color = uses_color(&self->options, stderr)};
    lk_text_line(&text, NULL, 0, 0, LK_SEVERITY_ERROR, error);
    return FAILED;
}

/* ---- files that it reads ---- */

static bool read_text(lk_arena *arena, const char *what, const char *path, const char **text, size_t *size,
                      const char **error) {
    *text = lk_read_whole(arena, path, size);
    if (!*text)
        *error = lk_arena_printf(arena, "cannot read the %s '%s': %s", what, path, strerror(errno));
    return *text;
}

/* ---- the run ---- */

/* A baseline that is to be updated need not be there yet. */
static bool read_baseline(program *self, const char **error) {
    const lk_options *options = &self->options;
    if (!options->baseline)
        return true;
    self->telling.baseline = lk_baseline_new(self->arena);
    self->telling.judged = lk_map_new(self->arena);
    const char *text;
    size_t size;
    if (options->update_baseline && access(options->baseline, F_OK) != 0 && errno == ENOENT)
        return true;
    if (!read_text(self->arena, "baseline", options->baseline, &text, &size, error)) {
        if (!options->update_baseline)
            *error = lk_arena_printf(self->arena, "%s; --update-baseline writes one", *error);
        return false;
    }
    return lk_baseline_read(self->telling.baseline, options->baseline, text, size, error);
}

static bool write_baseline(program *self, const char **error) {
    if (!self->options.update_baseline)
        return true;
    lk_output file;
    if (!lk_output_open(self->arena, &file, self->options.baseline, error))
        return false;
    lk_baseline_write(self->telling.baseline, file.file);
    return lk_output_commit(self->arena, &file, error);
}

static bool begin_telling(program *self, const char **error) {
    const lk_options *options = &self->options;
    lk_telling *telling = &self->telling;
    const char *filter = self->project.settings.header_filter;
    if (filter) {
        int wrong = regcomp(&self->header_filter, filter, REG_EXTENDED | REG_NOSUB);
        char reason[128];
        if (wrong) {
            regerror(wrong, &self->header_filter, reason, sizeof reason);
            *error = lk_arena_printf(self->arena, "%s='%s' is no regular expression: %s",
                                     options->header_filter ? "--header-filter" : "HeaderFilterRegex", filter, reason);
            return false;
        }
        telling->header_filter = &self->header_filter;
    }
    if (!lk_output_open(self->arena, &self->output, options->output, error))
        return false;
    if (options->lock_graph && !lk_output_open(self->arena, &self->graph_output, options->lock_graph, error)) {
        lk_output_discard(&self->output);
        return false;
    }
    telling->arena = telling->totals.arena = telling->unused.arena = telling->fixes.arena = self->arena;
    telling->options = options;
    telling->shaky = options->fix ? lk_map_new(self->arena) : NULL;
    telling->settings = &self->project.settings;
    telling->findings = (lk_text){self->output.file, lk_arena_new(), uses_color(options, self->output.file)};
    telling->remarks = (lk_text){stderr, telling->findings.scratch, uses_color(options, stderr)};
    telling->json = options->format == LK_FORMAT_JSON ? lk_json_new() : NULL;
    telling->sarif = options->format == LK_FORMAT_SARIF ? lk_sarif_new(&lk_sarif_github) : NULL;
    telling->here = self->project.here;
    telling->root = options->format != LK_FORMAT_TEXT || options->baseline ? lk_root_find(self->arena, &telling->here)
                                                                           : telling->here;
    for (uint32_t i = 0; i < self->project.selected.problems.count; i++)
        lk_telling_problem(telling, self->project.selected.problems.items[i]);
    return true;
}

static void discard_outputs(program *self) {
    lk_output_discard(&self->output);
    lk_output_discard(&self->graph_output);
    lk_output_discard(&self->export_output);
}

static bool begin_export(program *self, const char **error) {
    const lk_options *options = &self->options;
    if (!options->export_fixes)
        return true;
    if (!lk_output_open(self->arena, &self->export_output, options->export_fixes, error)) {
        discard_outputs(self);
        return false;
    }
    const lk_jobs *jobs = &self->project.selected.jobs;
    const char *here = self->project.here.logical;
    const char *main_file = jobs->count ? lk_path_absolute(self->arena, here, jobs->items[0].shown) : "";
    self->telling.export = lk_export_begin(self->export_output.file, main_file, here);
    return true;
}

/* Counts what never became a unit. */
static void add_selection(program *self) {
    lk_totals *totals = &self->telling.totals;
    const lk_selected *selected = &self->project.selected;
    totals->skipped_cxx = selected->skipped[LK_COMPILES_CXX];
    totals->skipped_assembler = selected->skipped[LK_ASSEMBLES];
    totals->skipped_preprocessed = selected->skipped[LK_PREPROCESSES];
    totals->skipped_other = selected->skipped[LK_COMPILES_OTHER];
    totals->excluded = selected->excluded;
    totals->failed += selected->problems.count;
    totals->files += selected->problems.count;
}

static double seconds_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static bool write_graph(program *self, const char **error) {
    if (!self->options.lock_graph)
        return true;
    lk_lock_graph_write(&self->telling.graph, self->arena, self->graph_output.file);
    return lk_output_commit(self->arena, &self->graph_output, error);
}

static int status_of(const program *self) {
    const lk_totals *totals = &self->telling.totals;
    bool fails_on_stale = self->options.fail_on_stale && totals->stale;
    if (totals->failed || self->unfixed)
        return FAILED;
    return totals->errors || totals->verify_failures || fails_on_stale ? ERRORS : CLEAN;
}

static void write_sarif(program *self) {
    static const char *const meanings[] = {
        [CLEAN] = "nothing found, or warnings only",
        [ERRORS] = "findings that count as errors",
        [FAILED] = "a file could not be analysed, or not be fixed",
    };
    lk_telling *telling = &self->telling;
    int status = status_of(self);
    const lk_sarif_run run = {telling->root.logical, status, meanings[status], &telling->totals};
    lk_sarif_written written = lk_sarif_write(telling->sarif, self->output.file, &run);
    if (written.left_out)
        lk_text_line(&telling->remarks, NULL, 0, 0, LK_SEVERITY_WARNING,
                     "the SARIF log does not hold everything: GitHub code scanning takes no more; its notifications "
                     "say what is left out");
    if (written.is_over_size)
        lk_text_line(&telling->remarks, NULL, 0, 0, LK_SEVERITY_WARNING,
                     "the SARIF log has more than 10 MB; GitHub code scanning takes so much after compression by gzip");
}

static void fail_fixing(void *context, const char *path, const char *reason) {
    program *self = context;
    lk_text_line(&self->telling.remarks, lk_path_shown(self->arena, &self->project.here, path), 0, 0, LK_SEVERITY_ERROR,
                 reason);
}

/* What goes into files beside the findings. */
static bool write_others(program *self, const char **error) {
    if (!write_graph(self, error) || !write_baseline(self, error))
        return false;
    bool is_exported = !self->options.export_fixes || lk_export_end(self->telling.export);
    self->telling.export = NULL;
    if (!is_exported)
        *error = lk_arena_printf(self->arena, "cannot write '%s'", self->options.export_fixes);
    return is_exported && (!self->options.export_fixes || lk_output_commit(self->arena, &self->export_output, error));
}

static int conclude(program *self) {
    lk_totals *totals = &self->telling.totals;
    const char *error = NULL;
    self->unfixed = lk_telling_fixes(&self->telling, fail_fixing, self);
    self->unfixed += lk_fixing_apply(&self->telling.fixes, fail_fixing, self);
    lk_totals_finish(totals);
    if (self->telling.sarif)
        write_sarif(self);
    if (self->options.coverage && !self->telling.json)
        lk_coverage_write(totals, self->output.file, self->telling.findings.color);
    if (self->telling.json)
        lk_json_write(self->telling.json, self->output.file, totals, self->options.coverage);
    bool is_written = lk_output_commit(self->arena, &self->output, &error);
    if (!is_written || !write_others(self, &error)) {
        lk_output_discard(&self->graph_output);
        lk_output_discard(&self->export_output);
        return refuse(self, error);
    }
    if ((!self->options.quiet && !self->options.emit_unit) || totals->failed) /* a unit file judges nothing */
        lk_totals_write(totals, stderr);
    return status_of(self);
}

/* --line-filter and --new-from. */
static bool read_lines(program *self, const char **error) {
    const lk_options *options = &self->options;
    const char *option = options->line_filter ? "--line-filter" : "--new-from";
    if (!options->line_filter && !options->new_from)
        return true;
    self->telling.lines = &self->lines;
    if (options->line_filter ? lk_line_filter_read(self->arena, options->line_filter, &self->lines, error)
                             : lk_changes_since(self->arena, options->new_from, &self->lines, error))
        return true;
    *error = lk_arena_printf(self->arena, "option '%s': %s", option, *error);
    return false;
}

static int run(program *self, const char **error) {
    const lk_options *options = &self->options;
    const lk_project *project = &self->project;
    lk_run run = {self->arena,   options, lk_project_worker(project), project->selected, lk_project_cache(project),
                  &self->telling};
    for (uint32_t i = 0; i < run.selected.jobs.count; i++)
        lk_telling_main(&self->telling, run.selected.jobs.items[i].shown);
    if (options->link)
        return lk_run_link(&run, &options->files, error);
    return options->emit_unit ? lk_run_emit(&run, options->emit_unit, error) : lk_run_units(&run, error);
}

/* What the configuration has wrong, and can go on without. */
static void remark(program *self) {
    lk_text text = {.out = stderr, .scratch = self->arena, .color = uses_color(&self->options, stderr)};
    if (self->project.remark)
        lk_text_line(&text, NULL, 0, 0, LK_SEVERITY_WARNING, self->project.remark);
}

static bool prepare(program *self, const char **error) {
    lk_project *project = &self->project;
    *project = (lk_project){.arena = self->arena, .options = &self->options, .here = lk_here_now(self->arena)};
    if (!read_lines(self, error) || (!self->options.link && !lk_project_select(project, error)) ||
        !lk_project_configure(project, error))
        return false;
    remark(self);
    return read_baseline(self, error) && begin_telling(self, error) && begin_export(self, error);
}

static int analyse(program *self) {
    double begin = seconds_now();
    const char *error = NULL;
    const lk_options *options = &self->options;
    if (!prepare(self, &error))
        return refuse(self, error);
    int signal = run(self, &error);
    if (error) {
        discard_outputs(self);
        return refuse(self, error);
    }
    if (signal) {
        discard_outputs(self);
        raise(signal);
        return 128 + signal;
    }
    add_selection(self);
    lk_telling_unused(&self->telling);
    bool is_program = options->link || options->flags || options->files.count == 0; /* not some files of a database */
    if (is_program)
        lk_telling_baseline(&self->telling, !options->flags && !options->link && self->project.selected.excluded == 0,
                            self->project.settings.enabled);
    self->telling.totals.is_baseline_updated = options->update_baseline;
    self->telling.totals.shows_coverage = options->coverage;
    self->telling.totals.seconds = seconds_now() - begin;
    return conclude(self);
}

/* What needs no file: --help, --version, --list-rules, --explain. True when it was asked for. */
static bool inform(program *self, int *status) {
    const lk_options *options = &self->options;
    const char *error = NULL;
    *status = CLEAN;
    if (options->help) {
        lk_options_help(stdout);
    } else if (options->version) {
        puts("locklint " LK_VERSION);
    } else if (options->list_rules) {
        lk_pages_list(stdout, uses_color(options, stdout));
    } else if (options->explain) {
        const lk_rule *rule = lk_checks_find(self->arena, options->explain, &error);
        if (rule)
            lk_pages_explain(stdout, rule->meta, uses_color(options, stdout));
        else
            *status = refuse(self, error);
    } else if (options->doctor) {
        *status = lk_doctor(self->arena, options, stdout, uses_color(options, stdout)) ? CLEAN : FAILED;
    } else {
        return false;
    }
    return true;
}

/* `locklint lsp`: a program of its own. */
static int serve(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[2], "--help") == 0) {
        lk_options_help(stdout);
        return CLEAN;
    }
    bool is_worker = argc >= 4 && argc <= 5 && strcmp(argv[2], "--worker") == 0;
    return is_worker ? lk_lsp_work(argv[3], argv[4]) : lk_lsp_serve(argc - 2, argv + 2);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "lsp") == 0)
        return serve(argc, argv);
    program self = {.arena = lk_arena_new()};
    const char *error = NULL;
    int status;
    if (!lk_options_read(self.arena, argc, argv, &self.options, &error))
        status = refuse(&self, error);
    else if (!inform(&self, &status))
        status = analyse(&self);
    lk_telling_end(&self.telling);
    if (self.telling.header_filter)
        regfree(&self.header_filter);
    lk_arena_free(self.telling.findings.scratch);
    lk_arena_free(self.arena);
    return status;
}
