/* answers.c -- diagnostics, code actions and hovers for the client. */
#include "lsp/room.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* ---- diagnostics in the client's words ---- */

/* For a client that has no place for them, the notes become part of the message. */
static json_t *folded(const json_t *diagnostic) {
    const json_t *notes = json_object_get(diagnostic, "relatedInformation"), *note;
    json_t *text = json_incref(json_object_get(diagnostic, "message"));
    lk_arena *arena = lk_arena_new();
    size_t i;
    json_array_foreach(notes, i, note) {
        const json_t *location = json_object_get(note, "location");
        const json_t *start = json_object_get(json_object_get(location, "range"), "start");
        const char *path = lk_uri_path(arena, json_string_value(json_object_get(location, "uri")));
        json_t *longer = json_sprintf("%s\n%s:%d: %s", json_string_value(text), path ? strrchr(path, '/') + 1 : "",
                                      (int)json_integer_value(json_object_get(start, "line")) + 1,
                                      json_string_value(json_object_get(note, "message")));
        json_decref(text);
        text = longer;
    }
    lk_arena_free(arena);
    return text;
}

static json_t *shaped(const lk_server *self, json_t *diagnostic) {
    json_t *made = json_copy(diagnostic);
    json_object_del(made, "fixes");
    if (!self->client.shows_related) {
        json_object_set_new(made, "message", folded(diagnostic));
        json_object_del(made, "relatedInformation");
    }
    if (!self->client.shows_code_page)
        json_object_del(made, "codeDescription");
    return made;
}

json_t *lk_shape(const lk_server *self, const json_t *diagnostics) {
    json_t *list = json_array(), *diagnostic;
    size_t i;
    json_array_foreach(diagnostics, i, diagnostic) json_array_append_new(list, shaped(self, diagnostic));
    return list;
}

void lk_publish(lk_server *self, const lk_document *document, bool is_closed) {
    if (self->client.pulls)
        return;
    json_t *params = json_pack("{s:s, s:o}", "uri", document->uri, "diagnostics",
                               lk_shape(self, is_closed ? NULL : document->diagnostics));
    if (json_is_integer(document->version) && !is_closed)
        json_object_set(params, "version", document->version);
    lk_notify(self, "textDocument/publishDiagnostics", params);
}

/* Names what a report says. */
static json_t *result_id(const json_t *items) {
    size_t size = json_dumpb(items, NULL, 0, JSON_COMPACT);
    char *text = malloc(size + 1);
    if (!text)
        abort();
    json_dumpb(items, text, size, JSON_COMPACT);
    json_t *id = json_sprintf("%016llx", (unsigned long long)XXH3_64bits(text, size));
    free(text);
    return id;
}

json_t *lk_report(const lk_server *self, const json_t *diagnostics, const char *previous) {
    json_t *items = lk_shape(self, diagnostics), *id = result_id(items);
    if (previous && strcmp(previous, json_string_value(id)) == 0) {
        json_decref(items);
        return json_pack("{s:s, s:o}", "kind", "unchanged", "resultId", id);
    }
    return json_pack("{s:s, s:o, s:o}", "kind", "full", "resultId", id, "items", items);
}

void lk_refresh(lk_server *self) {
    if (self->client.pulls && self->client.refreshes)
        lk_ask(self, "workspace/diagnostic/refresh", ++self->clock, json_null());
}

/* ---- code actions ---- */

static bool is_before(const json_t *a, const json_t *b) {
    json_int_t line = json_integer_value(json_object_get(a, "line")),
               other = json_integer_value(json_object_get(b, "line"));
    if (line != other)
        return line < other;
    return json_integer_value(json_object_get(a, "character")) < json_integer_value(json_object_get(b, "character"));
}

static bool do_meet(const json_t *a, const json_t *b) {
    return !is_before(json_object_get(a, "end"), json_object_get(b, "start")) &&
           !is_before(json_object_get(b, "end"), json_object_get(a, "start"));
}

/* Other files keep no version. */
static json_t *workspace_edit(const lk_server *self, const json_t *edits) {
    json_t *changes = json_array(), *list;
    const char *uri;
    if (!self->client.has_versioned_edits)
        return json_pack("{s:O}", "changes", edits);
    json_object_foreach((json_t *)edits, uri, list) {
        const lk_document *document = lk_server_find(self, uri);
        json_array_append_new(changes, json_pack("{s:{s:s, s:O?}, s:O}", "textDocument", "uri", uri, "version",
                                                 document ? document->version : NULL, "edits", list));
    }
    return json_pack("{s:o}", "documentChanges", changes);
}

static void add_actions(const lk_server *self, json_t *list, json_t *diagnostic) {
    const json_t *fix;
    size_t i;
    json_array_foreach(json_object_get(diagnostic, "fixes"), i, fix) {
        json_t *action = json_pack("{s:O, s:s, s:[o], s:o}", "title", json_object_get(fix, "title"), "kind", "quickfix",
                                   "diagnostics", shaped(self, diagnostic), "edit",
                                   workspace_edit(self, json_object_get(fix, "edits")));
        if (json_is_true(json_object_get(fix, "isPreferred")))
            json_object_set_new(action, "isPreferred", json_true());
        json_array_append_new(list, action);
    }
}

/* Whether quick fixes are asked for. */
static bool wants_fixes(const json_t *params) {
    const json_t *only = json_object_get(json_object_get(params, "context"), "only"), *kind;
    bool wants = !json_is_array(only) || json_array_size(only) == 0;
    size_t i;
    json_array_foreach(only, i, kind) {
        const char *name = json_string_value(kind);
        wants |= name && (strcmp(name, "quickfix") == 0 || strcmp(name, "") == 0);
    }
    return wants;
}

static json_t *actions(const lk_server *self, const lk_document *document, const json_t *params) {
    const json_t *range = json_object_get(params, "range");
    json_t *list = json_array(), *diagnostic;
    size_t i;
    json_array_foreach(document->diagnostics, i, diagnostic) {
        bool is_there = wants_fixes(params) && do_meet(json_object_get(diagnostic, "range"), range);
        if (is_there)
            add_actions(self, list, diagnostic);
    }
    return list;
}

/* ---- requests that wait ---- */

void lk_pending_drop(lk_server *self, lk_pending *pending) {
    lk_pending **at = &self->pending;
    while (*at != pending)
        at = &(*at)->next;
    *at = pending->next;
    json_decref(pending->id);
    json_decref(pending->params);
    free(pending);
}

static void ask_hover(lk_server *self, lk_pending *pending) {
    const json_t *position = json_object_get(pending->params, "position");
    lk_spot spot = {(uint32_t)json_integer_value(json_object_get(position, "line")),
                    (uint32_t)json_integer_value(json_object_get(position, "character"))};
    const lk_document *document = pending->document;
    size_t offset = lk_spot_offset(document->text, document->size, spot, self->client.encoding);
    pending->number = ++self->clock;
    if (!lk_process_hover(self, pending->document, pending->number, offset)) {
        lk_reply(self, pending->id, json_null());
        lk_pending_drop(self, pending);
    }
}

static void answer(lk_server *self, lk_pending *pending) {
    const lk_document *document = pending->document;
    const char *previous = json_string_value(json_object_get(pending->params, "previousResultId"));
    if (pending->kind == LK_PENDING_HOVER) {
        ask_hover(self, pending);
        return;
    }
    lk_reply(self, pending->id,
             pending->kind == LK_PENDING_DIAGNOSTIC ? lk_report(self, document->diagnostics, previous)
                                                    : actions(self, document, pending->params));
    lk_pending_drop(self, pending);
}

void lk_answer_pending(lk_server *self, lk_document *document) {
    for (lk_pending *pending = self->pending, *next; pending; pending = next) {
        next = pending->next;
        if (pending->document == document && !pending->number)
            answer(self, pending);
    }
}

/* The worker is gone, or the document is. */
void lk_fail_pending(lk_server *self, const lk_document *document, bool is_gone) {
    for (lk_pending *pending = self->pending, *next; pending; pending = next) {
        next = pending->next;
        if (pending->document != document)
            continue;
        if (is_gone)
            lk_refuse(self, pending->id, LK_CONTENT_MODIFIED, "the document was closed");
        else if (pending->kind == LK_PENDING_DIAGNOSTIC)
            lk_refuse_with(self, pending->id, LK_SERVER_CANCELLED, json_pack("{s:b}", "retriggerRequest", 0),
                           "the analysis failed");
        else
            lk_reply(self, pending->id, pending->kind == LK_PENDING_HOVER ? json_null() : json_array());
        lk_pending_drop(self, pending);
    }
}

void lk_wait_for(lk_server *self, lk_pending_kind kind, const json_t *id, const json_t *params, lk_document *document) {
    lk_pending *pending = calloc(1, sizeof *pending), **end = &self->pending;
    if (!pending)
        abort();
    *pending = (lk_pending){.kind = (uint8_t)kind,
                            .id = json_incref((json_t *)id),
                            .params = json_incref((json_t *)params),
                            .document = document};
    while (*end)
        end = &(*end)->next;
    *end = pending;
    if (document && document->judged == document->wanted)
        answer(self, pending);
}

static void take(lk_server *self, lk_pending_kind kind, const json_t *id, const json_t *params) {
    const char *uri = lk_uri_of(self, id, params);
    lk_document *document = uri ? lk_server_find(self, uri) : NULL;
    if (uri && !document && kind == LK_PENDING_DIAGNOSTIC)
        lk_reply(self, id, lk_report(self, NULL, NULL)); /* C++, or no file */
    else if (uri && !document)
        lk_reply(self, id, kind == LK_PENDING_HOVER ? json_null() : json_array());
    else if (document)
        lk_wait_for(self, kind, id, params, document);
}

static bool has_spot(const json_t *position) {
    return json_integer_value(json_object_get(position, "line")) >= 0 &&
           json_is_integer(json_object_get(position, "line")) &&
           json_is_integer(json_object_get(position, "character")) &&
           json_integer_value(json_object_get(position, "character")) >= 0;
}

void lk_on_diagnostic(lk_server *self, const json_t *id, const json_t *params) {
    take(self, LK_PENDING_DIAGNOSTIC, id, params);
}

void lk_on_actions(lk_server *self, const json_t *id, const json_t *params) {
    const json_t *range = json_object_get(params, "range");
    if (has_spot(json_object_get(range, "start")) && has_spot(json_object_get(range, "end")))
        take(self, LK_PENDING_ACTIONS, id, params);
    else
        lk_refuse(self, id, LK_INVALID_PARAMS, "params.range has to have a start and an end");
}

void lk_on_hover(lk_server *self, const json_t *id, const json_t *params) {
    if (has_spot(json_object_get(params, "position")))
        take(self, LK_PENDING_HOVER, id, params);
    else
        lk_refuse(self, id, LK_INVALID_PARAMS, "params.position has to have a line and a character");
}

void lk_take_hover(lk_server *self, uint64_t number, json_t *hover) {
    for (lk_pending *pending = self->pending; pending; pending = pending->next)
        if (pending->number == number && pending->kind == LK_PENDING_HOVER) {
            lk_reply(self, pending->id, json_incref(hover));
            lk_pending_drop(self, pending);
            return;
        }
}

void lk_on_cancel(lk_server *self, const json_t *id, const json_t *params) {
    (void)id;
    const json_t *cancelled = json_object_get(params, "id");
    for (lk_pending *pending = self->pending; pending; pending = pending->next)
        if (json_equal(pending->id, cancelled)) {
            lk_refuse(self, pending->id, LK_REQUEST_CANCELLED, "cancelled");
            lk_pending_drop(self, pending);
            return;
        }
}
