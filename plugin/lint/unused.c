/* unused.c -- looking for NOLINT comments that hide nothing. */
#include "lint/unused.h"
#include "lint/directive.h"
#include "lint/globs.h"

#include <string.h>

static const char prefix[] = "locklint-";

const lk_rule_meta lk_meta_unused_suppression = {
    .name = "unused-suppression",
    .summary = "a NOLINT comment that hides nothing",
    .level = LK_LEVEL_WARNING,
    .enabled = false,
    .since = "0.3",
    .page = "## What it reports\n\nA comment like `NOLINT(locklint-double-lock)` where that rule finds nothing, or "
            "names no rule. Reported with `--report-unused-suppressions` only.\n",
};

typedef struct search {
    lk_arena *arena;
    const char *text, *end;
    const lk_hidden *hidden;
    uint32_t hidden_count;
    const bool *rule_enabled;
    lk_unused_list *found;
} search;

bool lk_unused_is_possible(const char *text, size_t size) {
    return memmem(text, size, "NOLINT", 6) && memmem(text, size, prefix, sizeof prefix - 1);
}

/* ---- where the comment stands ---- */

/* The end of a string or character constant that begins at `at`. */
static const char *behind_quote(const char *at, const char *end) {
    char quote = *at++;
    while (at < end && *at != quote && *at != '\n')
        at += *at == '\\' && at + 1 < end ? 2 : 1;
    return at < end ? at + 1 : end;
}

/* The end of a comment that begins at `at`. */
static const char *behind_comment(const char *at, const char *end) {
    const char *close =
        at[1] == '/' ? memchr(at, '\n', (size_t)(end - at)) : memmem(at + 2, (size_t)(end - at - 2), "*/", 2);
    return close ? close : end;
}

/* Where the comment begins that `place` stands in; NULL when it stands in none. */
static const char *comment_around(const search *self, const char *place) {
    for (const char *at = self->text; at < place;) {
        if (*at == '"' || *at == '\'') {
            at = behind_quote(at, self->end);
        } else if (*at == '/' && at + 1 < self->end && (at[1] == '/' || at[1] == '*')) {
            const char *close = behind_comment(at, self->end);
            if (place < close)
                return at;
            at = close + (close < self->end);
        } else {
            at++;
        }
    }
    return NULL;
}

static bool begins(const char *word, const char *end, const char *with) {
    return (size_t)(end - word) >= strlen(with) && memcmp(word, with, strlen(with)) == 0;
}

/* Whether the preprocessor may leave the place out: it lies between #if and #endif, the guard of a header aside. */
static bool is_conditional(const search *self, const char *place) {
    int depth = 0;
    bool is_first = true;
    for (const char *line = self->text; line < place;) {
        const char *word = line + strspn(line, " \t"), *newline = memchr(line, '\n', (size_t)(self->end - line));
        if (*word == '#') {
            word += 1 + strspn(word + 1, " \t");
            bool opens = begins(word, self->end, "if"), is_guard = is_first && begins(word, self->end, "ifndef");
            depth += opens && !is_guard;
            depth -= begins(word, self->end, "endif") && depth > 0;
            is_first = false;
        }
        line = newline ? newline + 1 : self->end;
    }
    return depth > 0;
}

/* ---- what it hides ---- */

static const char *line_begin(const search *self, const char *at) {
    const char *newline = memrchr(self->text, '\n', (size_t)(at - self->text));
    return newline ? newline + 1 : self->text;
}

static const char *line_end(const search *self, const char *at) {
    const char *newline = memchr(at, '\n', (size_t)(self->end - at));
    return newline ? newline : self->end;
}

/* The NOLINTEND that closes a block, as suppress.c pairs them; NULL when there is none. */
static const char *end_of_block(const search *self, const lk_directive *block) {
    LK_ARRAY(lk_directive) open = {0};
    const char *from = self->text;
    lk_directive found;
    while (lk_directive_next(&from, self->end, &found)) {
        if (found.kind == LK_NOLINT_BEGIN) {
            lk_array_push(self->arena, &open, found);
        } else if (found.kind == LK_NOLINT_END && open.count &&
                   lk_directive_same_list(&open.items[open.count - 1], &found)) {
            if (open.items[--open.count].at == block->at)
                return found.at;
        }
    }
    return NULL;
}

/* The text that the comment is about. */
static bool range_of(const search *self, const lk_directive *comment, const char **begin, const char **end) {
    *begin = comment->kind == LK_NOLINT ? line_begin(self, comment->at) : comment->at;
    *end = line_end(self, comment->at);
    if (comment->kind == LK_NOLINT_NEXT_LINE) {
        *begin = *end < self->end ? *end + 1 : self->end;
        *end = line_end(self, *begin);
    }
    if (comment->kind == LK_NOLINT_BEGIN)
        *end = end_of_block(self, comment);
    return *end != NULL;
}

static const char *check_of(const search *self, const char *rule) {
    return lk_arena_printf(self->arena, "%s%s", prefix, rule);
}

static bool hides_something(const search *self, const lk_glob *glob, const char *begin, const char *end) {
    for (uint32_t i = 0; i < self->hidden_count; i++) {
        const lk_hidden *hidden = &self->hidden[i];
        bool is_inside = self->text + hidden->offset >= begin && self->text + hidden->offset <= end;
        if (is_inside && lk_glob_match(glob, check_of(self, hidden->rule)))
            return true;
    }
    return false;
}

/* Counts the rules that the name means; false when one of them is off. Rules that nobody turned on are no part of what
   a pattern means, if there are others. */
static bool are_on(const search *self, const lk_glob *glob, uint32_t *count) {
    bool is_off = false, any_on = false;
    for (uint32_t i = 0; i < lk_rule_count(); i++) {
        const lk_rule_meta *rule = lk_rule_at(i)->meta;
        if (!lk_glob_match(glob, check_of(self, rule->name)))
            continue;
        ++*count;
        any_on |= self->rule_enabled[i];
        is_off |= rule->enabled && !self->rule_enabled[i];
    }
    return !is_off && (any_on || *count == 0);
}

/* ---- reporting ---- */

static bool is_blank(const char *begin, const char *end) {
    while (begin < end && strchr(" \t\r", *begin))
        begin++;
    return begin >= end;
}

/* A comment `// NOLINT(name)` to the end of its line goes, with the line if there is nothing else on it. */
static void propose_removal(const search *self, const lk_directive *comment, const char *opening, lk_unused *unused) {
    const char *end = line_end(self, comment->at), *begin = line_begin(self, opening), *from = opening;
    bool is_whole = comment->kind != LK_NOLINT_BEGIN && opening[1] == '/' && is_blank(opening + 2, comment->at) &&
                    is_blank(comment->list_end + 1, end) &&
                    !memchr(comment->list, ',', (size_t)(comment->list_end - comment->list));
    if (!is_whole)
        return;
    while (from > begin && strchr(" \t", from[-1]))
        from--;
    if (from == begin && end < self->end)
        end++;
    else if (end > from && end[-1] == '\r')
        end--;
    unused->fix_offset = (uint32_t)(from - self->text);
    unused->fix_length = (uint32_t)(end - from);
}

static void judge_name(const search *self, const lk_directive *comment, const char *opening, const lk_glob *glob) {
    const char *begin, *end;
    uint32_t rules = 0;
    bool is_ours = glob->length >= sizeof prefix - 1 && memcmp(glob->text, prefix, sizeof prefix - 1) == 0;
    if (!is_ours || glob->removes || !are_on(self, glob, &rules))
        return;
    lk_unused unused = {.reason = LK_UNUSED_NOTHING,
                        .name = lk_arena_strndup(self->arena, glob->text, glob->length),
                        .offset = (uint32_t)(glob->text - self->text),
                        .length = (uint32_t)glob->length};
    if (rules == 0)
        unused.reason = LK_UNUSED_UNKNOWN;
    else if (!range_of(self, comment, &begin, &end))
        unused.reason = LK_UNUSED_OPEN;
    else if (hides_something(self, glob, begin, end))
        return;
    if (unused.reason == LK_UNUSED_NOTHING)
        propose_removal(self, comment, opening, &unused);
    lk_array_push(self->arena, self->found, unused);
}

void lk_unused_find(lk_arena *arena, const char *text, uint32_t size, const lk_hidden *hidden, uint32_t count,
                    const bool *rule_enabled, lk_unused_list *found) {
    const search self = {arena, text, text + size, hidden, count, rule_enabled, found};
    const char *from = text;
    lk_directive comment;
    while (lk_directive_next(&from, self.end, &comment)) {
        const char *opening = comment.list && comment.kind != LK_NOLINT_END ? comment_around(&self, comment.at) : NULL;
        if (!opening || is_conditional(&self, comment.at))
            continue;
        const char *list = comment.list;
        lk_glob glob;
        while (lk_globs_next(&list, comment.list_end, &glob))
            judge_name(&self, &comment, opening, &glob);
    }
}
