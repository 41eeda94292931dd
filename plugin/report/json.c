/* json.c -- the findings of a run as one JSON document. */
#include "report/json.h"
#include "report/coverage_text.h"
#include "report/json_text.h"

#include <stdlib.h>

struct lk_json {
    json_t *findings, *failures, *in_part;
};

lk_json *lk_json_new(void) {
    lk_json *self = calloc(1, sizeof *self);
    if (self) {
        self->findings = json_array();
        self->failures = json_array();
        self->in_part = json_array();
    }
    return self;
}

void lk_json_free(lk_json *self) {
    if (!self)
        return;
    json_decref(self->findings);
    json_decref(self->failures);
    json_decref(self->in_part);
    free(self);
}

/* The members that every place has, put into `object`. */
static void put_place(json_t *object, const lk_finding_place *place) {
    json_object_set_new(object, "path", lk_json_text(place->path));
    json_object_set_new(object, "line", json_integer(place->line));
    json_object_set_new(object, "column", json_integer(place->column));
    json_object_set_new(object, "end_column", json_integer(place->end_column));
    json_object_set_new(object, "offset", json_integer(place->offset));
    json_object_set_new(object, "length", json_integer(place->length));
    if (place->macro)
        json_object_set_new(object, "macro", lk_json_text(place->macro));
}

static json_t *note_of(const lk_finding_note *note) {
    json_t *object = json_object();
    put_place(object, &note->place);
    json_object_set_new(object, "message", lk_json_text(note->message));
    if (note->fix_count == 0)
        return object;
    json_t *fixes = json_array();
    for (uint32_t i = 0; i < note->fix_count; i++) {
        const lk_finding_fix *fix = &note->fixes[i];
        json_array_append_new(fixes,
                              json_pack("{s:o, s:i, s:i, s:i, s:i, s:o}", "path", lk_json_text(fix->path), "line",
                                        (int)fix->line, "column", (int)fix->column, "offset", (int)fix->offset,
                                        "length", (int)fix->length, "text", lk_json_text(fix->text)));
    }
    json_object_set_new(object, "fixes", fixes);
    return object;
}

void lk_json_finding(lk_json *self, const lk_finding *finding, bool is_error, const char *fingerprint) {
    json_t *object = json_pack("{s:s+}", "check", "locklint-", finding->rule), *notes = json_array();
    json_object_set_new(object, "level", json_string(is_error ? "error" : "warning"));
    put_place(object, &finding->place);
    json_object_set_new(object, "message", lk_json_text(finding->message));
    json_object_set_new(object, "function", lk_json_text(finding->function));
    json_object_set_new(object, "fingerprint", json_string(fingerprint));
    for (uint32_t i = 0; i < finding->note_count; i++)
        json_array_append_new(notes, note_of(&finding->notes[i]));
    json_object_set_new(object, "notes", notes);
    json_array_append_new(self->findings, object);
}

void lk_json_failure(lk_json *self, const char *path, const char *reason) {
    json_array_append_new(self->failures,
                          json_pack("{s:o, s:o}", "path", lk_json_text(path), "reason", lk_json_text(reason)));
}

void lk_json_partly_judged(lk_json *self, const lk_partly_judged *function) {
    json_array_append_new(self->in_part,
                          json_pack("{s:o, s:o, s:i, s:i, s:o}", "function", lk_json_text(function->function), "path",
                                    lk_json_text(function->path), "line", (int)function->line, "column",
                                    (int)function->column, "reason", lk_json_text(function->reason)));
}

json_t *lk_json_summary(const lk_totals *totals) {
    json_t *locks = json_object();
    for (uint32_t i = 0; i < totals->apis.count; i++)
        json_object_set_new(locks, lk_coverage_api_name(totals->apis.items[i].api),
                            json_integer(totals->apis.items[i].acquires));
    return json_pack("{s:i, s:o, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i}", "files", (int)totals->files,
                     "locks", locks, "findings", (int)totals->findings, "errors", (int)totals->errors, "suppressed",
                     (int)totals->suppressed, "outside_changed_lines", (int)totals->outside, "in_baseline",
                     (int)totals->known, "baseline_stale", (int)totals->stale, "not_analysed", (int)totals->failed,
                     "with_errors", (int)totals->with_errors, "functions_judged_in_part", (int)totals->incomplete,
                     "functions_given_up", (int)totals->given_up, "look_like_locks",
                     (int)totals->coverage.lookalike_count);
}

void lk_json_write(lk_json *self, FILE *out, lk_totals *totals, bool shows_coverage) {
    json_t *main_part = shows_coverage ? lk_coverage_json(totals) : json_incref(self->findings);
    json_t *root =
        json_pack("{s:i, s:o, s:O, s:O, s:o}", "version", 1, shows_coverage ? "coverage" : "findings", main_part,
                  "not_analysed", self->failures, "judged_in_part", self->in_part, "summary", lk_json_summary(totals));
    json_dumpf(root, out, JSON_INDENT(2));
    fputc('\n', out);
    json_decref(root);
}
