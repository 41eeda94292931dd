/* attributes.c -- the model that a header writes as annotate("locklint: {acquire: {lock: '*mutex'}}"). */
#include "model/entry.h"

#include <string.h>

static const char prefix[] = "locklint:";

static const char *find_annotation(const lk_decl *function, uint32_t *count) {
    const char *found = NULL;
    *count = 0;
    for (uint32_t i = 0; i < function->annotation_count; i++)
        if (strncmp(function->annotations[i], prefix, sizeof prefix - 1) == 0) {
            found = function->annotations[i];
            ++*count;
        }
    return found;
}

static lk_signature signature_of(lk_arena *arena, const lk_decl *function) {
    const char **params = LK_NEW_ARRAY(arena, const char *, function->param_count);
    for (uint32_t i = 0; i < function->param_count; i++)
        params[i] = function->params[i]->name ? function->params[i]->name : "";
    return (lk_signature){.name = function->name,
                          .params = params,
                          .param_count = function->param_count,
                          .is_variadic = function->type && function->type->is_variadic};
}

const lk_model *lk_attributes_model(lk_arena *arena, const lk_decl *function, lk_model_error *error) {
    uint32_t count;
    const char *text = find_annotation(function, &count);
    *error = (lk_model_error){0};
    if (!text)
        return NULL;
    const char *path = lk_arena_printf(arena, "annotation of '%s'", function->name);
    if (count > 1) {
        *error = (lk_model_error){path, 1, 1, "more than one locklint annotation; put the effects into one"};
        return NULL;
    }
    /* The text is itself a YAML mapping from "locklint" to an entry, so columns come out right. */
    const lk_yaml *root;
    if (!lk_yaml_read(arena, path, text, strlen(text), &root, error))
        return NULL;
    lk_reading reading = {.arena = arena, .path = path, .api = "", .constants = lk_map_new(arena), .error = error};
    if (!lk_reading_mapping(&reading, root, "annotation", "a text such as \"locklint: {acquire: {lock: '*mutex'}}\""))
        return NULL;
    if (root->count == 0 || strcmp(root->keys[0]->text, "locklint") != 0) {
        lk_reading_fail(&reading, root, "expected 'locklint: {...}', with a space behind the colon");
        return NULL;
    }
    if (root->count > 1) {
        lk_reading_fail(&reading, root->keys[1], "'%s' stands outside the braces of 'locklint: {...}'",
                        root->keys[1]->text);
        return NULL;
    }
    lk_signature signature = signature_of(arena, function);
    return lk_entry_read(&reading, &signature, root->keys[0], root->values[0]);
}
