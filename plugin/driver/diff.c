/* diff.c -- from hunks to ranges of lines. */
#include "driver/diff.h"

#include <stdlib.h>
#include <string.h>

typedef struct reader {
    lk_arena *arena;
    lk_line_filter *filter;
    const char *top;
    const char *path;            /* of the new file; NULL: there is none */
    lk_line_file *file;          /* its ranges; NULL: none yet */
    uint32_t old_left, new_left; /* lines of the hunk still to come */
    uint32_t next;               /* the number of the next line of the new file */
    bool has_gap;                /* lines were taken away just before `next` */
} reader;

/* ---- paths ---- */

/* The byte that an escape stands for; `*from` is behind the backslash, and moves on. */
static char unescape(const char **from) {
    static const char letters[] = "abtnvfr\"\\", bytes[] = "\a\b\t\n\v\f\r\"\\";
    const char *letter = **from ? strchr(letters, **from) : NULL;
    if (letter) {
        ++*from;
        return bytes[letter - letters];
    }
    unsigned byte = 0;
    for (int i = 0; i < 3 && **from >= '0' && **from <= '7'; i++)
        byte = byte * 8 + (unsigned)(*(*from)++ - '0');
    return (char)byte;
}

/* The path as git writes it: in quotes with C's escapes, or plain, with a tabulator behind it when it has blanks. */
static const char *unquote(lk_arena *arena, const char *text) {
    char *path = lk_arena_strndup(arena, text, strlen(text)), *to = path;
    if (*text != '"') {
        path[strcspn(path, "\t")] = 0;
        return path;
    }
    for (text++; *text && *text != '"';) {
        if (*text == '\\' && text[1]) {
            text++;
            *to++ = unescape(&text);
        } else {
            *to++ = *text++;
        }
    }
    *to = 0;
    return *text == '"' ? path : "";
}

/* Behind "+++ ": the new file, or /dev/null. */
static bool take_path(reader *self, const char *text) {
    const char *path = unquote(self->arena, text);
    self->file = NULL;
    self->path = NULL;
    if (strcmp(path, "/dev/null") == 0)
        return true;
    if (strncmp(path, "b/", 2) != 0)
        return false;
    self->path = lk_arena_printf(self->arena, "%s/%s", strcmp(self->top, "/") == 0 ? "" : self->top, path + 2);
    return true;
}

/* ---- hunks ---- */

static void add_lines(reader *self, uint32_t first, uint32_t last) {
    if (!self->path)
        return;
    if (!self->file) {
        lk_array_push(self->arena, &self->filter->files, (lk_line_file){.name = self->path});
        self->file = &self->filter->files.items[self->filter->files.count - 1];
    }
    lk_line_range *before = self->file->ranges.count ? &self->file->ranges.items[self->file->ranges.count - 1] : NULL;
    if (before && first <= before->last + 1)
        before->last = last > before->last ? last : before->last;
    else
        lk_array_push(self->arena, &self->file->ranges, ((lk_line_range){first, last}));
}

/* Lines are gone, and none came in their place. */
static void close_gap(reader *self) {
    if (self->has_gap)
        add_lines(self, self->next > 1 ? self->next - 1 : 1, self->next);
    self->has_gap = false;
}

/* Reads "12" or "12,3"; false when there is no number. */
static bool read_extent(const char **text, uint32_t *begin, uint32_t *count) {
    char *end;
    if (**text < '0' || **text > '9')
        return false;
    *begin = (uint32_t)strtoul(*text, &end, 10);
    *count = 1;
    if (*end == ',') {
        if (end[1] < '0' || end[1] > '9')
            return false;
        *count = (uint32_t)strtoul(end + 1, &end, 10);
    }
    *text = end;
    return true;
}

/* "@@ -5,2 +7,3 @@ ...". */
static bool begin_hunk(reader *self, const char *line) {
    uint32_t old_begin, new_begin;
    if (strncmp(line, "@@ -", 4) != 0)
        return false;
    line += 4;
    if (!read_extent(&line, &old_begin, &self->old_left) || strncmp(line, " +", 2) != 0)
        return false;
    line += 2;
    if (!read_extent(&line, &new_begin, &self->new_left) || strncmp(line, " @@", 3) != 0)
        return false;
    self->next = self->new_left ? new_begin : new_begin + 1; /* without lines, it names the line before */
    return true;
}

/* One line of a hunk. */
static bool take_line(reader *self, char first) {
    bool is_old = first == '-', is_new = first == '+', is_both = first == ' ' || first == '\n';
    if (first == '\\') /* no newline at the end of the file */
        return true;
    if ((!is_old && !is_new && !is_both) || (!is_new && self->old_left == 0) || (!is_old && self->new_left == 0))
        return false;
    self->old_left -= !is_new;
    self->new_left -= !is_old;
    if (is_new)
        add_lines(self, self->next, self->next);
    else if (is_both)
        close_gap(self);
    self->next += !is_old;
    self->has_gap = is_old || (self->has_gap && !is_new);
    if (self->old_left == 0 && self->new_left == 0)
        close_gap(self);
    return true;
}

static bool take(reader *self, char *line, size_t length) {
    if (self->old_left || self->new_left)
        return take_line(self, line[0]);
    if (length && line[length - 1] == '\n')
        line[length - 1] = 0;
    if (strncmp(line, "diff ", 5) == 0)
        self->path = NULL;
    else if (strncmp(line, "+++ ", 4) == 0)
        return take_path(self, line + 4);
    else if (strncmp(line, "@@", 2) == 0)
        return begin_hunk(self, line);
    return true;
}

bool lk_diff_read(lk_arena *arena, FILE *diff, const char *top, lk_line_filter *filter, const char **error) {
    reader self = {.arena = arena, .filter = filter, .top = top};
    char *line = NULL;
    size_t capacity = 0, number = 0;
    ssize_t length;
    bool is_right = true;
    while (is_right && (length = getline(&line, &capacity, diff)) >= 0) {
        number++;
        is_right = take(&self, line, (size_t)length);
    }
    if (!is_right)
        *error = lk_arena_printf(arena, "line %zu of what git diff writes can't be read: %.*s", number,
                                 (int)strcspn(line, "\n"), line);
    else if (self.old_left || self.new_left)
        *error = "what git diff writes ends in the midst of a hunk";
    free(line);
    return is_right && !self.old_left && !self.new_left;
}
