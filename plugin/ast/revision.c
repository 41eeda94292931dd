/* revision.c -- one edit of a text, and what it does to places behind it. */
#include "ast/revision.h"

lk_revision lk_revision_between(const char *before, uint32_t before_size, const char *after, uint32_t after_size) {
    uint32_t begin = 0, same = 0, shorter = before_size < after_size ? before_size : after_size;
    while (begin < shorter && before[begin] == after[begin])
        begin++;
    while (same < shorter - begin && before[before_size - same - 1] == after[after_size - same - 1])
        same++;
    return (lk_revision){begin, before_size - same, after_size - same};
}

static uint32_t line_begin(const char *text, uint32_t at) {
    while (at > 0 && text[at - 1] != '\n')
        at--;
    return at;
}

static bool is_joined(const char *text, uint32_t line_end) {
    if (line_end > 0 && text[line_end - 1] == '\r')
        line_end--;
    return line_end > 0 && text[line_end - 1] == '\\';
}

/* Of the whole lines around [from, to), and the end of the line before. */
static bool are_lines_plain(const char *text, uint32_t size, uint32_t from, uint32_t to) {
    from = line_begin(text, from);
    if (from > 0 && is_joined(text, from - 1))
        return false;
    while (to < size && text[to] != '\n')
        to++;
    for (uint32_t i = from; i < to; i++) {
        bool is_trigraph = text[i] == '?' && i + 1 < size && text[i + 1] == '?';
        if (text[i] == '#' || is_trigraph || (text[i] == '\n' && is_joined(text, i)))
            return false;
    }
    return !is_joined(text, to);
}

bool lk_revision_is_plain(const lk_revision *self, const char *before, uint32_t before_size, const char *after,
                          uint32_t after_size) {
    return are_lines_plain(before, before_size, self->begin, self->old_end) &&
           are_lines_plain(after, after_size, self->begin, self->new_end);
}

uint32_t lk_revision_moved(const lk_revision *self, uint32_t offset) {
    return offset >= self->old_end ? offset - self->old_end + self->new_end : offset;
}

void lk_revision_move_loc(const lk_revision *self, lk_loc *loc) {
    if (loc->file == LK_MAIN_FILE)
        loc->offset = lk_revision_moved(self, loc->offset);
}

void lk_revision_move_span(const lk_revision *self, lk_span *span) {
    if (span->begin.file == LK_MAIN_FILE)
        span->end = lk_revision_moved(self, span->end);
    lk_revision_move_loc(self, &span->begin);
    lk_revision_move_loc(self, &span->spelling);
}
