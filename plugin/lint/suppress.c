/* suppress.c -- NOLINT, NOLINTNEXTLINE and NOLINTBEGIN/END, found in a file's text as clang-tidy finds them. */
#include "lint/suppress.h"
#include "lint/directive.h"

#include <stdio.h>
#include <string.h>

static bool range_hides(const char *begin, const char *end, lk_directive_kind kind, const char *check) {
    lk_directive found;
    while (lk_directive_next(&begin, end, &found))
        if (found.kind == kind && lk_directive_hides(&found, check))
            return true;
    return false;
}

/* Blocks nest: an END closes the innermost open BEGIN, and only if their lists agree. Hides what lies in a closed block
   around `place`. */
static bool block_hides(lk_arena *arena, const char *begin, const char *end, const char *place, const char *check) {
    LK_ARRAY(lk_directive) open = {0};
    lk_arena_mark mark = lk_arena_save(arena);
    bool hidden = false;
    lk_directive found;
    while (!hidden && lk_directive_next(&begin, end, &found)) {
        if (found.kind == LK_NOLINT_BEGIN) {
            lk_array_push(arena, &open, found);
        } else if (found.kind == LK_NOLINT_END && open.count &&
                   lk_directive_same_list(&open.items[open.count - 1], &found)) {
            const lk_directive *block = &open.items[--open.count];
            hidden = block->at < place && place < found.at && lk_directive_hides(block, check);
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
    if (range_hides(line, line_end ? line_end : end, LK_NOLINT, check))
        return true;
    if (line > begin) {
        const char *before = memrchr(begin, '\n', (size_t)(line - 1 - begin));
        if (range_hides(before ? before + 1 : begin, line - 1, LK_NOLINT_NEXT_LINE, check))
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
