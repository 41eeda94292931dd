/* host.c -- runs all rules over a unit that the host has parsed. */
#include "tidy/host.h"

#include "ast/tree_clang.h"
#include "base/whole.h"
#include "driver/path.h"
#include "driver/summaries.h"
#include "lint/blocking.h"
#include "lint/globs.h"
#include "model/shipped.h"

#include <errno.h>
#include <string.h>

static bool add_model_file(lk_host_run *self, lk_models *models, const char *path) {
    size_t size;
    lk_model_error error;
    char *text = lk_read_whole(self->arena, path, &size);
    if (text == NULL) {
        self->error = lk_arena_printf(self->arena, "%s: can't read this model file: %s", path, strerror(errno));
        return false;
    }
    if (lk_models_add(models, path, text, size, &error))
        return true;
    self->error = lk_arena_printf(self->arena, "%s:%u:%u: %s", error.path, error.line, error.column, error.message);
    return false;
}

/* The shipped models and those of the job; NULL and self->error when one is wrong. */
static lk_models *read_models(lk_host_run *self, const lk_host_job *job) {
    lk_model_error error;
    lk_models *models = lk_models_new(self->arena);
    if (job->model_files == NULL || job->model_files[0] == '\0') {
        lk_models_defer_shipped(models);
        return models;
    }
    if (!lk_models_add_shipped(models, &error)) {
        self->error = lk_arena_printf(self->arena, "%s:%u:%u: %s", error.path, error.line, error.column, error.message);
        return NULL;
    }
    for (const char *next = job->model_files == NULL ? "" : job->model_files; *next != '\0';) {
        size_t length = strcspn(next, ";");
        const char *path = lk_arena_strndup(self->arena, next, length);
        if (*path != '/' && job->directory != NULL)
            path = lk_arena_printf(self->arena, "%s/%s", job->directory, path);
        if (length > 0 && !add_model_file(self, models, path))
            return NULL;
        next += length + (next[length] == ';');
    }
    return models;
}

/* ---- summaries ---- */

/* What files are called in summaries and here: absolutely. */
static const char *name_of(void *context, const char *path) {
    const lk_host_run *self = context;
    return lk_path_absolute(self->arena, self->directory, path);
}

static const lk_summaries *read_summaries(lk_host_run *self, const lk_host_job *job) {
    if (job->summaries == NULL || job->summaries[0] == '\0')
        return NULL;
    self->directory = job->directory != NULL ? job->directory : lk_here_now(self->arena).logical;
    const char *shown = lk_arena_strndup(self->arena, job->summaries, strlen(job->summaries));
    lk_summaries *summaries = lk_summaries_open(self->arena, name_of(self, shown), shown, &self->warning);
    if (summaries == NULL)
        return NULL;
    summaries->show = summaries->here = summaries->there = name_of;
    summaries->context = self;
    return summaries;
}

/* ---- the run ---- */

/* Whether there is anything to find: what other files and models of one's own say is not looked at. */
static bool touches_locks(lk_host_run *self, const lk_host_job *job, const lk_lint_options *options) {
    if (options->summaries || options->dump_tree || options->dump_ir || (job->model_files && *job->model_files))
        return true;
    const char **names = LK_NEW_ARRAY(self->arena, const char *, lk_shipped_word_count + 1);
    size_t count = 0;
    for (uint32_t i = 0; i < lk_shipped_word_count; i++)
        if (lk_shipped_words[i].touches)
            names[count++] = lk_shipped_names + lk_shipped_words[i].name;
    return lk_clang_mentions(job->ast_context, names, count);
}

/* Opens a dump's file; NULL when there is none to open. */
static FILE *open_dump(lk_host_run *self, const char *path) {
    if (path == NULL)
        return NULL;
    FILE *file = fopen(path, "w");
    if (file == NULL)
        self->error = lk_arena_printf(self->arena, "%s: can't write this dump: %s", path, strerror(errno));
    return file;
}

static void close_dump(FILE *file) {
    if (file != NULL)
        fclose(file);
}

lk_host_run *lk_host_start(const lk_host_job *job) {
    lk_arena *arena = lk_arena_new();
    lk_host_run *self = LK_NEW(arena, lk_host_run);
    self->arena = arena;
    self->unit = LK_NEW(arena, lk_unit);
    self->unit->arena = arena;
    self->unit->names = lk_interner_new(arena);
    const lk_models *models = read_models(self, job);
    if (models == NULL)
        return self;
    lk_lint_options options = {
        .rule_enabled = job->rule_enabled, .blocking = lk_blocking_default(), .leaves_counting = true};
    if (job->blocking && !lk_blocking_read(arena, job->blocking, &options.blocking, &self->error))
        return self;
    options.dump_tree = open_dump(self, job->tree_file);
    options.dump_ir = open_dump(self, job->ir_file);
    options.summaries = read_summaries(self, job);
    if (self->error == NULL && touches_locks(self, job, &options)) {
        self->lint = lk_lint_new(arena, models, &options);
        lk_clang_functions(job->ast_context, self->unit, false, lk_lint_function, self->lint);
        lk_lint_finish(self->lint, self->unit);
        if (self->warning == NULL)
            self->warning = lk_lint_get_statistics(self->lint)->summaries_remark;
    }
    close_dump(options.dump_tree);
    close_dump(options.dump_ir);
    return self;
}

void lk_host_free(lk_host_run *self) {
    if (self != NULL)
        lk_arena_free(self->arena);
}

void lk_host_choose(const char *globs, bool *enabled) {
    lk_arena *arena = lk_arena_new();
    char *patterns = lk_arena_printf(arena, "%s", "");
    for (uint32_t i = 0; i < lk_rule_count(); i++) {
        const lk_rule_meta *meta = lk_rule_at(i)->meta;
        patterns = lk_arena_printf(arena, "%s%slocklint-%s,", patterns, meta->enabled ? "" : "-", meta->name);
    }
    patterns = lk_arena_printf(arena, "%s%s", patterns, globs);
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        enabled[i] = lk_globs_match(patterns, lk_arena_printf(arena, "locklint-%s", lk_rule_at(i)->meta->name));
    lk_arena_free(arena);
}
