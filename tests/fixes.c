/* fixes.c -- the edits that a backend proposes, in a form in which backends can be compared. */
#include "fixes.h"

#include "command.h"
#include "model/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct edits {
    lk_arena *arena;
    LK_ARRAY(char *) lines;
} edits;

static void add(edits *self, const char *path, unsigned offset, unsigned length, const char *text) {
    const char *slash = strrchr(path, '/');
    lk_array_push(self->arena, &self->lines,
                  lk_arena_printf(self->arena, "%s %u %u '%s'\n", slash ? slash + 1 : path, offset, length, text));
}

static int compare(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Frees what the edits are made of. */
static char *finish(edits *self) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (self->lines.count > 0)
        qsort(self->lines.items, self->lines.count, sizeof *self->lines.items, compare);
    for (uint32_t i = 0; i < self->lines.count; i++)
        fputs(self->lines.items[i], out);
    fclose(out);
    lk_arena_free(self->arena);
    return text;
}

/* ---- YAML ---- */

static const char *value_of(const lk_yaml *map, const char *key) {
    for (uint32_t i = 0; i < map->count; i++)
        if (strcmp(map->keys[i]->text, key) == 0)
            return map->values[i]->text;
    return NULL;
}

static void collect(edits *self, const lk_yaml *node) {
    const char *text = node->kind == LK_YAML_MAPPING ? value_of(node, "ReplacementText") : NULL;
    if (text != NULL)
        add(self, value_of(node, "FilePath"), (unsigned)atoi(value_of(node, "Offset")),
            (unsigned)atoi(value_of(node, "Length")), text);
    for (uint32_t i = 0; node->kind != LK_YAML_SCALAR && i < node->count; i++)
        collect(self, node->values[i]);
}

char *fixes_exported(const char *path) {
    edits self = {.arena = lk_arena_new()};
    const lk_yaml *root = NULL;
    lk_model_error error;
    char *text = command_read_file(path);
    if (text != NULL && *text != '\0') {
        if (lk_yaml_read(self.arena, path, text, strlen(text), &root, &error))
            collect(&self, root);
        else
            add(&self, path, error.line, error.column, error.message);
    }
    free(text);
    return finish(&self);
}

/* ---- clang's lines ---- */

/* Where a line and a column, from 1, are in a file. */
static unsigned offset_of(const char *text, unsigned line, unsigned column) {
    const char *at = text;
    for (; line > 1 && at != NULL; line--)
        at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL;
    return at == NULL ? 0 : (unsigned)(at - text) + column - 1;
}

/* The text in quotes at `at`, without its escapes; *end gets what follows. */
static char *unquoted(lk_arena *arena, const char *at, const char **end) {
    char *text = lk_arena_strndup(arena, at, strlen(at)), *out = text;
    for (at++; *at != '"' && *at != '\0'; at++) {
        if (*at != '\\') {
            *out++ = *at;
        } else if (at[1] >= '0' && at[1] <= '7') {
            unsigned value = 0;
            sscanf(at + 1, "%3o", &value);
            *out++ = (char)value;
            at += 3;
        } else {
            at++;
            *out++ = *at == 'n' ? '\n' : *at == 't' ? '\t' : *at;
        }
    }
    *out = '\0';
    *end = *at == '"' ? at + 1 : at;
    return text;
}

/* fix-it:"a.c":{5:3-5:9}:"text" */
static void take_line(edits *self, const char *line) {
    const char *rest;
    unsigned row, column, last_row, last_column;
    int length = 0;
    char *path = unquoted(self->arena, line + strlen("fix-it:"), &rest);
    if (sscanf(rest, ":{%u:%u-%u:%u}:%n", &row, &column, &last_row, &last_column, &length) != 4 || length == 0)
        return;
    char *text = unquoted(self->arena, rest + length, &rest), *source = command_read_file(path);
    if (source != NULL) {
        unsigned begin = offset_of(source, row, column);
        add(self, path, begin, offset_of(source, last_row, last_column) - begin, text);
    }
    free(source);
}

char *fixes_printed(const char *text) {
    edits self = {.arena = lk_arena_new()};
    bool is_ours = false;
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        const char *line = lk_arena_strndup(self.arena, text, length);
        if (strncmp(line, "fix-it:", 7) == 0 && is_ours)
            take_line(&self, line);
        else if (strstr(line, ": warning: ") != NULL || strstr(line, ": error: ") != NULL)
            is_ours = strstr(line, "[locklint-") != NULL;
        text += length + (text[length] == '\n');
    }
    return finish(&self);
}
