/* lifecycle.c -- initialize, settings, shutdown. */
#include "lsp/edited.h"
#include "lsp/room.h"

#include <stdlib.h>
#include <string.h>

#ifndef LK_VERSION
#define LK_VERSION "unknown"
#endif

/* Numbers of the server's own requests whose answers matter. */
enum { ASKS_CONFIGURATION = 1, ASKS_REGISTRATION = 2, FIRST_NUMBER = 16 };

/* A value deep in an object: the names end with NULL. */
static const json_t *look(const json_t *object, const char *const *names) {
    for (; *names && object; names++)
        object = json_object_get(object, *names);
    return object;
}
#define LOOK(object, ...) look((object), (const char *const[]){__VA_ARGS__, NULL})

/* ---- what the client can do ---- */

static lk_encoding choose_encoding(const json_t *capabilities) {
    const json_t *offered = LOOK(capabilities, "general", "positionEncodings"), *one;
    size_t i;
    json_array_foreach(offered, i, one) {
        const char *name = json_string_value(one);
        if (name && strcmp(name, "utf-8") == 0)
            return LK_UTF8;
    }
    return LK_UTF16;
}

static lk_client client_of(const json_t *capabilities) {
    return (lk_client){
        .encoding = choose_encoding(capabilities),
        .pulls = json_is_object(LOOK(capabilities, "textDocument", "diagnostic")),
        .shows_related = json_is_true(LOOK(capabilities, "textDocument", "publishDiagnostics", "relatedInformation")) ||
                         json_is_true(LOOK(capabilities, "textDocument", "diagnostic", "relatedInformation")),
        .shows_code_page =
            json_is_true(LOOK(capabilities, "textDocument", "publishDiagnostics", "codeDescriptionSupport")) ||
            json_is_true(LOOK(capabilities, "textDocument", "diagnostic", "codeDescriptionSupport")),
        .has_configuration = json_is_true(LOOK(capabilities, "workspace", "configuration")),
        .watches = json_is_true(LOOK(capabilities, "workspace", "didChangeWatchedFiles", "dynamicRegistration")),
        .has_progress = json_is_true(LOOK(capabilities, "window", "workDoneProgress")),
        .refreshes = json_is_true(LOOK(capabilities, "workspace", "diagnostics", "refreshSupport")),
        .has_versioned_edits = json_is_true(LOOK(capabilities, "workspace", "workspaceEdit", "documentChanges")),
    };
}

static void choose_root(lk_server *self, const json_t *params) {
    const json_t *folders = json_object_get(params, "workspaceFolders");
    const char *uri = json_string_value(json_object_get(json_array_get(folders, 0), "uri"));
    const char *path = json_string_value(json_object_get(params, "rootPath"));
    lk_arena *arena = lk_arena_new();
    if (!uri)
        uri = json_string_value(json_object_get(params, "rootUri"));
    if (uri)
        path = lk_uri_path(arena, uri);
    free(self->root);
    self->root = path && path[0] == '/' ? strdup(path) : NULL;
    lk_arena_free(arena);
}

static json_t *capabilities_of(const lk_server *self) {
    json_t *can =
        json_pack("{s:s, s:{s:b, s:i, s:b}, s:b, s:{s:[s]}, s:{s:[s]}, s:{s:{s:b}}}", "positionEncoding",
                  lk_encoding_name(self->client.encoding), "textDocumentSync", "openClose", 1, "change", 2, "save", 1,
                  "hoverProvider", 1, "codeActionProvider", "codeActionKinds", "quickfix", "executeCommandProvider",
                  "commands", "locklint.analyseProgram", "workspace", "workspaceFolders", "supported", 1);
    if (self->client.pulls)
        json_object_set_new(can, "diagnosticProvider",
                            json_pack("{s:s, s:b, s:b}", "identifier", "locklint", "interFileDependencies", 1,
                                      "workspaceDiagnostics", 1));
    return can;
}

/* ---- settings ---- */

/* Whether the settings are such as we know; says what is wrong. */
static bool are_right(lk_server *self, const json_t *settings) {
    const json_t *arguments = json_object_get(settings, "arguments"), *checks = json_object_get(settings, "checks"),
                 *one;
    size_t i;
    bool is_list = !arguments || json_is_null(arguments) || json_is_array(arguments);
    json_array_foreach(arguments, i, one) is_list &= json_is_string(one);
    if (!is_list)
        lk_say(self, LK_MESSAGE_ERROR, "the setting 'locklint.arguments' has to be a list of strings");
    else if (checks && !json_is_null(checks) && !json_is_string(checks))
        lk_say(self, LK_MESSAGE_ERROR,
               "the setting 'locklint.checks' has to be a string, as '-*,locklint-double-lock'");
    else
        return true;
    return false;
}

void lk_take_words(lk_server *self, json_t *words) {
    lk_arena *arena = lk_arena_new();
    lk_words list = {0};
    lk_options options = {0};
    const char *error = NULL;
    const json_t *word;
    size_t i;
    json_array_foreach(words, i, word) lk_array_push(arena, &list, json_string_value(word));
    if (!lk_edited_options(arena, "x.c", &list, &options, &error))
        lk_say_once(self, LK_MESSAGE_ERROR, error);
    self->timeout = options.timeout;
    json_decref(self->words);
    self->words = words;
    lk_arena_free(arena);
}

/* Options of the server's command line come first, the settings after them. */
static void take_settings(lk_server *self, const json_t *settings) {
    const json_t *own = json_object_get(settings, "locklint");
    settings = own ? own : settings;
    if (!json_is_object(settings) || !are_right(self, settings))
        return;
    const char *checks = json_string_value(json_object_get(settings, "checks"));
    json_t *words = json_array(), *arguments = json_object_get(settings, "arguments");
    if (checks && *checks)
        json_array_append_new(words, json_sprintf("--checks=%s", checks));
    json_array_extend(words, self->given);
    if (json_is_array(arguments))
        json_array_extend(words, arguments);
    bool is_new = !json_equal(words, self->words);
    lk_take_words(self, words);
    self->program_is_old |= is_new;
    if (is_new)
        lk_documents_renew(self);
}

static void ask_configuration(lk_server *self) {
    lk_ask(self, "workspace/configuration", ASKS_CONFIGURATION,
           json_pack("{s:[{s:s}]}", "items", "section", "locklint"));
}

void lk_on_configuration(lk_server *self, const json_t *id, const json_t *params) {
    (void)id;
    if (self->client.has_configuration)
        ask_configuration(self);
    else
        take_settings(self, json_object_get(params, "settings"));
}

/* ---- the methods ---- */

void lk_on_initialize(lk_server *self, const json_t *id, const json_t *params) {
    if (!json_is_object(params)) {
        lk_refuse(self, id, LK_INVALID_PARAMS, "params has to be an object");
        return;
    }
    self->phase = LK_INITIALIZED;
    self->clock = FIRST_NUMBER;
    self->client = client_of(json_object_get(params, "capabilities"));
    self->parent = (long)json_integer_value(json_object_get(params, "processId"));
    choose_root(self, params);
    lk_on_trace(self, NULL, params);
    take_settings(self, json_object_get(params, "initializationOptions"));
    lk_reply(self, id,
             json_pack("{s:o, s:{s:s, s:s}}", "capabilities", capabilities_of(self), "serverInfo", "name", "locklint",
                       "version", LK_VERSION));
}

/* Files that say how to judge, and what is included. */
static json_t *watchers(void) {
    static const char *const globs[] = {"**/compile_commands.json", "**/.clang-tidy", "**/*.{c,h,inc}",
                                        "**/*.{yaml,yml}", "**/*.summaries"};
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof globs / sizeof *globs; i++)
        json_array_append_new(list, json_pack("{s:s}", "globPattern", globs[i]));
    return list;
}

void lk_on_initialized(lk_server *self, const json_t *id, const json_t *params) {
    (void)id, (void)params;
    if (self->client.watches)
        lk_ask(self, "client/registerCapability", ASKS_REGISTRATION,
               json_pack("{s:[{s:s, s:s, s:{s:o}}]}", "registrations", "id", "locklint-files", "method",
                         "workspace/didChangeWatchedFiles", "registerOptions", "watchers", watchers()));
    if (self->client.has_configuration)
        ask_configuration(self);
}

void lk_on_trace(lk_server *self, const json_t *id, const json_t *params) {
    (void)id;
    const json_t *given = json_object_get(params, "value");
    const char *value = json_string_value(given ? given : json_object_get(params, "trace")); /* of `initialize` */
    self->traces = value && strcmp(value, "off") != 0;
}

void lk_on_shutdown(lk_server *self, const json_t *id, const json_t *params) {
    (void)params;
    self->phase = LK_SHUT_DOWN;
    lk_reply(self, id, json_null());
}

void lk_on_exit(lk_server *self, const json_t *id, const json_t *params) {
    (void)id, (void)params;
    lk_server_end(self, self->phase == LK_SHUT_DOWN ? 0 : 1);
}

/* ---- answers to the server's own requests ---- */

static void begin_progress(lk_server *self, lk_progress *progress, uint64_t number, const char *what) {
    if (!progress->is_asked || progress->has_begun || progress->number != number)
        return;
    progress->has_begun = true;
    lk_notify(self, "$/progress",
              json_pack("{s:I, s:{s:s, s:s, s:s}}", "token", (json_int_t)number, "value", "kind", "begin", "title",
                        "locklint", "message", what));
}

void lk_on_response(lk_server *self, const json_t *message) {
    json_int_t number = json_integer_value(json_object_get(message, "id"));
    if (json_object_get(message, "error") || self->phase != LK_INITIALIZED)
        return;
    if (number == ASKS_CONFIGURATION) {
        take_settings(self, json_array_get(json_object_get(message, "result"), 0));
        return;
    }
    for (lk_document *document = self->documents; document; document = document->next)
        begin_progress(self, &document->progress, (uint64_t)number, strrchr(document->path, '/') + 1);
    begin_progress(self, &self->program_progress, (uint64_t)number, "the whole program");
}
