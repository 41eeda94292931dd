/* bench_lsp.c -- how long an edit waits for its diagnostics: `locklint lsp` beside clangd-19, edit by edit in turn.

   bench_lsp [--edits=N] [--steady=N] [DIR [FILE...]]: a generated file of 200 lines, then files of the
   compile_commands.json in DIR (its largest, when none is named). Edits go into bodies of functions and are taken away
   again. --steady: after so many edits memory and time are looked at once more. */
#include "editor.h"
#include "measure.h"

#include "base/whole.h"
#include "driver/path.h"

#include <ctype.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { EARLY = 10, SPAN = 50, LARGEST = 2, MOST_FILES = 16, GENERATED_LINES = 200 };

typedef enum party { LOCKLINT, CLANGD, CLANGD_AT_ONCE, PARTIES } party;

static const char *const names[PARTIES] = {"locklint lsp", "clangd", "clangd, wantDiagnostics"};

/* One file as one server sees it. */
typedef struct session {
    party party;
    editor editor;
    const char *uri;
    json_int_t version;
    double first, *times; /* milliseconds; of each edit, sorted in the end */
    double fresh;         /* the middle of the first SPAN edits */
    double early;         /* megabytes at edit EARLY */
    int broken;           /* edits after which clang told an error */
} session;

typedef struct subject {
    const char *path, *folder; /* with the database */
    char *text;
    int line_count;
    int *lines, count; /* lines before which a statement may stand */
    session sessions[PARTIES];
} subject;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void fail(const char *what, const char *why) {
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(2);
}

/* ---- the generated file ---- */

static int write_function(FILE *file, int number, int lines) {
    fprintf(file, "\nint work_%d(struct part *part, int count) {\n    int sum = %d;\n", number, number);
    fputs("    pthread_mutex_lock(&part->lock);\n    for (int i = 0; i < count; i++) {\n", file);
    fputs("        if (part->values[i % 16] < 0) {\n            pthread_mutex_unlock(&part->lock);\n", file);
    fputs("            return -1;\n        }\n        sum += part->values[i % 16];\n    }\n", file);
    for (int i = 0; i < lines - 15; i++)
        fprintf(file, "    sum ^= part->values[%d] << %d;\n", i % 16, i % 7);
    fprintf(file, "    pthread_mutex_unlock(&part->lock);\n%s    return sum;\n}\n",
            number % 3 ? "    part->done++;\n" : "    pthread_mutex_unlock(&part->lock);\n");
    return lines;
}

static const char *generate(lk_arena *arena, const char *folder) {
    const char *path = lk_arena_printf(arena, "%s/edited.c", folder);
    FILE *file = fopen(path, "w"), *list = fopen(lk_arena_printf(arena, "%s/compile_commands.json", folder), "w");
    if (!file || !list)
        fail(folder, "cannot write there");
    fputs("#include <pthread.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n\n"
          "struct part {\n    pthread_mutex_t lock;\n    int values[16], done;\n};\n",
          file);
    for (int lines = 9, number = 0; lines < GENERATED_LINES; number++)
        lines += write_function(file, number, GENERATED_LINES - lines < 40 ? GENERATED_LINES - lines : 20);
    fprintf(list, "[{\"directory\": \"%s\", \"file\": \"edited.c\", \"command\": \"cc -c edited.c\"}]\n", folder);
    fclose(file);
    fclose(list);
    return path;
}

/* ---- where edits go: a simple look at the text ---- */

typedef struct scan {
    int braces, brackets;
    bool is_comment, in_function, ends_statement, goes_on; /* of the line before */
} scan;

static const char *skip_quoted(const char *at) {
    char quote = *at++;
    while (*at && *at != '\n' && *at != quote)
        at += *at == '\\' && at[1] ? 2 : 1;
    return *at == quote ? at + 1 : at;
}

/* Takes one line of code; a preprocessor's line or a comment changes nothing. */
static void scan_line(scan *self, const char *at) {
    char last = 0, before = 0;
    while (*at && *at != '\n') {
        if (self->is_comment) {
            self->is_comment = !(at[0] == '*' && at[1] == '/');
            at += self->is_comment ? 1 : 2;
            continue;
        }
        if (at[0] == '/' && (at[1] == '/' || at[1] == '*')) {
            self->is_comment = at[1] == '*';
            at += self->is_comment ? 2 : strcspn(at, "\n");
            continue;
        }
        self->braces += (*at == '{') - (*at == '}');
        self->brackets += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
        if (*at == '{' && self->braces == 1)
            self->in_function = last == ')' || (last == 0 && before == 0 && self->ends_statement);
        before = isspace((unsigned char)*at) ? before : *at;
        last = isspace((unsigned char)*at) ? last : *at;
        at = *at == '"' || *at == '\'' ? skip_quoted(at) : at + 1;
    }
    if (last)
        self->ends_statement = last == ';' || (self->braces == 0 && last == ')'); /* `{` on a line of its own */
    self->goes_on = last == '\\';
}

static bool begins_with_word(const char *line, const char *word) {
    line += strspn(line, " \t}");
    return strncmp(line, word, strlen(word)) == 0 && !isalnum((unsigned char)line[strlen(word)]);
}

static void find_lines(subject *self, lk_arena *arena) {
    scan state = {0};
    self->lines = LK_NEW_ARRAY(arena, int, strlen(self->text) + 1);
    for (const char *line = self->text; *line; self->line_count++) {
        const char *first = line + strspn(line, " \t");
        bool is_code = state.in_function && state.braces > 0 && state.brackets == 0 && !state.is_comment;
        bool is_directive = (*first == '#' && !state.is_comment) || state.goes_on;
        if (is_code && !is_directive && state.ends_statement && isalpha((unsigned char)*first) &&
            !begins_with_word(line, "else") && !begins_with_word(line, "while"))
            self->lines[self->count++] = self->line_count;
        if (is_directive)
            state.goes_on = line[strcspn(line, "\n")] && strcspn(line, "\n") && line[strcspn(line, "\n") - 1] == '\\';
        else
            scan_line(&state, line);
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
}

/* ---- servers ---- */

static json_t *capabilities(void) {
    return json_pack("{s:{s:{s:b}}, s:{s:[s]}}", "textDocument", "publishDiagnostics", "relatedInformation", 1,
                     "general", "positionEncodings", "utf-8");
}

static void begin(session *self, const subject *subject, lk_arena *arena) {
    const char *const locklint[] = {LK_BUILD_DIR "/locklint", "lsp", "-p", subject->folder, NULL};
    const char *const clangd[] = {"clangd-19", "--log=error", "--background-index=false",
                                  lk_arena_printf(arena, "--compile-commands-dir=%s", subject->folder), NULL};
    double start = now();
    json_decref(editor_begin(&self->editor, subject->folder, self->party == LOCKLINT ? locklint : clangd,
                             capabilities(), NULL));
    self->uri = lk_arena_printf(arena, "file://%s", subject->path);
    editor_open(&self->editor, self->uri, ++self->version, subject->text);
    json_t *told = editor_diagnostics(&self->editor, self->uri, self->version);
    if (!told)
        fail(names[self->party], "it ended");
    json_decref(told);
    self->first = now() - start;
}

static int count_errors(const json_t *diagnostics) {
    const json_t *one;
    size_t i;
    int count = 0;
    json_array_foreach(diagnostics, i, one) {
        const char *source = json_string_value(json_object_get(one, "source"));
        count += json_integer_value(json_object_get(one, "severity")) == 1 && source && strcmp(source, "clang") == 0;
    }
    return count;
}

/* Milliseconds until the diagnostics of this edit are there. */
static double edit(session *self, int line, int from, int to, const char *text) {
    double start = now();
    json_t *change = json_pack("{s:{s:{s:i, s:i}, s:{s:i, s:i}}, s:s}", "range", "start", "line", line, "character",
                               from, "end", "line", line, "character", to, "text", text);
    json_t *params = json_pack("{s:{s:s, s:I}, s:[o]}", "textDocument", "uri", self->uri, "version", ++self->version,
                               "contentChanges", change);
    if (self->party == CLANGD_AT_ONCE)
        json_object_set_new(params, "wantDiagnostics", json_true());
    editor_notify(&self->editor, "textDocument/didChange", params);
    json_t *told = editor_diagnostics(&self->editor, self->uri, self->version);
    double taken = now() - start;
    if (!told)
        fail(names[self->party], "it ended");
    self->broken += count_errors(told) > 0;
    json_decref(told);
    json_array_clear(self->editor.kept);
    return taken;
}

/* The edit of this number: one that makes a statement longer or adds one, and then one that takes it away. */
static double edit_at(session *self, const subject *subject, int number, int of) {
    static const char *const added[] = {"(void)0; ", ";"};
    const char *text = added[number / 2 % 2];
    int pairs = of / 2 ? of / 2 : 1, line = subject->lines[(long)(number / 2 % pairs) * subject->count / pairs];
    bool adds = number % 2 == 0;
    return edit(self, line, 0, adds ? 0 : (int)strlen(text), adds ? text : "");
}

/* ---- memory ---- */

static long read_number(const char *path, int skipped) {
    char text[4096] = "", *at = text;
    FILE *file = fopen(path, "r");
    size_t size = file ? fread(text, 1, sizeof text - 1, file) : 0;
    if (file)
        fclose(file);
    text[size] = 0;
    if (strrchr(text, ')')) /* the name in /proc/N/stat may hold anything */
        at = strrchr(text, ')') + 1;
    for (; skipped > 0; skipped--)
        at += strcspn(at, " ") + 1 < strlen(at) ? strcspn(at, " ") + 1 : strlen(at);
    return strtol(at, NULL, 10);
}

/* Megabytes resident in the process and its children. */
static double megabytes(pid_t process) {
    char path[64];
    DIR *all = opendir("/proc");
    snprintf(path, sizeof path, "/proc/%ld/statm", (long)process);
    double total = (double)read_number(path, 1) * (double)sysconf(_SC_PAGESIZE) / 1048576;
    for (struct dirent *one; all && (one = readdir(all));) {
        pid_t child = (pid_t)strtol(one->d_name, NULL, 10);
        snprintf(path, sizeof path, "/proc/%ld/stat", (long)child);
        if (child > 0 && read_number(path, 2) == process)
            total += megabytes(child);
    }
    if (all)
        closedir(all);
    return total;
}

/* ---- the tables ---- */

static void measure_edits(subject *self, int edits, lk_arena *arena) {
    for (int i = 0; i < PARTIES; i++) {
        session *one = &self->sessions[i];
        one->party = (party)i;
        one->times = LK_NEW_ARRAY(arena, double, edits);
        begin(one, self, arena);
    }
    for (int number = 0; number < edits; number++)
        for (int i = 0; i < PARTIES; i++) {
            session *one = &self->sessions[(i + number) % PARTIES];
            one->times[number] = edit_at(one, self, number, edits);
            if (number + 1 == EARLY)
                one->early = megabytes(one->editor.process);
        }
}

static double middle(const double *times, int count) {
    double copy[SPAN];
    memcpy(copy, times, (size_t)count * sizeof *copy);
    return median(copy, count);
}

static void show_edits(subject *self, int edits) {
    double base[PARTIES], late[PARTIES];
    for (int i = 0; i < PARTIES; i++)
        self->sessions[i].fresh = middle(self->sessions[i].times, edits < SPAN ? edits : SPAN);
    printf("%s, %d lines, %d edits\n\n%-26s %8s %8s %8s %10s %10s\n", lk_path_base(self->path), self->line_count, edits,
           "milliseconds", "median", "95th", "first", "of clangd", "clang errs");
    for (int i = 0; i < PARTIES; i++) {
        base[i] = median(self->sessions[i].times, edits); /* and they are sorted */
        late[i] = self->sessions[i].times[edits * 95 / 100];
    }
    for (int i = 0; i < PARTIES; i++)
        printf("%-26s %8.1f %8.1f %8.0f %10.2f %10d\n", names[i], base[i], late[i], self->sessions[i].first,
               base[i] / base[CLANGD], self->sessions[i].broken);
    printf("locklint of clangd with wantDiagnostics: %.2f (median), %.2f (95th)\n\n",
           base[LOCKLINT] / base[CLANGD_AT_ONCE], late[LOCKLINT] / late[CLANGD_AT_ONCE]);
    fflush(stdout);
}

/* Goes on editing, and looks at the memory again, and at how long the last edits take. */
static void show_growth(subject *self, int edits, int steady) {
    int span = edits < SPAN ? edits : SPAN;
    printf("%-26s %12s %12s %8s %12s %12s %8s\n", "server and workers", "MB, edit 10", "at the end", "grown",
           "ms at first", "at the end", "grown");
    for (int i = 0; i < PARTIES; i++) {
        session *one = &self->sessions[i];
        double late[SPAN];
        for (int number = edits; number < steady; number++)
            late[number % span] = edit_at(one, self, number, edits);
        double end = megabytes(one->editor.process);
        printf("%-26s %12.1f %12.1f %+7.1f%%", names[i], one->early, end, (end / one->early - 1) * 100);
        if (steady >= edits + span)
            printf(" %12.1f %12.1f %+7.1f%%", one->fresh, middle(late, span),
                   (middle(late, span) / one->fresh - 1) * 100);
        printf("\n");
    }
    printf("at the end: after %d edits; milliseconds are the middle of %d edits\n\n", steady > edits ? steady : edits,
           span);
    fflush(stdout);
}

static void end(session *self) {
    json_decref(editor_answer(&self->editor, editor_ask(&self->editor, "shutdown", json_object())));
    editor_notify(&self->editor, "exit", json_object());
    editor_end(&self->editor);
}

static void run(const char *folder, const char *path, int edits, int steady) {
    lk_arena *arena = lk_arena_new();
    size_t size;
    subject self = {.path = path, .folder = folder};
    const char *text = lk_read_whole(arena, path, &size);
    if (!text)
        fail(path, "cannot read it");
    self.text = lk_arena_strndup(arena, text, size);
    find_lines(&self, arena);
    if (self.count == 0)
        fail(path, "no line in a body of a function is fit for an edit");
    measure_edits(&self, edits, arena);
    show_edits(&self, edits);
    show_growth(&self, edits, steady);
    for (int i = 0; i < PARTIES; i++)
        end(&self.sessions[i]);
    lk_arena_free(arena);
}

/* ---- the files ---- */

typedef struct candidate {
    const char *path;
    off_t size;
} candidate;

static int by_size(const void *left, const void *right) {
    const candidate *a = left, *b = right;
    return a->size == b->size ? strcmp(a->path, b->path) : a->size < b->size ? 1 : -1;
}

static void run_largest(lk_arena *arena, const char *folder, int edits, int steady) {
    database files;
    if (!database_read(&files, arena, folder))
        exit(2);
    candidate *all = LK_NEW_ARRAY(arena, candidate, files.commands.count);
    for (uint32_t i = 0; i < files.commands.count; i++) {
        const lk_command *command = &files.commands.items[i];
        struct stat status;
        all[i].path = lk_path_absolute(arena, command->directory, command->file);
        all[i].size = stat(all[i].path, &status) == 0 ? status.st_size : 0;
    }
    qsort(all, files.commands.count, sizeof *all, by_size);
    int done = 0;
    for (uint32_t i = 0; i < files.commands.count && done < LARGEST; i++)
        if (i == 0 || strcmp(all[i].path, all[i - 1].path) != 0) {
            run(folder, all[i].path, edits, steady);
            done++;
        }
}

static void run_generated(lk_arena *arena, int edits, int steady) {
    char *folder = lk_arena_printf(arena, "/tmp/locklint-lsp-XXXXXX");
    if (!mkdtemp(folder))
        fail(folder, "cannot make it");
    const char *path = generate(arena, folder);
    run(folder, path, edits, steady > 1000 ? steady : 1000);
    unlink(path);
    unlink(lk_arena_printf(arena, "%s/compile_commands.json", folder));
    rmdir(folder);
}

int main(int argc, char **argv) {
    lk_arena *arena = lk_arena_new();
    int edits = 200, steady = 0;
    const char *folder = LK_BUILD_DIR, *paths[MOST_FILES];
    int count = 0, at = 1;
    for (; at < argc && argv[at][0] == '-'; at++)
        if (sscanf(argv[at], "--edits=%d", &edits) != 1 && sscanf(argv[at], "--steady=%d", &steady) != 1)
            fail(argv[at], "no such option");
    if (edits < EARLY)
        fail("--edits", "at least 10");
    if (at < argc)
        folder = lk_path_real(arena, argv[at++]);
    if (!folder)
        fail(argv[at - 1], "no such folder");
    for (; at < argc && count < MOST_FILES; at++)
        paths[count++] = lk_path_absolute(arena, folder, argv[at]);
    printf(
        "From an edit to its diagnostics: `locklint lsp -p DIR` beside `clangd-19 --log=error --background-index=false"
        " --compile-commands-dir=DIR`,\nin turn edit by edit. clangd waits after an edit before it builds, at least "
        "50 ms; wantDiagnostics in didChange, its own extension, tells it not to.\n\n");
    run_generated(arena, edits, steady);
    for (int i = 0; i < count; i++)
        run(folder, paths[i], edits, steady);
    if (count == 0)
        run_largest(arena, folder, edits, steady);
    lk_arena_free(arena);
    return 0;
}
