/* finding.c -- resolving spans into paths, lines and source text. */
#include "report/finding.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

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

/* So many code units of UTF-16 are these bytes of UTF-8. */
static uint32_t utf16_length(const char *text, uint32_t size) {
    uint32_t units = 0;
    for (uint32_t i = 0; i < size; i++)
        units += continues_character(text[i]) ? 0 : (unsigned char)text[i] >= 0xF0 ? 2 : 1;
    return units;
}

static lk_position utf16_position(lk_unit *unit, lk_loc loc) {
    const lk_source *source = lk_unit_source(unit, loc.file);
    lk_position at = lk_unit_position(unit, loc);
    if (source->text && at.line && loc.offset <= source->size)
        at.column = 1 + utf16_length(source->text + loc.offset - (at.column - 1), at.column - 1);
    return at;
}

static lk_finding_range range_of(lk_unit *unit, lk_loc begin, uint32_t length) {
    lk_position from = utf16_position(unit, begin),
                to = utf16_position(unit, (lk_loc){begin.file, begin.offset + length});
    return (lk_finding_range){from.line, from.column, to.line, to.column};
}

static uint64_t hash_line(const lk_source *source, uint32_t begin, uint32_t end) {
    XXH3_state_t state;
    XXH3_64bits_reset(&state);
    for (uint32_t i = begin; i < end; i++)
        if (!strchr(" \t\r\v\f", source->text[i]))
            XXH3_64bits_update(&state, source->text + i, 1);
    return XXH3_64bits_digest(&state);
}

/* Of the line that holds the place. */
static uint64_t line_hash_of(lk_unit *unit, lk_loc loc) {
    const lk_source *source = lk_unit_source(unit, loc.file);
    const lk_position at = lk_unit_position(unit, loc);
    if (!source->text || at.line == 0 || loc.offset > source->size)
        return 0;
    const char *newline = memchr(source->text + loc.offset, '\n', source->size - loc.offset);
    return hash_line(source, loc.offset - (at.column - 1), newline ? (uint32_t)(newline - source->text) : source->size);
}

static lk_finding_place resolve(lk_arena *arena, lk_unit *unit, const lk_span *span) {
    const lk_source *source = lk_unit_source(unit, span->begin.file);
    const lk_position at = lk_unit_position(unit, span->begin);
    lk_finding_place place = {.line = at.line, .column = at.column, .end_column = at.column + 1, .text_column = 1};
    place.path = lk_arena_strndup(arena, source->path ? source->path : "", source->path ? strlen(source->path) : 0);
    place.offset = span->begin.offset;
    place.length = span->end > span->begin.offset ? span->end - span->begin.offset : 0;
    place.range = range_of(unit, span->begin, place.length);
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
            .range = range_of(unit, fix->at, fix->length),
            .file_hash = lk_source_hash(source->text, source->text ? source->size : 0),
            .text = lk_arena_strndup(arena, fix->text, strlen(fix->text)),
        };
    }
}

lk_finding *lk_finding_make(lk_arena *arena, lk_unit *unit, const lk_diagnostic *diagnostic) {
    lk_finding *self = LK_NEW(arena, lk_finding);
    self->rule = lk_arena_strndup(arena, diagnostic->rule, strlen(diagnostic->rule));
    self->place = resolve(arena, unit, &diagnostic->span);
    self->message = lk_arena_strndup(arena, diagnostic->message, strlen(diagnostic->message));
    const char *function = diagnostic->function ? diagnostic->function : "";
    self->function = lk_arena_strndup(arena, function, strlen(function));
    self->line_hash = line_hash_of(unit, diagnostic->span.begin);
    self->suppressed = diagnostic->suppressed;
    const char *spelling = lk_unit_source(unit, diagnostic->span.spelling.file)->path;
    self->spelling_path = lk_arena_strndup(arena, spelling ? spelling : "", spelling ? strlen(spelling) : 0);
    self->spelling_offset = diagnostic->span.spelling.offset;
    self->note_count = diagnostic->notes.count;
    self->notes = LK_NEW_ARRAY(arena, lk_finding_note, diagnostic->notes.count);
    for (uint32_t i = 0; i < diagnostic->notes.count; i++) {
        const lk_note *note = &diagnostic->notes.items[i];
        self->notes[i].place = resolve(arena, unit, &note->span);
        self->notes[i].message = lk_arena_strndup(arena, note->message, strlen(note->message));
        self->notes[i].step = note->step;
        self->notes[i].thread = note->thread;
        resolve_fixes(arena, unit, note, &self->notes[i]);
    }
    return self;
}

void lk_finding_rename(lk_finding *self, const char *(*rename)(void *context, const char *path), void *context) {
    self->place.path = rename(context, self->place.path);
    self->spelling_path = rename(context, self->spelling_path);
    for (uint32_t i = 0; i < self->note_count; i++) {
        lk_finding_note *note = &self->notes[i];
        note->place.path = rename(context, note->place.path);
        for (uint32_t k = 0; k < note->fix_count; k++)
            note->fixes[k].path = rename(context, note->fixes[k].path);
    }
}

void lk_partly_judged_rename(lk_lint_statistics *statistics, const char *(*rename)(void *context, const char *path),
                             void *context) {
    for (uint32_t i = 0; i < statistics->partly_judged.count; i++) {
        lk_partly_judged *function = &statistics->partly_judged.items[i];
        function->path = rename(context, function->path);
    }
}
