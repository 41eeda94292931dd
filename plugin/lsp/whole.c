/* whole.c -- the program as a whole: pulled by the client, or asked for by a command. */
#include "lsp/room.h"

#include <string.h>

static const char command[] = "locklint.analyseProgram";

static const char *previous_id(const json_t *params, const char *uri) {
    const json_t *one;
    size_t i;
    json_array_foreach(json_object_get(params, "previousResultIds"), i, one) {
        const char *known = json_string_value(json_object_get(one, "uri"));
        if (known && strcmp(known, uri) == 0)
            return json_string_value(json_object_get(one, "value"));
    }
    return NULL;
}

static void add_report(const lk_server *self, json_t *items, const json_t *params, const char *uri,
                       const json_t *diagnostics) {
    const lk_document *document = lk_server_find(self, uri);
    bool is_open = document && document->judged == document->wanted;
    json_t *one = lk_report(self, is_open ? document->diagnostics : diagnostics, previous_id(params, uri));
    json_object_set_new(one, "uri", json_string(uri));
    json_object_set_new(one, "version", is_open && document->version ? json_incref(document->version) : json_null());
    json_array_append_new(items, one);
}

/* Files with findings, and those that had some when the client asked before. */
static json_t *program_report(const lk_server *self, const json_t *params) {
    json_t *items = json_array(), *diagnostics;
    const json_t *one;
    const char *path;
    lk_arena *arena = lk_arena_new();
    size_t i;
    json_object_foreach(self->program_files, path, diagnostics)
        add_report(self, items, params, lk_path_uri(arena, path), diagnostics);
    json_array_foreach(json_object_get(params, "previousResultIds"), i, one) {
        const char *uri = json_string_value(json_object_get(one, "uri"));
        const char *known = uri ? lk_uri_path(arena, uri) : NULL;
        if (known && !json_object_get(self->program_files, known))
            add_report(self, items, params, uri, NULL);
    }
    lk_arena_free(arena);
    return json_pack("{s:o}", "items", items);
}

/* To a client that pulls nothing: what is wrong in files that are not open, and that nothing is any more. */
static void push(lk_server *self) {
    lk_arena *arena = lk_arena_new();
    json_t *pushed = json_object(), *diagnostics;
    const char *path;
    json_object_foreach(self->program_files, path, diagnostics) {
        const char *uri = lk_path_uri(arena, path);
        if (lk_server_find(self, uri))
            continue;
        lk_notify(self, "textDocument/publishDiagnostics",
                  json_pack("{s:s, s:o}", "uri", uri, "diagnostics", lk_shape(self, diagnostics)));
        json_object_set_new(pushed, path, json_true());
    }
    json_object_foreach(self->pushed, path, diagnostics) {
        const char *uri = lk_path_uri(arena, path);
        if (!json_object_get(pushed, path) && !lk_server_find(self, uri))
            lk_notify(self, "textDocument/publishDiagnostics", json_pack("{s:s, s:[]}", "uri", uri, "diagnostics"));
    }
    json_decref(self->pushed);
    self->pushed = pushed;
    lk_arena_free(arena);
}

static void answer(lk_server *self, const lk_pending *pending, const char *problem) {
    if (problem && pending->kind == LK_PENDING_PROGRAM)
        lk_refuse_with(self, pending->id, LK_SERVER_CANCELLED, json_pack("{s:b}", "retriggerRequest", 0), problem);
    else
        lk_reply(self, pending->id,
                 pending->kind == LK_PENDING_PROGRAM ? program_report(self, pending->params) : json_null());
}

void lk_answer_program(lk_server *self, const char *problem) {
    if (self->program)
        lk_process_end(self->program);
    lk_progress_end(self, &self->program_progress);
    if (problem)
        lk_say_once(self, LK_MESSAGE_WARNING, problem);
    for (lk_pending *pending = self->pending, *next; pending; pending = next) {
        next = pending->next;
        if (pending->kind != LK_PENDING_PROGRAM && pending->kind != LK_PENDING_COMMAND)
            continue;
        answer(self, pending, problem);
        lk_pending_drop(self, pending);
    }
    if (!problem && !self->client.pulls)
        push(self);
}

/* Runs unless it does already. */
static void run(lk_server *self) {
    if (self->program)
        return;
    lk_progress_begin(self, &self->program_progress);
    if (!lk_process_program(self, ++self->clock))
        lk_answer_program(self, "no process to analyse with can be started");
}

void lk_on_program(lk_server *self, const json_t *id, const json_t *params) {
    if (self->program_files && !self->program_is_old && !self->program) {
        lk_reply(self, id, program_report(self, params));
        return;
    }
    lk_wait_for(self, LK_PENDING_PROGRAM, id, params, NULL);
    run(self);
}

void lk_on_command(lk_server *self, const json_t *id, const json_t *params) {
    const char *name = json_string_value(json_object_get(params, "command"));
    if (!name || strcmp(name, command) != 0) {
        lk_refuse(self, id, LK_INVALID_PARAMS, "there is no command '%s'; there is '%s'", name ? name : "", command);
        return;
    }
    lk_wait_for(self, LK_PENDING_COMMAND, id, params, NULL);
    run(self);
}
