/* editor.c -- speaks the language server protocol over two pipes. */
#include "editor.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

editor editor_start(const char *directory, const char *const *words) {
    int in[2], out[2];
    if (pipe(in) != 0 || pipe(out) != 0)
        abort();
    signal(SIGPIPE, SIG_IGN);
    pid_t process = fork();
    if (process == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        close(in[0]), close(in[1]), close(out[0]), close(out[1]);
        if (directory && chdir(directory) != 0)
            _exit(126);
        execvp(words[0], (char *const *)words);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    return (editor){.process = process, .input = in[1], .output = out[0], .kept = json_array()};
}

/* ---- sending ---- */

bool editor_send_raw(editor *self, const char *bytes, size_t size) {
    while (size > 0) {
        ssize_t written = write(self->input, bytes, size);
        if (written < 0 && errno != EINTR)
            return false;
        bytes += written > 0 ? written : 0;
        size -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

static void send_message(editor *self, json_t *message) {
    char header[64];
    json_object_set_new(message, "jsonrpc", json_string("2.0"));
    char *text = json_dumps(message, JSON_COMPACT);
    snprintf(header, sizeof header, "Content-Length: %zu\r\n\r\n", strlen(text));
    if (editor_send_raw(self, header, strlen(header)))
        editor_send_raw(self, text, strlen(text));
    free(text);
    json_decref(message);
}

void editor_notify(editor *self, const char *method, json_t *params) {
    send_message(self, json_pack("{s:s, s:o}", "method", method, "params", params));
}

json_int_t editor_ask(editor *self, const char *method, json_t *params) {
    json_int_t id = ++self->requests;
    send_message(self, json_pack("{s:I, s:s, s:o}", "id", id, "method", method, "params", params));
    return id;
}

/* ---- receiving ---- */

static bool read_more(editor *self) {
    if (self->capacity - self->size < 65536) {
        self->capacity = 2 * self->capacity + 65536;
        self->bytes = realloc(self->bytes, self->capacity);
        if (!self->bytes)
            abort();
    }
    ssize_t got;
    do
        got = read(self->output, self->bytes + self->size, self->capacity - self->size);
    while (got < 0 && errno == EINTR);
    self->size += got > 0 ? (size_t)got : 0;
    self->has_ended |= got <= 0;
    return got > 0;
}

/* The next message; NULL at the end. */
static json_t *receive(editor *self) {
    for (;;) {
        char *end = self->size ? memmem(self->bytes, self->size, "\r\n\r\n", 4) : NULL;
        char *length_at = end ? memmem(self->bytes, (size_t)(end - self->bytes), "Content-Length:", 15) : NULL;
        size_t length = length_at ? strtoul(length_at + 15, NULL, 10) : 0;
        size_t whole = end ? (size_t)(end - self->bytes) + 4 + length : 0;
        if (end && self->size >= whole) {
            json_t *message = json_loadb(end + 4, length, JSON_ALLOW_NUL, NULL);
            memmove(self->bytes, self->bytes + whole, self->size - whole);
            self->size -= whole;
            return message;
        }
        if (!read_more(self))
            return NULL;
    }
}

/* Receives a message and keeps it; false at the end. */
static bool keep_next(editor *self) {
    json_t *message = receive(self);
    if (!message)
        return false;
    json_t *id = json_object_get(message, "id");
    if (id && json_object_get(message, "method")) {
        send_message(self, json_pack("{s:O, s:n}", "id", id, "result"));
    }
    json_array_append_new(self->kept, message);
    return true;
}

typedef bool fits(const json_t *message, const void *wanted);

/* The first message that fits, taken out of those that are kept. */
static json_t *wait_for(editor *self, fits *does_fit, const void *wanted) {
    for (size_t i = 0;; i++) {
        while (i >= json_array_size(self->kept))
            if (!keep_next(self))
                return NULL;
        json_t *message = json_array_get(self->kept, i);
        if (!does_fit(message, wanted))
            continue;
        json_incref(message);
        json_array_remove(self->kept, i);
        return message;
    }
}

static bool is_answer(const json_t *message, const void *wanted) {
    const json_t *id = json_object_get(message, "id");
    return !json_object_get(message, "method") && json_is_integer(id) &&
           json_integer_value(id) == *(const json_int_t *)wanted;
}

json_t *editor_answer(editor *self, json_int_t id) {
    return wait_for(self, is_answer, &id);
}

static bool is_method(const json_t *message, const void *wanted) {
    const char *method = json_string_value(json_object_get(message, "method"));
    return method && strcmp(method, wanted) == 0;
}

json_t *editor_wait(editor *self, const char *method) {
    json_t *message = wait_for(self, is_method, method);
    json_t *params = json_incref(json_object_get(message, "params"));
    json_decref(message);
    return params;
}

typedef struct publication {
    const char *uri;
    json_int_t version;
} publication;

static bool is_published(const json_t *message, const void *context) {
    const publication *wanted = context;
    const json_t *params = json_object_get(message, "params");
    const char *uri = json_string_value(json_object_get(params, "uri"));
    return is_method(message, "textDocument/publishDiagnostics") && uri && strcmp(uri, wanted->uri) == 0 &&
           (wanted->version == 0 || json_integer_value(json_object_get(params, "version")) == wanted->version);
}

json_t *editor_diagnostics(editor *self, const char *uri, json_int_t version) {
    json_t *message = wait_for(self, is_published, &(publication){uri, version});
    json_t *list = json_incref(json_object_get(json_object_get(message, "params"), "diagnostics"));
    json_decref(message);
    return list;
}

/* ---- documents ---- */

json_t *editor_begin(editor *self, const char *directory, const char *const *words, json_t *capabilities,
                     json_t *options) {
    *self = editor_start(directory, words);
    json_t *params = json_pack("{s:i, s:n, s:o}", "processId", (int)getpid(), "rootUri", "capabilities", capabilities);
    if (options)
        json_object_set_new(params, "initializationOptions", options);
    json_t *answer = editor_answer(self, editor_ask(self, "initialize", params));
    editor_notify(self, "initialized", json_object());
    return answer;
}

void editor_open(editor *self, const char *uri, json_int_t version, const char *text) {
    editor_notify(self, "textDocument/didOpen",
                  json_pack("{s:{s:s, s:s, s:I, s:s}}", "textDocument", "uri", uri, "languageId", "c", "version",
                            version, "text", text));
}

static void change(editor *self, const char *uri, json_int_t version, json_t *change) {
    editor_notify(
        self, "textDocument/didChange",
        json_pack("{s:{s:s, s:I}, s:[o]}", "textDocument", "uri", uri, "version", version, "contentChanges", change));
}

void editor_replace(editor *self, const char *uri, json_int_t version, const char *text) {
    change(self, uri, version, json_pack("{s:s}", "text", text));
}

void editor_change(editor *self, const char *uri, json_int_t version, int line, int from, int to, const char *text) {
    change(self, uri, version,
           json_pack("{s:{s:{s:i, s:i}, s:{s:i, s:i}}, s:s}", "range", "start", "line", line, "character", from, "end",
                     "line", line, "character", to, "text", text));
}

int editor_end(editor *self) {
    int status = 0;
    close(self->input);
    while (read_more(self))
        self->size = 0;
    close(self->output);
    while (waitpid(self->process, &status, 0) < 0 && errno == EINTR)
        continue;
    json_decref(self->kept);
    free(self->bytes);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
