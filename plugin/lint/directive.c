/* directive.c -- finding NOLINT words and reading their lists. */
#include "lint/directive.h"
#include "lint/globs.h"

#include <string.h>

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool kind_of(const char *word, size_t length, lk_directive_kind *kind) {
    static const char *const names[] = {[LK_NOLINT] = "NOLINT", "NOLINTNEXTLINE", "NOLINTBEGIN", "NOLINTEND"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strlen(names[i]) == length && memcmp(names[i], word, length) == 0) {
            *kind = (lk_directive_kind)i;
            return true;
        }
    }
    return false;
}

/* The list after the word that ends at `from`; moves `from` behind it. */
static void read_list(const char **from, const char *end, lk_directive *found) {
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

bool lk_directive_next(const char **from, const char *end, lk_directive *found) {
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
bool lk_directive_hides(const lk_directive *self, const char *check) {
    if (!self->list)
        return true;
    const char *list = self->list;
    lk_glob glob;
    while (lk_globs_next(&list, self->list_end, &glob))
        if (!glob.removes && lk_glob_match(&glob, check))
            return true;
    return false;
}

bool lk_directive_same_list(const lk_directive *a, const lk_directive *b) {
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
