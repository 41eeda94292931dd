/* globs.c -- matching a check's name against a list of patterns. */
#include "lint/globs.h"

#include <stddef.h>
#include <string.h>

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* `*` matches any text; one step back suffices, since the last star can always take what an earlier one would. */
static bool pattern_matches(const char *pattern, size_t length, const char *name) {
    size_t at = 0, star = length, retry = 0, i = 0;
    while (name[i]) {
        if (at < length && pattern[at] == '*') {
            star = at++;
            retry = i;
        } else if (at < length && pattern[at] == name[i]) {
            at++;
            i++;
        } else if (star < length) {
            at = star + 1;
            i = ++retry;
        } else {
            return false;
        }
    }
    while (at < length && pattern[at] == '*')
        at++;
    return at == length;
}

bool lk_globs_next(const char **globs, const char *end, lk_glob *glob) {
    if (*globs >= end)
        return false;
    const char *from = *globs, *to = from;
    while (to < end && *to != ',' && *to != '\n')
        to++;
    *globs = to + 1;
    while (from < to && is_space(*from))
        from++;
    glob->removes = from < to && *from == '-';
    from += glob->removes;
    while (from < to && is_space(*from))
        from++;
    while (to > from && is_space(to[-1]))
        to--;
    glob->text = from;
    glob->length = (size_t)(to - from);
    return true;
}

bool lk_glob_match(const lk_glob *glob, const char *name) {
    return pattern_matches(glob->text, glob->length, name);
}

bool lk_globs_match(const char *globs, const char *name) {
    const char *end = globs + strlen(globs);
    bool chosen = false;
    lk_glob glob;
    while (lk_globs_next(&globs, end, &glob))
        if (lk_glob_match(&glob, name))
            chosen = !glob.removes;
    return chosen;
}
