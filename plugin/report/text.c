/* text.c -- one finding as text: the message, the source line, the notes. */
#include "report/text.h"
#include "report/glyph.h"
#include "report/snippet.h"

#include <string.h>

static const char *const bold = "\033[1m", *const reset = "\033[0m";

static const struct {
    const char *name, *color;
} severities[] = {
    [LK_SEVERITY_NOTE] = {"note", "\033[0;1;36m"},
    [LK_SEVERITY_WARNING] = {"warning", "\033[0;1;35m"},
    [LK_SEVERITY_ERROR] = {"error", "\033[0;1;31m"},
};

/* Writes text that may hold anything, in one line. */
static void put_clean(FILE *out, const char *text) {
    size_t left = strlen(text);
    unsigned column = 0;
    while (left) {
        lk_glyph glyph = lk_glyph_at(text, left, column);
        fputs(glyph.text, out);
        column += glyph.columns;
        text += glyph.bytes;
        left -= glyph.bytes;
    }
}

/* The head of a line: place and severity. */
static void head(lk_text *self, const char *path, uint32_t line, uint32_t column, lk_severity severity) {
    fputs(self->color ? bold : "", self->out);
    put_clean(self->out, path ? path : "locklint");
    if (line)
        fprintf(self->out, ":%u", line);
    if (line && column)
        fprintf(self->out, ":%u", column);
    fprintf(self->out, ": %s%s: %s", self->color ? severities[severity].color : "", severities[severity].name,
            self->color ? reset : "");
}

void lk_text_line(lk_text *self, const char *path, uint32_t line, uint32_t column, lk_severity severity,
                  const char *message) {
    head(self, path, line, column, severity);
    fputs(self->color ? bold : "", self->out);
    put_clean(self->out, message);
    fprintf(self->out, "%s\n", self->color ? reset : "");
}

static void put_note(lk_text *self, const lk_finding_note *note) {
    head(self, note->place.path, note->place.line, note->place.column, LK_SEVERITY_NOTE);
    put_clean(self->out, note->message);
    fputc('\n', self->out);
    if (note->fix_count)
        lk_snippet_fix(self, note);
}

void lk_text_finding(lk_text *self, const lk_finding *finding, bool is_error) {
    const lk_finding_place *place = &finding->place;
    head(self, place->path, place->line, place->column, is_error ? LK_SEVERITY_ERROR : LK_SEVERITY_WARNING);
    fputs(self->color ? bold : "", self->out);
    put_clean(self->out, finding->message);
    fprintf(self->out, " [locklint-%s%s]%s\n", finding->rule, is_error ? ",-warnings-as-errors" : "",
            self->color ? reset : "");
    lk_snippet_place(self, place);
    for (uint32_t i = 0; i < finding->note_count; i++)
        put_note(self, &finding->notes[i]);
}
