/* documents.c -- what is open in the editor, and what it rests on. */
#include "lsp/room.h"

#include "driver/borrow.h"
#include "lsp/texts.h"

#include <stdlib.h>
#include <string.h>

void lk_document_free(lk_document *self) {
    free(self->uri);
    free(self->path);
    free(self->text);
    json_decref(self->version);
    json_decref(self->diagnostics);
    json_decref(self->inputs);
    json_decref(self->settings);
    free(self);
}

void lk_document_want(lk_server *self, lk_document *document) {
    document->wanted = ++self->clock;
}

/* The text of `document` is another one now: so are the diagnostics of all that include it. */
static void text_changed(lk_server *self, lk_document *changed) {
    bool are_others = false;
    changed->changed = ++self->clock;
    for (lk_document *document = self->documents; document; document = document->next) {
        bool rests_on_it = document != changed && json_object_get(document->inputs, changed->path);
        if (document == changed || rests_on_it)
            lk_document_want(self, document);
        are_others |= rests_on_it;
    }
    if (are_others)
        lk_refresh(self);
    lk_schedule(self);
}

void lk_documents_renew(lk_server *self) {
    for (lk_document *document = self->documents; document; document = document->next) {
        document->renews = true;
        lk_document_want(self, document);
    }
    if (self->documents)
        lk_refresh(self);
    lk_schedule(self);
}

/* ---- open, close, save ---- */

static lk_document *add(lk_server *self, const char *uri) {
    lk_arena *arena = lk_arena_new();
    const char *path = lk_uri_path(arena, uri);
    lk_document *document = path ? calloc(1, sizeof *document) : NULL;
    if (document) {
        document->uri = strdup(uri);
        document->path = strdup(path);
        document->next = self->documents;
        self->documents = document;
    }
    lk_arena_free(arena);
    return document;
}

static void set_text(lk_document *self, char *text, size_t size) {
    free(self->text);
    self->text = text;
    self->size = size;
}

static void set_version(lk_document *self, const json_t *item) {
    json_decref(self->version);
    self->version = json_incref(json_object_get(item, "version"));
}

void lk_on_open(lk_server *self, const json_t *id, const json_t *params) {
    const json_t *item = json_object_get(params, "textDocument"), *text = json_object_get(item, "text");
    const char *uri = lk_uri_of(self, id, params), *language = json_string_value(json_object_get(item, "languageId"));
    if (!uri || !json_is_string(text)) {
        lk_say(self, LK_MESSAGE_LOG, "textDocument/didOpen lacks a uri or a text; it is ignored");
        return;
    }
    if (language && strcmp(language, "cpp") == 0 && !lk_path_is_header(uri))
        return; /* editors take headers for C++ */
    lk_document *document = lk_server_find(self, uri);
    document = document ? document : add(self, uri);
    if (!document)
        return; /* no file: nothing says how it would be compiled */
    size_t size = json_string_length(text);
    set_text(document, lk_text_copy(json_string_value(text), size), size);
    set_version(document, item);
    lk_progress_begin(self, &document->progress);
    text_changed(self, document);
}

static void unlink_document(lk_server *self, lk_document *document) {
    lk_document **at = &self->documents;
    while (*at != document)
        at = &(*at)->next;
    *at = document->next;
}

void lk_on_close(lk_server *self, const json_t *id, const json_t *params) {
    const char *uri = lk_uri_of(self, id, params);
    lk_document *document = uri ? lk_server_find(self, uri) : NULL;
    if (!document)
        return;
    unlink_document(self, document);
    lk_progress_end(self, &document->progress);
    if (document->worker)
        lk_process_end(document->worker);
    lk_fail_pending(self, document, true);
    lk_publish(self, document, true);
    for (lk_document *other = self->documents; other; other = other->next)
        if (json_object_get(other->inputs, document->path))
            lk_document_want(self, other);
    lk_document_free(document);
    lk_schedule(self);
}

void lk_on_save(lk_server *self, const json_t *id, const json_t *params) {
    (void)id, (void)params;
    self->program_is_old = true;
}

/* ---- changes of the text ---- */

static bool read_spot(const json_t *position, lk_spot *spot) {
    const json_t *line = json_object_get(position, "line"), *character = json_object_get(position, "character");
    if (!json_is_integer(line) || !json_is_integer(character))
        return false;
    json_int_t x = json_integer_value(line), y = json_integer_value(character);
    if (x < 0 || y < 0)
        return false;
    *spot = (lk_spot){x > UINT32_MAX ? UINT32_MAX : (uint32_t)x, y > UINT32_MAX ? UINT32_MAX : (uint32_t)y};
    return true;
}

/* Applies one change; false when it makes no sense. */
static bool apply(lk_document *self, const json_t *change, lk_encoding encoding) {
    const json_t *text = json_object_get(change, "text"), *range = json_object_get(change, "range");
    lk_spot from, to;
    if (!json_is_string(text))
        return false;
    size_t length = json_string_length(text), begin = 0, end = self->size;
    if (range && !json_is_null(range)) {
        if (!read_spot(json_object_get(range, "start"), &from) || !read_spot(json_object_get(range, "end"), &to))
            return false;
        begin = lk_spot_offset(self->text, self->size, from, encoding);
        end = lk_spot_offset(self->text, self->size, to, encoding);
        if (end < begin)
            return false;
    }
    size_t size = self->size - (end - begin) + length;
    char *made = malloc(size + 1);
    if (!made)
        abort();
    memcpy(made, self->text, begin);
    memcpy(made + begin, json_string_value(text), length);
    memcpy(made + begin + length, self->text + end, self->size - end);
    made[size] = 0;
    set_text(self, made, size);
    return true;
}

void lk_on_change(lk_server *self, const json_t *id, const json_t *params) {
    const char *uri = lk_uri_of(self, id, params);
    lk_document *document = uri ? lk_server_find(self, uri) : NULL;
    const json_t *changes = json_object_get(params, "contentChanges"), *change;
    size_t i;
    if (!document)
        return;
    json_array_foreach(changes, i, change) if (!apply(document, change, self->client.encoding)) {
        lk_say(self, LK_MESSAGE_LOG, "textDocument/didChange: change %zu of %s makes no sense; it is ignored", i + 1,
               uri);
        break;
    }
    set_version(document, json_object_get(params, "textDocument"));
    text_changed(self, document);
}

/* ---- changes on disk ---- */

static bool is_setting(const lk_document *self, const char *path) {
    const char *base = strrchr(path, '/');
    return json_object_get(self->settings, path) ||
           (base && (strcmp(base, "/compile_commands.json") == 0 || strcmp(base, "/.clang-tidy") == 0));
}

/* A file that was missing may be there now. */
static bool lacks_something(const lk_document *self) {
    const json_t *first = json_array_get(self->diagnostics, 0);
    const char *code = json_string_value(json_object_get(first, "code"));
    return !json_array_size(self->diagnostics) || (code && strcmp(code, "locklint-not-analysed") == 0);
}

static void file_changed(lk_server *self, const char *path) {
    for (lk_document *document = self->documents; document; document = document->next) {
        bool renews = is_setting(document, path);
        document->renews |= renews;
        if (renews || json_object_get(document->inputs, path) || lacks_something(document))
            lk_document_want(self, document);
    }
    self->program_is_old = true;
}

void lk_on_watched(lk_server *self, const json_t *id, const json_t *params) {
    (void)id;
    const json_t *changes = json_object_get(params, "changes"), *change;
    lk_arena *arena = lk_arena_new();
    size_t i;
    json_array_foreach(changes, i, change) {
        const char *uri = json_string_value(json_object_get(change, "uri"));
        const char *path = uri ? lk_uri_path(arena, uri) : NULL;
        if (path && !(lk_server_find(self, uri))) /* what is open counts as the editor has it */
            file_changed(self, path);
    }
    lk_arena_free(arena);
    lk_refresh(self);
    lk_schedule(self);
}
