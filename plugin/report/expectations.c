/* expectations.c -- reading expected-... comments: the grammar of clang's -verify. */
#include "report/verify.h"

#include <stdlib.h>
#include <string.h>

/* One comment, and how far it is read. */
typedef struct comment {
    lk_expectations *into;
    const char *path;
    uint32_t line; /* of the comment's beginning: what is said holds there, as in clang */
    const char *begin, *at, *end;
    const char *(*resolve)(void *context, const char *name);
    void *context;
} comment;

static bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' || c == '_';
}

static bool wrong(comment *self, const char *what) {
    lk_verify_failure failure = {self->path, self->line, 0, what};
    lk_array_push(self->into->arena, self->into->failures, failure);
    return false;
}

static bool take(comment *self, const char *text) {
    size_t length = strlen(text);
    if ((size_t)(self->end - self->at) < length || memcmp(self->at, text, length) != 0)
        return false;
    self->at += length;
    return true;
}

static bool take_number(comment *self, uint32_t *number) {
    if (self->at >= self->end || !is_digit(*self->at))
        return false;
    uint64_t value = 0;
    for (; self->at < self->end && is_digit(*self->at); self->at++)
        value = value < UINT32_MAX ? value * 10 + (uint64_t)(*self->at - '0') : value;
    *number = value < UINT32_MAX ? (uint32_t)value : UINT32_MAX;
    return true;
}

static const char *take_marker(comment *self) {
    const char *at = self->at;
    if (at >= self->end || *at != '#')
        return NULL;
    for (at++; at < self->end && is_word(*at);)
        at++;
    if (at == self->at + 1)
        return NULL;
    const char *name = lk_arena_strndup(self->into->arena, self->at, (size_t)(at - self->at));
    self->at = at;
    return name;
}

static void skip_blanks(comment *self) {
    while (self->at < self->end && is_blank(*self->at))
        self->at++;
}

/* Whether a word begins at `at`: after white space or the comment's opening. */
static bool begins_word(const comment *self, const char *at) {
    if (at == self->begin || is_blank(at[-1]))
        return true;
    return at > self->begin + 1 && (at[-1] == '/' || at[-1] == '*') && at[-2] == '/';
}

/* Moves to the next `word` that begins a word; false at the end. */
static bool seek(comment *self, const char *word) {
    while (self->at < self->end) {
        const char *found = memmem(self->at, (size_t)(self->end - self->at), word, strlen(word));
        if (!found)
            break;
        self->at = found;
        if (begins_word(self, found))
            return true;
        self->at++;
    }
    self->at = self->end;
    return false;
}

typedef enum directive_kind { NOT_OURS, EXPECTED, NO_DIAGNOSTICS } directive_kind;

/* Reads `expected-warning-re`. The digits and hyphens of a count that follows at once stay unread. */
static directive_kind take_keyword(comment *self, lk_expectation *want) {
    const char *from = self->at, *to = from + strlen("expected");
    while (to < self->end && is_word(*to))
        to++;
    while (is_digit(to[-1]) || to[-1] == '-')
        to--;
    self->at = to;
    const char *kind = from + strlen("expected");
    size_t length = to > kind ? (size_t)(to - kind) : 0;
    if (length > 3 && memcmp(to - 3, "-re", 3) == 0) {
        want->is_regex = true;
        length -= 3;
    }
    static const char *const kinds[LK_VERIFY_LEVELS] = {"-error", "-warning", "-remark", "-note"};
    for (int i = 0; i < LK_VERIFY_LEVELS; i++) {
        if (strlen(kinds[i]) == length && memcmp(kind, kinds[i], length) == 0) {
            want->level = (lk_verify_level)i;
            return EXPECTED;
        }
    }
    static const char none[] = "-no-diagnostics";
    bool is_none = !want->is_regex && length == sizeof none - 1 && memcmp(kind, none, length) == 0;
    return is_none ? NO_DIAGNOSTICS : NOT_OURS;
}

/* `@file:12`, `@file:*`, `@*:*`. */
static bool take_file(comment *self, lk_expectation *want) {
    const char *colon = memchr(self->at, ':', (size_t)(self->end - self->at));
    if (!colon)
        return wrong(self, "no line after '@': write @+1, @-1, @12, @*, @file:12 or @#marker");
    const char *name = lk_arena_strndup(self->into->arena, self->at, (size_t)(colon - self->at));
    self->at = colon + 1;
    want->line = 0;
    if (strcmp(name, "*") == 0) {
        want->path = NULL;
        return take(self, "*") || wrong(self, "no '*' after '@*:'");
    }
    want->path = self->resolve(self->context, name);
    if (!want->path)
        return wrong(self, lk_arena_printf(self->into->arena, "'@%s': the unit has no such file", name));
    if (take(self, "*") || (take_number(self, &want->line) && want->line > 0))
        return true;
    return wrong(self, lk_arena_printf(self->into->arena, "no line after '@%s:'", name));
}

static bool take_place(comment *self, lk_expectation *want) {
    if (!take(self, "@"))
        return true;
    uint32_t line = 0;
    bool plus = take(self, "+");
    if (plus || take(self, "-")) {
        if (!take_number(self, &line) || (!plus && line >= want->line))
            return wrong(self, "no such line after '@'");
        want->line = plus ? want->line + line : want->line - line;
        return true;
    }
    if (take_number(self, &line)) {
        want->line = line;
        return line > 0 || wrong(self, "lines count from 1");
    }
    want->marker = take_marker(self);
    if (want->marker)
        return true;
    const char *start = self->at;
    if (take(self, "*") && (self->at >= self->end || *self->at != ':')) {
        want->line = 0;
        want->path = NULL;
        return true;
    }
    self->at = start;
    return take_file(self, want);
}

/* `2`, `1+`, `0-1`, `+`. */
static bool take_count(comment *self, lk_expectation *want) {
    skip_blanks(self);
    if (take_number(self, &want->min)) {
        want->max = want->min;
        if (take(self, "+"))
            want->max = UINT32_MAX;
        else if (take(self, "-") && (!take_number(self, &want->max) || want->max < want->min))
            return wrong(self, "wrong range of counts: write 1-2, 1+ or 2");
    } else if (take(self, "+")) {
        want->max = UINT32_MAX;
    }
    skip_blanks(self);
    return true;
}

/* Where the braces that were opened `braces` wide close, NULL when they don't; pairs inside are skipped. */
static const char *closing(const comment *self, size_t braces) {
    size_t depth = 1;
    for (const char *at = self->at; at + braces <= self->end;) {
        size_t open = 0, close = 0;
        while (open < braces && at[open] == '{')
            open++;
        while (close < braces && at[close] == '}')
            close++;
        if (open == braces)
            depth++;
        else if (close == braces && --depth == 0)
            return at;
        at += open == braces || close == braces ? braces : 1;
    }
    return NULL;
}

/* `{{text}}`, with more braces where the text has some. \n in it means a new line. */
static bool take_text(comment *self, lk_expectation *want) {
    if (!take(self, "{{"))
        return wrong(self, "no '{{' where the expected text has to begin");
    size_t braces = 2;
    while (!want->is_regex && take(self, "{"))
        braces++;
    const char *close = closing(self, braces);
    if (!close)
        return wrong(self, "the expected text isn't closed by '}}'");
    char *text = lk_arena_alloc(self->into->arena, (size_t)(close - self->at) + 1), *to = text;
    for (const char *from = self->at; from < close; from++) {
        bool newline = from + 1 < close && from[0] == '\\' && from[1] == 'n';
        *to++ = newline ? '\n' : *from;
        from += newline;
    }
    want->text = text;
    self->at = close + braces;
    if (want->is_regex && !strstr(text, "{{"))
        return wrong(self, "expected-...-re without a {{regular expression}} in its text");
    return true;
}

/* What a comment may hold once expected-no-diagnostics was written, and the other way round. */
static bool agrees(comment *self, directive_kind kind) {
    if (kind == NO_DIAGNOSTICS && self->into->has_any)
        return wrong(self, "expected-no-diagnostics after other expected-... comments");
    if (kind == EXPECTED && self->into->has_none)
        return wrong(self, "an expected-... comment after expected-no-diagnostics");
    self->into->has_none |= kind == NO_DIAGNOSTICS;
    self->into->has_any |= kind == EXPECTED;
    return true;
}

static void read_comment(comment *self) {
    while (seek(self, "#")) {
        const char *name = take_marker(self);
        if (name)
            lk_array_push(self->into->arena, &self->into->markers, ((lk_verify_marker){name, self->path, self->line}));
        else
            self->at++;
    }
    self->at = self->begin;
    while (seek(self, "expected")) {
        lk_expectation want = {.path = self->path,
                               .line = self->line,
                               .comment_path = self->path,
                               .comment_line = self->line,
                               .min = 1,
                               .max = 1};
        directive_kind kind = take_keyword(self, &want);
        if (kind != NOT_OURS && agrees(self, kind) && kind == EXPECTED && take_place(self, &want) &&
            take_count(self, &want) && take_text(self, &want))
            lk_array_push(self->into->arena, &self->into->items, want);
    }
}

/* Without the line splices of the text. */
static void fold(lk_arena *arena, comment *self) {
    char *out = lk_arena_alloc(arena, (size_t)(self->end - self->begin) + 1), *to = out;
    for (const char *from = self->begin; from < self->end;) {
        bool splice = from + 1 < self->end && from[0] == '\\' && (from[1] == '\n' || from[1] == '\r');
        if (splice)
            from += from[1] == '\r' && from + 2 < self->end && from[2] == '\n' ? 3 : 2;
        else
            *to++ = *from++;
    }
    self->begin = self->at = out;
    self->end = to;
}

/* The end of the comment that begins at `at`. */
static const char *comment_end(const char *at, const char *end) {
    if (at[1] == '*') {
        const char *close = memmem(at + 2, (size_t)(end - at - 2), "*/", 2);
        return close ? close + 2 : end;
    }
    for (at += 2; at < end && *at != '\n'; at++)
        if (*at == '\\' && at + 1 < end)
            at += at[1] == '\r' && at + 2 < end && at[2] == '\n' ? 2 : 1;
    return at < end ? at : end;
}

/* The end of a string or character literal; one that isn't closed ends with its line. */
static const char *literal_end(const char *at, const char *end) {
    char quote = *at++;
    while (at < end && *at != quote && *at != '\n')
        at += *at == '\\' && at + 1 < end ? 2 : 1;
    return at < end && *at == quote ? at + 1 : at;
}

void lk_expectations_read(lk_expectations *self, const char *path, const char *text, size_t size,
                          const char *(*resolve)(void *context, const char *name), void *context) {
    uint32_t line = 1;
    for (const char *at = text, *end = text + size; at < end;) {
        const char *next = at + 1;
        if (at[0] == '/' && next < end && (at[1] == '/' || at[1] == '*')) {
            next = comment_end(at, end);
            comment found = {self, path, line, at, at, next, resolve, context};
            if (memchr(at, '\\', (size_t)(next - at)))
                fold(self->arena, &found);
            read_comment(&found);
        } else if (at[0] == '"' || at[0] == '\'') {
            next = literal_end(at, end);
        }
        for (; at < next; at++)
            line += *at == '\n';
    }
}
