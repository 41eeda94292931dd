/* project.c -- reading what a run works on. */
#include "driver/project.h"
#include "base/whole.h"
#include "driver/build_id.h"
#include "driver/summaries.h"
#include "lint/blocking.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#ifndef LK_VERSION
#define LK_VERSION "unknown"
#endif

/* ---- the database ---- */

bool lk_project_find_database(lk_project *self, const char *start, const char **error) {
    const char *build = self->options->build_path;
    const char *path = lk_compdb_locate(self->arena, build, start);
    if (!path) {
        *error = lk_arena_printf(
            self->arena,
            "no compile_commands.json for '%s', here or in a directory above, nor in build/ there; make one (cmake "
            "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON, or: bear -- make), name its directory with "
            "-p, or give compile flags after --",
            start);
        return false;
    }
    if (lk_compdb_read(self->arena, path, &self->compdb, error))
        return true;
    if (build && access(path, F_OK) != 0)
        *error = lk_arena_printf(self->arena,
                                 "%s; make one (cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, or: bear -- make), or give "
                                 "compile flags after --",
                                 *error);
    return false;
}

bool lk_project_select(lk_project *self, const char **error) {
    const lk_options *options = self->options;
    const char *start = options->files.count ? options->files.items[0] : ".";
    if (!options->flags && !lk_project_find_database(self, start, error))
        return false;
    lk_selection selection = {
        .files = options->files,
        .excludes = options->excludes,
        .extra = options->extra,
        .extra_before = options->extra_before,
        .flags = options->flags,
        .compdb = options->flags ? NULL : &self->compdb,
        .here = self->here,
    };
    lk_select(self->arena, &selection, &self->selected);
    const lk_selected *selected = &self->selected;
    if (selected->jobs.count == 0 && selected->problems.count == 0) {
        *error = selected->excluded ? "--exclude leaves no file to analyse"
                                    : lk_arena_printf(self->arena, "%s holds no C compilation", self->compdb.path);
        return false;
    }
    return true;
}

/* ---- how to judge ---- */

static bool read_settings(lk_project *self, const char **error) {
    const char *build = lk_compdb_folder(self->arena, &self->compdb, self->here.logical);
    return lk_settings_make(&self->settings, self->arena, self->options, &self->here, &self->selected.jobs, build,
                            error);
}

static bool read_blocking(lk_project *self, const char **error) {
    const lk_settings *settings = &self->settings;
    self->blocking = lk_blocking_default();
    if (!settings->blocking || lk_blocking_read(self->arena, settings->blocking, &self->blocking, error))
        return true;
    *error = lk_arena_printf(self->arena, "%s: %s", settings->blocking_from, *error);
    return false;
}

static bool add_model(lk_project *self, const char *path, lk_model_error *wrong, const char **error) {
    size_t size;
    const char *text = lk_read_whole(self->arena, path, &size);
    if (!text) {
        *error = lk_arena_printf(self->arena, "cannot read the model file '%s': %s", path, strerror(errno));
        return false;
    }
    self->models_hash = XXH3_64bits_withSeed(text, size, self->models_hash + 1);
    return lk_models_add(self->models, path, text, size, wrong);
}

static bool load_models(lk_project *self, const char **error) {
    lk_model_error wrong = {0};
    self->models = lk_models_new(self->arena);
    bool is_small = self->selected.jobs.count == 1 && self->settings.models.count == 0;
    if (is_small) /* else all workers share what is read before they begin */
        lk_models_defer_shipped(self->models);
    bool is_loaded = is_small || lk_models_add_shipped(self->models, &wrong);
    for (uint32_t i = 0; is_loaded && i < self->settings.models.count; i++)
        is_loaded = add_model(self, self->settings.models.items[i], &wrong, error);
    if (!is_loaded && !*error)
        *error = lk_arena_printf(self->arena, "%s:%u:%u: %s", wrong.path, wrong.line, wrong.column, wrong.message);
    return is_loaded;
}

/* A configuration may be older than the first link. */
static bool read_summaries(lk_project *self, const char **error) {
    const lk_settings *settings = &self->settings;
    const char *path = settings->summaries;
    bool is_alone = self->selected.jobs.count == 1 && !self->options->link && !self->options->emit_unit;
    if (path && (settings->is_asked || is_alone))
        self->summaries = lk_summaries_open(self->arena, path, path, error);
    if (!*error || settings->is_asked)
        return !*error;
    self->remark = *error;
    *error = NULL;
    return true;
}

bool lk_project_configure(lk_project *self, const char **error) {
    return read_settings(self, error) && read_blocking(self, error) && load_models(self, error) &&
           read_summaries(self, error);
}

/* ---- what follows from it ---- */

const char *lk_project_cache(const lk_project *self) {
    const lk_options *options = self->options;
    return options->cache || options->no_cache ? options->cache : lk_compdb_cache(self->arena, &self->compdb);
}

static const char *shown(const lk_project *self, const char *path) {
    return lk_path_shown(self->arena, &self->here, lk_path_absolute(self->arena, self->here.logical, path));
}

/* What unit files are made of, beside what clang reads. */
static const lk_words *made_of(const lk_project *self) {
    lk_words *files = LK_NEW(self->arena, lk_words);
    for (uint32_t i = 0; i < self->options->models.count; i++)
        lk_array_push(self->arena, files, self->options->models.items[i]);
    if (self->compdb.path)
        lk_array_push(self->arena, files, shown(self, self->compdb.path));
    return files;
}

/* Unit files depend on the program, whose models are in it, and on the user's models. */
static const char *made_by(const lk_project *self) {
    return lk_arena_printf(self->arena, "locklint %s %s %llx", LK_VERSION, lk_build_id(self->arena),
                           (unsigned long long)self->models_hash);
}

lk_worker_options lk_project_worker(const lk_project *self) {
    const lk_options *options = self->options;
    return (lk_worker_options){
        .models = self->models,
        .rule_enabled = self->settings.enabled,
        .blocking = self->blocking,
        .wants_graph = options->lock_graph != NULL,
        .dumps_tree = options->dump_tree,
        .dumps_ir = options->dump_ir,
        .dumps_summaries = options->dump_summaries,
        .verifies = options->verify,
        .here = self->here,
        .made_by = made_by(self),
        .summaries = self->summaries,
        .depfile = options->depfile,
        .made_of = made_of(self),
    };
}
