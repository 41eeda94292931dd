/* reader.c -- the top level of a model file: api, inline, typed, constants, types, functions, macros. */
#include "model/reader.h"

#include "model/entry.h"

#include <string.h>

typedef struct reader {
    lk_reading reading;
    lk_model_text *into;
} reader;

static bool read_api(reader *self, const lk_yaml *value) {
    const char *api = lk_reading_text(&self->reading, value, "api");
    if (api)
        self->reading.api = api;
    return api;
}

static bool read_inline(reader *self, const lk_yaml *value) {
    return lk_reading_yes(&self->reading, value, "inline", &self->reading.is_inline);
}

static bool read_typed(reader *self, const lk_yaml *value) {
    return lk_reading_yes(&self->reading, value, "typed", &self->reading.is_typed);
}

static bool read_constants(reader *self, const lk_yaml *value) {
    if (!lk_reading_mapping(&self->reading, value, "constants", "a mapping such as {MSG_DONTWAIT: 0x40}"))
        return false;
    for (uint32_t i = 0; i < value->count; i++) {
        int64_t *constant = LK_NEW(self->reading.arena, int64_t);
        const char *name = value->keys[i]->text;
        if (!lk_reading_integer(&self->reading, value->values[i], name, constant))
            return false;
        lk_map_put(self->reading.constants, name, constant);
    }
    return true;
}

static bool read_initializers(reader *self, const lk_yaml *value, lk_lock_type *type) {
    if (!lk_reading_expect(&self->reading, value, LK_YAML_LIST, "reentrant-initializers", "a list of macros' names"))
        return false;
    const char **names = LK_NEW_ARRAY(self->reading.arena, const char *, value->count);
    for (uint32_t i = 0; i < value->count; i++) {
        names[i] = lk_reading_text(&self->reading, value->values[i], "reentrant-initializers");
        if (!names[i])
            return false;
    }
    type->reentrant_initializers = names;
    type->reentrant_initializer_count = value->count;
    return true;
}

static bool read_type(reader *self, const lk_yaml *key, const lk_yaml *value) {
    static const char *const known[] = {"kind", "reentrant", "reentrant-initializers"};
    lk_reading *reading = &self->reading;
    if (!lk_reading_mapping(reading, value, key->text, "a mapping such as {kind: mutex, reentrant: no}"))
        return false;
    lk_lock_type *type = LK_NEW(reading->arena, lk_lock_type);
    *type = (lk_lock_type){.name = key->text, .api = reading->api, .reentrancy = LK_REENTRANT_NO};
    bool has_kind = false, ok = true;
    for (uint32_t i = 0; ok && i < value->count; i++) {
        const char *name = value->keys[i]->text;
        if (strcmp(name, "kind") == 0)
            ok = has_kind = lk_reading_word(reading, value->values[i], &lk_lock_kind_words, &type->kind);
        else if (strcmp(name, "reentrant") == 0)
            ok = lk_reading_word(reading, value->values[i], &lk_reentrancy_words, &type->reentrancy);
        else if (strcmp(name, "reentrant-initializers") == 0)
            ok = read_initializers(self, value->values[i], type);
        else
            ok = lk_reading_unknown_key(reading, value->keys[i], known, sizeof known / sizeof *known);
    }
    if (ok && !has_kind)
        ok = lk_reading_fail(reading, value, "'%s' needs 'kind', as in {kind: mutex}", key->text);
    if (!ok)
        return false;
    lk_array_push(reading->arena, &self->into->types, type);
    lk_model_error place = {.path = reading->path, .line = key->line, .column = key->column};
    lk_array_push(reading->arena, &self->into->type_places, place);
    return true;
}

static bool read_types(reader *self, const lk_yaml *value) {
    if (!lk_reading_mapping(&self->reading, value, "types", "a mapping from types to what they are"))
        return false;
    for (uint32_t i = 0; i < value->count; i++)
        if (!read_type(self, value->keys[i], value->values[i]))
            return false;
    return true;
}

static bool read_entry(reader *self, const lk_yaml *key, const lk_yaml *value, bool is_macro) {
    lk_signature signature = {.is_macro = is_macro};
    lk_scan scan = lk_reading_scan(&self->reading, key);
    if (!lk_signature_read(&scan, &signature))
        return lk_reading_fail_scan(&self->reading, key, &scan);
    const lk_model *model = lk_entry_read(&self->reading, &signature, key, value);
    if (!model)
        return false;
    lk_array_push(self->reading.arena, &self->into->models, model);
    return true;
}

static bool read_entries(reader *self, const lk_yaml *value, bool is_macro) {
    const char *what = is_macro ? "macros" : "functions";
    if (!lk_reading_expect(&self->reading, value, LK_YAML_MAPPING, what, "a mapping from signatures to effects"))
        return false;
    for (uint32_t i = 0; i < value->count; i++) {
        const lk_yaml *key = value->keys[i];
        if (!lk_reading_expect(&self->reading, key, LK_YAML_SCALAR, what, "a mapping from signatures to effects") ||
            !read_entry(self, key, value->values[i], is_macro))
            return false;
    }
    return true;
}

static bool read_functions(reader *self, const lk_yaml *value) {
    return read_entries(self, value, false);
}

static bool read_macros(reader *self, const lk_yaml *value) {
    return read_entries(self, value, true);
}

/* In the order in which they are read, wherever they stand in the file. */
static const struct {
    const char *name;
    bool (*read)(reader *self, const lk_yaml *value);
} sections[] = {
    {"api", read_api},     {"inline", read_inline},       {"typed", read_typed},  {"constants", read_constants},
    {"types", read_types}, {"functions", read_functions}, {"macros", read_macros}};
enum { SECTIONS = sizeof sections / sizeof *sections };

static bool check_sections(reader *self, const lk_yaml *root) {
    const char *names[SECTIONS];
    for (size_t i = 0; i < SECTIONS; i++)
        names[i] = sections[i].name;
    for (uint32_t i = 0; i < root->count; i++) {
        size_t j = 0;
        while (j < SECTIONS && strcmp(names[j], root->keys[i]->text) != 0)
            j++;
        if (j == SECTIONS)
            return lk_reading_unknown_key(&self->reading, root->keys[i], names, SECTIONS);
    }
    return true;
}

static bool read_root(reader *self, const lk_yaml *root) {
    if (!lk_reading_mapping(&self->reading, root, "model file", "a mapping with 'functions' in it") ||
        !check_sections(self, root))
        return false;
    for (size_t i = 0; i < SECTIONS; i++)
        for (uint32_t j = 0; j < root->count; j++)
            if (strcmp(root->keys[j]->text, sections[i].name) == 0 && !sections[i].read(self, root->values[j]))
                return false;
    return true;
}

bool lk_model_text_read(lk_arena *arena, const char *path, const char *text, size_t size, bool is_shipped,
                        lk_model_text *into, lk_model_error *error) {
    const lk_yaml *root;
    *into = (lk_model_text){0};
    if (!lk_yaml_read(arena, path, text, size, &root, error))
        return false;
    reader self = {.into = into};
    self.reading = (lk_reading){.arena = arena,
                                .path = path,
                                .api = "",
                                .is_shipped = is_shipped,
                                .constants = lk_map_new(arena),
                                .error = error};
    return !root || read_root(&self, root);
}
