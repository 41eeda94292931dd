/* snippet.c -- laying out a source line and the marks below it. */
#include "report/snippet.h"
#include "report/glyph.h"

#include <string.h>

static const char *const green = "\033[1;32m", *const reset = "\033[0m", *const inverse = "\033[7m";

/* Text with one mark for each byte, and one for its end: ' ', '^', '~', '+' or '-'. */
typedef LK_ARRAY(char) bytes;
typedef struct line {
    bytes text, marks;
    uint32_t number;
    bool cut_before, cut_after;
} line;

static void push(lk_arena *arena, line *self, char c, char mark) {
    lk_array_push(arena, &self->text, c);
    lk_array_push(arena, &self->marks, mark);
}

/* Adds `text` and the marks below it, in terminal columns, to `below`. */
static void lay_out(lk_text *self, const line *source, bytes *below) {
    unsigned column = 0;
    for (uint32_t i = 0; i < source->text.count;) {
        lk_glyph glyph = lk_glyph_at(source->text.items + i, source->text.count - i, column);
        const char *off = self->color && glyph.is_replaced ? reset : "";
        fprintf(self->out, "%s%s%s", *off ? inverse : "", glyph.text, off);
        char mark = source->marks.items[i];
        for (unsigned k = 0; k < glyph.columns; k++)
            lk_array_push(self->scratch, below, k > 0 && mark == '^' ? '~' : mark);
        column += glyph.columns;
        i += (uint32_t)glyph.bytes;
    }
    lk_array_push(self->scratch, below, source->marks.items[source->text.count]);
    while (below->count && below->items[below->count - 1] == ' ')
        below->count--;
}

static void render(lk_text *self, line *source) {
    if (source->marks.count == source->text.count)
        lk_array_push(self->scratch, &source->marks, ' ');
    int gutter = fprintf(self->out, "%5u | ", source->number) - 2;
    bytes below = {0};
    fputs(source->cut_before ? "..." : "", self->out);
    lay_out(self, source, &below);
    fprintf(self->out, "%s\n", source->cut_after ? "..." : "");
    if (below.count) {
        fprintf(self->out, "%*s| %s%s%.*s%s\n", gutter, "", source->cut_before ? "   " : "", self->color ? green : "",
                (int)below.count, below.items, self->color ? reset : "");
    }
}

void lk_snippet_place(lk_text *self, const lk_finding_place *place) {
    if (!place->text)
        return;
    lk_arena_mark mark = lk_arena_save(self->scratch);
    line source = {.number = place->line, .cut_before = place->text_column > 1, .cut_after = place->text_is_cut};
    size_t length = strlen(place->text);
    for (size_t i = 0; i <= length; i++) {
        uint32_t column = place->text_column + (uint32_t)i;
        char under = column == place->column ? '^' : column > place->column && column < place->end_column ? '~' : ' ';
        if (i < length)
            push(self->scratch, &source, place->text[i], under);
        else
            lk_array_push(self->scratch, &source.marks, under);
    }
    render(self, &source);
    lk_arena_release(self->scratch, mark);
}

/* Whether all fixes can be shown in the line of the note's place. */
static bool fits(const lk_finding_note *note, size_t length) {
    for (uint32_t i = 0; i < note->fix_count; i++) {
        const lk_finding_fix *fix = &note->fixes[i];
        if (fix->line != note->place.line || strcmp(fix->path, note->place.path) != 0 || strchr(fix->text, '\n') ||
            fix->column < note->place.text_column || fix->column - note->place.text_column + fix->length > length)
            return false;
    }
    return note->fix_count > 0;
}

/* Adds what the fixes write before byte `i`; gives how many bytes of the old text they replace. */
static uint32_t apply(lk_text *self, const lk_finding_note *note, uint32_t column, line *out, bool *keeps) {
    uint32_t replaced = 0;
    for (uint32_t i = 0; i < note->fix_count; i++) {
        const lk_finding_fix *fix = &note->fixes[i];
        if (fix->column != column)
            continue;
        for (const char *c = fix->text; *c; c++)
            push(self->scratch, out, *c, fix->length ? '~' : '+');
        if (fix->length) {
            replaced = fix->length;
            *keeps = !fix->text[0]; /* text that only goes away stays in sight, marked */
        }
    }
    return replaced;
}

bool lk_snippet_fix(lk_text *self, const lk_finding_note *note) {
    const lk_finding_place *place = &note->place;
    size_t length = place->text ? strlen(place->text) : 0;
    if (!place->text || !fits(note, length))
        return false;
    lk_arena_mark mark = lk_arena_save(self->scratch);
    line source = {.number = place->line, .cut_before = place->text_column > 1, .cut_after = place->text_is_cut};
    uint32_t replaced = 0;
    bool keeps = false;
    for (size_t i = 0; i <= length; i++) {
        uint32_t here = apply(self, note, place->text_column + (uint32_t)i, &source, &keeps);
        replaced = here ? here : replaced;
        if (i < length && (replaced == 0 || keeps))
            push(self->scratch, &source, place->text[i], replaced ? '-' : ' ');
        replaced -= replaced > 0;
    }
    render(self, &source);
    lk_arena_release(self->scratch, mark);
    return true;
}
