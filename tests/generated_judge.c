/* generated_judge.c -- generated programs through the core: one file as it stands alone, several as a linked program.
 */
#include "generated.h"

#include "lint/blocking.h"
#include "packed.h"
#include "snippet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct judging {
    const generated *program;
    lk_lint *lint;
    unsigned result;
} judging;

static void judge_finding(judging *self, const lk_diagnostic *found) {
    const char *rule = self->program->rule;
    bool is_planted = rule && strcmp(found->rule, rule) == 0 && strncmp(found->function, "judged", 6) == 0;
    self->result |= is_planted ? GENERATED_FOUND : GENERATED_FALSE_ALARM;
}

/* By the rules that are on by default. */
static const packing_tools *tools(void) {
    static packing_tools made;
    if (!made.arena) {
        made = packing_begin();
        made.options.rule_enabled = NULL;
    }
    return &made;
}

/* ---- one file ---- */

static bool take_in(void *context, lk_unit *unit, const lk_function *function) {
    return lk_lint_function(((judging *)context)->lint, unit, function);
}

static void finish(void *context, lk_unit *unit) {
    judging *self = context;
    lk_lint_finish(self->lint, unit);
    self->result |= unit->has_errors || unit->lacks_include ? GENERATED_ERROR : 0;
    for (uint32_t i = 0; i < lk_lint_diagnostic_count(self->lint); i++)
        judge_finding(self, lk_lint_diagnostic(self->lint, i));
}

static void judge_alone(judging *self) {
    lk_arena *arena = lk_arena_new();
    self->lint = lk_lint_new(arena, tools()->models, &tools()->options);
    snippet_judge(self->program->text, take_in, finish, self);
    lk_arena_free(arena);
}

/* ---- several ---- */

enum { MOST_FILES = 8 };

typedef struct folder {
    lk_arena *arena;
    char path[32];
    const char *files[MOST_FILES];
    uint32_t count;
} folder;

static void write_file(folder *self, const char *name, size_t name_length, const char *text, size_t length) {
    const char *path = lk_arena_printf(self->arena, "%s/%.*s", self->path, (int)name_length, name);
    FILE *out = fopen(path, "w");
    if (self->count == MOST_FILES || !out || fwrite(text, 1, length, out) != length || fclose(out) != 0)
        abort();
    self->files[self->count++] = path;
}

static folder write_files(const char *text) {
    folder self = {.arena = lk_arena_new(), .path = "/tmp/locklint-test-XXXXXX"};
    if (!mkdtemp(self.path))
        abort();
    for (const char *at = text, *next; at; at = next) {
        const char *name = at + strlen(GENERATED_FILE), *begin = strchr(name, '\n') + 1;
        next = strstr(begin, GENERATED_FILE);
        write_file(&self, name, (size_t)(begin - 1 - name), begin, next ? (size_t)(next - begin) : strlen(begin));
    }
    return self;
}

static void remove_files(folder *self) {
    for (uint32_t i = 0; i < self->count; i++)
        unlink(self->files[i]);
    rmdir(self->path);
    lk_arena_free(self->arena);
}

static void visit(void *context, lk_unit *unit, const lk_diagnostic *found) {
    (void)unit;
    judge_finding(context, found);
}

static void judge_linked(judging *self) {
    folder files = write_files(self->program->text);
    packed_unit units[MOST_FILES];
    bool is_broken[MOST_FILES];
    uint32_t count = 0;
    for (uint32_t i = 0; i < files.count; i++)
        if (files.files[i][strlen(files.files[i]) - 1] == 'c')
            units[count++] = packed_file(tools(), files.files[i]);
    packed_link(tools(), units, NULL, NULL, count, is_broken, visit, self);
    for (uint32_t i = 0; i < count; i++) {
        self->result |= units[i].has_errors || units[i].lacks_include || is_broken[i] ? GENERATED_ERROR : 0;
        packed_free(&units[i]);
    }
    remove_files(&files);
}

bool generated_is_linked(const generated *program) {
    return strncmp(program->text, GENERATED_FILE, strlen(GENERATED_FILE)) == 0;
}

unsigned generated_judge(const generated *program) {
    judging self = {.program = program};
    if (generated_is_linked(program))
        judge_linked(&self);
    else
        judge_alone(&self);
    return self.result;
}
