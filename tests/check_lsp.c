/* check_lsp.c -- the language server, as an editor sees it. */
#include "command.h"
#include "editor.h"
#include "suite.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PROGRAM LK_BUILD_DIR "/locklint"

static const char *const words[] = {PROGRAM, "lsp", NULL};
static char folder[256], uri[320]; /* of the test; and of its file a.c */

/* A second lock of what is held, which one line less makes good. */
static const char twice[] = "#include <pthread.h>\n"
                            "pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
                            "void f(void) {\n"
                            "    pthread_mutex_lock(&m);\n"
                            "    pthread_mutex_lock(&m);\n"
                            "    pthread_mutex_unlock(&m);\n"
                            "}\n";
/* With a fix: the wait wants a loop. */
static const char waits[] = "#include <pthread.h>\n"
                            "pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
                            "pthread_cond_t c = PTHREAD_COND_INITIALIZER;\n"
                            "int ready;\n"
                            "void f(void) {\n"
                            "    pthread_mutex_lock(&m);\n"
                            "    if (!ready)\n"
                            "        pthread_cond_wait(&c, &m);\n"
                            "    pthread_mutex_unlock(&m);\n"
                            "}\n";

static void set_up(void) {
    ck_assert(command_folder(folder, sizeof folder));
    snprintf(uri, sizeof uri, "file://%s/a.c", folder);
}

static void tear_down(void) {
    ck_assert_int_eq(command_run(NULL, "rm -r '%s'", folder), 0);
}

static void write_file(const char *name, const char *text) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static const char *file_uri(const char *name) {
    static char made[512];
    snprintf(made, sizeof made, "file://%s/%s", folder, name);
    return made;
}

/* ---- shorthands ---- */

static editor begin(const char *capabilities, const char *options) {
    editor self;
    json_t *can = json_loads(capabilities ? capabilities : "{}", 0, NULL);
    json_t *given = options ? json_loads(options, 0, NULL) : NULL;
    ck_assert_ptr_nonnull(can);
    json_decref(editor_begin(&self, folder, words, can, given));
    return self;
}

static void end(editor *self) {
    json_decref(editor_answer(self, editor_ask(self, "shutdown", json_null())));
    editor_notify(self, "exit", json_null());
    ck_assert_int_eq(editor_end(self), 0);
}

/* "0:10 locklint-x" for each diagnostic, in one text to be freed. */
static char *list(json_t *diagnostics) {
    char *text = NULL;
    size_t size = 0, i;
    json_t *one;
    FILE *out = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(diagnostics);
    json_array_foreach(diagnostics, i, one) {
        int line, character;
        const char *code;
        ck_assert_int_eq(json_unpack(one, "{s:{s:{s:i, s:i}}, s:s}", "range", "start", "line", &line, "character",
                                     &character, "code", &code),
                         0);
        fprintf(out, "%s%d:%d %s", i ? ", " : "", line, character, code);
    }
    fclose(out);
    json_decref(diagnostics);
    return text;
}

#define expect_list(diagnostics, wanted)                                                                               \
    do {                                                                                                               \
        char *got = list(diagnostics);                                                                                 \
        ck_assert_str_eq(got, wanted);                                                                                 \
        free(got);                                                                                                     \
    } while (0)

static json_t *at(int line, int character) {
    return json_pack("{s:{s:s}, s:{s:i, s:i}}", "textDocument", "uri", uri, "position", "line", line, "character",
                     character);
}

static json_t *here(void) {
    return json_pack("{s:{s:s}}", "textDocument", "uri", uri);
}

static json_t *actions_at(editor *self, int line) {
    json_t *params =
        json_pack("{s:{s:s}, s:{s:{s:i, s:i}, s:{s:i, s:i}}, s:{s:[]}}", "textDocument", "uri", uri, "range", "start",
                  "line", line, "character", 8, "end", "line", line, "character", 8, "context", "diagnostics");
    return editor_answer(self, editor_ask(self, "textDocument/codeAction", params));
}

static void expect_error(json_t *answer, int code, const char *text) {
    const json_t *error = json_object_get(answer, "error");
    ck_assert_int_eq(json_integer_value(json_object_get(error, "code")), code);
    const char *message = json_string_value(json_object_get(error, "message"));
    ck_assert_msg(message && strstr(message, text), "'%s' lacks '%s'", message ? message : "", text);
    json_decref(answer);
}

/* What `title` would do to the text: applies its one edit. */
static char *apply(const json_t *answer, const char *title, const char *text) {
    json_t *action;
    size_t i;
    json_array_foreach(json_object_get(answer, "result"), i, action) {
        const char *name = json_string_value(json_object_get(action, "title"));
        json_t *edits = json_object_get(json_object_get(json_object_get(action, "edit"), "changes"), uri);
        int line, from, line_end, to;
        const char *put;
        if (!strstr(name, title))
            continue;
        ck_assert_int_eq(json_array_size(edits), 1);
        ck_assert_int_eq(json_unpack(json_array_get(edits, 0), "{s:{s:{s:i, s:i}, s:{s:i, s:i}}, s:s}", "range",
                                     "start", "line", &line, "character", &from, "end", "line", &line_end, "character",
                                     &to, "newText", &put),
                         0);
        ck_assert_int_eq(line, line_end);
        const char *begin = text;
        for (; line > 0; line--)
            begin = strchr(begin, '\n') + 1;
        char *made = calloc(1, strlen(text) + strlen(put) + 1);
        sprintf(made, "%.*s%s%s", (int)(begin - text) + from, text, put, begin + to);
        return made;
    }
    ck_abort_msg("no action '%s'", title);
}

/* ---- beginning and end ---- */

START_TEST(order_of_life) {
    editor self = editor_start(folder, words);
    expect_error(editor_answer(&self, editor_ask(&self, "textDocument/hover", json_object())), -32002,
                 "before 'initialize'");
    json_t *answer =
        editor_answer(&self, editor_ask(&self, "initialize", json_pack("{s:n, s:{}}", "processId", "capabilities")));
    const char *encoding = NULL, *name = NULL;
    int change = 0;
    ck_assert_int_eq(json_unpack(answer, "{s:{s:{s:s, s:{s:i}}, s:{s:s}}}", "result", "capabilities",
                                 "positionEncoding", &encoding, "textDocumentSync", "change", &change, "serverInfo",
                                 "name", &name),
                     0);
    ck_assert_str_eq(encoding, "utf-16");
    ck_assert_str_eq(name, "locklint");
    ck_assert_int_eq(change, 2);
    json_decref(answer);
    expect_error(editor_answer(&self, editor_ask(&self, "initialize", json_object())), -32600, "twice");
    expect_error(editor_answer(&self, editor_ask(&self, "textDocument/rename", json_object())), -32601,
                 "no method 'textDocument/rename'");
    expect_error(editor_answer(&self, editor_ask(&self, "textDocument/hover", json_object())), -32602, "position");
    answer = editor_answer(&self, editor_ask(&self, "shutdown", json_null()));
    ck_assert(json_is_null(json_object_get(answer, "result")));
    json_decref(answer);
    expect_error(editor_answer(&self, editor_ask(&self, "textDocument/hover", json_object())), -32600,
                 "after 'shutdown'");
    editor_notify(&self, "exit", json_null());
    ck_assert_int_eq(editor_end(&self), 0);
}
END_TEST

START_TEST(exit_without_shutdown_is_a_failure) {
    editor self = begin(NULL, NULL);
    editor_notify(&self, "exit", json_null());
    ck_assert_int_eq(editor_end(&self), 1);
    self = begin(NULL, NULL);
    ck_assert_int_eq(editor_end(&self), 1); /* the editor is gone */
}
END_TEST

/* ---- diagnostics ---- */

START_TEST(findings_come_and_go) {
    editor self = begin(NULL, NULL);
    editor_open(&self, uri, 1, twice);
    expect_list(editor_diagnostics(&self, uri, 1), "4:4 locklint-double-lock");
    editor_change(&self, uri, 2, 4, 27, 4, "/* a range that ends before it begins is none");
    expect_list(editor_diagnostics(&self, uri, 2), "4:4 locklint-double-lock");
    editor_change(&self, uri, 2, 4, 4, 27, "/* none */");
    expect_list(editor_diagnostics(&self, uri, 2), "");
    editor_replace(&self, uri, 3, twice);
    expect_list(editor_diagnostics(&self, uri, 3), "4:4 locklint-double-lock");
    editor_notify(&self, "textDocument/didClose", here());
    expect_list(editor_diagnostics(&self, uri, 0), "");
    end(&self);
}
END_TEST

/* Versions that came while an earlier one was judged are not judged, and no result is of another version than it says.
 */
START_TEST(old_versions_are_dropped) {
    editor self = begin(NULL, NULL);
    editor_open(&self, uri, 1, twice);
    for (int version = 2; version <= 40; version++)
        editor_replace(&self, uri, version, version % 2 ? twice : "int x;\n");
    expect_list(editor_diagnostics(&self, uri, 40), "");
    for (size_t i = 0; i < json_array_size(self.kept); i++) {
        json_t *params = json_object_get(json_array_get(self.kept, i), "params");
        bool is_clean = json_array_size(json_object_get(params, "diagnostics")) == 0;
        ck_assert_int_eq(json_integer_value(json_object_get(params, "version")) % 2, is_clean ? 0 : 1);
    }
    end(&self);
}
END_TEST

START_TEST(the_path_is_related_or_folded) {
    editor self = begin("{\"textDocument\":{\"publishDiagnostics\":{\"relatedInformation\":true}}}", NULL);
    editor_open(&self, uri, 1, twice);
    json_t *list = editor_diagnostics(&self, uri, 1), *one = json_array_get(list, 0);
    json_t *note = json_array_get(json_object_get(one, "relatedInformation"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(note, "message")), "first locked here");
    ck_assert_ptr_null(strchr(json_string_value(json_object_get(one, "message")), '\n'));
    json_decref(list);
    end(&self);
    self = begin(NULL, NULL);
    editor_open(&self, uri, 1, twice);
    list = editor_diagnostics(&self, uri, 1);
    one = json_array_get(list, 0);
    ck_assert_ptr_null(json_object_get(one, "relatedInformation"));
    ck_assert(strstr(json_string_value(json_object_get(one, "message")), "\na.c:4: first locked here"));
    json_decref(list);
    end(&self);
}
END_TEST

/* Behind an emoji, which counts as two in UTF-16 and as four in UTF-8. */
START_TEST(positions_are_as_agreed) {
    char text[512];
    snprintf(text, sizeof text, "%.*s/* \xF0\x9F\x94\x92 */ pthread_mutex_lock(&m);\n%s",
             (int)(strstr(twice, "    pthread_mutex_unlock") - twice) - 28, twice,
             strstr(twice, "    pthread_mutex_unlock"));
    editor self = begin(NULL, NULL);
    editor_open(&self, uri, 1, text);
    expect_list(editor_diagnostics(&self, uri, 1), "4:9 locklint-double-lock");
    editor_change(&self, uri, 2, 4, 9, 32, ""); /* takes away the call, and nothing of the comment */
    expect_list(editor_diagnostics(&self, uri, 2), "");
    end(&self);
    self = begin("{\"general\":{\"positionEncodings\":[\"utf-16\",\"utf-8\"]}}", NULL);
    editor_open(&self, uri, 1, text);
    expect_list(editor_diagnostics(&self, uri, 1), "4:11 locklint-double-lock");
    editor_change(&self, uri, 2, 4, 11, 34, "");
    expect_list(editor_diagnostics(&self, uri, 2), "");
    end(&self);
}
END_TEST

START_TEST(pulled_on_request) {
    editor self = begin("{\"textDocument\":{\"diagnostic\":{}}}", NULL);
    editor_open(&self, uri, 1, twice);
    json_t *answer = editor_answer(&self, editor_ask(&self, "textDocument/diagnostic", here()));
    json_t *report = json_object_get(answer, "result"), *params = here();
    ck_assert_str_eq(json_string_value(json_object_get(report, "kind")), "full");
    expect_list(json_incref(json_object_get(report, "items")), "4:4 locklint-double-lock");
    json_object_set(params, "previousResultId", json_object_get(report, "resultId"));
    json_decref(answer);
    answer = editor_answer(&self, editor_ask(&self, "textDocument/diagnostic", json_copy(params)));
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(answer, "result"), "kind")), "unchanged");
    json_decref(answer);
    editor_change(&self, uri, 2, 4, 4, 27, "");
    answer = editor_answer(&self, editor_ask(&self, "textDocument/diagnostic", params));
    expect_list(json_incref(json_object_get(json_object_get(answer, "result"), "items")), "");
    json_decref(answer);
    for (size_t i = 0; i < json_array_size(self.kept); i++) /* what is pulled is not pushed, too */
        ck_assert_ptr_null(json_object_get(json_array_get(self.kept, i), "method"));
    end(&self);
}
END_TEST

static const char user[] = "void take(void);\nvoid f(void) { take(); take(); }\n";

/* Two files, of which one takes a lock for the other. */
static void write_program(void) {
    char database[4096];
    write_file("a.c", user);
    write_file("b.c", "#include <pthread.h>\nstatic pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
                      "void take(void) { pthread_mutex_lock(&m); }\n");
    snprintf(database, sizeof database,
             "[{\"directory\": \"%s\", \"file\": \"a.c\", \"command\": \"cc -c a.c\"},"
             " {\"directory\": \"%s\", \"file\": \"b.c\", \"command\": \"cc -c b.c\"}]\n",
             folder, folder);
    write_file("compile_commands.json", database);
}

START_TEST(the_whole_program_is_pulled) {
    write_program();
    editor self = begin("{\"textDocument\":{\"diagnostic\":{}}}", NULL);
    json_t *answer =
        editor_answer(&self, editor_ask(&self, "workspace/diagnostic", json_pack("{s:[]}", "previousResultIds")));
    json_t *items = json_object_get(json_object_get(answer, "result"), "items"), *one = json_array_get(items, 0);
    ck_assert_int_eq(json_array_size(items), 1);
    ck_assert_str_eq(json_string_value(json_object_get(one, "uri")), uri);
    expect_list(json_incref(json_object_get(one, "items")), "1:23 locklint-double-lock");
    json_t *params =
        json_pack("{s:[{s:s, s:O}]}", "previousResultIds", "uri", uri, "value", json_object_get(one, "resultId"));
    json_decref(answer);
    answer = editor_answer(&self, editor_ask(&self, "workspace/diagnostic", params));
    ck_assert_int_eq(json_unpack(answer, "{s:{s:[{s:s}]}}", "result", "items", "kind", &(const char *){0}), 0);
    one = json_array_get(json_object_get(json_object_get(answer, "result"), "items"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(one, "kind")), "unchanged");
    json_decref(answer);
    end(&self);
}
END_TEST

static void analyse_program(editor *self) {
    json_t *answer = editor_answer(
        self, editor_ask(self, "workspace/executeCommand", json_pack("{s:s}", "command", "locklint.analyseProgram")));
    ck_assert(json_is_null(json_object_get(answer, "result")));
    json_decref(answer);
}

START_TEST(the_program_informs_its_files) {
    write_program();
    editor self = begin(NULL, NULL);
    editor_open(&self, uri, 1, user);
    expect_list(editor_diagnostics(&self, uri, 1), "");
    analyse_program(&self);
    expect_list(editor_diagnostics(&self, uri, 1), "1:23 locklint-double-lock");
    end(&self);
    self = begin(NULL, NULL);
    analyse_program(&self);
    expect_list(editor_diagnostics(&self, uri, 0), "1:23 locklint-double-lock");
    write_file("a.c", "int nothing;\n");
    analyse_program(&self);
    expect_list(editor_diagnostics(&self, uri, 0), "");
    expect_error(
        editor_answer(&self, editor_ask(&self, "workspace/executeCommand", json_pack("{s:s}", "command", "x"))), -32602,
        "no command 'x'");
    end(&self);
}
END_TEST

START_TEST(cancelled_requests_are_answered) {
    editor self = begin("{\"textDocument\":{\"diagnostic\":{}}}", NULL);
    editor_open(&self, uri, 1, twice);
    json_int_t id = editor_ask(&self, "textDocument/diagnostic", here());
    editor_notify(&self, "$/cancelRequest", json_pack("{s:I}", "id", id));
    expect_error(editor_answer(&self, id), -32800, "cancelled");
    id = editor_ask(&self, "textDocument/diagnostic", here());
    editor_notify(&self, "textDocument/didClose", here());
    expect_error(editor_answer(&self, id), -32801, "closed");
    end(&self);
}
END_TEST

/* ---- fixes and hovers ---- */

START_TEST(fixes_mend) {
    editor self = begin(NULL, NULL);
    editor_open(&self, uri, 1, waits);
    expect_list(editor_diagnostics(&self, uri, 1), "7:8 locklint-cond-wait");
    json_t *answer = actions_at(&self, 7);
    char *fixed = apply(answer, "while", waits);
    ck_assert(strstr(fixed, "    while (!ready)\n"));
    editor_replace(&self, uri, 2, fixed);
    expect_list(editor_diagnostics(&self, uri, 2), "");
    free(fixed);
    json_decref(answer);
    end(&self);
}
END_TEST

static const char returns[] = "#include <pthread.h>\n#include <stdlib.h>\n"
                              "pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
                              "char *text;\n"
                              "int f(void) {\n"
                              "    char *p = malloc(8);\n"
                              "    pthread_mutex_lock(&m);\n"
                              "    if (p == NULL)\n"
                              "        return -1;\n"
                              "    text = p;\n"
                              "    pthread_mutex_unlock(&m);\n"
                              "    return 0;\n"
                              "}\n";

START_TEST(fixes_say_what_they_do) {
    editor self = begin(NULL, NULL);
    editor_open(&self, uri, 1, returns);
    expect_list(editor_diagnostics(&self, uri, 1), "8:8 locklint-missing-unlock");
    json_t *answer = actions_at(&self, 8), *first = json_array_get(json_object_get(answer, "result"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(first, "title")), "Insert 'pthread_mutex_unlock(&m);'");
    json_decref(answer);
    end(&self);
}
END_TEST

START_TEST(suppressions_suppress) {
    editor self = begin(NULL, NULL);
    editor_open(&self, uri, 1, twice);
    expect_list(editor_diagnostics(&self, uri, 1), "4:4 locklint-double-lock");
    json_t *answer = actions_at(&self, 4);
    char *quiet = apply(answer, "NOLINT", twice);
    ck_assert(strstr(quiet, "    pthread_mutex_lock(&m); // NOLINT(locklint-double-lock)\n"));
    editor_replace(&self, uri, 2, quiet);
    expect_list(editor_diagnostics(&self, uri, 2), "");
    free(quiet);
    json_decref(answer);
    answer = actions_at(&self, 0);
    ck_assert_int_eq(json_array_size(json_object_get(answer, "result")), 0);
    json_decref(answer);
    end(&self);
}
END_TEST

static const char branches[] = "#include <pthread.h>\n"
                               "pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
                               "int n;\n"
                               "static void take(void) { pthread_mutex_lock(&m); }\n"
                               "void f(int x) {\n"
                               "    n = 0;\n"
                               "    if (x)\n"
                               "        take();\n"
                               "    n = 1;\n"
                               "    if (x)\n"
                               "        pthread_mutex_unlock(&m);\n"
                               "}\n"
                               "int g(void) {\n"
                               "    return n;\n"
                               "}\n";

static void expect_hover(editor *self, int line, const char *wanted) {
    json_t *answer = editor_answer(self, editor_ask(self, "textDocument/hover", at(line, 6)));
    const json_t *contents = json_object_get(json_object_get(answer, "result"), "contents");
    const char *text = json_string_value(json_object_get(contents, "value"));
    if (wanted)
        ck_assert_str_eq(text ? text : "", wanted);
    else
        ck_assert(json_is_null(json_object_get(answer, "result")));
    json_decref(answer);
}

START_TEST(hover_tells_what_is_held) {
    editor self = begin(NULL, NULL);
    editor_open(&self, uri, 1, branches);
    expect_hover(&self, 5, "**Locks held here**\n\n- no lock\n\n*Beside what the callers of `f` hold.*\n");
    expect_hover(&self, 8,
                 "**Locks held here**\n\n"
                 "taking the true branch, 'x' (a.c:7):\n\n"
                 "- `m`: locked here, by 'take' (a.c:8); ... which calls 'pthread_mutex_lock' here (a.c:4)\n\n"
                 "taking the false branch, 'x' (a.c:7):\n\n"
                 "- no lock\n\n"
                 "*Beside what the callers of `f` hold.*\n");
    expect_hover(&self, 10,
                 "**Locks held here**\n\n"
                 "- `m`: locked here, by 'take' (a.c:8); ... which calls 'pthread_mutex_lock' here (a.c:4)\n\n"
                 "*Beside what the callers of `f` hold.*\n");
    expect_hover(&self, 1, NULL);
    expect_hover(&self, 13, NULL);
    editor_replace(&self, uri, 2, "int f(void) { return oops(; }\n");
    expect_hover(&self, 0, NULL);
    end(&self);
}
END_TEST

/* Whoever is given the lock may let it go. */
START_TEST(hover_says_what_is_not_known) {
    static const char given[] = "#include <pthread.h>\n"
                                "void elsewhere(pthread_mutex_t *m);\n"
                                "int n;\n"
                                "void f(pthread_mutex_t *m) {\n"
                                "    pthread_mutex_lock(m);\n"
                                "    elsewhere(m);\n"
                                "    n++;\n"
                                "}\n";
    editor self = begin(NULL, NULL);
    editor_open(&self, uri, 1, given);
    expect_hover(&self, 6, "**Locks held here**\n\n- not known\n\n*Beside what the callers of `f` hold.*\n");
    end(&self);
}
END_TEST

/* What the first round of a loop knows is not what the later ones do: one way is told, not two. */
START_TEST(hover_in_a_loop) {
    static const char loop[] = "#include <pthread.h>\n"
                               "struct node { pthread_mutex_t mu; struct node *next; int n; };\n"
                               "void f(struct node *p) {\n"
                               "    while (p) {\n"
                               "        pthread_mutex_lock(&p->mu);\n"
                               "        p->n++;\n"
                               "        pthread_mutex_unlock(&p->mu);\n"
                               "        p = p->next;\n"
                               "    }\n"
                               "}\n";
    editor self = begin(NULL, NULL);
    editor_open(&self, uri, 1, loop);
    expect_hover(&self, 5,
                 "**Locks held here**\n\n- `p->mu`: locked here (a.c:5)\n\n*Beside what the callers of `f` hold.*\n");
    end(&self);
}
END_TEST

/* ---- what a file rests on ---- */

static const char header_user[] = "#include \"locks.h\"\nvoid f(void) {\n    TAKE();\n    TAKE();\n}\n";
static const char good_header[] = "#include <pthread.h>\nextern pthread_mutex_t m;\n#define TAKE() (void)&m\n";
static const char bad_header[] =
    "#include <pthread.h>\nextern pthread_mutex_t m;\n#define TAKE() pthread_mutex_lock(&m)\n";

START_TEST(unsaved_headers_count) {
    write_file("locks.h", good_header);
    editor self = begin(NULL, NULL);
    editor_open(&self, uri, 1, header_user);
    expect_list(editor_diagnostics(&self, uri, 1), "");
    editor_open(&self, file_uri("locks.h"), 1, bad_header);
    expect_list(editor_diagnostics(&self, uri, 1), "3:4 locklint-double-lock");
    editor_notify(&self, "textDocument/didClose", json_pack("{s:{s:s}}", "textDocument", "uri", file_uri("locks.h")));
    expect_list(editor_diagnostics(&self, uri, 1), "");
    write_file("locks.h", bad_header);
    editor_notify(&self, "workspace/didChangeWatchedFiles",
                  json_pack("{s:[{s:s, s:i}]}", "changes", "uri", file_uri("locks.h"), "type", 2));
    expect_list(editor_diagnostics(&self, uri, 1), "3:4 locklint-double-lock");
    end(&self);
}
END_TEST

static void write_database(const char *flags) {
    char text[2048];
    snprintf(text, sizeof text,
             "[{\"directory\": \"%s\", \"file\": \"other.c\", \"command\": \"cc -c other.c\"},"
             " {\"directory\": \"%s\", \"file\": \"user.c\", \"command\": \"cc %s -c user.c\"}]\n",
             folder, folder, flags);
    write_file("compile_commands.json", text);
}

static const char inline_header[] = "#include <pthread.h>\n"
                                    "extern pthread_mutex_t m;\n"
                                    "static inline void f(void) {\n"
                                    "#ifdef TWICE\n"
                                    "    pthread_mutex_lock(&m);\n"
                                    "#endif\n"
                                    "    pthread_mutex_lock(&m);\n"
                                    "}\n";

/* A header has no entry: user.c includes it; and the database changes. */
START_TEST(headers_borrow_flags) {
    write_file("other.c", "int other;\n");
    write_file("user.c", "#include \"locks.h\"\n");
    write_file("locks.h", inline_header);
    write_database("-DTWICE");
    const char *header = file_uri("locks.h");
    editor self = begin(NULL, NULL);
    editor_open(&self, header, 1, inline_header);
    expect_list(editor_diagnostics(&self, header, 1), "6:4 locklint-double-lock");
    write_database("-DONCE");
    editor_notify(&self, "workspace/didChangeWatchedFiles",
                  json_pack("{s:[{s:s, s:i}]}", "changes", "uri", file_uri("compile_commands.json"), "type", 2));
    expect_list(editor_diagnostics(&self, file_uri("locks.h"), 1), "");
    end(&self);
}
END_TEST

START_TEST(missing_headers_are_said) {
    editor self = begin(NULL, NULL);
    editor_open(&self, uri, 1, header_user);
    expect_list(editor_diagnostics(&self, uri, 1), "0:0 locklint-not-analysed");
    write_file("locks.h", bad_header);
    editor_notify(&self, "workspace/didChangeWatchedFiles",
                  json_pack("{s:[{s:s, s:i}]}", "changes", "uri", file_uri("locks.h"), "type", 1));
    expect_list(editor_diagnostics(&self, uri, 1), "3:4 locklint-double-lock");
    end(&self);
}
END_TEST

/* ---- settings ---- */

static void expect_message(editor *self, const char *wanted) {
    json_t *params = editor_wait(self, "window/showMessage");
    const char *text = json_string_value(json_object_get(params, "message"));
    ck_assert_msg(text && strstr(text, wanted), "'%s' lacks '%s'", text ? text : "", wanted);
    json_decref(params);
}

START_TEST(settings_choose) {
    write_file(".clang-tidy", "Checks: '-*,locklint-*'\nWarningsAsErrors: 'locklint-double-lock'\n");
    editor self = begin(NULL, "{\"checks\": \"-locklint-double-lock\"}");
    editor_open(&self, uri, 1, twice);
    expect_list(editor_diagnostics(&self, uri, 1), "");
    editor_notify(&self, "workspace/didChangeConfiguration",
                  json_pack("{s:{s:{s:s}}}", "settings", "locklint", "checks", ""));
    json_t *list = editor_diagnostics(&self, uri, 1);
    ck_assert_int_eq(json_integer_value(json_object_get(json_array_get(list, 0), "severity")), 1);
    json_decref(list);
    write_file(".clang-tidy", "Checks: 'nonsense\n");
    editor_notify(&self, "workspace/didChangeWatchedFiles",
                  json_pack("{s:[{s:s, s:i}]}", "changes", "uri", file_uri(".clang-tidy"), "type", 2));
    expect_message(&self, ".clang-tidy");
    end(&self);
}
END_TEST

/* The .clang-tidy that is nearest to the file, not to where the server works. */
START_TEST(each_folder_chooses) {
    char path[512];
    snprintf(path, sizeof path, "%s/sub", folder);
    ck_assert_int_eq(mkdir(path, 0777), 0);
    write_file(".clang-tidy", "Checks: '-*,locklint-*,-locklint-double-lock'\n");
    write_file("sub/.clang-tidy", "Checks: '-*,locklint-double-lock'\n");
    editor self = begin(NULL, NULL);
    editor_open(&self, uri, 1, twice);
    expect_list(editor_diagnostics(&self, uri, 1), "");
    editor_open(&self, file_uri("sub/a.c"), 1, twice);
    expect_list(editor_diagnostics(&self, file_uri("sub/a.c"), 1), "4:4 locklint-double-lock");
    end(&self);
}
END_TEST

START_TEST(wrong_settings_are_said) {
    editor self = begin(NULL, "{\"arguments\": \"-p build\"}");
    expect_message(&self, "list of strings");
    editor_open(&self, uri, 1, twice);
    expect_list(editor_diagnostics(&self, uri, 1), "4:4 locklint-double-lock");
    editor_notify(&self, "workspace/didChangeConfiguration",
                  json_pack("{s:{s:{s:[s]}}}", "settings", "locklint", "arguments", "--no-such-option"));
    expect_message(&self, "unknown option '--no-such-option'");
    editor_notify(&self, "workspace/didChangeConfiguration",
                  json_pack("{s:{s:{s:[s]}}}", "settings", "locklint", "arguments", "--fix"));
    expect_message(&self, "--fix is for the command line");
    editor_notify(&self, "workspace/didChangeConfiguration",
                  json_pack("{s:{s:{s:[s,s]}}}", "settings", "locklint", "arguments", "-p", "nowhere"));
    expect_message(&self, "nowhere/compile_commands.json");
    end(&self);
}
END_TEST

/* ---- what goes wrong ---- */

/* clang itself crashes on code that is nested deeply enough. */
START_TEST(crashes_cost_one_version) {
    enum { DEPTH = 200000 };
    editor self = begin(NULL, NULL);
    char *deep = calloc(1, 2 * DEPTH + 64), *to = deep;
    to = stpcpy(to, "int x = ");
    memset(to, '-', DEPTH);
    for (int i = 1; i < DEPTH; i += 2)
        to[i] = ' ';
    strcpy(to + DEPTH, "1;\n");
    editor_open(&self, uri, 1, deep);
    expect_message(&self, "crashed on");
    json_int_t id = editor_ask(&self, "textDocument/hover", at(0, 0));
    json_decref(editor_answer(&self, id));
    for (size_t i = 0; i < json_array_size(self.kept); i++) { /* it is not tried once more */
        const char *method = json_string_value(json_object_get(json_array_get(self.kept, i), "method"));
        ck_assert(!method || strcmp(method, "window/showMessage") != 0);
    }
    editor_replace(&self, uri, 2, twice);
    expect_list(editor_diagnostics(&self, uri, 2), "4:4 locklint-double-lock");
    free(deep);
    end(&self);
}
END_TEST

/* The first message that answers to none. */
static void expect_refusal(editor *self, int code, const char *text) {
    json_decref(editor_answer(self, editor_ask(self, "no/method", json_object()))); /* what came before is there, too */
    ck_assert_int_ge(json_array_size(self->kept), 1);
    expect_error(json_incref(json_array_get(self->kept, 0)), code, text);
}

/* A pipe into which nobody writes keeps clang waiting. */
START_TEST(time_outs_cost_one_version) {
    ck_assert_int_eq(command_run(NULL, "mkfifo '%s/locks.h'", folder), 0);
    editor self = begin(NULL, "{\"arguments\": [\"--timeout=1\"]}");
    editor_open(&self, uri, 1, header_user);
    expect_message(&self, "took too long");
    editor_replace(&self, uri, 2, twice);
    expect_list(editor_diagnostics(&self, uri, 2), "4:4 locklint-double-lock");
    end(&self);
}
END_TEST

static int count_children(pid_t parent) {
    char *text = NULL;
    int count = 0;
    ck_assert_int_eq(command_run(&text, "cat /proc/%d/task/%d/children", (int)parent, (int)parent), 0);
    for (const char *at = text; *at; at++)
        count += *at == ' ';
    free(text);
    return count;
}

START_TEST(idle_workers_are_few) {
    enum { DOCUMENTS = 20, MOST = 12 };
    char name[32];
    editor self = begin(NULL, NULL);
    for (int i = 0; i < DOCUMENTS; i++) {
        snprintf(name, sizeof name, "d%d.c", i);
        editor_open(&self, file_uri(name), 1, twice);
        expect_list(editor_diagnostics(&self, file_uri(name), 1), "4:4 locklint-double-lock");
    }
    while (count_children(self.process) > MOST) /* some are on their way */
        json_decref(editor_answer(&self, editor_ask(&self, "no/method", json_object())));
    editor_change(&self, file_uri("d0.c"), 2, 4, 4, 27, "");
    expect_list(editor_diagnostics(&self, file_uri("d0.c"), 2), "");
    end(&self);
}
END_TEST

static int count_found(const char *name) {
    char *text = NULL;
    ck_assert_int_eq(command_run(&text, "find '%s' -name '%s' | wc -l", folder, name), 0);
    int count = (int)strtol(text, NULL, 10);
    free(text);
    return count;
}

static editor begin_and_judge(void) {
    editor self = begin(NULL, NULL);
    editor_open(&self, uri, 1, twice);
    expect_list(editor_diagnostics(&self, uri, 1), "4:4 locklint-double-lock");
    return self;
}

/* What clang keeps of a file that is on disk goes with the worker; what a killed server left, with the next one that
 * begins. */
START_TEST(preambles_are_removed) {
    setenv("TMPDIR", folder, 1);
    write_file("a.c", twice);
    ck_assert_int_eq(command_run(NULL, "mkdir -p '%s/locklint-preambles.users'", folder), 0);
    editor first = begin_and_judge();
    ck_assert_int_eq(count_found("preamble-*.pch"), 1);
    editor second = begin_and_judge();
    ck_assert_int_eq(count_found("preamble-*.pch"), 2);
    kill(first.process, SIGKILL);
    ck_assert_int_eq(editor_end(&first), 128 + SIGKILL);
    ck_assert_int_eq(count_found("locklint-preambles.??????"), 2);
    editor third = begin_and_judge();
    ck_assert_int_eq(count_found("locklint-preambles.??????"), 2);
    ck_assert_int_eq(count_found("preamble-*.pch"), 2);
    editor_notify(&third, "textDocument/didClose", here());
    while (count_found("preamble-*.pch") > 1) /* the worker is on its way */
        json_decref(editor_answer(&third, editor_ask(&third, "no/method", json_object())));
    end(&third);
    end(&second);
    ck_assert_int_eq(count_found("*preamble*"), 1);
    ck_assert_int_eq(count_found("locklint-preambles.users"), 1);
}
END_TEST

START_TEST(broken_messages_are_refused) {
    static const struct {
        const char *bytes;
        int code;
    } broken[] = {
        {"Content-Length: 9\r\n\r\n{\"id\": 1,", -32700},
        {"Content-Length: x\r\n\r\n", -32700},
        {"Length: 2\r\n\r\n", -32700},
        {"Content-Length: 4\r\n\r\n\"\xff\xfe\"", -32700},
        {"Content-Length: 2\r\n\r\n[]", -32600},
        {"Content-Length: 13\r\n\r\n{\"method\": 5}", -32600},
        {"nonsense Content-Length: 3\r\n\r\n{}}", -32700},
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        editor self = begin(NULL, NULL);
        ck_assert(editor_send_raw(&self, broken[i].bytes, strlen(broken[i].bytes)));
        expect_refusal(&self, broken[i].code, "");
        end(&self);
    }
}
END_TEST

/* More than is taken: refused at once, and passed over. */
START_TEST(huge_messages_are_passed_over) {
    enum { HUGE_SIZE = 129 << 20, PIECE = 1 << 20 };
    static char piece[PIECE];
    char header[64];
    memset(piece, ' ', sizeof piece);
    editor self = begin(NULL, NULL);
    snprintf(header, sizeof header, "Content-Length: %d\r\n\r\n", HUGE_SIZE);
    ck_assert(editor_send_raw(&self, header, strlen(header)));
    for (int i = 0; i < HUGE_SIZE / PIECE; i++)
        ck_assert(editor_send_raw(&self, piece, PIECE));
    expect_refusal(&self, -32700, "larger than is taken");
    end(&self);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("lsp");
    TCase *tests = tcase_create("lsp");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, order_of_life);
    tcase_add_test(tests, exit_without_shutdown_is_a_failure);
    tcase_add_test(tests, findings_come_and_go);
    tcase_add_test(tests, old_versions_are_dropped);
    tcase_add_test(tests, the_path_is_related_or_folded);
    tcase_add_test(tests, positions_are_as_agreed);
    tcase_add_test(tests, pulled_on_request);
    tcase_add_test(tests, the_whole_program_is_pulled);
    tcase_add_test(tests, the_program_informs_its_files);
    tcase_add_test(tests, cancelled_requests_are_answered);
    tcase_add_test(tests, fixes_mend);
    tcase_add_test(tests, fixes_say_what_they_do);
    tcase_add_test(tests, suppressions_suppress);
    tcase_add_test(tests, hover_tells_what_is_held);
    tcase_add_test(tests, hover_in_a_loop);
    tcase_add_test(tests, hover_says_what_is_not_known);
    tcase_add_test(tests, unsaved_headers_count);
    tcase_add_test(tests, headers_borrow_flags);
    tcase_add_test(tests, missing_headers_are_said);
    tcase_add_test(tests, settings_choose);
    tcase_add_test(tests, each_folder_chooses);
    tcase_add_test(tests, wrong_settings_are_said);
    tcase_add_test(tests, crashes_cost_one_version);
    tcase_add_test(tests, time_outs_cost_one_version);
    tcase_add_test(tests, idle_workers_are_few);
    tcase_add_test(tests, preambles_are_removed);
    tcase_add_test(tests, broken_messages_are_refused);
    tcase_add_test(tests, huge_messages_are_passed_over);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
