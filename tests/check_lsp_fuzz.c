/* check_lsp_fuzz.c -- the language server gets random messages, right and wrong ones, and broken bytes: it stays alive,
   answers each request once, and ends as it should. What is sent depends on the seed alone. */
#include "command.h"
#include "dice.h"
#include "editor.h"
#include "suite.h"

#include <check.h>
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BATCHES = 100, MESSAGES = 100, DOCUMENTS = 4, LARGE = 3 << 20 };

/* What may answer a request: a result, or one of the errors that a right request gets when things change meanwhile. */
enum { ANYTHING_RIGHT = 0 };

typedef struct fuzz {
    dice dice;
    editor editor;
    json_t *open; /* id as text -> the error that is due, or ANYTHING_RIGHT */
    json_int_t ids;
    int refusals_due, refusals; /* that answer to no id */
    int batch, version;
} fuzz;

static char folder[256];

/* ---- random things ---- */

static const char *document_uri(fuzz *self) {
    static char uri[512];
    static const char *const names[DOCUMENTS] = {"a.c", "b.c", "h.h", "%C3%BC%20%F0%9F%98%80.c"};
    snprintf(uri, sizeof uri, "file://%s/%s", folder, names[roll(&self->dice, DOCUMENTS)]);
    return roll(&self->dice, 12)
               ? uri
               : ANY(&self->dice, "untitled:1", "file:///%ff.c", "file://", "", "file:///", "file:///a%00b.c",
                     "FILE://localhost/tmp/x.c", "http://x/y.c", "file:///no/such/folder/%zz.cpp");
}

static const char *document_text(fuzz *self) {
    return ANY(&self->dice, "", "int x;\n",
               "typedef union { char c[40]; } pthread_mutex_t;\nint pthread_mutex_lock(pthread_mutex_t *);\n"
               "pthread_mutex_t m;\nvoid f(void) {\n  pthread_mutex_lock(&m);\n  pthread_mutex_lock(&m);\n}\n",
               "#include \"h.h\"\r\nint y;\r\n", "/* \xF0\x9F\x98\x80 \xC3\xBC */ int z\r;\r", "int broken( {\n",
               "#error no\n#include <no/such.h>\n", "\n\n\n\n", "void g(int *p) { if (p) { *p = 1; } }");
}

static const char *some_text(fuzz *self) {
    return ANY(&self->dice, "", "x", "\n", "\r\n", "\r", "\xF0\x9F\x98\x80", "\xC3\xBC", "{", "}", ";", "/*", "*/",
               "\"", "int q;\n", "#", "\\", "  ");
}

static json_t *spot(fuzz *self) {
    json_int_t numbers[2];
    for (int i = 0; i < 2; i++)
        numbers[i] = roll(&self->dice, 30) ? roll(&self->dice, 12)
                                           : (json_int_t)roll(&self->dice, 1000) << roll(&self->dice, 50);
    return json_pack("{s:I, s:I}", "line", numbers[0], "character", numbers[1]);
}

static json_t *range(fuzz *self) {
    return json_pack("{s:o, s:o}", "start", spot(self), "end", spot(self));
}

/* What no parameter is. */
static json_t *nonsense(fuzz *self) {
    switch (roll(&self->dice, 7)) {
    case 0:
        return json_null();
    case 1:
        return json_array();
    case 2:
        return json_string("params");
    case 3:
        return json_real(-1.5);
    case 4:
        return json_pack("{s:[{}]}", "textDocument");
    case 5:
        return json_pack("{s:{s:i}, s:{s:s}, s:i}", "textDocument", "uri", 5, "position", "line", "1", "range", 1);
    default:
        return json_pack("{s:{s:s}, s:{s:i}, s:{s:{}, s:n}}", "textDocument", "uri", "untitled:1", "position", "line",
                         -1, "range", "start", "end");
    }
}

/* ---- sending ---- */

/* Until the server has read all that was written, or nobody can read it any more. */
static void let_it_read(const fuzz *self) {
    int unread = 1;
    struct pollfd end = {.fd = self->editor.input, .events = POLLOUT};
    while (ioctl(self->editor.input, FIONREAD, &unread) == 0 && unread > 0 && poll(&end, 1, 0) >= 0 &&
           !(end.revents & POLLERR))
        sched_yield();
}

static void send_bytes(fuzz *self, const char *bytes, size_t size) {
    if (size > 0 && size < 65536 && roll(&self->dice, 16) == 0) {
        size_t first = roll(&self->dice, (uint32_t)size);
        editor_send_raw(&self->editor, bytes, first);
        let_it_read(self);
        bytes += first;
        size -= first;
    }
    ck_assert_msg(editor_send_raw(&self->editor, bytes, size), "batch %d: the server reads nothing more", self->batch);
}

/* A body of `size` bytes behind a header that says `length`. */
static void send_frame(fuzz *self, const char *header, const char *length, const char *body, size_t size) {
    char *bytes = malloc(strlen(header) + strlen(length) + size + 8);
    ck_assert_ptr_nonnull(bytes);
    size_t begun = (size_t)sprintf(bytes, "%s%s\r\n\r\n", header, length);
    memcpy(bytes + begun, body, size);
    send_bytes(self, bytes, begun + size);
    free(bytes);
}

static void send_body(fuzz *self, const char *body, size_t size) {
    char length[32];
    snprintf(length, sizeof length, "%zu", size);
    send_frame(self,
               ANY(&self->dice, "Content-Length: ", "Content-Length:", "content-length:   ",
                   "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: "),
               length, body, size);
}

static void send_json(fuzz *self, json_t *message) {
    ck_assert_ptr_nonnull(message);
    char *text = json_dumps(message, roll(&self->dice, 4) ? JSON_COMPACT : JSON_INDENT(1));
    send_body(self, text, strlen(text));
    free(text);
    json_decref(message);
}

static void notify(fuzz *self, const char *method, json_t *params) {
    send_json(self, json_pack("{s:s, s:s, s:o}", "jsonrpc", "2.0", "method", method, "params", params));
}

/* A request with a number or a string; `due` is the error that has to answer it. */
static void ask(fuzz *self, const char *method, json_t *params, int due) {
    json_int_t number = ++self->ids;
    json_t *id = roll(&self->dice, 3) ? json_integer(number) : json_sprintf("id %d \xC3\xBC", (int)number);
    char *key = json_dumps(id, JSON_ENCODE_ANY);
    json_object_set_new(self->open, key, json_integer(due));
    free(key);
    send_json(self, json_pack("{s:s, s:O, s:s, s:o}", "jsonrpc", "2.0", "id", id, "method", method, "params", params));
    if (due == ANYTHING_RIGHT && roll(&self->dice, 8) == 0)
        notify(self, "$/cancelRequest", json_pack("{s:O}", "id", id));
    json_decref(id);
}

/* ---- right messages ---- */

static json_t *in_document(fuzz *self) {
    return json_pack("{s:{s:s}}", "textDocument", "uri", document_uri(self));
}

static void open_document(fuzz *self) {
    notify(self, "textDocument/didOpen",
           json_pack("{s:{s:s, s:s, s:i, s:s}}", "textDocument", "uri", document_uri(self), "languageId",
                     ANY(&self->dice, "c", "c", "c", "cpp", "rust"), "version", ++self->version, "text",
                     document_text(self)));
}

static void change_document(fuzz *self) {
    json_t *changes = json_array();
    for (uint32_t i = roll(&self->dice, 4); i > 0; i--) {
        bool is_right = roll(&self->dice, 30) > 0;
        json_t *change = is_right ? json_pack("{s:s}", "text", some_text(self)) : nonsense(self);
        if (is_right && roll(&self->dice, 8))
            json_object_set_new(change, "range", range(self));
        json_array_append_new(changes, change);
    }
    notify(self, "textDocument/didChange",
           json_pack("{s:{s:s, s:i}, s:o}", "textDocument", "uri", document_uri(self), "version", ++self->version,
                     "contentChanges", changes));
}

static void ask_something(fuzz *self) {
    json_t *params = in_document(self);
    switch (roll(&self->dice, 3)) {
    case 0:
        json_object_set_new(params, "position", spot(self));
        ask(self, "textDocument/hover", params, ANYTHING_RIGHT);
        break;
    case 1:
        json_object_set_new(params, "range", range(self));
        json_object_set_new(params, "context", json_pack("{s:[], s:[s]}", "diagnostics", "only", "quickfix"));
        ask(self, "textDocument/codeAction", params, ANYTHING_RIGHT);
        break;
    default:
        ask(self, "textDocument/diagnostic", params, ANYTHING_RIGHT);
    }
}

static void change_settings(fuzz *self) {
    static const char *const settings[] = {"{}",
                                           "[]",
                                           "{\"settings\": {\"locklint\": {\"checks\": \"-*,locklint-double-lock\"}}}",
                                           "{\"settings\": {\"locklint\": {\"checks\": \"\"}}}",
                                           "{\"settings\": {\"locklint\": {\"arguments\": 5}}}",
                                           "{\"settings\": {\"arguments\": [\"--no-such\"]}}",
                                           "{\"settings\": {\"arguments\": [\"--fix\", 1]}}"};
    notify(self, "workspace/didChangeConfiguration",
           json_loads(any(&self->dice, settings, sizeof settings / sizeof *settings), 0, NULL));
}

static void watched_changed(fuzz *self) {
    notify(self, "workspace/didChangeWatchedFiles",
           json_pack("{s:[{s:s, s:i}, {s:i}]}", "changes", "uri", document_uri(self), "type", (int)roll(&self->dice, 4),
                     "uri", 1));
}

static void send_right(fuzz *self) {
    uint32_t which = roll(&self->dice, 100);
    if (which < 12)
        open_document(self);
    else if (which < 55)
        change_document(self);
    else if (which < 85)
        ask_something(self);
    else if (which < 86)
        notify(self, "textDocument/didClose", in_document(self));
    else if (which < 92)
        notify(self, "textDocument/didSave", in_document(self));
    else if (which < 95)
        watched_changed(self);
    else if (which < 97)
        notify(self, "$/setTrace", json_pack("{s:s}", "value", ANY(&self->dice, "off", "messages", "verbose")));
    else if (which < 98)
        change_settings(self);
    else if (roll(&self->dice, 10) == 0)
        ask(self, ANY(&self->dice, "workspace/diagnostic", "workspace/executeCommand"),
            json_pack("{s:s, s:[]}", "command", "locklint.analyseProgram", "previousResultIds"), ANYTHING_RIGHT);
}

/* ---- wrong messages, rightly framed ---- */

static void send_text(fuzz *self, const char *text) {
    send_body(self, text, strlen(text));
}

/* What answers to no id. */
static void send_refused(fuzz *self) {
    static const char *const texts[] = {"",
                                        "{",
                                        "[",
                                        "{\"a\":}",
                                        "nul",
                                        "[]",
                                        "1",
                                        "null",
                                        "\"x\"",
                                        "true",
                                        "{}",
                                        "{\"method\": 5}",
                                        "{\"id\": 1.5, \"method\": \"shutdown\"}",
                                        "{\"id\": true, \"method\": \"shutdown\"}",
                                        "{\"id\": {}, \"method\": \"exit\"}",
                                        "{\"id\": null, \"method\": \"shutdown\"}",
                                        "{\"id\": [1]}",
                                        "[{\"id\": 1, \"method\": \"shutdown\"}, {\"method\": \"exit\"}]",
                                        "{\"method\": \"\\ud800\"}",
                                        "{\"method\": \"\\udc00\\ud800\"}",
                                        "{\"method\": \"\xff\xfe\"}",
                                        "{\"method\": \"\xed\xa0\x80\"}",
                                        "{\"method\": \"\xc0\xaf\"}",
                                        "{\"id\": 99999999999999999999, \"method\": \"shutdown\"}",
                                        "{\"id\": 1e999, \"method\": \"shutdown\"}",
                                        "{\"id\": 1, \"method\": \"shutdown\"} x",
                                        "\xEF\xBB\xBF{}",
                                        "{\"method\": \"exit\n\"}"};
    send_text(self, any(&self->dice, texts, sizeof texts / sizeof *texts));
    self->refusals_due++;
}

static void send_deep(fuzz *self) {
    enum { DEPTH = 20000 };
    static char text[DEPTH];
    memset(text, roll(&self->dice, 2) ? '[' : '{', sizeof text);
    send_body(self, text, sizeof text);
    self->refusals_due++;
}

static void send_zero(fuzz *self) {
    static const char text[] = "{\"method\": \"exit\"\0}";
    send_body(self, text, sizeof text - 1);
    self->refusals_due++;
}

static void send_large(fuzz *self) {
    char *text = malloc(LARGE + 1);
    ck_assert_ptr_nonnull(text);
    memset(text, 'x', LARGE);
    text[LARGE] = 0;
    if (roll(&self->dice, 2))
        ask(self, "textDocument/hover", json_pack("{s:s}", "x", text), -32602);
    else
        notify(self, "x", json_pack("[s]", text));
    free(text);
}

/* What is passed over without a word. */
static void send_ignored(fuzz *self) {
    static const char *const texts[] = {"{\"method\": \"no/method\"}",
                                        "{\"method\": \"$/none\", \"params\": []}",
                                        "{\"method\": \"\\u0000\"}",
                                        "{\"id\": 77, \"result\": null}",
                                        "{\"id\": \"x\", \"error\": {\"code\": 1}}",
                                        "{\"id\": 1, \"result\": [5]}",
                                        "{\"method\": \"textDocument/hover\"}",
                                        "{\"method\": \"initialized\"}"};
    send_text(self, any(&self->dice, texts, sizeof texts / sizeof *texts));
}

static void send_wrong(fuzz *self) {
    switch (roll(&self->dice, 12)) {
    case 0:
        ask(self, "no/method", nonsense(self), -32601);
        break;
    case 1:
        ask(self, "textDocument/hover", nonsense(self), -32602);
        break;
    case 2:
        ask(self, "textDocument/codeAction", nonsense(self), -32602);
        break;
    case 3:
        ask(self, "textDocument/diagnostic", json_pack("{s:s}", "textDocument", "x"), -32602);
        break;
    case 4:
        ask(self, "initialize", nonsense(self), -32600);
        break;
    case 5:
        ask(self, "textDocument/didOpen", nonsense(self), -32600);
        break;
    case 6:
        ask(self, "workspace/executeCommand", nonsense(self), -32602);
        break;
    case 7:
        notify(self,
               ANY(&self->dice, "textDocument/didOpen", "textDocument/didChange", "textDocument/didClose",
                   "$/cancelRequest", "workspace/didChangeWatchedFiles", "$/setTrace"),
               nonsense(self));
        break;
    case 8:
        send_ignored(self);
        break;
    case 9:
        roll(&self->dice, 4) ? send_zero(self) : send_deep(self);
        break;
    case 10:
        roll(&self->dice, 6) ? send_ignored(self) : send_large(self);
        break;
    default:
        send_refused(self);
    }
}

/* ---- broken frames ---- */

static void send_broken(fuzz *self) {
    static const char body[] = "{\"id\": \"never\", \"method\": \"shutdown\"}";
    const size_t size = sizeof body - 1;
    char length[32], rest[8192];
    switch (roll(&self->dice, 5)) {
    case 0: /* too short */
        snprintf(length, sizeof length, "%u", roll(&self->dice, (uint32_t)size));
        send_frame(self, "Content-Length: ", length, body, size);
        break;
    case 1: /* too long: it takes the beginning of the next one with it */
        snprintf(length, sizeof length, "%zu", size + 1 + roll(&self->dice, 10));
        send_frame(self, "Content-Length: ", length, body, size);
        snprintf(length, sizeof length, "%zu", size);
        send_frame(self, "Content-Length: ", length, body, size);
        break;
    case 2: /* no number that can be */
        send_frame(self, "Content-Length: ",
                   ANY(&self->dice, "-1", "x", "", "12 12", "0x10", "1000000000000", "134217729", "9223372036854775808",
                       "99999999999999999999999999", "1.5", "+5"),
                   body, size);
        break;
    case 3: /* no length at all */
        send_frame(self, ANY(&self->dice, "Content-Type: x", "Length: 5", "", ": ", "Content-Length 5"), "", body,
                   size);
        break;
    default: /* no header, for long: it may also be the beginning of one */
        memset(rest, 'C', sizeof rest);
        send_bytes(self, rest, 4000 + roll(&self->dice, sizeof rest - 4000));
        self->refusals_due--;
    }
    send_frame(self, "Content-Length: ", "2", "{}", 2);
    self->refusals_due += 2; /* of the next one, too */
}

/* ---- what comes back ---- */

static void take_answer(fuzz *self, const json_t *message) {
    const json_t *id = json_object_get(message, "id"), *error = json_object_get(message, "error");
    int code = (int)json_integer_value(json_object_get(error, "code"));
    if (json_object_get(message, "method"))
        return;
    ck_assert_msg(!error != !json_object_get(message, "result"), "batch %d: a result or an error", self->batch);
    if (json_is_null(id)) {
        ck_assert_msg(code == -32700 || code == -32600, "batch %d: %d answers to no request", self->batch, code);
        self->refusals++;
        return;
    }
    char *key = json_dumps(id, JSON_ENCODE_ANY);
    const json_t *due = json_object_get(self->open, key);
    ck_assert_msg(due != NULL, "batch %d: %s is answered, but not open", self->batch, key);
    if (json_integer_value(due) != ANYTHING_RIGHT)
        ck_assert_msg(code == json_integer_value(due), "batch %d: %s got %d", self->batch, key, code);
    else
        ck_assert_msg(!error || (code <= -32800 && code >= -32802), "batch %d: %s got %d", self->batch, key, code);
    json_object_del(self->open, key);
    free(key);
}

/* It is alive, and all that was asked is answered; `due` answers a method that is none. */
static void settle(fuzz *self, int due) {
    ask(self, "still/there", json_object(), due);
    while (json_object_size(self->open) > 0) {
        json_t *message = editor_next(&self->editor);
        ck_assert_msg(message != NULL, "batch %d: the server ended", self->batch);
        take_answer(self, message);
        json_decref(message);
    }
    ck_assert_msg(self->refusals >= self->refusals_due, "batch %d: %d refusals, %d are due", self->batch,
                  self->refusals, self->refusals_due);
    self->refusals = self->refusals_due = 0;
}

/* ---- servers ---- */

static void begin(fuzz *self) {
    static const char *const words[] = {LK_BUILD_DIR "/locklint", "lsp", NULL};
    self->editor = editor_start(folder, words);
    if (roll(&self->dice, 2))
        ask(self, "textDocument/hover", json_object(), -32002);
    json_t *can = json_pack("{s:{}}", "textDocument");
    if (roll(&self->dice, 2))
        json_object_set_new(json_object_get(can, "textDocument"), "diagnostic", json_object());
    if (roll(&self->dice, 2))
        json_object_set_new(can, "general", json_pack("{s:[s]}", "positionEncodings", "utf-8"));
    if (roll(&self->dice, 2))
        json_object_set_new(can, "window", json_pack("{s:b}", "workDoneProgress", 1));
    ask(self, "initialize", json_pack("{s:i, s:n, s:o}", "processId", (int)getpid(), "rootUri", "capabilities", can),
        ANYTHING_RIGHT);
    notify(self, "initialized", json_object());
    settle(self, -32601);
}

/* Whatever the server started is ended, too: it would be this process's child now. */
static void expect_none_left(const fuzz *self) {
    int status;
    while (waitpid(-1, &status, 0) > 0 || errno == EINTR)
        continue;
    ck_assert_msg(errno == ECHILD, "batch %d", self->batch);
}

/* How a server ends. */
static void end(fuzz *self) {
    static const char half[] = "Content-Length: 100\r\n\r\n{\"id\"", whole[] = "Content-Length: 2\r\n\r\n[]";
    int wanted = 1;
    siginfo_t ended;
    switch (roll(&self->dice, 4)) {
    case 0: /* in the middle of a message */
        editor_send_raw(&self->editor, half, strlen(half));
        break;
    case 1: /* nobody reads its answers any more */
        close(self->editor.output);
        editor_send_raw(&self->editor, whole, strlen(whole));
        ck_assert_int_eq(waitid(P_PID, (id_t)self->editor.process, &ended, WEXITED | WNOWAIT), 0);
        self->editor.output = -1;
        break;
    default: /* with questions that are not answered yet */
        for (uint32_t i = roll(&self->dice, 4); i > 0; i--)
            ask_something(self);
        ask(self, "shutdown", json_null(), ANYTHING_RIGHT);
        ask(self, "textDocument/hover", in_document(self), -32600);
        settle(self, -32600);
        notify(self, "exit", json_null());
        wanted = 0;
    }
    int status = editor_end(&self->editor);
    ck_assert_msg(status == wanted, "batch %d: status %d, not %d", self->batch, status, wanted);
    expect_none_left(self);
}

START_TEST(random_messages) {
    fuzz self = {.dice = {0x9E3779B97F4A7C15u}, .open = json_object()};
    ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    begin(&self);
    for (self.batch = 0; self.batch < BATCHES; self.batch++) {
        for (int i = 0; i < MESSAGES; i++) {
            uint32_t which = roll(&self.dice, 20);
            if (which < 13)
                send_right(&self);
            else if (which < 18)
                send_wrong(&self);
            else
                send_broken(&self);
        }
        settle(&self, -32601);
        if (roll(&self.dice, 6) == 0) {
            end(&self);
            begin(&self);
        }
    }
    end(&self);
    json_decref(self.open);
}
END_TEST

static void set_up(void) {
    ck_assert(command_folder(folder, sizeof folder));
}

static void tear_down(void) {
    ck_assert_int_eq(rmdir(folder), 0);
}

int main(void) {
    Suite *suite = suite_create("lsp_fuzz");
    TCase *tests = tcase_create("lsp_fuzz");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, random_messages);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
