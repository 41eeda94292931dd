/* verify.c -- matching what was said against what was expected. */
#include "report/verify.h"

#include <regex.h>
#include <string.h>

static const char *const level_names[] = {"error", "warning", "remark", "note"};

static void fail(lk_expectations *self, const char *path, uint32_t line, uint32_t column, const char *message) {
    lk_array_push(self->arena, self->failures, ((lk_verify_failure){path, line, column, message}));
}

/* `text {{regex}} text` as one POSIX extended regular expression. */
static const char *to_regex(lk_arena *arena, const char *text) {
    char *out = lk_arena_alloc(arena, 2 * strlen(text) + 3), *to = out;
    while (*text) {
        const char *close = strncmp(text, "{{", 2) == 0 ? strstr(text + 2, "}}") : NULL;
        if (close) {
            *to++ = '(';
            to = mempcpy(to, text + 2, (size_t)(close - text - 2));
            *to++ = ')';
            text = close + 2;
        } else {
            if (strchr("\\^$.|?*+()[]{}", *text))
                *to++ = '\\';
            *to++ = *text++;
        }
    }
    return out;
}

/* The pattern of one expectation, ready to match. */
typedef struct matcher {
    const lk_expectation *expectation;
    regex_t regex;
} matcher;

static bool matches(const matcher *self, const lk_verify_seen *seen) {
    const lk_expectation *want = self->expectation;
    if (seen->is_matched || seen->level != want->level || (want->line && want->line != seen->line) ||
        (want->path && strcmp(want->path, seen->path) != 0))
        return false;
    if (want->is_regex)
        return regexec(&self->regex, seen->message, 0, NULL, 0) == 0;
    return strstr(seen->message, want->text) != NULL;
}

static void missed(lk_expectations *self, const lk_expectation *want) {
    const char *where = "";
    if (want->path && (want->line != want->comment_line || strcmp(want->path, want->comment_path) != 0))
        where = lk_arena_printf(self->arena, " (said at %s:%u)", want->comment_path, want->comment_line);
    bool anywhere = !want->path || !want->line;
    fail(self, anywhere ? want->comment_path : want->path, anywhere ? want->comment_line : want->line, 0,
         lk_arena_printf(self->arena, "expected %s is missing: '%s'%s", level_names[want->level], want->text, where));
}

/* Takes up to `max` messages; each one short of `min` is a failure. */
static void take(lk_expectations *self, const lk_expectation *want, lk_verify_seen *seen, uint32_t seen_count) {
    matcher pattern = {.expectation = want};
    if (want->is_regex) {
        int wrong = regcomp(&pattern.regex, to_regex(self->arena, want->text), REG_EXTENDED | REG_NOSUB);
        if (wrong) {
            char reason[128];
            regerror(wrong, &pattern.regex, reason, sizeof reason);
            fail(self, want->comment_path, want->comment_line, 0,
                 lk_arena_printf(self->arena, "wrong regular expression '%s': %s", want->text, reason));
            return;
        }
    }
    for (uint32_t taken = 0, at = 0; taken < want->max; taken++) {
        while (at < seen_count && !matches(&pattern, &seen[at]))
            at++;
        if (at < seen_count) {
            seen[at].is_matched = true;
            continue;
        }
        for (; taken < want->min; taken++)
            missed(self, want);
        break;
    }
    if (want->is_regex)
        regfree(&pattern.regex);
}

/* Puts the place of `#name` into the expectations that name it. */
static bool place_marker(lk_expectations *self, lk_expectation *want) {
    const lk_verify_marker *found = NULL;
    const char *problem = NULL;
    for (uint32_t i = 0; i < self->markers.count; i++) {
        const lk_verify_marker *marker = &self->markers.items[i];
        if (strcmp(marker->name, want->marker) == 0) {
            problem = found ? "is written twice" : NULL;
            found = marker;
        }
    }
    if (found && !problem) {
        want->path = found->path;
        want->line = found->line;
        return true;
    }
    fail(self, want->comment_path, want->comment_line, 0,
         lk_arena_printf(self->arena, "the marker '%s' %s", want->marker, problem ? problem : "is written nowhere"));
    return false;
}

void lk_expectations_compare(lk_expectations *self, const char *main_path, lk_verify_seen *seen, uint32_t seen_count) {
    if (!self->has_any && !self->has_none)
        fail(self, main_path, 1, 0,
             "no expected-... comment; a file without findings says so with 'expected-no-diagnostics'");
    for (uint32_t i = 0; i < self->items.count; i++) {
        lk_expectation *want = &self->items.items[i];
        if (!want->marker || place_marker(self, want))
            take(self, want, seen, seen_count);
    }
    for (uint32_t i = 0; i < seen_count; i++) {
        if (!seen[i].is_matched && seen[i].level != LK_VERIFY_NOTE)
            fail(self, seen[i].path, seen[i].line, seen[i].column,
                 lk_arena_printf(self->arena, "unexpected %s: %s", level_names[seen[i].level], seen[i].message));
    }
}

static void add_finding(lk_arena *arena, lk_verify_seen_list *seen, const lk_finding *finding) {
    const lk_finding_place *place = &finding->place;
    const char *message = lk_arena_printf(arena, "%s [locklint-%s]", finding->message, finding->rule);
    lk_array_push(arena, seen,
                  ((lk_verify_seen){LK_VERIFY_WARNING, place->path, place->line, place->column, message, false}));
    for (uint32_t i = 0; i < finding->note_count; i++) {
        const lk_finding_note *note = &finding->notes[i];
        lk_array_push(arena, seen,
                      ((lk_verify_seen){LK_VERIFY_NOTE, note->place.path, note->place.line, note->place.column,
                                        note->message, false}));
    }
}

/* `name` as the unit knows it: the whole path, or its end. */
static const char *unit_file(void *context, const char *name) {
    const lk_unit *unit = context;
    size_t length = strlen(name);
    for (uint32_t i = 1; i < unit->files.count; i++) {
        const char *path = unit->files.items[i].path;
        size_t total = path ? strlen(path) : 0;
        if (total >= length && strcmp(path + total - length, name) == 0 &&
            (total == length || path[total - length - 1] == '/'))
            return path;
    }
    return NULL;
}

void lk_verify_unit(lk_arena *arena, lk_unit *unit, lk_finding *const *findings, uint32_t finding_count,
                    lk_verify_seen_list *seen, lk_verify_failures *failures) {
    lk_expectations expectations = {.arena = arena, .failures = failures};
    for (uint32_t i = 1; i < unit->files.count; i++) {
        const lk_source *source = lk_unit_source(unit, i);
        if (source->text && !source->is_system)
            lk_expectations_read(&expectations, source->path, source->text, source->size, unit_file, unit);
    }
    for (uint32_t i = 0; i < finding_count; i++)
        if (!findings[i]->suppressed)
            add_finding(arena, seen, findings[i]);
    const char *main_path = unit->files.count > 1 ? unit->files.items[1].path : "";
    lk_expectations_compare(&expectations, main_path, seen->items, seen->count);
}
