/* unused.c -- which comments hid nothing, told as findings. */
#include "cli/unused.h"

#include "base/whole.h"

#include <stdlib.h>
#include <string.h>

/* ---- taking in ---- */

static const char *copy_of(lk_unused_search *self, const char *text) {
    return lk_arena_strndup(self->arena, text, strlen(text));
}

static bool has(const char *const *items, uint32_t count, const char *path) {
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(items[i], path) == 0)
            return true;
    return false;
}

static void doubt(lk_unused_search *self, const char *path) {
    if (!has(self->doubtful.items, self->doubtful.count, path))
        lk_array_push(self->arena, &self->doubtful, copy_of(self, path));
}

void lk_unused_search_unit(lk_unused_search *self, const lk_job *job, const lk_unit_report *report) {
    bool is_doubtful = report->failure || report->error_count;
    if (is_doubtful)
        doubt(self, job->shown);
    for (uint32_t i = 0; i < report->marked.count; i++) {
        const char *path = report->marked.items[i];
        if (is_doubtful)
            doubt(self, path);
        if (!has(self->files.items, self->files.count, path))
            lk_array_push(self->arena, &self->files, copy_of(self, path));
    }
    for (uint32_t i = 0; i < report->statistics.partly_judged.count; i++)
        doubt(self, report->statistics.partly_judged.items[i].path);
}

static void add_place(lk_unused_search *self, const char *path, uint32_t offset, const char *rule) {
    lk_hidden_finding hidden = {copy_of(self, path), {copy_of(self, rule), offset}};
    lk_array_push(self->arena, &self->hidden, hidden);
}

void lk_unused_search_finding(lk_unused_search *self, const lk_finding *finding) {
    add_place(self, finding->place.path, finding->place.offset, finding->rule);
    add_place(self, finding->spelling_path, finding->spelling_offset, finding->rule);
}

/* ---- telling ---- */

static const char *message_of(lk_arena *arena, const lk_unused *unused) {
    switch (unused->reason) {
    case LK_UNUSED_UNKNOWN:
        return lk_arena_printf(arena, "there is no rule '%s': this comment suppresses nothing", unused->name);
    case LK_UNUSED_OPEN:
        return lk_arena_printf(arena, "no NOLINTEND with the same list ends this: '%s' is not suppressed",
                               unused->name);
    default:
        return lk_arena_printf(arena, "'%s' is suppressed here, and finds nothing", unused->name);
    }
}

static const char *advice_of(const lk_unused *unused) {
    switch (unused->reason) {
    case LK_UNUSED_UNKNOWN:
        return "locklint --list-rules shows all names";
    case LK_UNUSED_OPEN:
        return "put a NOLINTEND with this list behind the code that it is about";
    default:
        return "take the name out of the comment";
    }
}

static lk_span span_of(uint32_t offset, uint32_t length) {
    lk_loc at = {LK_MAIN_FILE, offset};
    return (lk_span){.begin = at, .end = offset + length, .spelling = at};
}

static void tell_one(lk_arena *arena, lk_unit *unit, const lk_unused *unused, const lk_unused_teller *teller) {
    lk_diagnostic diagnostic = {
        .rule = lk_meta_unused_suppression.name,
        .span = span_of(unused->offset, unused->length),
        .message = message_of(arena, unused),
        .function = "",
    };
    lk_fix fix = {{LK_MAIN_FILE, unused->fix_offset}, unused->fix_length, ""};
    lk_note note = {.span = diagnostic.span, .message = advice_of(unused), .fixes = &fix};
    note.fix_count = unused->fix_length > 0;
    lk_array_push(arena, &diagnostic.notes, note);
    teller->tell(teller->context, lk_finding_make(arena, unit, &diagnostic));
}

/* Of one file, all that was hidden in it. */
static void tell_file(const lk_unused_search *self, lk_arena *arena, const char *path, const lk_unused_teller *teller) {
    LK_ARRAY(lk_hidden) hidden = {0};
    size_t size = 0;
    lk_unused_list found = {0};
    const char *text = lk_read_whole(arena, path, &size);
    const lk_source source = {.path = path, .text = text, .size = (uint32_t)size};
    if (!text || size == 0)
        return;
    for (uint32_t i = 0; i < self->hidden.count; i++)
        if (strcmp(self->hidden.items[i].path, path) == 0)
            lk_array_push(arena, &hidden, self->hidden.items[i].hidden);
    bool *rule_enabled = LK_NEW_ARRAY(arena, bool, lk_rule_count());
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        rule_enabled[i] = teller->is_on(teller->context, path, i);
    lk_unused_find(arena, source.text, source.size, hidden.items, hidden.count, rule_enabled, &found);
    lk_unit unit = {.arena = arena, .names = lk_interner_new(arena)};
    lk_array_push(arena, &unit.files, ((lk_source){.path = ""}));
    lk_array_push(arena, &unit.files, source);
    for (uint32_t i = 0; i < found.count; i++)
        tell_one(arena, &unit, &found.items[i], teller);
}

void lk_unused_search_end(lk_unused_search *self, lk_arena *scratch, bool mains_only, const lk_unused_teller *teller) {
    for (uint32_t i = 0; i < self->files.count; i++) {
        const char *path = self->files.items[i];
        lk_arena_mark mark = lk_arena_save(scratch);
        bool is_doubtful = has(self->doubtful.items, self->doubtful.count, path) ||
                           (mains_only && !teller->is_main(teller->context, path));
        if (!is_doubtful)
            tell_file(self, scratch, path, teller);
        lk_arena_release(scratch, mark);
    }
}
