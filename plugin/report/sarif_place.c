/* sarif_place.c -- URIs, artifacts, regions, messages. */
#include "report/sarif_place.h"
#include "report/json_text.h"

#include <stdlib.h>
#include <string.h>

static bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-._~/+,=@", c));
}

const char *lk_sarif_uri(lk_arena *arena, const char *path) {
    static const char digits[] = "0123456789ABCDEF", scheme[] = "file://";
    char *uri = lk_arena_alloc(arena, 3 * strlen(path) + sizeof scheme), *to = uri;
    if (path[0] == '/')
        to = mempcpy(to, scheme, sizeof scheme - 1);
    for (; *path; path++) {
        if (is_plain(*path)) {
            *to++ = *path;
        } else {
            *to++ = '%';
            *to++ = digits[(unsigned char)*path >> 4];
            *to++ = digits[(unsigned char)*path & 15];
        }
    }
    *to = 0;
    return uri;
}

static json_t *location_of(lk_arena *arena, const char *path) {
    json_t *location = json_pack("{s:s}", "uri", lk_sarif_uri(arena, path));
    if (path[0] != '/')
        json_object_set_new(location, "uriBaseId", json_string("%SRCROOT%"));
    return location;
}

static uintptr_t index_of(lk_sarif_files *self, const char *path) {
    uintptr_t index = (uintptr_t)lk_map_get(self->known, path);
    if (index)
        return index - 1;
    index = json_array_size(self->artifacts);
    lk_map_put(self->known, lk_arena_strndup(self->arena, path, strlen(path)), (const void *)(index + 1));
    json_array_append_new(self->artifacts, json_pack("{s:o}", "location", location_of(self->arena, path)));
    return index;
}

json_t *lk_sarif_file(lk_sarif_files *self, const char *path) {
    uintptr_t index = index_of(self, path);
    lk_arena_mark mark = lk_arena_save(self->arena);
    json_t *location = location_of(self->arena, path);
    json_object_set_new(location, "index", json_integer((json_int_t)index));
    lk_arena_release(self->arena, mark);
    return location;
}

void lk_sarif_target(lk_sarif_files *self, const char *path) {
    json_t *artifact = json_array_get(self->artifacts, index_of(self, path));
    json_object_set_new(artifact, "roles", json_pack("[s]", "analysisTarget"));
    json_object_set_new(artifact, "sourceLanguage", json_string("c"));
}

json_t *lk_sarif_region(const lk_finding_range *range) {
    if (range->line == 0)
        return NULL;
    json_t *region = json_pack("{s:i}", "startLine", (int)range->line);
    if (range->column == 0)
        return region;
    json_object_set_new(region, "startColumn", json_integer(range->column));
    if (range->end_line == 0)
        return region;
    if (range->end_line != range->line)
        json_object_set_new(region, "endLine", json_integer(range->end_line));
    json_object_set_new(region, "endColumn", json_integer(range->end_column));
    return region;
}

json_t *lk_sarif_location(lk_sarif_files *self, const char *path, const lk_finding_range *range, const char *message) {
    if (!path || !path[0])
        return NULL;
    json_t *physical = json_pack("{s:o}", "artifactLocation", lk_sarif_file(self, path));
    json_t *region = lk_sarif_region(range);
    if (region)
        json_object_set_new(physical, "region", region);
    json_t *location = json_pack("{s:o}", "physicalLocation", physical);
    if (message)
        json_object_set_new(location, "message", lk_sarif_message(message));
    return location;
}

json_t *lk_sarif_message(const char *text) {
    char *escaped = malloc(2 * strlen(text) + 1), *to = escaped;
    if (!escaped)
        return json_null();
    for (; *text; text++) {
        *to++ = *text;
        if (*text == '{' || *text == '}')
            *to++ = *text;
    }
    *to = 0;
    json_t *message = json_pack("{s:o}", "text", lk_json_text(escaped));
    free(escaped);
    return message;
}
