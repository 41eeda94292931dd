/* client.c -- what the server says to the client. */
#include "lsp/room.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

typedef struct writing {
    uv_write_t request;
    char *text;
    lk_server *server; /* that ends when nobody reads; NULL: it learns that elsewhere */
} writing;

static void written(uv_write_t *request, int status) {
    writing *self = (writing *)request;
    if (self->server && status < 0 && status != UV_ECANCELED)
        lk_server_end(self->server, 1);
    free(self->text);
    free(self);
}

void lk_send(uv_stream_t *stream, json_t *message, lk_server *server) {
    size_t size;
    writing *one = calloc(1, sizeof *one);
    if (!one)
        abort();
    one->text = lk_frame_make(message, &size);
    one->server = server;
    json_decref(message);
    uv_buf_t buffer = uv_buf_init(one->text, (unsigned)size);
    int wrong = uv_write(&one->request, stream, &buffer, 1, written);
    if (wrong)
        written(&one->request, UV_ECANCELED);
}

static void send_message(lk_server *self, json_t *message) {
    json_object_set_new(message, "jsonrpc", json_string("2.0"));
    if (self->has_ended)
        json_decref(message);
    else
        lk_send(self->output, message, self);
}

void lk_reply(lk_server *self, const json_t *id, json_t *result) {
    json_t *message = json_pack("{s:o}", "result", result);
    json_object_set(message, "id", (json_t *)id);
    send_message(self, message);
}

void lk_refuse_with(lk_server *self, const json_t *id, int code, json_t *data, const char *text) {
    json_t *error = json_pack("{s:i, s:s}", "code", code, "message", text);
    if (data)
        json_object_set_new(error, "data", data);
    json_t *message = json_pack("{s:o}", "error", error);
    json_object_set_new(message, "id", id ? json_incref((json_t *)id) : json_null());
    send_message(self, message);
}

void lk_refuse(lk_server *self, const json_t *id, int code, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    json_t *text = json_vsprintf(format, arguments);
    va_end(arguments);
    lk_refuse_with(self, id, code, NULL, text ? json_string_value(text) : "wrong");
    json_decref(text);
}

void lk_notify(lk_server *self, const char *method, json_t *params) {
    send_message(self, json_pack("{s:s, s:o}", "method", method, "params", params));
}

void lk_ask(lk_server *self, const char *method, uint64_t number, json_t *params) {
    send_message(self, json_pack("{s:s, s:I, s:o}", "method", method, "id", (json_int_t)number, "params", params));
}

static void say(lk_server *self, lk_message_kind kind, const char *text) {
    bool is_shown = kind <= LK_MESSAGE_WARNING;
    lk_notify(self, is_shown ? "window/showMessage" : "window/logMessage",
              json_pack("{s:i, s:s+}", "type", (int)kind, "message", "locklint: ", text));
}

void lk_say(lk_server *self, lk_message_kind kind, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    json_t *text = json_vsprintf(format, arguments);
    va_end(arguments);
    if (text)
        say(self, kind, json_string_value(text));
    json_decref(text);
}

void lk_say_once(lk_server *self, lk_message_kind kind, const char *text) {
    if (json_object_get(self->said, text))
        return;
    json_object_set_new(self->said, text, json_true());
    say(self, kind, text);
}

void lk_trace(lk_server *self, const char *format, ...) {
    if (!self->traces)
        return;
    va_list arguments;
    va_start(arguments, format);
    json_t *text = json_vsprintf(format, arguments);
    va_end(arguments);
    if (text)
        lk_notify(self, "$/logTrace", json_pack("{s:o}", "message", text));
}

/* ---- progress ---- */

void lk_progress_begin(lk_server *self, lk_progress *progress) {
    if (!self->client.has_progress || progress->is_asked)
        return;
    *progress = (lk_progress){.is_asked = true, .number = ++self->clock};
    lk_ask(self, "window/workDoneProgress/create", progress->number,
           json_pack("{s:I}", "token", (json_int_t)progress->number));
}

void lk_progress_end(lk_server *self, lk_progress *progress) {
    if (progress->has_begun)
        lk_notify(self, "$/progress",
                  json_pack("{s:I, s:{s:s}}", "token", (json_int_t)progress->number, "value", "kind", "end"));
    *progress = (lk_progress){0};
}
