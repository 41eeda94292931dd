/* line_filter.c -- reading a line filter, and asking it. */
#include "report/line_filter.h"
#include "model/suggest.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

static const char *const example = "[{\"name\": \"file.c\", \"lines\": [[1, 3], [5, 7]]}]";

/* Reads [first, last]; gives what is wrong, NULL when nothing is. */
static const char *read_range(const json_t *pair, lk_line_range *range) {
    const json_t *first = json_array_get(pair, 0), *last = json_array_get(pair, 1);
    if (json_array_size(pair) != 2 || !json_is_integer(first) || !json_is_integer(last))
        return "it has to be two whole numbers, the first and the last line: [5, 7]";
    json_int_t from = json_integer_value(first), to = json_integer_value(last);
    if (from < 1 || to < 1)
        return "lines are counted from 1";
    if (from > to)
        return "its last line is before its first";
    *range = (lk_line_range){from < UINT32_MAX ? (uint32_t)from : UINT32_MAX, //
                             to < UINT32_MAX ? (uint32_t)to : UINT32_MAX};
    return NULL;
}

static const char *read_ranges(lk_arena *arena, const json_t *lines, lk_line_file *file) {
    const json_t *pair;
    size_t i;
    if (!json_is_array(lines))
        return "'lines' has to be a list of ranges: [[1, 3], [5, 7]]";
    json_array_foreach(lines, i, pair) {
        lk_line_range range;
        const char *problem = read_range(pair, &range);
        if (problem)
            return lk_arena_printf(arena, "'lines', range %zu: %s", i + 1, problem);
        lk_array_push(arena, &file->ranges, range);
    }
    return NULL;
}

static const char *read_file(lk_arena *arena, json_t *entry, lk_line_file *file) {
    static const char *const keys[] = {"name", "lines"};
    const char *key;
    json_t *value;
    if (!json_is_object(entry))
        return "it has to be an object: {\"name\": \"file.c\", \"lines\": [[1, 3]]}";
    json_object_foreach(entry, key, value) {
        if (strcmp(key, keys[0]) != 0 && strcmp(key, keys[1]) != 0)
            return lk_arena_printf(arena, "unknown key '%s'%s", key, lk_suggest(arena, key, "allowed", keys, 2));
    }
    const json_t *name = json_object_get(entry, "name"), *lines = json_object_get(entry, "lines");
    if (!json_is_string(name) || json_string_length(name) == 0)
        return "'name' (a string, the end of the file's path) is missing";
    file->name = lk_arena_strndup(arena, json_string_value(name), json_string_length(name));
    return lines ? read_ranges(arena, lines, file) : NULL;
}

bool lk_line_filter_read(lk_arena *arena, const char *text, lk_line_filter *self, const char **error) {
    json_error_t wrong;
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &wrong), *entry;
    size_t i;
    *self = (lk_line_filter){0};
    if (!text[0])
        return true;
    if (!root) {
        *error =
            lk_arena_printf(arena, "line %d, column %d: this is no JSON: %s; right would be '%s'",
                            wrong.line > 0 ? wrong.line : 1, wrong.column > 0 ? wrong.column : 1, wrong.text, example);
        return false;
    }
    *error = json_is_array(root) ? NULL : lk_arena_printf(arena, "it has to be a list: '%s'", example);
    json_array_foreach(root, i, entry) {
        lk_line_file file = {0};
        const char *problem = read_file(arena, entry, &file);
        if (problem) {
            *error = lk_arena_printf(arena, "entry %zu: %s", i + 1, problem);
            break;
        }
        lk_array_push(arena, &self->files, file);
    }
    json_decref(root);
    return *error == NULL;
}

/* ---- asking ---- */

static int by_name(const void *a, const void *b) {
    const lk_line_file *one = a, *two = b;
    return strcmp(one->name, two->name);
}

void lk_line_filter_sort(lk_line_filter *self) {
    if (self->files.count)
        qsort(self->files.items, self->files.count, sizeof *self->files.items, by_name);
}

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* The file that decides for the path; NULL when there is none. */
static const lk_line_file *file_of(const lk_line_filter *self, const char *path) {
    const lk_line_file wanted = {.name = path};
    if (self->has_whole_paths)
        return self->files.count
                   ? bsearch(&wanted, self->files.items, self->files.count, sizeof *self->files.items, by_name)
                   : NULL;
    for (uint32_t i = 0; i < self->files.count; i++)
        if (ends_with(path, self->files.items[i].name))
            return &self->files.items[i];
    return NULL;
}

bool lk_line_filter_has(const lk_line_filter *self, const char *path, uint32_t line) {
    if (!self->has_whole_paths && self->files.count == 0)
        return true;
    const lk_line_file *file = file_of(self, path);
    if (!file)
        return false;
    bool has = file->ranges.count == 0;
    for (uint32_t i = 0; i < file->ranges.count && !has; i++)
        has = file->ranges.items[i].first <= line && line <= file->ranges.items[i].last;
    return has;
}
