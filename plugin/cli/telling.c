/* telling.c -- writing each unit's report and counting. */
#include "cli/telling.h"
#include "report/fingerprint.h"

#include <search.h>
#include <string.h>

static int compare(const void *a, const void *b) {
    return strcmp(a, b);
}

static void ignore(void *key) {
    (void)key;
}

/* True when the text is met for the first time. */
static bool is_new(lk_telling *self, const char *key) {
    const char **found = tsearch(key, &self->told, compare);
    return !found || *found == key;
}

static bool is_new_finding(lk_telling *self, const lk_finding *finding) {
    const lk_finding_place *place = &finding->place;
    return is_new(self, lk_arena_printf(self->arena, "%s\n%s:%u:%u\n%s", finding->rule, place->path, place->line,
                                        place->column, finding->message));
}

/* As SARIF and fingerprints want it: seen from the root of the sources. */
static const char *rooted(void *context, const char *path) {
    const lk_telling *self = context;
    return path[0] ? lk_path_shown(self->arena, &self->root, lk_path_absolute(self->arena, self->here.logical, path))
                   : path;
}

/* A copy with other paths. */
static lk_finding copy_finding(lk_telling *self, const lk_finding *finding,
                               const char *(*rename)(void *context, const char *path)) {
    lk_finding copy = *finding;
    copy.notes = LK_NEW_ARRAY(self->arena, lk_finding_note, finding->note_count);
    for (uint32_t i = 0; i < finding->note_count; i++) {
        lk_finding_note *note = &copy.notes[i];
        *note = finding->notes[i];
        note->fixes = LK_NEW_ARRAY(self->arena, lk_finding_fix, note->fix_count);
        for (uint32_t k = 0; k < note->fix_count; k++)
            note->fixes[k] = finding->notes[i].fixes[k];
    }
    lk_finding_rename(&copy, rename, self);
    return copy;
}

static lk_finding rooted_finding(lk_telling *self, const lk_finding *finding) {
    return copy_finding(self, finding, rooted);
}

/* Says it in the SARIF log, if there is one. */
static void notify(lk_telling *self, lk_sarif_kind kind, const char *path, uint32_t line, const char *message) {
    lk_arena_mark mark = lk_arena_save(self->arena);
    if (self->sarif)
        lk_sarif_notify(self->sarif, kind, rooted(self, path ? path : ""), line, message);
    lk_arena_release(self->arena, mark);
}

void lk_telling_problem(lk_telling *self, const char *problem) {
    fprintf(self->remarks.out, "%s\n", problem);
    notify(self, LK_SARIF_FILE_NOT_ANALYSED, "", 0, problem);
}

void lk_telling_main(lk_telling *self, const char *shown) {
    tsearch(shown, &self->mains, compare);
}

static bool is_filtered(const lk_telling *self, const lk_finding *finding) {
    return self->header_filter && !tfind(finding->place.path, &self->mains, compare) &&
           regexec(self->header_filter, finding->place.path, 0, NULL, 0) != 0;
}

/* True when the place is in the lines that are asked for. */
static bool is_inside(const lk_telling *self, const lk_finding_place *place) {
    lk_arena_mark mark = lk_arena_save(self->arena);
    const char *path = lk_path_absolute(self->arena, self->here.logical, place->path);
    if (self->lines->has_whole_paths)
        path = lk_path_real(self->arena, path);
    bool is_inside = lk_line_filter_has(self->lines, path, place->line);
    lk_arena_release(self->arena, mark);
    return is_inside;
}

/* As in clang-tidy, a note in these lines is enough: a new lock may be what makes an old line wrong. */
static bool is_outside(const lk_telling *self, const lk_finding *finding) {
    if (!self->lines || !finding->place.path[0] || is_inside(self, &finding->place))
        return false;
    for (uint32_t i = 0; i < finding->note_count; i++)
        if (finding->notes[i].place.path[0] && is_inside(self, &finding->notes[i].place))
            return false;
    return true;
}

static void write_sarif(lk_telling *self, const lk_finding *finding, bool counts_as_error,
                        lk_sarif_suppression suppression) {
    if (!self->sarif || (suppression && self->options->drop_suppressed))
        return;
    lk_arena_mark mark = lk_arena_save(self->arena);
    const lk_finding copy = rooted_finding(self, finding);
    lk_sarif_finding(self->sarif, &copy, counts_as_error, suppression);
    lk_arena_release(self->arena, mark);
}

static void write_json(lk_telling *self, const lk_finding *finding, bool counts_as_error) {
    lk_arena_mark mark = lk_arena_save(self->arena);
    const lk_finding copy = rooted_finding(self, finding);
    lk_json_finding(self->json, finding, counts_as_error, lk_fingerprint(self->arena, &copy));
    lk_arena_release(self->arena, mark);
}

static void write_finding(lk_telling *self, const lk_finding *finding, bool counts_as_error) {
    if (self->json)
        write_json(self, finding, counts_as_error);
    else if (self->sarif)
        write_sarif(self, finding, counts_as_error, LK_SARIF_COUNTS);
    else
        lk_text_finding(&self->findings, finding, counts_as_error);
}

/* ---- the baseline ---- */

/* Whether the baseline knows the finding; in an update it gets to know it. */
static bool is_known(lk_telling *self, const lk_finding *finding) {
    if (!self->baseline)
        return false;
    const lk_finding copy = rooted_finding(self, finding);
    const char *fingerprint = lk_fingerprint(self->arena, &copy);
    bool is_known = lk_baseline_meet(self->baseline, fingerprint);
    if (is_known || !self->options->update_baseline)
        return is_known;
    lk_baseline_add(self->baseline, &copy, fingerprint);
    return true;
}

static void note_judged(lk_telling *self, const lk_job *job, const lk_unit_report *report) {
    if (!self->baseline || report->failure || report->error_count)
        return;
    const char *path = lk_baseline_path(self->arena, rooted(self, job->shown));
    if (!lk_map_get(self->judged, path))
        lk_map_put(self->judged, path, path);
}

static bool is_rule_on(const lk_telling *self, const char *name, const bool *rule_enabled) {
    if (strcmp(name, lk_meta_unused_suppression.name) == 0)
        return self->options->report_unused;
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        if (strcmp(lk_rule_at(i)->meta->name, name) == 0)
            return rule_enabled[i];
    return true; /* there is no such rule any more */
}

/* An entry that this run would have met if it still held; where not everything was looked at, nobody can say. */
static bool is_stale(const lk_telling *self, const lk_baseline_entry *entry, bool is_whole, const bool *rule_enabled) {
    return !entry->is_met && is_rule_on(self, entry->rule, rule_enabled) &&
           (lk_map_get(self->judged, entry->path) ||
            (is_whole && self->totals.failed == 0 && self->totals.with_errors == 0));
}

void lk_telling_baseline(lk_telling *self, bool is_whole, const bool *rule_enabled) {
    bool updates = self->options->update_baseline;
    for (uint32_t i = 0; self->baseline && i < lk_baseline_count(self->baseline); i++) {
        const lk_baseline_entry *entry = lk_baseline_at(self->baseline, i);
        if (!is_stale(self, entry, is_whole, rule_enabled))
            continue;
        self->totals.stale++;
        if (self->options->verbose)
            lk_text_line(&self->remarks, self->options->baseline, entry->number, 0, LK_SEVERITY_NOTE,
                         lk_arena_printf(self->arena, "stale: %s", entry->line));
        if (updates)
            lk_baseline_drop(self->baseline, i);
    }
}

/* ---- findings ---- */

/* As files are opened. */
static const char *absolute(void *context, const char *path) {
    const lk_telling *self = context;
    return path[0] ? lk_path_absolute(self->arena, self->here.logical, path) : path;
}

/* So that each file has one name. */
static const char *real(void *context, const char *path) {
    const lk_telling *self = context;
    return lk_path_real(self->arena, absolute(context, path));
}

/* --fix and --export-fixes. */
static void take_fixes(lk_telling *self, const lk_finding *finding, bool counts_as_error) {
    if (self->export) {
        const lk_finding copy = copy_finding(self, finding, absolute);
        lk_export_finding(self->export, &copy, counts_as_error);
    }
    if (self->options->fix && lk_fixes_of(finding)) {
        const lk_finding copy = copy_finding(self, finding, real);
        lk_finding_note note = *lk_fixes_of(&copy);
        for (uint32_t i = 0; i < note.fix_count; i++)
            note.fixes[i].text = lk_arena_strndup(self->arena, note.fixes[i].text, strlen(note.fixes[i].text));
        lk_array_push(self->arena, &self->proposed, note);
    }
}

/* Other units may say the same files' findings, so that it isn't known before the end who may be edited. */
static void take_shaky(lk_telling *self, const lk_unit_report *report) {
    for (uint32_t i = 0; self->shaky && i < report->shaky.count; i++) {
        const char *path = real(self, report->shaky.items[i]);
        if (!lk_map_get(self->shaky, path))
            lk_map_put(self->shaky, path, path);
    }
}

static const char *shaky_file(const lk_telling *self, const lk_finding_note *note) {
    for (uint32_t i = 0; i < note->fix_count; i++)
        if (lk_map_get(self->shaky, note->fixes[i].path))
            return note->fixes[i].path;
    return NULL;
}

uint32_t lk_telling_fixes(lk_telling *self, void (*fail)(void *context, const char *path, const char *reason),
                          void *context) {
    lk_map *told = lk_map_new(self->arena);
    uint32_t failed = 0;
    for (uint32_t i = 0; i < self->proposed.count; i++) {
        const lk_finding_note *note = &self->proposed.items[i];
        const char *path = shaky_file(self, note);
        if (!path) {
            bool is_taken = lk_fixes_add(&self->fixes, note);
            self->totals.fixed += is_taken;
            self->totals.not_fixed += !is_taken;
            continue;
        }
        self->totals.shaky++;
        if (lk_map_get(told, path))
            continue;
        lk_map_put(told, path, path);
        failed++;
        fail(context, path, "not fixed: clang reports errors in it, or where it is included; mend them first");
    }
    return failed;
}

static void tell_finding(lk_telling *self, const lk_finding *finding) {
    if (!lk_settings_tells(self->settings, finding->place.path, finding->rule) || !is_new_finding(self, finding))
        return;
    bool counts_as_error = lk_settings_is_error(self->settings, finding->place.path, finding->rule);
    if (finding->suppressed) {
        self->totals.suppressed++;
        if (self->options->report_unused)
            lk_unused_search_finding(&self->unused, finding);
        write_sarif(self, finding, counts_as_error, LK_SARIF_IN_SOURCE);
    } else if (is_known(self, finding)) {
        self->totals.known++;
        write_sarif(self, finding, counts_as_error, LK_SARIF_EXTERNAL);
    } else if (is_filtered(self, finding)) {
        self->totals.filtered++;
    } else if (is_outside(self, finding)) {
        self->totals.outside++;
    } else {
        self->totals.findings++;
        self->totals.errors += counts_as_error;
        if (!self->options->coverage)
            write_finding(self, finding, counts_as_error);
        take_fixes(self, finding, counts_as_error);
    }
}

/* Clang's errors, and what they mean for the unit. */
static void tell_errors(lk_telling *self, const lk_job *job, const lk_unit_report *report) {
    for (uint32_t i = 0; i < report->errors.count; i++) {
        const lk_unit_error *error = &report->errors.items[i];
        lk_text_line(&self->remarks, error->path, error->line, error->column, LK_SEVERITY_ERROR, error->message);
        notify(self, LK_SARIF_COMPILE_ERROR, error->path, error->line, error->message);
    }
    lk_arena_mark mark = lk_arena_save(self->arena);
    if (report->failure) {
        const char *text = lk_arena_printf(self->arena, "not analysed: %s", report->failure);
        lk_text_line(&self->remarks, job->shown, 0, 0, LK_SEVERITY_ERROR, text);
        if (self->json)
            lk_json_failure(self->json, job->shown, report->failure);
        notify(self, LK_SARIF_FILE_NOT_ANALYSED, job->shown, 0, text);
        self->totals.failed++;
    } else if (report->error_count) {
        const lk_lint_statistics *seen = &report->statistics;
        const char *text = lk_arena_printf(
            self->arena, "not analysed in full: %u error%s, %u of %u functions not judged", report->error_count,
            report->error_count == 1 ? "" : "s", seen->with_errors, seen->functions);
        lk_text_line(&self->remarks, job->shown, 0, 0, LK_SEVERITY_WARNING, text);
        notify(self, LK_SARIF_FILE_WITH_ERRORS, job->shown, 0, text);
        self->totals.with_errors++;
    }
    lk_arena_release(self->arena, mark);
}

/* Annotations that can't be read, once for each header. */
static void tell_annotations(lk_telling *self, const lk_unit_report *report) {
    const lk_lint_statistics *statistics = &report->statistics;
    for (uint32_t i = 0; i < statistics->annotation_errors.count; i++) {
        const lk_model_error *error = &statistics->annotation_errors.items[i];
        const char *text = lk_arena_printf(self->arena, "in the annotation, line %u, column %u: %s", error->line,
                                           error->column, error->message);
        if (!is_new(self, lk_arena_printf(self->arena, "%s\n%s", error->path, text)))
            continue;
        lk_text_line(&self->remarks, error->path, 0, 0, LK_SEVERITY_WARNING, text);
        notify(self, LK_SARIF_ANNOTATION, error->path, 0, text);
    }
    if (statistics->summaries_remark && is_new(self, "the summaries"))
        lk_text_line(&self->remarks, NULL, 0, 0, LK_SEVERITY_WARNING, statistics->summaries_remark);
    for (uint32_t i = 0; self->options->verbose && i < statistics->bug_messages.count; i++)
        lk_text_line(&self->remarks, NULL, 0, 0, LK_SEVERITY_WARNING, statistics->bug_messages.items[i]);
}

/* Functions of which not all is known. */
static void tell_partly_judged(lk_telling *self, const lk_unit_report *report) {
    for (uint32_t i = 0; i < report->statistics.partly_judged.count; i++) {
        const lk_partly_judged *one = &report->statistics.partly_judged.items[i];
        const char *text =
            one->reason ? lk_arena_printf(self->arena, "'%s' was given up: %s", one->function, one->reason)
                        : lk_arena_printf(self->arena, "'%s' is judged in part: it has more paths than are followed",
                                          one->function);
        if (self->options->verbose && !one->reason)
            lk_text_line(&self->remarks, one->path, one->line, one->column, LK_SEVERITY_WARNING, text);
        if (self->json)
            lk_json_partly_judged(self->json, one);
        notify(self, one->reason ? LK_SARIF_GIVEN_UP : LK_SARIF_JUDGED_IN_PART, one->path, one->line, text);
    }
}

static void tell_rest(lk_telling *self, const lk_unit_report *report) {
    const lk_options *options = self->options;
    fflush(self->remarks.out);
    fputs(report->dump, self->findings.out);
    for (uint32_t i = 0; i < report->verify_failures.count; i++) {
        const lk_verify_failure *failure = &report->verify_failures.items[i];
        lk_text_line(&self->findings, failure->path, failure->line, failure->column, LK_SEVERITY_ERROR,
                     failure->message);
    }
    self->totals.verify_failures += report->verify_failures.count;
    lk_lock_graph_add(&self->graph, self->arena, &report->lock_graph);
    bool tells_findings = !options->verify && !options->dump_tree && !options->dump_ir && !options->dump_summaries;
    for (uint32_t i = 0; i < report->findings.count && tells_findings; i++)
        tell_finding(self, report->findings.items[i]);
    fflush(self->findings.out);
}

void lk_telling_unit(lk_telling *self, const lk_job *job, const lk_unit_report *report) {
    self->totals.files++;
    if (self->sarif)
        lk_sarif_unit(self->sarif, rooted(self, job->shown));
    note_judged(self, job, report);
    if (self->options->report_unused)
        lk_unused_search_unit(&self->unused, job, report);
    lk_totals_add(&self->totals, &report->statistics);
    if (!self->options->verify || report->failure || self->is_linked)
        tell_errors(self, job, report);
    take_shaky(self, report);
    if (self->options->verify && self->is_linked)
        self->totals.verify_failures += report->error_count;
    tell_annotations(self, report);
    tell_partly_judged(self, report);
    tell_rest(self, report);
}

void lk_telling_link(lk_telling *self, const lk_job *job, const lk_unit_report *report) {
    if (self->options->report_unused)
        lk_unused_search_unit(&self->unused, job, report);
    lk_totals_add(&self->totals, &report->statistics);
    tell_errors(self, job, report);
    tell_annotations(self, report);
    tell_partly_judged(self, report);
    tell_rest(self, report);
}

static void tell_unused(void *context, const lk_finding *finding) {
    tell_finding(context, finding);
}

static bool is_main(void *context, const char *path) {
    const lk_telling *self = context;
    return tfind(path, &self->mains, compare);
}

static bool is_on(void *context, const char *path, uint32_t rule) {
    const lk_telling *self = context;
    return self->settings->enabled[rule] && lk_settings_tells(self->settings, path, lk_rule_at(rule)->meta->name);
}

void lk_telling_unused(lk_telling *self) {
    if (self->options->report_unused)
        lk_unused_search_end(&self->unused, self->findings.scratch, self->totals.failed > 0,
                             &(lk_unused_teller){tell_unused, is_main, is_on, self});
}

void lk_telling_end(lk_telling *self) {
    tdestroy(self->told, ignore);
    tdestroy(self->mains, ignore);
    lk_json_free(self->json);
    lk_sarif_free(self->sarif);
}
