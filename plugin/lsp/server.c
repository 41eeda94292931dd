/* server.c -- the loop: messages in, methods out of a table. */
#include "lsp/server.h"
#include "lsp/edited.h"
#include "lsp/room.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct method {
    const char *name;
    lk_method *handle;
    bool is_request;
} method;

static const method methods[] = {
    {"initialize", lk_on_initialize, true},
    {"initialized", lk_on_initialized, false},
    {"shutdown", lk_on_shutdown, true},
    {"exit", lk_on_exit, false},
    {"$/setTrace", lk_on_trace, false},
    {"$/cancelRequest", lk_on_cancel, false},
    {"textDocument/didOpen", lk_on_open, false},
    {"textDocument/didChange", lk_on_change, false},
    {"textDocument/didSave", lk_on_save, false},
    {"textDocument/didClose", lk_on_close, false},
    {"textDocument/diagnostic", lk_on_diagnostic, true},
    {"textDocument/codeAction", lk_on_actions, true},
    {"textDocument/hover", lk_on_hover, true},
    {"workspace/diagnostic", lk_on_program, true},
    {"workspace/executeCommand", lk_on_command, true},
    {"workspace/didChangeConfiguration", lk_on_configuration, false},
    {"workspace/didChangeWatchedFiles", lk_on_watched, false},
};

lk_document *lk_server_find(const lk_server *self, const char *uri) {
    lk_document *document = self->documents;
    while (document && strcmp(document->uri, uri) != 0)
        document = document->next;
    return document;
}

const char *lk_uri_of(lk_server *self, const json_t *id, const json_t *params) {
    const char *uri = json_string_value(json_object_get(json_object_get(params, "textDocument"), "uri"));
    if (!uri && id)
        lk_refuse(self, id, LK_INVALID_PARAMS, "params.textDocument.uri has to be a string");
    return uri;
}

/* ---- dispatch ---- */

static const method *find_method(const char *name) {
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(methods[i].name, name) == 0)
            return &methods[i];
    return NULL;
}

/* Whether it comes at a time at which it can be answered. */
static bool is_in_time(lk_server *self, const json_t *id, const char *name) {
    bool begins = strcmp(name, "initialize") == 0;
    if (strcmp(name, "exit") == 0 || (self->phase == LK_FRESH && begins) || (self->phase == LK_INITIALIZED && !begins))
        return true;
    if (id && self->phase == LK_FRESH)
        lk_refuse(self, id, LK_NOT_INITIALIZED, "'%s' came before 'initialize'", name);
    else if (id && self->phase == LK_SHUT_DOWN)
        lk_refuse(self, id, LK_INVALID_REQUEST, "'%s' came after 'shutdown'", name);
    else if (id)
        lk_refuse(self, id, LK_INVALID_REQUEST, "'initialize' came twice");
    return false;
}

static void call(lk_server *self, const json_t *id, const char *name, const json_t *params) {
    const method *found = find_method(name);
    if (!is_in_time(self, id, name))
        return;
    if (!found && id)
        lk_refuse(self, id, LK_METHOD_NOT_FOUND, "there is no method '%s'", name);
    else if (found && found->is_request && id)
        found->handle(self, id, params);
    else if (found && !found->is_request && !id)
        found->handle(self, NULL, params);
    else if (found && id)
        lk_refuse(self, id, LK_INVALID_REQUEST, "'%s' is a notification: it has no id", name);
}

static void handle(lk_server *self, const json_t *message) {
    const json_t *id = json_object_get(message, "id"), *name = json_object_get(message, "method");
    bool has_id = json_is_integer(id) || json_is_string(id);
    if (!json_is_object(message))
        lk_refuse(self, NULL, LK_INVALID_REQUEST, "a message has to be an object");
    else if (!name && has_id && (json_object_get(message, "result") || json_object_get(message, "error")))
        lk_on_response(self, message);
    else if (id && !has_id)
        lk_refuse(self, NULL, LK_INVALID_REQUEST, "'id' has to be a number or a string");
    else if (!json_is_string(name))
        lk_refuse(self, has_id ? id : NULL, LK_INVALID_REQUEST, "'method' has to be a string");
    else
        call(self, id, json_string_value(name), json_object_get(message, "params"));
}

static void take(lk_server *self, const char *bytes, size_t size) {
    const char *body, *wrong;
    size_t length;
    lk_frame frame;
    lk_frames_feed(&self->frames, bytes, size);
    while (!self->has_ended && (frame = lk_frames_next(&self->frames, &body, &length, &wrong)) != LK_FRAME_NONE) {
        json_error_t error;
        if (frame == LK_FRAME_WRONG) {
            lk_refuse(self, NULL, LK_PARSE_ERROR, "%s", wrong);
            continue;
        }
        json_t *message = json_loadb(body, length, JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
        if (message)
            handle(self, message);
        else
            lk_refuse(self, NULL, LK_PARSE_ERROR, "the message is no JSON: %s", error.text);
        json_decref(message);
    }
}

/* ---- streams ---- */

void lk_allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
    (void)handle;
    *buffer = uv_buf_init(malloc(suggested), (unsigned)suggested);
}

static void received(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer) {
    lk_server *self = stream->data;
    if (count > 0)
        take(self, buffer->base, (size_t)count);
    free(buffer->base);
    if (count < 0)
        lk_server_end(self, self->phase == LK_SHUT_DOWN ? 0 : 1);
}

static bool open_stream(lk_server *self, int file, void *room, uv_stream_t **stream) {
    uv_handle_type type = uv_guess_handle(file);
    int wrong = UV_EINVAL;
    if (type == UV_TTY)
        wrong = uv_tty_init(&self->loop, room, file, 0);
    else if (type == UV_NAMED_PIPE || type == UV_TCP) { /* a socket is read like a pipe */
        wrong = uv_pipe_init(&self->loop, room, 0);
        wrong = wrong ? wrong : uv_pipe_open(room, file);
    }
    *stream = room;
    (*stream)->data = self;
    return wrong == 0;
}

/* ---- beginning and end ---- */

static void watch_parent(uv_timer_t *timer) {
    lk_server *self = timer->data;
    if (self->parent > 0 && uv_kill((int)self->parent, 0) == UV_ESRCH)
        lk_server_end(self, 1);
}

static void close_late(uv_handle_t *handle, void *context) {
    (void)context;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

void lk_server_end(lk_server *self, int status) {
    if (self->has_ended)
        return;
    self->has_ended = true;
    self->status = status;
    lk_processes_end(self);
    uv_read_stop(self->input);
    uv_close((uv_handle_t *)&self->parent_watch, NULL);
    if (!uv_is_closing((uv_handle_t *)self->input))
        uv_close((uv_handle_t *)self->input, NULL);
}

/* What was said is written before the loop ends. */
static void run(lk_server *self) {
    enum { EVERY = 3000 };
    uv_timer_start(&self->parent_watch, watch_parent, EVERY, EVERY);
    uv_read_start(self->input, lk_allocate, received);
    while (!self->has_ended)
        uv_run(&self->loop, UV_RUN_ONCE);
    while (uv_stream_get_write_queue_size(self->output) > 0 && !uv_is_closing((uv_handle_t *)self->output))
        uv_run(&self->loop, UV_RUN_ONCE);
    while (self->processes) /* they were killed */
        uv_run(&self->loop, UV_RUN_ONCE);
    uv_walk(&self->loop, close_late, NULL);
    uv_run(&self->loop, UV_RUN_DEFAULT);
}

static void free_all(lk_server *self) {
    for (lk_document *document = self->documents, *next; document; document = next) {
        next = document->next;
        lk_document_free(document);
    }
    for (lk_pending *pending = self->pending, *next; pending; pending = next) {
        next = pending->next;
        json_decref(pending->id);
        json_decref(pending->params);
        free(pending);
    }
    json_decref(self->given);
    json_decref(self->words);
    json_decref(self->program_files);
    json_decref(self->pushed);
    json_decref(self->said);
    lk_frames_free(&self->frames);
    free(self->root);
    lk_preambles_end(self);
    uv_loop_close(&self->loop);
}

/* Options that are wrong are wrong for every document. */
static bool are_right(int count, char **words) {
    lk_arena *arena = lk_arena_new();
    lk_words list = {0};
    lk_options options;
    const char *error = NULL;
    for (int i = 0; i < count; i++)
        lk_array_push(arena, &list, words[i]);
    if (!lk_edited_options(arena, "x.c", &list, &options, &error))
        fprintf(stderr, "locklint lsp: error: %s\n", error);
    lk_arena_free(arena);
    return !error;
}

int lk_lsp_serve(int count, char **words) {
    if (!are_right(count, words))
        return 2;
    if (isatty(STDIN_FILENO))
        fputs("locklint lsp: this speaks with an editor, which starts it; Ctrl-D ends it\n", stderr);
    lk_server self = {.given = json_array(), .said = json_object(), .status = 1};
    for (int i = 0; i < count; i++)
        json_array_append_new(self.given, json_string(words[i]));
    lk_take_words(&self, json_copy(self.given));
    signal(SIGPIPE, SIG_IGN);
    uv_loop_init(&self.loop);
    uv_timer_init(&self.loop, &self.parent_watch);
    self.parent_watch.data = &self;
    if (open_stream(&self, STDIN_FILENO, &self.in, &self.input) &&
        open_stream(&self, STDOUT_FILENO, &self.out, &self.output)) {
        lk_preambles_begin(&self);
        run(&self);
    } else {
        fputs("locklint lsp: an editor starts this and speaks with it over pipes; standard input and output have to be "
              "such\n",
              stderr);
    }
    free_all(&self);
    return self.status;
}
