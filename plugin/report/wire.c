/* wire.c -- writing and reading a unit's report as JSON. */
#include "report/wire.h"
#include "report/json_text.h"
#include "report/wire_coverage.h"
#include "report/wire_graph.h"

#include <string.h>

/* ---- writing ---- */

static json_t *write_range(const lk_finding_range *range) {
    return json_pack("[i,i,i,i]", (int)range->line, (int)range->column, (int)range->end_line, (int)range->end_column);
}

static json_t *write_place(const lk_finding_place *place) {
    return json_pack("{s:o, s:[i,i,i,i,i,i,b], s:o, s:o, s:o}", "path", lk_json_bytes(place->path), "at",
                     (int)place->line, (int)place->column, (int)place->end_column, (int)place->offset,
                     (int)place->length, (int)place->text_column, place->text_is_cut, "range",
                     write_range(&place->range), "text", lk_json_bytes(place->text), "macro",
                     lk_json_bytes(place->macro));
}

static json_t *write_fixes(const lk_finding_note *note) {
    json_t *fixes = json_array();
    for (uint32_t i = 0; i < note->fix_count; i++) {
        const lk_finding_fix *fix = &note->fixes[i];
        json_array_append_new(fixes, json_pack("{s:o, s:[i,i,i,i], s:o, s:I, s:o}", "path", lk_json_bytes(fix->path),
                                               "at", (int)fix->offset, (int)fix->length, (int)fix->line,
                                               (int)fix->column, "range", write_range(&fix->range), "hash",
                                               (json_int_t)fix->file_hash, "text", lk_json_bytes(fix->text)));
    }
    return fixes;
}

static json_t *write_finding(const lk_finding *finding) {
    json_t *notes = json_array();
    for (uint32_t i = 0; i < finding->note_count; i++) {
        const lk_finding_note *note = &finding->notes[i];
        json_array_append_new(notes, json_pack("{s:o, s:o, s:[i,i], s:o}", "place", write_place(&note->place),
                                               "message", lk_json_bytes(note->message), "step", note->step,
                                               note->thread, "fixes", write_fixes(note)));
    }
    return json_pack("{s:o, s:o, s:o, s:o, s:I, s:b, s:o, s:i, s:o}", "rule", lk_json_bytes(finding->rule), "place",
                     write_place(&finding->place), "message", lk_json_bytes(finding->message), "function",
                     lk_json_bytes(finding->function), "line_hash", (json_int_t)finding->line_hash, "suppressed",
                     finding->suppressed, "spelling_path", lk_json_bytes(finding->spelling_path), "spelling_offset",
                     (int)finding->spelling_offset, "notes", notes);
}

/* One message with its place: clang's errors, failures of --verify, wrong annotations. */
static json_t *write_line(const char *path, uint32_t line, uint32_t column, const char *message) {
    return json_pack("[o,i,i,o]", lk_json_bytes(path), (int)line, (int)column, lk_json_bytes(message));
}

static json_t *write_statistics(const lk_lint_statistics *statistics) {
    json_t *apis = json_array(), *in_part = json_array(), *bugs = json_array(), *annotations = json_array();
    for (uint32_t i = 0; i < statistics->apis.count; i++)
        json_array_append_new(apis, json_pack("[o,i]", lk_json_bytes(statistics->apis.items[i].api),
                                              (int)statistics->apis.items[i].acquires));
    for (uint32_t i = 0; i < statistics->bug_messages.count; i++)
        json_array_append_new(bugs, lk_json_bytes(statistics->bug_messages.items[i]));
    for (uint32_t i = 0; i < statistics->annotation_errors.count; i++) {
        const lk_model_error *error = &statistics->annotation_errors.items[i];
        json_array_append_new(annotations, write_line(error->path, error->line, error->column, error->message));
    }
    for (uint32_t i = 0; i < statistics->partly_judged.count; i++) {
        const lk_partly_judged *one = &statistics->partly_judged.items[i];
        json_array_append_new(in_part, json_pack("[o,o,i,i,o]", lk_json_bytes(one->function), lk_json_bytes(one->path),
                                                 (int)one->line, (int)one->column, lk_json_bytes(one->reason)));
    }
    return json_pack("{s:[i,i,i,i,i,i], s:o, s:o, s:o, s:o, s:o, s:o}", "functions", (int)statistics->functions,
                     (int)statistics->with_errors, (int)statistics->incomplete, (int)statistics->bugs,
                     (int)statistics->followed, (int)statistics->unjudged, "apis", apis, "coverage",
                     lk_wire_coverage_write(&statistics->coverage), "bugs", bugs, "annotations", annotations,
                     "summaries", lk_json_bytes(statistics->summaries_remark), "in_part", in_part);
}

char *lk_wire_write(const lk_unit_report *report) {
    json_t *findings = json_array(), *errors = json_array(), *verify = json_array(), *marked = json_array(),
           *shaky = json_array();
    for (uint32_t i = 0; i < report->marked.count; i++)
        json_array_append_new(marked, lk_json_bytes(report->marked.items[i]));
    for (uint32_t i = 0; i < report->shaky.count; i++)
        json_array_append_new(shaky, lk_json_bytes(report->shaky.items[i]));
    for (uint32_t i = 0; i < report->findings.count; i++)
        json_array_append_new(findings, write_finding(report->findings.items[i]));
    for (uint32_t i = 0; i < report->errors.count; i++) {
        const lk_unit_error *error = &report->errors.items[i];
        json_array_append_new(errors, write_line(error->path, error->line, error->column, error->message));
    }
    for (uint32_t i = 0; i < report->verify_failures.count; i++) {
        const lk_verify_failure *failure = &report->verify_failures.items[i];
        json_array_append_new(verify, write_line(failure->path, failure->line, failure->column, failure->message));
    }
    json_t *root =
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:i, s:o, s:o, s:o, s:o}", "failure", lk_json_bytes(report->failure),
                  "findings", findings, "marked", marked, "shaky", shaky, "errors", errors, "error_count",
                  (int)report->error_count, "statistics", write_statistics(&report->statistics), "verify", verify,
                  "dump", lk_json_bytes(report->dump), "graph", lk_wire_graph_write(&report->lock_graph));
    char *text = root ? json_dumps(root, JSON_COMPACT) : NULL;
    json_decref(root);
    return text;
}

/* ---- reading ---- */

static uint32_t number_at(const json_t *list, size_t index) {
    return (uint32_t)json_integer_value(json_array_get(list, index));
}

static const char *text_of(lk_arena *arena, const json_t *object, const char *key) {
    return lk_json_bytes_read(arena, json_object_get(object, key));
}

/* As text_of, but never NULL. */
static const char *words_of(lk_arena *arena, const json_t *object, const char *key) {
    const char *text = text_of(arena, object, key);
    return text ? text : "";
}

static lk_finding_range read_range(const json_t *value) {
    const json_t *at = json_object_get(value, "range");
    return (lk_finding_range){number_at(at, 0), number_at(at, 1), number_at(at, 2), number_at(at, 3)};
}

static lk_finding_place read_place(lk_arena *arena, const json_t *value) {
    const json_t *at = json_object_get(value, "at");
    return (lk_finding_place){
        .path = words_of(arena, value, "path"),
        .line = number_at(at, 0),
        .column = number_at(at, 1),
        .end_column = number_at(at, 2),
        .offset = number_at(at, 3),
        .length = number_at(at, 4),
        .text_column = number_at(at, 5),
        .text_is_cut = json_is_true(json_array_get(at, 6)),
        .range = read_range(value),
        .text = text_of(arena, value, "text"),
        .macro = text_of(arena, value, "macro"),
    };
}

static lk_finding_fix read_fix(lk_arena *arena, const json_t *value) {
    const json_t *at = json_object_get(value, "at");
    return (lk_finding_fix){
        .path = words_of(arena, value, "path"),
        .offset = number_at(at, 0),
        .length = number_at(at, 1),
        .line = number_at(at, 2),
        .column = number_at(at, 3),
        .range = read_range(value),
        .file_hash = (uint64_t)json_integer_value(json_object_get(value, "hash")),
        .text = words_of(arena, value, "text"),
    };
}

static lk_finding *read_finding(lk_arena *arena, const json_t *value) {
    const json_t *notes = json_object_get(value, "notes");
    lk_finding *self = LK_NEW(arena, lk_finding);
    self->rule = words_of(arena, value, "rule");
    self->place = read_place(arena, json_object_get(value, "place"));
    self->message = words_of(arena, value, "message");
    self->function = words_of(arena, value, "function");
    self->line_hash = (uint64_t)json_integer_value(json_object_get(value, "line_hash"));
    self->spelling_path = words_of(arena, value, "spelling_path");
    self->spelling_offset = (uint32_t)json_integer_value(json_object_get(value, "spelling_offset"));
    self->suppressed = json_is_true(json_object_get(value, "suppressed"));
    self->note_count = (uint32_t)json_array_size(notes);
    self->notes = LK_NEW_ARRAY(arena, lk_finding_note, self->note_count);
    for (uint32_t i = 0; i < self->note_count; i++) {
        const json_t *from = json_array_get(notes, i), *fixes = json_object_get(from, "fixes");
        lk_finding_note *note = &self->notes[i];
        note->place = read_place(arena, json_object_get(from, "place"));
        note->message = words_of(arena, from, "message");
        note->step = (uint8_t)number_at(json_object_get(from, "step"), 0);
        note->thread = (uint8_t)number_at(json_object_get(from, "step"), 1);
        note->fix_count = (uint32_t)json_array_size(fixes);
        note->fixes = LK_NEW_ARRAY(arena, lk_finding_fix, note->fix_count);
        for (uint32_t k = 0; k < note->fix_count; k++)
            note->fixes[k] = read_fix(arena, json_array_get(fixes, k));
    }
    return self;
}

static lk_unit_error read_line(lk_arena *arena, const json_t *value) {
    const char *message = lk_json_bytes_read(arena, json_array_get(value, 3));
    return (lk_unit_error){
        .path = lk_json_bytes_read(arena, json_array_get(value, 0)),
        .line = number_at(value, 1),
        .column = number_at(value, 2),
        .message = message ? message : "",
    };
}

static void read_statistics(lk_arena *arena, const json_t *value, lk_lint_statistics *into) {
    const json_t *functions = json_object_get(value, "functions"), *item;
    into->functions = number_at(functions, 0);
    into->with_errors = number_at(functions, 1);
    into->incomplete = number_at(functions, 2);
    into->bugs = number_at(functions, 3);
    into->followed = number_at(functions, 4);
    into->unjudged = number_at(functions, 5);
    lk_wire_coverage_read(arena, json_object_get(value, "coverage"), &into->coverage);
    into->summaries_remark = text_of(arena, value, "summaries");
    size_t i;
    json_array_foreach(json_object_get(value, "apis"), i, item) {
        const char *api = lk_json_bytes_read(arena, json_array_get(item, 0));
        lk_array_push(arena, &into->apis, ((lk_api_count){api ? api : "", number_at(item, 1)}));
    }
    json_array_foreach(json_object_get(value, "bugs"), i, item)
        lk_array_push(arena, &into->bug_messages, lk_json_bytes_read(arena, item));
    json_array_foreach(json_object_get(value, "in_part"), i, item) {
        const char *function = lk_json_bytes_read(arena, json_array_get(item, 0));
        const char *path = lk_json_bytes_read(arena, json_array_get(item, 1));
        lk_partly_judged one = {function ? function : "", path ? path : "", number_at(item, 2), number_at(item, 3),
                                lk_json_bytes_read(arena, json_array_get(item, 4))};
        lk_array_push(arena, &into->partly_judged, one);
    }
    json_array_foreach(json_object_get(value, "annotations"), i, item) {
        lk_unit_error line = read_line(arena, item);
        lk_model_error error = {.path = line.path, .line = line.line, .column = line.column, .message = line.message};
        lk_array_push(arena, &into->annotation_errors, error);
    }
}

lk_unit_report *lk_wire_read(lk_arena *arena, const char *text, size_t size) {
    json_t *root = json_loadb(text, size, 0, NULL), *item;
    const json_t *statistics = json_object_get(root, "statistics");
    if (!statistics) {
        json_decref(root);
        return NULL;
    }
    lk_unit_report *self = LK_NEW(arena, lk_unit_report);
    self->failure = text_of(arena, root, "failure");
    self->error_count = (uint32_t)json_integer_value(json_object_get(root, "error_count"));
    self->dump = words_of(arena, root, "dump");
    lk_wire_graph_read(arena, json_object_get(root, "graph"), &self->lock_graph);
    read_statistics(arena, statistics, &self->statistics);
    size_t i;
    json_array_foreach(json_object_get(root, "findings"), i, item)
        lk_array_push(arena, &self->findings, read_finding(arena, item));
    json_array_foreach(json_object_get(root, "marked"), i, item) {
        const char *path = lk_json_bytes_read(arena, item);
        lk_array_push(arena, &self->marked, path ? path : "");
    }
    json_array_foreach(json_object_get(root, "shaky"), i, item) {
        const char *path = lk_json_bytes_read(arena, item);
        lk_array_push(arena, &self->shaky, path ? path : "");
    }
    json_array_foreach(json_object_get(root, "errors"), i, item)
        lk_array_push(arena, &self->errors, read_line(arena, item));
    json_array_foreach(json_object_get(root, "verify"), i, item) {
        lk_unit_error line = read_line(arena, item);
        lk_array_push(arena, &self->verify_failures,
                      ((lk_verify_failure){line.path, line.line, line.column, line.message}));
    }
    json_decref(root);
    return self;
}
