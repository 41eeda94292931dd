/* checks.c -- patterns over the rules' names. */
#include "driver/checks.h"
#include "lint/globs.h"
#include "lint/unused.h"
#include "model/suggest.h"

#include <string.h>

static const char prefix[] = "locklint-";

static const char *check_name(lk_arena *arena, uint32_t index) {
    return lk_arena_printf(arena, "%s%s", prefix, lk_rule_at(index)->meta->name);
}

static const char *const *check_names(lk_arena *arena) {
    const char **names = LK_NEW_ARRAY(arena, const char *, lk_rule_count());
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        names[i] = check_name(arena, i);
    return names;
}

/* "; did you mean ..." for a name that may lack the prefix. */
static const char *hint(lk_arena *arena, const char *name) {
    const char *full = strncmp(name, prefix, strlen(prefix)) == 0 ? name : lk_arena_printf(arena, "%s%s", prefix, name);
    const char *const *names = check_names(arena);
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        if (strcmp(names[i], full) == 0)
            return lk_arena_printf(arena, "; did you mean '%s'?", full);
    const char *near = lk_suggest(arena, full, "rules", names, lk_rule_count());
    return strstr(near, "did you mean") ? near : "; --list-rules shows all";
}

/* Nothing turns it on but its own option. */
static const char *check_of_comments(lk_arena *arena) {
    return lk_arena_printf(arena, "%s%s", prefix, lk_meta_unused_suppression.name);
}

bool lk_checks_validate(lk_arena *arena, const char *option, const char *globs, bool of_comments, const char **error) {
    const char *end = globs + strlen(globs);
    lk_glob glob;
    while (lk_globs_next(&globs, end, &glob)) {
        bool is_known = glob.length == 0 || memchr(glob.text, '*', glob.length) ||
                        (of_comments && lk_glob_match(&glob, check_of_comments(arena)));
        for (uint32_t i = 0; i < lk_rule_count() && !is_known; i++)
            is_known = lk_glob_match(&glob, check_name(arena, i));
        if (!is_known) {
            const char *name = lk_arena_strndup(arena, glob.text, glob.length);
            *error = lk_arena_printf(arena, "%s: there is no rule '%s'%s", option, name, hint(arena, name));
            return false;
        }
    }
    return true;
}

bool lk_checks_is_on(lk_arena *arena, uint32_t rule, const char *first, const char *then) {
    lk_arena_mark mark = lk_arena_save(arena);
    const char *name = check_name(arena, rule);
    const char *globs = lk_arena_printf(arena, "%s,%s,%s", lk_rule_at(rule)->meta->enabled ? name : "",
                                        first ? first : "", then ? then : "");
    bool is_on = lk_globs_match(globs, name);
    lk_arena_release(arena, mark);
    return is_on;
}

const lk_rule *lk_checks_find(lk_arena *arena, const char *name, const char **error) {
    size_t skipped = strncmp(name, prefix, strlen(prefix)) == 0 ? strlen(prefix) : 0;
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        if (strcmp(lk_rule_at(i)->meta->name, name + skipped) == 0)
            return lk_rule_at(i);
    const char *names[lk_rule_count() + 1];
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        names[i] = lk_rule_at(i)->meta->name;
    const char *near = lk_suggest(arena, name + skipped, "rules", names, lk_rule_count());
    *error = lk_arena_printf(arena, "there is no rule '%s'%s", name,
                             strstr(near, "did you mean") ? near : "; --list-rules shows all");
    return NULL;
}
