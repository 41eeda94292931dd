/* suppress.c -- NOLINT, NOLINTNEXTLINE and NOLINTBEGIN/END, found in a file's text as clang-tidy finds them. */
#include "lint/suppress.h"
#include "lint/globs.h"

#include <stdio.h>
#include <string.h>

typedef enum directive_kind { HERE, NEXT_LINE, BEGIN, END } directive_kind;

/* One NOLINT word. A list that isn't closed on its line counts as no list. */
typedef struct directive {
    directive_kind kind;
    const char *at;
    const char *list, *list_end; /* NULL: all checks */
} directive;

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool kind_of(const char *word, size_t length, directive_kind *kind) {
    static const char *const names[] = {[HERE] = "NOLINT", "NOLINTNEXTLINE", "NOLINTBEGIN", "NOLINTEND"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strlen(names[i]) == length && memcmp(names[i], word, length) == 0) {
            *kind = (directive_kind)i;
            return true;
        }
    }
    return false;
}

/* The list after the word that ends at `from`; moves `from` behind it. */
static void read_list(const char **from, const char *end, directive *found) {
    found->list = found->list_end = NULL;
    if (*from >= end || **from != '(')
        return;
    const char *list = ++*from, *close = list;
    while (close < end && *close != ')' && *close != '\n')
        close++;
    if (close < end && *close == ')') {
        found->list = list;
        found->list_end = close;
        *from = close + 1;
    }
}

/* Finds the next directive at or after `*from`, whether in a comment or not, as clang-tidy does. */
static bool next_directive(const char **from, const char *end, directive *found) {
    static const char word[] = "NOLINT";
    while (*from < end) {
        const char *at = memmem(*from, (size_t)(end - *from), word, sizeof word - 1);
        if (!at)
            return false;
        *from = at + sizeof word - 1;
        while (*from < end && is_letter(**from))
            ++*from;
        if (!kind_of(at, (size_t)(*from - at), &found->kind))
            continue;
        found->at = at;
        read_list(from, end, found);
        return true;
    }
    return false;
}

/* Patterns that remove are ignored in a comment: a list can only hide. */
static bool hides(const directive *self, const char *check) {
    if (!self->list)
        return true;
    const char *list = self->list;
    lk_glob glob;
    while (lk_globs_next(&list, self->list_end, &glob))
        if (!glob.removes && lk_glob_match(&glob, check))
            return true;
    return false;
}

static bool range_hides(const char *begin, const char *end, directive_kind kind, const char *check) {
    directive found;
    while (next_directive(&begin, end, &found))
        if (found.kind == kind && hides(&found, check))
            return true;
    return false;
}

/* The same list, white space around its names aside: only then does an END close a BEGIN. */
static bool same_list(const directive *a, const directive *b) {
    if (!a->list || !b->list)
        return !a->list && !b->list;
    const char *left = a->list, *right = b->list;
    lk_glob x, y;
    for (;;) {
        bool more = lk_globs_next(&left, a->list_end, &x);
        if (more != lk_globs_next(&right, b->list_end, &y))
            return false;
        if (!more)
            return true;
        if (x.removes != y.removes || x.length != y.length || memcmp(x.text, y.text, x.length) != 0)
            return false;
    }
}

/* Blocks nest: an END closes the innermost open BEGIN, and only if their lists agree. Hides what lies in a closed block
   around `place`. */
static bool block_hides(lk_arena *arena, const char *begin, const char *end, const char *place, const char *check) {
    LK_ARRAY(directive) open = {0};
    lk_arena_mark mark = lk_arena_save(arena);
    bool hidden = false;
    directive found;
    while (!hidden && next_directive(&begin, end, &found)) {
        if (found.kind == BEGIN) {
            lk_array_push(arena, &open, found);
        } else if (found.kind == END && open.count && same_list(&open.items[open.count - 1], &found)) {
            const directive *block = &open.items[--open.count];
            hidden = block->at < place && place < found.at && hides(block, check);
        }
    }
    lk_arena_release(arena, mark);
    return hidden;
}

bool lk_suppress_at(lk_unit *unit, lk_loc loc, const char *rule) {
    const lk_source *source = lk_unit_source(unit, loc.file);
    if (loc.file == 0 || !source->text || loc.offset > source->size)
        return false;
    char check[256];
    if (snprintf(check, sizeof check, "locklint-%s", rule) >= (int)sizeof check)
        return false;

    const char *begin = source->text, *end = begin + source->size, *place = begin + loc.offset;
    const char *line = memrchr(begin, '\n', loc.offset);
    line = line ? line + 1 : begin;
    const char *line_end = memchr(place, '\n', (size_t)(end - place));
    if (range_hides(line, line_end ? line_end : end, HERE, check))
        return true;
    if (line > begin) {
        const char *before = memrchr(begin, '\n', (size_t)(line - 1 - begin));
        if (range_hides(before ? before + 1 : begin, line - 1, NEXT_LINE, check))
            return true;
    }
    return block_hides(unit->arena, begin, end, place, check);
}

bool lk_suppress_span(lk_unit *unit, const lk_span *span, const char *rule) {
    if (lk_suppress_at(unit, span->begin, rule))
        return true;
    bool in_macro = span->spelling.file != span->begin.file || span->spelling.offset != span->begin.offset;
    return in_macro && lk_suppress_at(unit, span->spelling, rule);
}
