/* export.c -- writing clang's TranslationUnitDiagnostics with libyaml. */
#include "report/export.h"
#include "report/json_text.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct lk_export {
    yaml_emitter_t emitter;
    const char *directory;
    bool is_wrong;
};

static void emit(lk_export *self, yaml_event_t *event, int is_made) {
    if (self->is_wrong || !is_made || !yaml_emitter_emit(&self->emitter, event))
        self->is_wrong = true;
}

static void begin_map(lk_export *self) {
    yaml_event_t event;
    emit(self, &event, yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE));
}

static void end_map(lk_export *self) {
    yaml_event_t event;
    emit(self, &event, yaml_mapping_end_event_initialize(&event));
}

static void begin_list(lk_export *self) {
    yaml_event_t event;
    emit(self, &event, yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE));
}

static void end_list(lk_export *self) {
    yaml_event_t event;
    emit(self, &event, yaml_sequence_end_event_initialize(&event));
}

static void put(lk_export *self, const char *text, yaml_scalar_style_t style) {
    yaml_event_t event;
    emit(self, &event,
         yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)text, (int)strlen(text), 1, 1, style));
}

static void put_key(lk_export *self, const char *key) {
    put(self, key, YAML_PLAIN_SCALAR_STYLE);
}

/* Text in which what is no UTF-8 stands as U+FFFD. */
static void put_text(lk_export *self, const char *key, const char *text) {
    json_t *clean = lk_json_text(text);
    put_key(self, key);
    put(self, json_string_value(clean) ? json_string_value(clean) : "", YAML_DOUBLE_QUOTED_SCALAR_STYLE);
    json_decref(clean);
}

static void put_number(lk_export *self, const char *key, uint32_t number) {
    char text[16];
    snprintf(text, sizeof text, "%u", (unsigned)number);
    put_key(self, key);
    put(self, text, YAML_PLAIN_SCALAR_STYLE);
}

/* ---- the document ---- */

lk_export *lk_export_begin(FILE *out, const char *main_file, const char *directory) {
    lk_export *self = calloc(1, sizeof *self);
    if (!self || !yaml_emitter_initialize(&self->emitter)) {
        free(self);
        return NULL;
    }
    self->directory = directory;
    yaml_emitter_set_output_file(&self->emitter, out);
    yaml_emitter_set_unicode(&self->emitter, 1);
    yaml_emitter_set_width(&self->emitter, -1);
    yaml_event_t event;
    emit(self, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    emit(self, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 0));
    begin_map(self);
    put_text(self, "MainSourceFile", main_file);
    put_key(self, "Diagnostics");
    begin_list(self);
    return self;
}

bool lk_export_end(lk_export *self) {
    if (!self)
        return false;
    yaml_event_t event;
    end_list(self);
    end_map(self);
    emit(self, &event, yaml_document_end_event_initialize(&event, 0));
    emit(self, &event, yaml_stream_end_event_initialize(&event));
    bool is_written = !self->is_wrong;
    yaml_emitter_delete(&self->emitter);
    free(self);
    return is_written;
}

/* ---- a finding ---- */

static bool is_utf8(const char *text) {
    json_t *value = json_string(text);
    json_decref(value);
    return value != NULL;
}

static void put_fixes(lk_export *self, const lk_finding_note *note) {
    bool is_whole = true;
    for (uint32_t i = 0; note && i < note->fix_count; i++)
        is_whole &= is_utf8(note->fixes[i].path) && is_utf8(note->fixes[i].text);
    put_key(self, "Replacements");
    begin_list(self);
    for (uint32_t i = 0; note && is_whole && i < note->fix_count; i++) {
        const lk_finding_fix *fix = &note->fixes[i];
        begin_map(self);
        put_text(self, "FilePath", fix->path);
        put_number(self, "Offset", fix->offset);
        put_number(self, "Length", fix->length);
        put_text(self, "ReplacementText", fix->text);
        end_map(self);
    }
    end_list(self);
}

/* The members of a message, which are those of a note too. */
static void put_message(lk_export *self, const char *message, const lk_finding_place *place,
                        const lk_finding_note *note) {
    put_text(self, "Message", message);
    put_text(self, "FilePath", place->path);
    put_number(self, "FileOffset", place->offset);
    put_fixes(self, note);
}

void lk_export_finding(lk_export *self, const lk_finding *finding, bool is_error) {
    char name[256];
    snprintf(name, sizeof name, "locklint-%s", finding->rule);
    begin_map(self);
    put_text(self, "DiagnosticName", name);
    put_key(self, "DiagnosticMessage");
    begin_map(self);
    put_message(self, finding->message, &finding->place, NULL);
    end_map(self);
    put_key(self, "Notes");
    begin_list(self);
    for (uint32_t i = 0; i < finding->note_count; i++) {
        begin_map(self);
        put_message(self, finding->notes[i].message, &finding->notes[i].place, &finding->notes[i]);
        end_map(self);
    }
    end_list(self);
    put_key(self, "Level");
    put(self, is_error ? "Error" : "Warning", YAML_PLAIN_SCALAR_STYLE);
    put_text(self, "BuildDirectory", self->directory);
    end_map(self);
}
