/* program.c -- runs `locklint --format=json` and reads what it writes. */
#include "lsp/program.h"
#include "lsp/edited.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

typedef struct reading {
    lk_lsp_telling *telling;
    lk_here here;
} reading;

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static uint32_t number_of(const json_t *object, const char *key) {
    return (uint32_t)json_integer_value(json_object_get(object, key));
}

static const char *path_of(reading *self, const json_t *object) {
    const char *path = text_of(object, "path");
    return path[0] ? lk_path_absolute(self->telling->arena, self->here.logical, path) : path;
}

static lk_finding_place place_of(reading *self, const json_t *object) {
    return (lk_finding_place){
        .path = path_of(self, object),
        .offset = number_of(object, "offset"),
        .length = number_of(object, "length"),
    };
}

static lk_finding_note note_of(reading *self, const json_t *object) {
    const json_t *fixes = json_object_get(object, "fixes"), *fix;
    lk_finding_note note = {.place = place_of(self, object), .message = text_of(object, "message")};
    size_t i;
    note.fixes = LK_NEW_ARRAY(self->telling->arena, lk_finding_fix, json_array_size(fixes));
    json_array_foreach(fixes, i, fix) note.fixes[note.fix_count++] = (lk_finding_fix){
        .path = path_of(self, fix),
        .offset = number_of(fix, "offset"),
        .length = number_of(fix, "length"),
        .text = text_of(fix, "text"),
    };
    return note;
}

static void take_finding(reading *self, const json_t *object, json_t *files) {
    const json_t *notes = json_object_get(object, "notes"), *note;
    const char *check = text_of(object, "check");
    lk_finding finding = {
        .rule = strncmp(check, "locklint-", 9) == 0 ? check + 9 : check,
        .place = place_of(self, object),
        .message = text_of(object, "message"),
        .notes = LK_NEW_ARRAY(self->telling->arena, lk_finding_note, json_array_size(notes)),
    };
    size_t i;
    json_array_foreach(notes, i, note) finding.notes[finding.note_count++] = note_of(self, note);
    if (finding.place.path[0] != '/')
        return;
    json_t *list = json_object_get(files, finding.place.path);
    if (!list) {
        list = json_array();
        json_object_set_new(files, finding.place.path, list);
    }
    bool is_error = strcmp(text_of(object, "level"), "error") == 0;
    json_array_append_new(list, lk_lsp_diagnostic(self->telling, &finding, is_error));
}

static pid_t start(char **argv, int output, int errors) {
    pid_t child = fork();
    if (child != 0)
        return child;
    setpriority(PRIO_PROCESS, 0, 10);
    dup2(output, STDOUT_FILENO);
    dup2(errors, STDERR_FILENO);
    execve("/proc/self/exe", argv, environ);
    _exit(127);
}

/* What the file holds, from its beginning; the caller frees it. */
static char *contents(FILE *file) {
    char *text = NULL;
    size_t capacity = 0;
    rewind(file);
    if (getdelim(&text, &capacity, 0, file) < 0 && text)
        text[0] = 0;
    return text;
}

/* Where its summaries go; NULL: nowhere. */
static const char *summaries_for(lk_arena *arena, const lk_words *words) {
    lk_options options;
    const char *error = NULL;
    lk_project project = {.arena = arena, .options = &options, .here = lk_here_now(arena)};
    if (!lk_edited_options(arena, project.here.logical, words, &options, &error) ||
        !lk_project_find_database(&project, ".", &error))
        return NULL;
    return lk_edited_summaries(&project);
}

/* Runs it; `*errors` is what it says beside the findings. */
static json_t *run(lk_arena *arena, const lk_words *words, const char **errors) {
    static char *const fixed[] = {"locklint", "--format=json", "--quiet"};
    enum { FIXED = sizeof fixed / sizeof *fixed };
    char **argv = LK_NEW_ARRAY(arena, char *, words->count + FIXED + 2);
    const char *summaries = summaries_for(arena, words);
    FILE *output = tmpfile(), *said = tmpfile();
    json_t *root = NULL;
    size_t count = FIXED;
    memcpy(argv, fixed, sizeof fixed);
    if (summaries)
        argv[count++] = lk_arena_printf(arena, "--emit-summaries=%s", summaries);
    for (uint32_t i = 0; i < words->count; i++)
        argv[count++] = lk_arena_strndup(arena, words->items[i], strlen(words->items[i]));
    if (output && said) {
        int status;
        pid_t child = start(argv, fileno(output), fileno(said));
        while (child > 0 && waitpid(child, &status, 0) < 0)
            continue;
        rewind(output);
        root = json_loadf(output, 0, NULL);
        char *text = contents(said);
        *errors = lk_arena_strndup(arena, text ? text : "", text ? strlen(text) : 0);
        free(text);
    }
    if (output)
        fclose(output);
    if (said)
        fclose(said);
    return root;
}

json_t *lk_lsp_program(lk_lsp_telling *telling, const lk_words *words, const char **error) {
    reading self = {telling, lk_here_now(telling->arena)};
    const char *said = "";
    json_t *root = run(telling->arena, words, &said), *files = NULL, *object;
    size_t i;
    if (root) {
        files = json_object();
        json_array_foreach(json_object_get(root, "findings"), i, object) take_finding(&self, object, files);
    } else {
        *error = lk_arena_printf(telling->arena, "the program could not be analysed: %.*s", (int)strcspn(said, "\n"),
                                 said[0] ? said : "it wrote nothing");
    }
    json_decref(root);
    return files;
}
