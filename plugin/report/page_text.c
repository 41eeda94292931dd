/* page_text.c -- taking the Markdown out of a page. */
#include "report/page_text.h"

#include <stdlib.h>
#include <string.h>

static const char *const bold = "\033[1m", *const cyan = "\033[36m", *const reset = "\033[0m";

typedef struct page {
    FILE *out;
    bool color, in_code;
} page;

static void style(const page *self, const char *code) {
    if (self->color)
        fputs(code, self->out);
}

/* Text with `code` and **strong** in it. */
static void put_inline(const page *self, const char *text, size_t length) {
    bool in_code = false, is_strong = false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '`') {
            in_code = !in_code;
            style(self, in_code ? cyan : reset);
            if (!self->color)
                fputc('\'', self->out);
        } else if (!in_code && i + 1 < length && text[i] == '*' && text[i + 1] == '*') {
            is_strong = !is_strong;
            style(self, is_strong ? bold : reset);
            i++;
        } else {
            fputc(text[i], self->out);
        }
    }
}

static void put_line(page *self, const char *line, size_t length) {
    size_t marks = strspn(line, "#");
    if (length >= 3 && strncmp(line, "```", 3) == 0) {
        self->in_code = !self->in_code;
    } else if (self->in_code) {
        style(self, cyan);
        fprintf(self->out, "    %.*s", (int)length, line);
        style(self, reset);
        fputc('\n', self->out);
    } else if (marks > 0 && marks < length && line[marks] == ' ') {
        style(self, bold);
        fprintf(self->out, "%.*s", (int)(length - marks - 1), line + marks + 1);
        style(self, reset);
        fputc('\n', self->out);
    } else {
        put_inline(self, line, length);
        fputc('\n', self->out);
    }
}

void lk_page_write(FILE *out, const char *text, bool color) {
    page self = {.out = out, .color = color};
    const char *line = text + strspn(text, "\n");
    while (*line) {
        size_t length = strcspn(line, "\n");
        put_line(&self, line, length);
        line += length + (line[length] == '\n');
    }
}

/* How much of the section to take: whole paragraphs, at least one. */
static size_t measure(const char *section, size_t limit) {
    const char *next = strstr(section, "\n## ");
    size_t all = next ? (size_t)(next - section) : strlen(section), taken = 0;
    while (taken < all) {
        const char *end = strstr(section + taken + 1, "\n\n");
        size_t to = end && (size_t)(end - section) < all ? (size_t)(end - section) : all;
        if (to > limit && taken > 0)
            break;
        taken = to;
    }
    return taken;
}

const char *lk_page_section(lk_arena *arena, const char *text, const char *title, size_t limit) {
    const char *heading = lk_arena_printf(arena, "## %s\n", title), *found = strstr(text, heading);
    if (!found)
        return "";
    const char *begin = found + strlen(heading) + strspn(found + strlen(heading), "\n");
    const char *section = lk_arena_strndup(arena, begin, measure(begin, limit));
    return lk_page_plain(arena, section);
}

const char *lk_page_plain(lk_arena *arena, const char *text) {
    char *plain = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&plain, &size);
    if (!out)
        return "";
    lk_page_write(out, text, false);
    fclose(out);
    while (size > 0 && plain[size - 1] == '\n')
        size--;
    const char *copy = lk_arena_strndup(arena, plain, size);
    free(plain);
    return copy;
}
