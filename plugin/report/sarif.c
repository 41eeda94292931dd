/* sarif.c -- results, code flows, fixes and notifications of a SARIF log. */
#include "report/sarif.h"
#include "report/fingerprint.h"
#include "report/json.h"
#include "report/json_text.h"
#include "report/sarif_place.h"
#include "report/sarif_rules.h"

#include <stdlib.h>
#include <string.h>

const lk_sarif_limits lk_sarif_github = {
    .results = 25000, .locations = 1000, .steps = 10000, .tags = 20, .bytes = 10 * 1000 * 1000};

/* What keeps a result when not all have room. */
typedef enum rank { ERROR_RANK, WARNING_RANK, SUPPRESSED_RANK, RANKS } rank;

struct lk_sarif {
    lk_arena *arena;
    const lk_sarif_limits *limits;
    json_t *results, *artifacts, *notifications;
    LK_ARRAY(uint8_t) ranks; /* of the results */
    lk_sarif_files files;
    uint32_t places_left_out;
};

lk_sarif *lk_sarif_new(const lk_sarif_limits *limits) {
    lk_arena *arena = lk_arena_new();
    lk_sarif *self = LK_NEW(arena, lk_sarif);
    self->arena = arena;
    self->limits = limits;
    self->results = json_array();
    self->artifacts = json_array();
    self->notifications = json_array();
    self->files = (lk_sarif_files){arena, lk_map_new(arena), self->artifacts};
    return self;
}

void lk_sarif_free(lk_sarif *self) {
    if (!self)
        return;
    json_decref(self->results);
    json_decref(self->artifacts);
    json_decref(self->notifications);
    lk_arena_free(self->arena);
}

/* ---- the way ---- */

static json_t *step_of(lk_sarif *self, const lk_finding_place *place, const char *message) {
    json_t *location = lk_sarif_location(&self->files, place->path, &place->range, message);
    return location ? json_pack("{s:o}", "location", location) : NULL;
}

static void add_step(lk_sarif *self, json_t *steps, uint32_t *count, json_t *step) {
    if (!step)
        return;
    bool has_room = *count < self->limits->steps;
    *count += has_room;
    self->places_left_out += !has_room;
    if (has_room)
        json_array_append_new(steps, step);
    else
        json_decref(step);
}

/* The steps of one thread in order of time; the finding's own place is the last, unless the steps lead through it. */
static json_t *thread_of(lk_sarif *self, const lk_finding *finding, uint32_t thread, uint32_t *count) {
    json_t *steps = json_array();
    bool is_through = false, has_steps = false;
    for (uint32_t i = 0; i < finding->note_count; i++) {
        const lk_finding_note *note = &finding->notes[i];
        if (note->step == LK_STEP_NONE || note->thread != thread)
            continue;
        has_steps = true;
        is_through |= note->step == LK_STEP_INSIDE;
        add_step(self, steps, count, step_of(self, &note->place, note->message));
    }
    if (has_steps && !is_through)
        add_step(self, steps, count, step_of(self, &finding->place, finding->message));
    return steps;
}

/* One flow with a thread for each that is told of; NULL when there is no way to tell. */
static json_t *flows_of(lk_sarif *self, const lk_finding *finding) {
    uint32_t threads = 0, count = 0;
    for (uint32_t i = 0; i < finding->note_count; i++)
        if (finding->notes[i].step != LK_STEP_NONE && finding->notes[i].thread >= threads)
            threads = finding->notes[i].thread + 1u;
    json_t *flows = json_array();
    for (uint32_t i = 0; i < threads; i++) {
        json_t *steps = thread_of(self, finding, i, &count);
        json_t *flow = json_array_size(steps) ? json_pack("{s:O}", "locations", steps) : NULL;
        json_decref(steps);
        if (flow && threads > 1)
            json_object_set_new(flow, "id", json_sprintf("thread %u", (unsigned)i + 1));
        if (flow)
            json_array_append_new(flows, flow);
    }
    json_t *code_flows = json_array_size(flows) ? json_pack("[{s:O}]", "threadFlows", flows) : NULL;
    json_decref(flows);
    return code_flows;
}

/* Notes that are no steps. */
static json_t *related_of(lk_sarif *self, const lk_finding *finding) {
    json_t *related = json_array();
    for (uint32_t i = 0; i < finding->note_count; i++) {
        const lk_finding_note *note = &finding->notes[i];
        json_t *location = note->step == LK_STEP_NONE
                               ? lk_sarif_location(&self->files, note->place.path, &note->place.range, note->message)
                               : NULL;
        if (!location)
            continue;
        if (json_array_size(related) + 1 >= self->limits->locations) { /* the place itself counts too */
            self->places_left_out++;
            json_decref(location);
            continue;
        }
        json_object_set_new(location, "id", json_integer((json_int_t)json_array_size(related) + 1));
        json_array_append_new(related, location);
    }
    return related;
}

/* ---- fixes ---- */

static json_t *replacement_of(const lk_finding_fix *fix) {
    json_t *replacement = json_pack("{s:o}", "deletedRegion", lk_sarif_region(&fix->range));
    if (fix->text[0])
        json_object_set_new(replacement, "insertedContent", json_pack("{s:o}", "text", lk_json_text(fix->text)));
    return replacement;
}

/* The note's edits, one change for each file. */
static json_t *fix_of(lk_sarif *self, const lk_finding_note *note) {
    json_t *changes = json_array();
    for (uint32_t i = 0; i < note->fix_count; i++) {
        const char *path = note->fixes[i].path;
        bool is_done = false;
        for (uint32_t k = 0; k < i; k++)
            is_done |= strcmp(note->fixes[k].path, path) == 0;
        if (is_done)
            continue;
        json_t *replacements = json_array();
        for (uint32_t k = i; k < note->fix_count; k++)
            if (strcmp(note->fixes[k].path, path) == 0)
                json_array_append_new(replacements, replacement_of(&note->fixes[k]));
        json_array_append_new(changes, json_pack("{s:o, s:o}", "artifactLocation", lk_sarif_file(&self->files, path),
                                                 "replacements", replacements));
    }
    return json_pack("{s:o, s:o}", "description", lk_sarif_message(note->message), "artifactChanges", changes);
}

static json_t *fixes_of(lk_sarif *self, const lk_finding *finding) {
    json_t *fixes = json_array();
    for (uint32_t i = 0; i < finding->note_count; i++)
        if (finding->notes[i].fix_count > 0)
            json_array_append_new(fixes, fix_of(self, &finding->notes[i]));
    return fixes;
}

/* ---- results ---- */

/* Adds a list that holds something. */
static void put_list(json_t *object, const char *key, json_t *list) {
    if (list && json_array_size(list))
        json_object_set(object, key, list);
    json_decref(list);
}

static json_t *locations_of(lk_sarif *self, const lk_finding *finding) {
    json_t *location = lk_sarif_location(&self->files, finding->place.path, &finding->place.range, NULL);
    if (location && finding->function[0])
        json_object_set_new(location, "logicalLocations",
                            json_pack("[{s:o, s:s}]", "name", lk_json_text(finding->function), "kind", "function"));
    json_t *locations = json_array();
    if (location)
        json_array_append_new(locations, location);
    return locations;
}

void lk_sarif_finding(lk_sarif *self, const lk_finding *finding, bool is_error, lk_sarif_suppression suppression) {
    json_t *result = json_pack("{s:s+, s:s, s:o}", "ruleId", "locklint-", finding->rule, "level",
                               is_error ? "error" : "warning", "message", lk_sarif_message(finding->message));
    int rule = lk_sarif_rule_index(finding->rule);
    if (rule >= 0)
        json_object_set_new(result, "ruleIndex", json_integer(rule));
    put_list(result, "locations", locations_of(self, finding));
    put_list(result, "codeFlows", flows_of(self, finding));
    put_list(result, "relatedLocations", related_of(self, finding));
    put_list(result, "fixes", fixes_of(self, finding));
    lk_arena_mark mark = lk_arena_save(self->arena);
    json_object_set_new(result, "partialFingerprints",
                        json_pack("{s:s}", "locklint/v1", lk_fingerprint(self->arena, finding)));
    lk_arena_release(self->arena, mark);
    if (suppression == LK_SARIF_IN_SOURCE)
        json_object_set_new(result, "suppressions", json_pack("[{s:s}]", "kind", "inSource"));
    else if (suppression == LK_SARIF_EXTERNAL)
        json_object_set_new(result, "suppressions",
                            json_pack("[{s:s, s:s}]", "kind", "external", "justification", "in the baseline"));
    json_array_append_new(self->results, result);
    rank kept = suppression != LK_SARIF_COUNTS ? SUPPRESSED_RANK : is_error ? ERROR_RANK : WARNING_RANK;
    lk_array_push(self->arena, &self->ranks, (uint8_t)kept);
}

void lk_sarif_unit(lk_sarif *self, const char *path) {
    lk_sarif_target(&self->files, path);
}

void lk_sarif_notify(lk_sarif *self, lk_sarif_kind kind, const char *path, uint32_t line, const char *message) {
    json_t *notification =
        json_pack("{s:{s:s, s:i}, s:s, s:o}", "descriptor", "id", lk_sarif_kind_id(kind), "index", (int)kind, "level",
                  lk_sarif_kind_level(kind), "message", lk_sarif_message(message));
    const lk_finding_range range = {.line = line};
    json_t *location = lk_sarif_location(&self->files, path, &range, NULL);
    if (location)
        json_object_set_new(notification, "locations", json_pack("[o]", location));
    json_array_append_new(self->notifications, notification);
}

/* ---- the log ---- */

/* Takes away results that are over the limit: those that count least, and of these the last. */
static uint32_t keep_within_limit(lk_sarif *self) {
    uint32_t room = self->limits->results, count = self->ranks.count, left_out = 0;
    bool *keeps = LK_NEW_ARRAY(self->arena, bool, count);
    for (int rank = 0; rank < RANKS; rank++) {
        for (uint32_t i = 0; i < count && room > 0; i++) {
            keeps[i] |= self->ranks.items[i] == rank;
            room -= self->ranks.items[i] == rank;
        }
    }
    json_t *kept = json_array();
    for (uint32_t i = 0; i < count; i++) {
        if (keeps[i])
            json_array_append(kept, json_array_get(self->results, i));
        left_out += !keeps[i];
    }
    json_decref(self->results);
    self->results = kept;
    return left_out;
}

static void tell_left_out(lk_sarif *self, uint32_t number, const char *what) {
    lk_arena_mark mark = lk_arena_save(self->arena);
    if (number)
        lk_sarif_notify(self, LK_SARIF_LEFT_OUT, "", 0,
                        lk_arena_printf(self->arena, "%u %s left out, to stay within what GitHub code scanning takes",
                                        (unsigned)number, what));
    lk_arena_release(self->arena, mark);
}

static json_t *run_of(lk_sarif *self, json_t *driver, const lk_sarif_run *run) {
    bool ends_with_slash = run->root[strlen(run->root) - 1] == '/';
    const char *root = lk_arena_printf(self->arena, "%s%s", run->root, ends_with_slash ? "" : "/");
    json_t *invocation =
        json_pack("{s:b, s:i, s:s, s:O}", "executionSuccessful", run->exit_status < 2, "exitCode", run->exit_status,
                  "exitCodeDescription", run->exit_meaning, "toolExecutionNotifications", self->notifications);
    return json_pack("{s:{s:o}, s:[o], s:{s:{s:s}}, s:s, s:s, s:s, s:O, s:O, s:{s:o}}", "tool", "driver", driver,
                     "invocations", invocation, "originalUriBaseIds", "%SRCROOT%", "uri",
                     lk_sarif_uri(self->arena, root), "columnKind", "utf16CodeUnits", "defaultEncoding", "utf-8",
                     "language", "en-US", "artifacts", self->artifacts, "results", self->results, "properties",
                     "summary", lk_json_summary(run->totals));
}

typedef struct sink {
    FILE *out;
    size_t size;
} sink;

static int put(const char *text, size_t size, void *context) {
    sink *self = context;
    self->size += size;
    return fwrite(text, 1, size, self->out) == size ? 0 : -1;
}

lk_sarif_written lk_sarif_write(lk_sarif *self, FILE *out, const lk_sarif_run *run) {
    uint32_t tags = 0;
    json_t *driver = lk_sarif_driver(self->arena, self->limits, &tags);
    uint32_t results = keep_within_limit(self);
    tell_left_out(self, results, results == 1 ? "finding is" : "findings are");
    tell_left_out(self, self->places_left_out, self->places_left_out == 1 ? "place is" : "places are");
    tell_left_out(self, tags, tags == 1 ? "tag of a rule is" : "tags of rules are");
    json_t *log = json_pack("{s:s, s:s, s:[o]}", "$schema", "https://json.schemastore.org/sarif-2.1.0.json", "version",
                            "2.1.0", "runs", run_of(self, driver, run));
    sink to = {out, 0};
    json_dump_callback(log, put, &to, JSON_INDENT(2));
    put("\n", 1, &to);
    json_decref(log);
    return (lk_sarif_written){.left_out = results + self->places_left_out + tags,
                              .is_over_size = to.size > self->limits->bytes};
}
