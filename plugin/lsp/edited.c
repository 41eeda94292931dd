/* edited.c -- one file: its project, its parses, what is said of it. */
#include "lsp/edited.h"
#include "driver/borrow.h"
#include "driver/summaries.h"

#include <string.h>
#include <unistd.h>

/* ---- how it is judged ---- */

static bool refuse_option(lk_arena *arena, const lk_options *options, const char **error) {
    const struct {
        bool is_given;
        const char *name;
    } unfit[] = {{options->fix, "--fix"},
                 {options->export_fixes, "--export-fixes"},
                 {options->output, "--output"},
                 {options->verify, "--verify"},
                 {options->coverage, "--coverage"},
                 {options->baseline, "--baseline"},
                 {options->link, "--link"},
                 {options->emit_unit, "--emit-unit"},
                 {options->emit_summaries, "--emit-summaries"},
                 {options->lock_graph, "--lock-graph"},
                 {options->format != LK_FORMAT_TEXT, "--format"},
                 {options->dump_tree || options->dump_ir || options->dump_summaries, "a dump"},
                 {options->help || options->version || options->list_rules || options->explain || options->doctor,
                  "what only informs"}};
    for (size_t i = 0; i < sizeof unfit / sizeof *unfit; i++)
        if (unfit[i].is_given) {
            *error = lk_arena_printf(
                arena, "%s is for the command line, not for an editor; take it out of the arguments", unfit[i].name);
            return true;
        }
    return false;
}

bool lk_edited_options(lk_arena *arena, const char *path, const lk_words *words, lk_options *options,
                       const char **error) {
    char **argv = LK_NEW_ARRAY(arena, char *, words->count + 3);
    int argc = 0;
    argv[argc++] = "locklint";
    argv[argc++] = lk_arena_strndup(arena, path, strlen(path));
    for (uint32_t i = 0; i < words->count; i++)
        argv[argc++] = lk_arena_strndup(arena, words->items[i], strlen(words->items[i]));
    if (!lk_options_read(arena, argc, argv, options, error) || refuse_option(arena, options, error))
        return false;
    if (options->files.count > 1)
        *error = lk_arena_printf(arena, "the editor says which files to analyse; take '%s' out of the arguments",
                                 options->files.items[1]);
    return !*error;
}

/* Without a database: no flags at all. */
static bool has_database(lk_edited *self, const char **error) {
    const char *missing = NULL;
    if (self->options.flags)
        return false;
    if (lk_project_find_database(&self->project, self->path, &missing))
        return true;
    if (self->options.build_path || self->project.compdb.path)
        *error = missing;
    else
        self->options.flags = LK_NEW(self->arena, lk_words);
    return false;
}

static lk_selection selection_of(lk_edited *self, bool by_database) {
    return (lk_selection){.files = self->options.files,
                          .extra = self->options.extra,
                          .extra_before = self->options.extra_before,
                          .flags = by_database ? NULL : self->options.flags,
                          .compdb = by_database ? &self->project.compdb : NULL,
                          .here = self->project.here};
}

/* A new file is nowhere on disk. */
static void make_job(lk_edited *self, const lk_selection *selection) {
    lk_words flags = *selection->flags;
    self->job = (lk_job){
        .path = self->path, .shown = lk_path_shown(self->arena, &self->project.here, self->path), .output = ""};
    lk_flags_begin(self->arena, &self->job.flags);
    lk_flags_adjust(self->arena, &flags, &self->job.flags);
    lk_array_push(self->arena, &self->job.flags, "-xc");
}

static bool find_job(lk_edited *self, const char **error) {
    bool by_database = has_database(self, error);
    if (*error)
        return false;
    const lk_selection selection = selection_of(self, by_database);
    lk_selected found;
    lk_select(self->arena, &selection, &found);
    self->is_borrowed = found.jobs.count == 0 && by_database;
    if (found.jobs.count)
        self->job = found.jobs.items[0];
    else if (!by_database)
        make_job(self, &selection);
    else if (!lk_borrow(self->arena, &selection, self->path, &self->job)) {
        self->is_foreign = lk_path_is_header(self->path);
        if (self->is_foreign)
            return true;
        *error = lk_arena_printf(self->arena, "%s holds no C compilation", self->project.compdb.path);
        return false;
    }
    lk_array_push(self->arena, &self->project.selected.jobs, self->job);
    return true;
}

const char *lk_edited_summaries(const lk_project *project) {
    const char *cache = lk_project_cache(project);
    return cache ? lk_arena_printf(project->arena, "%s/program.summaries", cache) : NULL;
}

/* Nobody has asked for these: where they are no good, there are none. */
static void find_summaries(lk_edited *self) {
    const char *path = lk_edited_summaries(&self->project), *ignored = NULL;
    if (self->project.settings.summaries || !path || access(path, R_OK) != 0)
        return;
    self->project.summaries = lk_summaries_open(self->arena, path, path, &ignored);
    self->is_informed = self->project.summaries != NULL;
}

static void find_errors(lk_edited *self) {
    self->is_error = LK_NEW_ARRAY(self->arena, bool, lk_rule_count());
    for (uint32_t i = 0; i < lk_rule_count(); i++) {
        const char *rule = lk_rule_at(i)->meta->name;
        self->is_error[i] = lk_settings_is_error(&self->project.settings, self->job.shown, rule);
    }
}

bool lk_edited_read(lk_edited *self, const char *path, const lk_words *words, const char **error) {
    lk_edited_free(self);
    self->arena = lk_arena_new();
    self->path = lk_arena_strndup(self->arena, path, strlen(path));
    self->project = (lk_project){.arena = self->arena, .options = &self->options, .here = lk_here_now(self->arena)};
    if (!lk_edited_options(self->arena, self->path, words, &self->options, error) || !find_job(self, error))
        return false;
    if (self->is_foreign)
        return true;
    if (!lk_project_configure(&self->project, error))
        return false;
    find_summaries(self);
    self->worker = lk_project_worker(&self->project);
    self->worker.is_edited = true;
    find_errors(self);
    self->editing = lk_editing_new(self->preambles);
    return true;
}

/* ---- judging ---- */

static void forget(lk_edited *self) {
    lk_arena_free(self->last);
    self->last = NULL;
    self->lint = NULL;
    self->report = NULL;
}

/* The database may name the file otherwise than the editor does. */
static const lk_unsaved *unsaved(lk_edited *self, const lk_texts *texts) {
    lk_unsaved *files = LK_NEW_ARRAY(self->last, lk_unsaved, texts->count + 1);
    for (uint32_t i = 0; i < texts->count; i++) {
        files[i] = texts->items[i];
        if (strcmp(files[i].path, self->path) == 0)
            files[i].path = self->job.path;
    }
    return files;
}

/* Only what the edit changed is lowered again. */
static void keep_functions(lk_edited *self) {
    const lk_revision *edit = lk_parse_revision(self->parse);
    if (edit)
        lk_kept_move(self->kept, edit);
    else
        self->kept = LK_NEW(lk_parse_unit(self->parse)->arena, lk_kept);
    lk_parse_functions(self->parse, false, lk_kept_function, self->kept);
}

bool lk_edited_judge(lk_edited *self, const lk_texts *texts, const char **error) {
    forget(self);
    if (self->is_foreign)
        return true;
    self->last = lk_arena_new();
    const lk_job *job = &self->job;
    self->parse = lk_editing_parse(self->editing, self->last, job->path, job->flags.items, job->flags.count,
                                   job->directory, unsaved(self, texts), texts->count, error);
    if (!self->parse)
        return false;
    keep_functions(self);
    self->report = lk_worker_judge(self->last, &self->worker, job, self->parse, self->kept, &self->lint);
    return true;
}

/* ---- what is said ---- */

static const char *absolute(void *context, const char *path) {
    lk_edited *self = context;
    if (!path[0])
        return path;
    const char *from = lk_path_absolute(self->last, self->project.here.logical, path);
    return strcmp(path, self->job.shown) == 0 ? self->path : from;
}

static uint32_t rule_of(const lk_finding *finding) {
    uint32_t rule = 0;
    while (rule + 1 < lk_rule_count() && strcmp(lk_rule_at(rule)->meta->name, finding->rule) != 0)
        rule++;
    return rule;
}

json_t *lk_edited_tell(lk_edited *self, lk_lsp_telling *telling) {
    json_t *list = json_array();
    for (uint32_t i = 0; self->report && i < self->report->findings.count; i++) {
        lk_finding *finding = self->report->findings.items[i];
        if (strcmp(finding->place.path, self->job.shown) != 0 || finding->suppressed)
            continue;
        lk_finding_rename(finding, absolute, self);
        json_array_append_new(list, lk_lsp_diagnostic(telling, finding, self->is_error[rule_of(finding)]));
    }
    bool is_part = self->is_borrowed && lk_path_is_header(self->path); /* it may need what is included before it */
    if (self->report && self->report->failure && !is_part)
        json_array_append_new(
            list, lk_lsp_not_analysed(lk_arena_printf(self->last, "not analysed: %s", self->report->failure)));
    return list;
}

typedef struct listing {
    lk_edited *edited;
    json_t *list;
} listing;

static void list_input(void *context, const char *path, const char *text, size_t size) {
    (void)text, (void)size;
    listing *self = context;
    lk_edited *edited = self->edited;
    const char *directory = edited->job.directory ? edited->job.directory : edited->project.here.logical;
    json_array_append_new(self->list, json_string(lk_path_absolute(edited->last, directory, path)));
}

json_t *lk_edited_inputs(lk_edited *self) {
    listing work = {self, json_array()};
    if (self->parse)
        lk_parse_inputs(self->parse, false, list_input, &work);
    return work.list;
}

json_t *lk_edited_settings(lk_edited *self) {
    json_t *list = json_array();
    const lk_settings *settings = &self->project.settings;
    const char *here = self->project.here.logical;
    if (self->project.compdb.path)
        json_array_append_new(list, json_string(lk_path_absolute(self->arena, here, self->project.compdb.path)));
    for (uint32_t i = 0; i < settings->models.count; i++)
        json_array_append_new(list, json_string(lk_path_absolute(self->arena, here, settings->models.items[i])));
    if (settings->summaries)
        json_array_append_new(list, json_string(lk_path_absolute(self->arena, here, settings->summaries)));
    return list;
}

static uint32_t main_file(const lk_unit *unit, const char *path) {
    for (uint32_t i = 0; i < unit->files.count; i++)
        if (unit->files.items[i].path && strcmp(unit->files.items[i].path, path) == 0)
            return i;
    return LK_MAIN_FILE;
}

json_t *lk_edited_hover(lk_edited *self, lk_lsp_telling *telling, size_t offset) {
    if (!self->parse || !self->lint)
        return json_null();
    lk_unit *unit = lk_parse_unit(self->parse);
    lk_arena *arena = lk_arena_new();
    lk_lsp_telling own = *telling;
    own.arena = arena;
    lk_loc at = {main_file(unit, self->job.path), (uint32_t)offset};
    json_t *hover = lk_lsp_hover(&own, unit, lk_lint_held(self->lint, arena, unit, at));
    lk_arena_free(arena);
    return hover;
}

void lk_edited_free(lk_edited *self) {
    forget(self);
    lk_editing_free(self->editing);
    lk_arena_free(self->arena);
    *self = (lk_edited){.preambles = self->preambles};
}
