/* finding.c -- resolving spans into paths, lines and source text. */
#include "report/finding.h"

#include <string.h>

/* A line over LONGEST bytes is cut to AROUND bytes on each side of the place. */
enum { LONGEST = 400, AROUND = 120 };

static bool continues_character(char c) {
    return ((unsigned char)c & 0xC0) == 0x80;
}

static uint32_t smaller(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

/* Sets `text` from the line [begin, end) of the file; `at` and `to` are the range to keep in sight. */
static void take_text(lk_arena *arena, lk_finding_place *place, const char *file, uint32_t begin, uint32_t end,
                      uint32_t at, uint32_t to) {
    uint32_t from = begin, until = end;
    if (end - begin > LONGEST) {
        to = smaller(to, at + AROUND);
        from = at - begin > AROUND ? at - AROUND : begin;
        until = smaller(end, to + AROUND);
        while (from > begin && continues_character(file[from]))
            from--;
        while (until < end && continues_character(file[until]))
            until++;
    }
    place->text = lk_arena_strndup(arena, file + from, until - from);
    place->text_column = from - begin + 1;
    place->text_is_cut = until < end;
}

static lk_finding_place resolve(lk_arena *arena, lk_unit *unit, const lk_span *span) {
    const lk_source *source = lk_unit_source(unit, span->begin.file);
    const lk_position at = lk_unit_position(unit, span->begin);
    lk_finding_place place = {.line = at.line, .column = at.column, .end_column = at.column + 1, .text_column = 1};
    place.path = lk_arena_strndup(arena, source->path ? source->path : "", source->path ? strlen(source->path) : 0);
    place.offset = span->begin.offset;
    place.length = span->end > span->begin.offset ? span->end - span->begin.offset : 0;
    const char *macro = lk_unit_macro(unit, span);
    if (macro)
        place.macro = lk_arena_strndup(arena, macro, strlen(macro));
    if (!source->text || at.line == 0 || span->begin.offset > source->size)
        return place;

    uint32_t begin = span->begin.offset - (at.column - 1), offset = span->begin.offset;
    const char *newline = memchr(source->text + offset, '\n', source->size - offset);
    uint32_t end = newline ? (uint32_t)(newline - source->text) : source->size;
    if (end > begin && source->text[end - 1] == '\r' && end - 1 >= offset)
        end--;
    uint32_t to = smaller(offset + place.length, end);
    if (to > offset)
        place.end_column = at.column + (to - offset);
    take_text(arena, &place, source->text, begin, end, offset, to);
    return place;
}

static void resolve_fixes(lk_arena *arena, lk_unit *unit, const lk_note *note, lk_finding_note *out) {
    out->fix_count = note->fix_count;
    out->fixes = LK_NEW_ARRAY(arena, lk_finding_fix, note->fix_count);
    for (uint32_t i = 0; i < note->fix_count; i++) {
        const lk_fix *fix = &note->fixes[i];
        const lk_source *source = lk_unit_source(unit, fix->at.file);
        lk_position at = lk_unit_position(unit, fix->at);
        const char *path = source->path ? source->path : "";
        out->fixes[i] = (lk_finding_fix){
            .path = lk_arena_strndup(arena, path, strlen(path)),
            .offset = fix->at.offset,
            .length = fix->length,
            .line = at.line,
            .column = at.column,
            .text = lk_arena_strndup(arena, fix->text, strlen(fix->text)),
        };
    }
}

lk_finding *lk_finding_make(lk_arena *arena, lk_unit *unit, const lk_diagnostic *diagnostic) {
    lk_finding *self = LK_NEW(arena, lk_finding);
    self->rule = lk_arena_strndup(arena, diagnostic->rule, strlen(diagnostic->rule));
    self->place = resolve(arena, unit, &diagnostic->span);
    self->message = lk_arena_strndup(arena, diagnostic->message, strlen(diagnostic->message));
    self->suppressed = diagnostic->suppressed;
    self->note_count = diagnostic->notes.count;
    self->notes = LK_NEW_ARRAY(arena, lk_finding_note, diagnostic->notes.count);
    for (uint32_t i = 0; i < diagnostic->notes.count; i++) {
        const lk_note *note = &diagnostic->notes.items[i];
        self->notes[i].place = resolve(arena, unit, &note->span);
        self->notes[i].message = lk_arena_strndup(arena, note->message, strlen(note->message));
        resolve_fixes(arena, unit, note, &self->notes[i]);
    }
    return self;
}

void lk_finding_rename(lk_finding *self, const char *(*rename)(void *context, const char *path), void *context) {
    self->place.path = rename(context, self->place.path);
    for (uint32_t i = 0; i < self->note_count; i++) {
        lk_finding_note *note = &self->notes[i];
        note->place.path = rename(context, note->place.path);
        for (uint32_t k = 0; k < note->fix_count; k++)
            note->fixes[k].path = rename(context, note->fixes[k].path);
    }
}
