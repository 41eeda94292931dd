/* settings.c -- options over configuration, file by file. */
#include "driver/settings.h"

#include "driver/checks.h"
#include "lint/globs.h"

#include <string.h>

static const char *directory_of(lk_arena *arena, const char *path) {
    const char *base = lk_path_base(path);
    size_t length = base > path + 1 ? (size_t)(base - path - 1) : 1;
    return lk_arena_strndup(arena, path, length);
}

/* Of a job, or of a path as it is shown. */
static const lk_config *config_at(const lk_settings *self, const char *from, const char *path, const char **error) {
    const char *absolute = lk_path_absolute(self->arena, from ? from : self->here.logical, path);
    return lk_configs_of(self->configs, directory_of(self->arena, absolute), error);
}

static void take_checks(lk_settings *self, const lk_config *config) {
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        self->enabled[i] |= lk_checks_is_on(self->arena, i, config->checks, self->options->checks);
}

static const char *in_build(const lk_settings *self, const char *build, const char *path) {
    return path && *path ? lk_path_shown(self->arena, &self->here, lk_path_absolute(self->arena, build, path)) : NULL;
}

/* Paths separated by semicolons. */
static void take_models(lk_settings *self, const char *build, const char *list) {
    for (const char *next = list ? list : ""; *next;) {
        size_t length = strcspn(next, ";");
        const char *path = in_build(self, build, lk_arena_strndup(self->arena, next, length));
        if (path)
            lk_array_push(self->arena, &self->models, path);
        next += length + (next[length] == ';');
    }
    for (uint32_t i = 0; i < self->options->models.count; i++)
        lk_array_push(self->arena, &self->models, self->options->models.items[i]);
}

static void take_options(lk_settings *self, const char *build, const lk_config *config) {
    const lk_options *options = self->options;
    take_models(self, build, config->models);
    self->blocking = options->blocking ? options->blocking : config->blocking;
    self->blocking_from = options->blocking
                              ? "option '--blocking'"
                              : lk_arena_printf(self->arena, "%s: LocklintBlocking", config->path ? config->path : "");
    self->is_asked = options->summaries != NULL;
    self->summaries = self->is_asked ? options->summaries : in_build(self, build, config->summaries);
    self->header_filter = options->header_filter ? options->header_filter : config->header_filter;
}

static bool has_any(const lk_settings *self, const lk_config *first, const char **error) {
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        if (self->enabled[i])
            return true;
    if (self->options->checks || !first->path)
        *error = lk_arena_printf(self->arena, "--checks='%s' leaves no rule; --checks='locklint-*' takes all",
                                 self->options->checks ? self->options->checks : "");
    else
        *error = lk_arena_printf(self->arena,
                                 "%s: its Checks leave no rule of locklint; add 'locklint-*' there, or give "
                                 "--checks='locklint-*'",
                                 lk_path_shown(self->arena, &self->here, first->path));
    return false;
}

bool lk_settings_make(lk_settings *self, lk_arena *arena, const lk_options *options, const lk_here *here,
                      const lk_jobs *jobs, const char *build, const char **error) {
    *self = (lk_settings){.arena = arena, .options = options, .here = *here};
    self->configs = lk_configs_new(arena, options->config_file);
    self->enabled = LK_NEW_ARRAY(arena, bool, lk_rule_count());
    if ((options->checks && !lk_checks_validate(arena, "--checks", options->checks, false, error)) ||
        (options->warnings_as_errors &&
         !lk_checks_validate(arena, "--warnings-as-errors", options->warnings_as_errors, true, error)))
        return false;
    const lk_config *first = NULL;
    for (uint32_t i = 0; i < jobs->count || i == 0; i++) {
        const lk_config *config = jobs->count ? config_at(self, jobs->items[i].directory, jobs->items[i].path, error)
                                              : lk_configs_of(self->configs, here->logical, error);
        if (!config)
            return false;
        first = first ? first : config;
        take_checks(self, config);
    }
    take_options(self, build, first);
    return has_any(self, first, error);
}

/* Configurations of folders that hold headers alone are read late: one that can't be read says nothing. */
static const lk_config *config_of(const lk_settings *self, const char *path) {
    static const lk_config none = {0};
    const char *ignored = NULL;
    const lk_config *config = config_at(self, NULL, path, &ignored);
    return config ? config : &none;
}

bool lk_settings_tells(const lk_settings *self, const char *path, const char *rule) {
    const lk_config *config = config_of(self, path);
    for (uint32_t i = 0; config->checks && i < lk_rule_count(); i++)
        if (strcmp(lk_rule_at(i)->meta->name, rule) == 0)
            return lk_checks_is_on(self->arena, i, config->checks, self->options->checks);
    return true;
}

bool lk_settings_is_error(const lk_settings *self, const char *path, const char *rule) {
    const lk_config *config = config_of(self, path);
    const char *own = self->options->warnings_as_errors;
    lk_arena_mark mark = lk_arena_save(self->arena);
    const char *globs = lk_arena_printf(self->arena, "%s,%s",
                                        config->warnings_as_errors ? config->warnings_as_errors : "", own ? own : "");
    bool is_error = lk_globs_match(globs, lk_arena_printf(self->arena, "locklint-%s", rule));
    lk_arena_release(self->arena, mark);
    return is_error;
}
