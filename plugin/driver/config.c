/* config.c -- reading .clang-tidy files, and inheriting from the folders above. */
#include "driver/config.h"

#include "base/map.h"
#include "base/whole.h"
#include "driver/path.h"
#include "model/yaml.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct lk_configs {
    lk_arena *arena;
    const char *fixed;
    lk_map *known; /* by directory */
};

/* What one file says. */
typedef struct said {
    lk_config config;
    bool inherits;
} said;

lk_configs *lk_configs_new(lk_arena *arena, const char *fixed) {
    lk_configs *self = LK_NEW(arena, lk_configs);
    *self = (lk_configs){arena, fixed, lk_map_new(arena)};
    return self;
}

/* ---- one file ---- */

static bool is_key(const lk_yaml *node, const char *name) {
    return node->kind == LK_YAML_SCALAR && strcmp(node->text, name) == 0;
}

/* A scalar, or a list of them as one text. */
static const char *words_of(lk_arena *arena, const lk_yaml *node) {
    if (node->kind == LK_YAML_SCALAR)
        return node->text;
    const char *text = "";
    for (uint32_t i = 0; node->kind == LK_YAML_LIST && i < node->count; i++)
        if (node->values[i]->kind == LK_YAML_SCALAR)
            text = lk_arena_printf(arena, "%s%s%s", text, *text ? "," : "", node->values[i]->text);
    return text;
}

static void take_option(lk_config *into, const char *key, const char *value) {
    if (strcmp(key, "LocklintModels") == 0)
        into->models = value;
    else if (strcmp(key, "LocklintBlocking") == 0)
        into->blocking = value;
    else if (strcmp(key, "LocklintSummaries") == 0)
        into->summaries = value;
}

/* {key: ..., value: ...} */
static void take_pair(lk_config *into, const lk_yaml *node) {
    const char *key = NULL, *value = NULL;
    for (uint32_t i = 0; node->kind == LK_YAML_MAPPING && i < node->count; i++) {
        if (node->values[i]->kind != LK_YAML_SCALAR)
            continue;
        if (is_key(node->keys[i], "key"))
            key = node->values[i]->text;
        else if (is_key(node->keys[i], "value"))
            value = node->values[i]->text;
    }
    if (key && value)
        take_option(into, key, value);
}

/* A mapping, or a list of pairs. */
static void take_options(lk_config *into, const lk_yaml *node) {
    for (uint32_t i = 0; i < node->count; i++) {
        const lk_yaml *value = node->values[i];
        if (node->kind == LK_YAML_LIST)
            take_pair(into, value);
        else if (node->kind == LK_YAML_MAPPING && node->keys[i]->kind == LK_YAML_SCALAR &&
                 value->kind == LK_YAML_SCALAR)
            take_option(into, node->keys[i]->text, value->text);
    }
}

static void take_key(lk_arena *arena, said *into, const lk_yaml *key, const lk_yaml *value) {
    if (is_key(key, "Checks"))
        into->config.checks = words_of(arena, value);
    else if (is_key(key, "WarningsAsErrors"))
        into->config.warnings_as_errors = words_of(arena, value);
    else if (is_key(key, "HeaderFilterRegex") && value->kind == LK_YAML_SCALAR && value->text[0])
        into->config.header_filter = value->text;
    else if (is_key(key, "InheritParentConfig"))
        into->inherits = is_key(value, "true") || is_key(value, "True") || is_key(value, "TRUE");
    else if (is_key(key, "CheckOptions"))
        take_options(&into->config, value);
}

static bool read_file(lk_arena *arena, const char *path, said *into, const char **error) {
    size_t size = 0;
    lk_model_error wrong = {.path = path};
    const lk_yaml *root = NULL;
    const char *text = lk_read_whole(arena, path, &size);
    if (!text) {
        *error = lk_arena_printf(arena, "%s: cannot read this configuration: %s", path, strerror(errno));
        return false;
    }
    bool is_read = lk_yaml_read(arena, path, text, size, &root, &wrong);
    if (is_read && root && root->kind != LK_YAML_MAPPING) {
        is_read = false;
        wrong = (lk_model_error){path, root->line, root->column, "a configuration is a mapping, such as 'Checks: ...'"};
    }
    if (!is_read) {
        *error = lk_arena_printf(arena, "%s:%u:%u: %s", path, wrong.line, wrong.column, wrong.message);
        return false;
    }
    into->config.path = path;
    for (uint32_t i = 0; root && i < root->count; i++)
        take_key(arena, into, root->keys[i], root->values[i]);
    return true;
}

/* ---- those above ---- */

/* Lists of checks go on where those of the folder above end; all else is said anew. */
static const char *appended(lk_arena *arena, const char *above, const char *own) {
    return above && own ? lk_arena_printf(arena, "%s,%s", above, own) : own ? own : above;
}

static void inherit(lk_arena *arena, lk_config *self, const lk_config *above) {
    self->checks = appended(arena, above->checks, self->checks);
    self->warnings_as_errors = appended(arena, above->warnings_as_errors, self->warnings_as_errors);
    self->header_filter = self->header_filter ? self->header_filter : above->header_filter;
    self->models = self->models ? self->models : above->models;
    self->blocking = self->blocking ? self->blocking : above->blocking;
    self->summaries = self->summaries ? self->summaries : above->summaries;
}

static const char *parent_of(lk_arena *arena, const char *directory) {
    const char *slash = strrchr(directory, '/');
    if (!slash || strcmp(directory, "/") == 0)
        return NULL;
    return slash == directory ? "/" : lk_arena_strndup(arena, directory, (size_t)(slash - directory));
}

static const lk_config *find(lk_configs *self, const char *directory, const char **error) {
    static const lk_config none = {0};
    const lk_config *known = lk_map_get(self->known, directory);
    if (known)
        return known;
    said own = {.inherits = true};
    const char *path = lk_arena_printf(self->arena, "%s/.clang-tidy", strcmp(directory, "/") == 0 ? "" : directory);
    FILE *there = fopen(path, "re");
    if (there) {
        fclose(there);
        own.inherits = false;
        if (!read_file(self->arena, path, &own, error))
            return NULL;
    }
    const char *parent = own.inherits ? parent_of(self->arena, directory) : NULL;
    const lk_config *above = parent ? find(self, parent, error) : &none;
    if (!above)
        return NULL;
    lk_config *made = LK_NEW(self->arena, lk_config);
    *made = own.config;
    if (!made->path)
        *made = *above;
    else
        inherit(self->arena, made, above);
    lk_map_put(self->known, directory, made);
    return made;
}

const lk_config *lk_configs_of(lk_configs *self, const char *directory, const char **error) {
    if (!self->fixed)
        return find(self, directory, error);
    const lk_config *known = lk_map_get(self->known, "");
    said all = {.inherits = false};
    if (known)
        return known;
    if (!read_file(self->arena, self->fixed, &all, error))
        return NULL;
    lk_config *made = LK_NEW(self->arena, lk_config);
    *made = all.config;
    lk_map_put(self->known, "", made);
    return made;
}
