/* telling.c -- writing each unit's report and counting. */
#include "cli/telling.h"

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

static void tell_finding(lk_telling *self, const lk_finding *finding) {
    if (!lk_settings_tells(self->settings, finding->place.path, finding->rule) || !is_new_finding(self, finding))
        return;
    bool counts_as_error = lk_settings_is_error(self->settings, finding->place.path, finding->rule);
    if (finding->suppressed) {
        self->totals.suppressed++;
    } else if (is_filtered(self, finding)) {
        self->totals.filtered++;
    } else if (is_outside(self, finding)) {
        self->totals.outside++;
    } else {
        self->totals.findings++;
        self->totals.errors += counts_as_error;
        if (self->options->coverage)
            return;
        if (self->json)
            lk_json_finding(self->json, finding, counts_as_error);
        else
            lk_text_finding(&self->findings, finding, counts_as_error);
    }
}

/* Clang's errors, and what they mean for the unit. */
static void tell_errors(lk_telling *self, const lk_job *job, const lk_unit_report *report) {
    for (uint32_t i = 0; i < report->errors.count; i++) {
        const lk_unit_error *error = &report->errors.items[i];
        lk_text_line(&self->remarks, error->path, error->line, error->column, LK_SEVERITY_ERROR, error->message);
    }
    lk_arena_mark mark = lk_arena_save(self->arena);
    if (report->failure) {
        const char *text = lk_arena_printf(self->arena, "not analysed: %s", report->failure);
        lk_text_line(&self->remarks, job->shown, 0, 0, LK_SEVERITY_ERROR, text);
        if (self->json)
            lk_json_failure(self->json, job->shown, report->failure);
        self->totals.failed++;
    } else if (report->error_count) {
        const lk_lint_statistics *seen = &report->statistics;
        const char *text = lk_arena_printf(
            self->arena, "not analysed in full: %u error%s, %u of %u functions not judged", report->error_count,
            report->error_count == 1 ? "" : "s", seen->with_errors, seen->functions);
        lk_text_line(&self->remarks, job->shown, 0, 0, LK_SEVERITY_WARNING, text);
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
        if (is_new(self, lk_arena_printf(self->arena, "%s\n%s", error->path, text)))
            lk_text_line(&self->remarks, error->path, 0, 0, LK_SEVERITY_WARNING, text);
    }
    if (statistics->summaries_remark && is_new(self, "the summaries"))
        lk_text_line(&self->remarks, NULL, 0, 0, LK_SEVERITY_WARNING, statistics->summaries_remark);
    for (uint32_t i = 0; self->options->verbose && i < statistics->bug_messages.count; i++)
        lk_text_line(&self->remarks, NULL, 0, 0, LK_SEVERITY_WARNING, statistics->bug_messages.items[i]);
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
    lk_totals_add(&self->totals, &report->statistics);
    if (!self->options->verify || report->failure || self->is_linked)
        tell_errors(self, job, report);
    if (self->options->verify && self->is_linked)
        self->totals.verify_failures += report->error_count;
    tell_annotations(self, report);
    tell_rest(self, report);
}

void lk_telling_link(lk_telling *self, const lk_job *job, const lk_unit_report *report) {
    lk_totals_add(&self->totals, &report->statistics);
    tell_errors(self, job, report);
    tell_annotations(self, report);
    tell_rest(self, report);
}

void lk_telling_end(lk_telling *self) {
    tdestroy(self->told, ignore);
    tdestroy(self->mains, ignore);
    lk_json_free(self->json);
}
