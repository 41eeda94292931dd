/* telling.c -- diagnostics, fixes and hovers as JSON. */
#include "lsp/telling.h"
#include "driver/path.h"
#include "lint/rule.h"
#include "report/fixes.h"
#include "report/json_text.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

enum { ERROR = 1, WARNING = 2, INFORMATION = 3 };

/* ---- places ---- */

static json_t *spot(lk_spot at) {
    return json_pack("{s:i, s:i}", "line", (int)at.line, "character", (int)at.character);
}

static json_t *range(lk_lsp_telling *self, const char *path, size_t offset, size_t length) {
    size_t size = 0;
    lk_arena_mark mark = lk_arena_save(self->arena);
    const char *text = lk_texts_get(self->texts, self->arena, path, &size);
    lk_spot from = lk_spot_of(text ? text : "", text ? size : 0, offset, self->encoding),
            to = lk_spot_of(text ? text : "", text ? size : 0, offset + length, self->encoding);
    lk_arena_release(self->arena, mark);
    return json_pack("{s:o, s:o}", "start", spot(from), "end", spot(to));
}

static json_t *place_range(lk_lsp_telling *self, const lk_finding_place *place) {
    return range(self, place->path, place->offset, place->length);
}

static json_t *uri(lk_lsp_telling *self, const char *path) {
    return json_string(lk_path_uri(self->arena, path));
}

/* ---- fixes ---- */

static void add_edit(json_t *edits, const char *uri, json_t *edit) {
    json_t *list = json_object_get(edits, uri);
    if (!list) {
        list = json_array();
        json_object_set_new(edits, uri, list);
    }
    json_array_append_new(list, edit);
}

/* The longest line that the edits put in: the statement, not the braces around it. */
static const char *inserted(lk_arena *arena, const lk_finding_note *note) {
    const char *longest = "";
    size_t length = 0;
    for (uint32_t i = 0; i < note->fix_count; i++)
        for (const char *at = note->fixes[i].text; *at;) {
            at += strspn(at, " \t\r\n");
            size_t line = strcspn(at, "\r\n");
            if (line > length)
                longest = at;
            length = line > length ? line : length;
            at += line;
        }
    return lk_arena_strndup(arena, longest, length);
}

/* The note's words; where the note is about another place, what is done here. */
static const char *title_of(lk_arena *arena, const lk_finding_note *note) {
    const lk_finding_fix *first = &note->fixes[0];
    size_t offset = note->place.offset;
    bool is_here = strcmp(note->place.path, first->path) == 0 && first->offset <= offset + note->place.length &&
                   offset <= first->offset + first->length;
    const char *text = is_here ? "" : inserted(arena, note);
    if (*text)
        return lk_arena_printf(arena, "Insert '%s'", text);
    char *title = lk_arena_strndup(arena, note->message, strlen(note->message));
    title[0] = (char)toupper((unsigned char)title[0]);
    return title;
}

static json_t *fix(lk_lsp_telling *self, const lk_finding_note *note) {
    json_t *edits = json_object();
    for (uint32_t i = 0; i < note->fix_count; i++) {
        const lk_finding_fix *one = &note->fixes[i];
        add_edit(edits, lk_path_uri(self->arena, one->path),
                 json_pack("{s:o, s:o}", "range", range(self, one->path, one->offset, one->length), "newText",
                           lk_json_text(one->text)));
    }
    return json_pack("{s:o, s:o, s:b}", "title", lk_json_text(title_of(self->arena, note)), "edits", edits,
                     "isPreferred", 1);
}

/* Where the comment goes, and how it reads, on the line [begin, end): a list that is there is made longer. False on
   lines that go on in the next. */
static bool comment(lk_arena *arena, const char *text, size_t begin, size_t end, const char *check, size_t *at,
                    const char **comment) {
    static const char word[] = "NOLINT(";
    const char *line = lk_arena_strndup(arena, text + begin, end - begin);
    const char *list = strstr(line, word), *close = list ? strchr(list, ')') : NULL;
    if (end > begin && text[end - 1] == '\\')
        return false;
    if (close) {
        *at = begin + (size_t)(close - line);
        *comment = lk_arena_printf(arena, ",%s", check);
    } else {
        bool has_comment = strstr(line, "//") != NULL;
        *at = end;
        while (*at > begin && (text[*at - 1] == ' ' || text[*at - 1] == '\t' || text[*at - 1] == '\r'))
            --*at;
        *comment = lk_arena_printf(arena, " %sNOLINT(%s)", has_comment ? "" : "// ", check);
    }
    return true;
}

static json_t *suppression(lk_lsp_telling *self, const lk_finding *finding) {
    const char *path = finding->place.path, *check = lk_arena_printf(self->arena, "locklint-%s", finding->rule), *what;
    size_t size, at;
    const char *text = lk_texts_get(self->texts, self->arena, path, &size);
    if (!text || finding->place.offset > size)
        return NULL;
    size_t begin = finding->place.offset, end = begin;
    while (begin > 0 && text[begin - 1] != '\n')
        begin--;
    while (end < size && text[end] != '\n')
        end++;
    if (!comment(self->arena, text, begin, end, check, &at, &what))
        return NULL;
    json_t *edits = json_object();
    add_edit(edits, lk_path_uri(self->arena, path),
             json_pack("{s:o, s:s}", "range", range(self, path, at, 0), "newText", what));
    return json_pack("{s:s, s:o, s:b}", "title", lk_arena_printf(self->arena, "Suppress %s here with NOLINT", check),
                     "edits", edits, "isPreferred", 0);
}

static json_t *fixes(lk_lsp_telling *self, const lk_finding *finding) {
    json_t *list = json_array();
    const lk_finding_note *proposal = lk_fixes_of(finding);
    if (proposal)
        json_array_append_new(list, fix(self, proposal));
    json_t *suppress = suppression(self, finding);
    if (suppress)
        json_array_append_new(list, suppress);
    return list;
}

/* ---- diagnostics ---- */

static json_t *related(lk_lsp_telling *self, const lk_finding *finding) {
    json_t *list = json_array();
    for (uint32_t i = 0; i < finding->note_count; i++) {
        const lk_finding_note *note = &finding->notes[i];
        if (note->place.path[0] != '/')
            continue;
        json_array_append_new(list,
                              json_pack("{s:{s:o, s:o}, s:o}", "location", "uri", uri(self, note->place.path), "range",
                                        place_range(self, &note->place), "message", lk_json_text(note->message)));
    }
    return list;
}

const char *lk_lsp_pages(lk_arena *arena) {
    static const char *const folders[] = {"../" LK_DOCUMENT_FOLDER "/rules", "generated/rules"};
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length < 0 ? 0 : length] = 0;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        const char *folder =
            lk_arena_printf(arena, "%.*s%s", (int)(lk_path_base(program) - program), program, folders[i]);
        if (access(folder, R_OK | X_OK) == 0)
            return lk_path_real(arena, folder);
    }
    return NULL;
}

static int severity_of(const char *rule, bool is_error) {
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        if (strcmp(lk_rule_at(i)->meta->name, rule) == 0 && lk_rule_at(i)->meta->level == LK_LEVEL_NOTE && !is_error)
            return INFORMATION;
    return is_error ? ERROR : WARNING;
}

json_t *lk_lsp_diagnostic(lk_lsp_telling *self, const lk_finding *finding, bool is_error) {
    lk_arena_mark mark = lk_arena_save(self->arena);
    json_t *diagnostic = json_pack("{s:o, s:i, s:s+, s:s, s:o, s:o, s:o}", "range", place_range(self, &finding->place),
                                   "severity", severity_of(finding->rule, is_error), "code", "locklint-", finding->rule,
                                   "source", "locklint", "message", lk_json_text(finding->message),
                                   "relatedInformation", related(self, finding), "fixes", fixes(self, finding));
    if (self->pages) {
        const char *page = lk_arena_printf(self->arena, "%s/%s.md", self->pages, finding->rule);
        json_object_set_new(diagnostic, "codeDescription", json_pack("{s:o}", "href", uri(self, page)));
    }
    lk_arena_release(self->arena, mark);
    return diagnostic;
}

json_t *lk_lsp_not_analysed(const char *reason) {
    lk_spot top = {0, 0};
    return json_pack("{s:{s:o, s:o}, s:i, s:s, s:s, s:o, s:[], s:[]}", "range", "start", spot(top), "end", spot(top),
                     "severity", INFORMATION, "code", "locklint-not-analysed", "source", "locklint", "message",
                     lk_json_text(reason), "relatedInformation", "fixes");
}

/* ---- hover ---- */

static const char *place_text(lk_lsp_telling *self, lk_unit *unit, const lk_span *span) {
    lk_position at = lk_unit_position(unit, span->begin);
    const char *path = lk_unit_source(unit, span->begin.file)->path;
    return lk_arena_printf(self->arena, "%s:%u", path ? lk_path_base(path) : "", at.line);
}

static const char *tell_notes(lk_lsp_telling *self, lk_unit *unit, const char *text, const lk_note *notes,
                              uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        text = lk_arena_printf(self->arena, "%s%s%s (%s)", text, i ? "; " : "", notes[i].message,
                               place_text(self, unit, &notes[i].span));
    return text;
}

static const char *tell_way(lk_lsp_telling *self, lk_unit *unit, const char *text, const lk_held_way *way) {
    if (way->count == 0)
        return lk_arena_printf(self->arena, "%s- %s\n", text, way->has_open ? "not known" : "no lock");
    for (uint32_t i = 0; i < way->count; i++) {
        const lk_held_lock *lock = &way->locks[i];
        text = lk_arena_printf(self->arena, "%s- `%s`%s%s%s", text, lock->name, *lock->manner ? ", " : "", lock->manner,
                               lock->way_count ? ": " : "");
        text = lk_arena_printf(self->arena, "%s\n", tell_notes(self, unit, text, lock->way, lock->way_count));
    }
    if (way->has_open)
        text = lk_arena_printf(self->arena, "%s- of others it is not known\n", text);
    return text;
}

static const char *tell_held(lk_lsp_telling *self, lk_unit *unit, const lk_held *held) {
    const char *text = "**Locks held here**\n\n";
    for (uint32_t i = 0; i < held->way_count; i++) {
        const lk_held_way *way = &held->ways[i];
        if (held->way_count > 1 && way->branch_count)
            text =
                lk_arena_printf(self->arena, "%s:\n\n", tell_notes(self, unit, text, way->branches, way->branch_count));
        else if (held->way_count > 1)
            text = lk_arena_printf(self->arena, "%son %s:\n\n", text, i ? "another path" : "one path");
        text = lk_arena_printf(self->arena, "%s\n", tell_way(self, unit, text, way));
    }
    if (!held->is_root)
        text = lk_arena_printf(self->arena, "%s*Beside what the callers of `%s` hold.*\n", text, held->function);
    return text;
}

json_t *lk_lsp_hover(lk_lsp_telling *self, lk_unit *unit, const lk_held *held) {
    if (!held || held->way_count == 0)
        return json_null();
    const lk_span *span = &held->statement;
    const lk_source *source = lk_unit_source(unit, span->begin.file);
    lk_spot from = lk_spot_of(source->text, source->size, span->begin.offset, self->encoding),
            to = lk_spot_of(source->text, source->size, span->end, self->encoding);
    return json_pack("{s:{s:s, s:o}, s:{s:o, s:o}}", "contents", "kind", "markdown", "value",
                     lk_json_text(tell_held(self, unit, held)), "range", "start", spot(from), "end", spot(to));
}
