/* baseline.c -- reading, matching and writing known findings. */
#include "report/baseline.h"
#include "base/map.h"
#include "report/fingerprint.h"

#include <stdlib.h>
#include <string.h>

enum { VERSION = 1 };

static const char begin_of_file[] = "# locklint baseline, version ", check_prefix[] = "locklint-";

typedef struct group {
    LK_ARRAY(uint32_t) entries; /* those with one fingerprint */
    uint32_t met;
} group;

struct lk_baseline {
    lk_arena *arena;
    LK_ARRAY(lk_baseline_entry) entries;
    lk_map *groups; /* by fingerprint */
};

lk_baseline *lk_baseline_new(lk_arena *arena) {
    lk_baseline *self = LK_NEW(arena, lk_baseline);
    self->arena = arena;
    self->groups = lk_map_new(arena);
    return self;
}

static group *group_of(const lk_baseline *self, const char *fingerprint) {
    return (group *)(uintptr_t)lk_map_get(self->groups, fingerprint);
}

static void add_entry(lk_baseline *self, lk_baseline_entry entry) {
    group *same = group_of(self, entry.fingerprint);
    if (!same) {
        same = LK_NEW(self->arena, group);
        lk_map_put(self->groups, entry.fingerprint, same);
    }
    lk_array_push(self->arena, &same->entries, self->entries.count);
    lk_array_push(self->arena, &self->entries, entry);
}

/* ---- reading ---- */

/* Splits "PATH: ... [locklint-RULE FINGERPRINT]"; false when it is not of that form. */
static bool split(lk_arena *arena, lk_baseline_entry *entry) {
    const char *line = entry->line, *colon = strstr(line, ": "), *open = strrchr(line, '[');
    size_t length = strlen(line), prefix = sizeof check_prefix - 1;
    if (!colon || !open || open < colon || line[length - 1] != ']' || strncmp(open + 1, check_prefix, prefix) != 0)
        return false;
    const char *rule = open + 1 + prefix, *space = strchr(rule, ' ');
    if (!space || space == rule || strspn(space + 1, "0123456789abcdef") != LK_FINGERPRINT_LENGTH ||
        strcmp(space + 1 + LK_FINGERPRINT_LENGTH, "]") != 0)
        return false;
    entry->path = lk_arena_strndup(arena, line, (size_t)(colon - line));
    entry->rule = lk_arena_strndup(arena, rule, (size_t)(space - rule));
    entry->fingerprint = lk_arena_strndup(arena, space + 1, LK_FINGERPRINT_LENGTH);
    return true;
}

/* NULL when the first line is right. */
static const char *judge_first(lk_arena *arena, const char *file, const char *line) {
    size_t length = sizeof begin_of_file - 1;
    if (strncmp(line, begin_of_file, length) != 0)
        return lk_arena_printf(arena,
                               "%s:1: this is no baseline of locklint, which would begin with '%s%d'; "
                               "--update-baseline writes one to a file that is new",
                               file, begin_of_file, VERSION);
    if (strtoul(line + length, NULL, 10) != VERSION)
        return lk_arena_printf(arena,
                               "%s:1: the baseline is of version '%s', and this locklint reads version %d; remove it "
                               "and write it anew with --update-baseline",
                               file, line + length, VERSION);
    return NULL;
}

static const char *read_line(lk_baseline *self, const char *file, const char *line, uint32_t number) {
    if (number == 1)
        return judge_first(self->arena, file, line);
    lk_baseline_entry entry = {.line = line, .number = number};
    if (line[0] == 0 || line[0] == '#')
        return NULL;
    if (!split(self->arena, &entry))
        return lk_arena_printf(self->arena,
                               "%s:%u: this is no entry of a baseline: one ends with its rule and its fingerprint, as "
                               "in '[locklint-double-lock 0123456789abcdef]'; take the line out",
                               file, number);
    add_entry(self, entry);
    return NULL;
}

bool lk_baseline_read(lk_baseline *self, const char *file, const char *text, size_t size, const char **error) {
    const char *end = text + size;
    uint32_t number = 0;
    *error = size == 0 ? judge_first(self->arena, file, "") : NULL;
    while (text < end && !*error) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        size_t length = (size_t)((newline ? newline : end) - text), kept = length;
        while (kept > 0 && strchr(" \t\r", text[kept - 1]))
            kept--;
        *error = read_line(self, file, lk_arena_strndup(self->arena, text, kept), ++number);
        text += length + (newline != NULL);
    }
    return !*error;
}

/* ---- matching ---- */

bool lk_baseline_meet(lk_baseline *self, const char *fingerprint) {
    group *same = group_of(self, fingerprint);
    if (!same || same->met == same->entries.count)
        return false;
    self->entries.items[same->entries.items[same->met++]].is_met = true;
    return true;
}

const char *lk_baseline_path(lk_arena *arena, const char *path) {
    char *encoded = lk_arena_alloc(arena, 3 * strlen(path) + 1), *to = encoded;
    for (; *path; path++) {
        unsigned char c = (unsigned char)*path;
        if (c <= ' ' || c == ':' || c == '%' || c == '#' || c == 127)
            to += sprintf(to, "%%%02X", c);
        else
            *to++ = *path;
    }
    *to = 0;
    return encoded;
}

/* Text in one line. */
static const char *clean(lk_arena *arena, const char *text) {
    char *copy = lk_arena_strndup(arena, text, strlen(text));
    for (char *c = copy; *c; c++)
        *c = (unsigned char)*c < ' ' ? '?' : *c;
    return copy;
}

void lk_baseline_add(lk_baseline *self, const lk_finding *finding, const char *fingerprint) {
    lk_arena *arena = self->arena;
    lk_baseline_entry entry = {.path = lk_baseline_path(arena, finding->place.path), .is_met = true};
    entry.rule = lk_arena_strndup(arena, finding->rule, strlen(finding->rule));
    entry.fingerprint = lk_arena_strndup(arena, fingerprint, strlen(fingerprint));
    const char *in = finding->function[0] ? lk_arena_printf(arena, "in '%s': ", finding->function) : "";
    entry.line = lk_arena_printf(arena, "%s: %s%s [%s%s %s]", entry.path, clean(arena, in),
                                 clean(arena, finding->message), check_prefix, entry.rule, fingerprint);
    add_entry(self, entry);
    group_of(self, entry.fingerprint)->met++;
}

uint32_t lk_baseline_count(const lk_baseline *self) {
    return self->entries.count;
}

const lk_baseline_entry *lk_baseline_at(const lk_baseline *self, uint32_t index) {
    return &self->entries.items[index];
}

/* ---- writing ---- */

void lk_baseline_drop(lk_baseline *self, uint32_t index) {
    self->entries.items[index].line = NULL;
}

static int by_line(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void lk_baseline_write(lk_baseline *self, FILE *out) {
    const char **lines = LK_NEW_ARRAY(self->arena, const char *, self->entries.count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < self->entries.count; i++)
        if (self->entries.items[i].line)
            lines[count++] = self->entries.items[i].line;
    qsort(lines, count, sizeof *lines, by_line);
    fprintf(out,
            "%s%d\n# Known findings, which are not told; --update-baseline writes them. A line may be taken out.\n",
            begin_of_file, VERSION);
    for (uint32_t i = 0; i < count; i++)
        fprintf(out, "%s\n", lines[i]);
}
