/* sarif_rules.c -- rule objects out of the rules' pages, and kinds of notifications. */
#include "report/sarif_rules.h"
#include "lint/unused.h"
#include "report/json_text.h"
#include "report/page_text.h"

#include <ctype.h>
#include <string.h>

#ifndef LK_VERSION
#define LK_VERSION "unknown"
#endif

enum { DESCRIPTION_LENGTH = 1000 };

static const struct {
    const char *id, *level, *text;
} kinds[] = {
    [LK_SARIF_FILE_NOT_ANALYSED] = {"file-not-analysed", "error", "A file could not be analysed."},
    [LK_SARIF_FILE_WITH_ERRORS] = {"file-with-errors", "warning",
                                   "A file does not compile; its functions with errors are not judged."},
    [LK_SARIF_COMPILE_ERROR] = {"compile-error", "warning", "An error of the compiler."},
    [LK_SARIF_JUDGED_IN_PART] = {"function-judged-in-part", "warning", "A function has more paths than are followed."},
    [LK_SARIF_GIVEN_UP] = {"function-given-up", "error", "A function is not judged for a mistake in locklint."},
    [LK_SARIF_ANNOTATION] = {"annotation-not-understood", "warning", "An annotation can't be read, and is left aside."},
    [LK_SARIF_LEFT_OUT] = {"left-out", "warning", "The log would be larger than its readers allow."},
};

/* ---- tags ---- */

/* "CON35-C" becomes "con35-c", "Dir 5.2" "dir-5-2". */
static const char *slug(lk_arena *arena, const char *text) {
    char *slug = lk_arena_strndup(arena, text, strlen(text));
    for (char *c = slug; *c; c++)
        *c = isalnum((unsigned char)*c) ? (char)tolower((unsigned char)*c) : '-';
    return slug;
}

typedef struct tagging {
    lk_arena *arena;
    json_t *tags;
    uint32_t most, left_out;
} tagging;

static void add_tag(tagging *self, const char *tag) {
    if (json_array_size(self->tags) < self->most)
        json_array_append_new(self->tags, json_string(tag));
    else
        self->left_out++;
}

/* One tag for each id; those that begin with a digit get `what` in front. */
static void add_ids(tagging *self, const char *const *ids, const char *standard, const char *what) {
    for (; ids && *ids; ids++)
        add_tag(self, lk_arena_printf(self->arena, "external/%s/%s%s", standard,
                                      isdigit((unsigned char)**ids) ? what : "", slug(self->arena, *ids)));
}

static json_t *tags_of(lk_arena *arena, const lk_rule_meta *meta, uint32_t most, uint32_t *left_out) {
    tagging work = {arena, json_array(), most, 0};
    add_tag(&work, "concurrency");
    add_ids(&work, meta->cwe, "cwe", "cwe-");
    add_ids(&work, meta->cert, "cert/id", "");
    add_ids(&work, meta->misra, "misra/id", "rule-");
    *left_out += work.left_out;
    return work.tags;
}

/* ---- rules ---- */

/* "double-lock" becomes "DoubleLock". */
static const char *camel_case(lk_arena *arena, const char *name) {
    char *camel = lk_arena_strndup(arena, name, strlen(name)), *to = camel;
    for (bool is_first = true; *name; name++) {
        if (*name != '-')
            *to++ = is_first ? (char)toupper((unsigned char)*name) : *name;
        is_first = *name == '-';
    }
    *to = 0;
    return camel;
}

static json_t *rule_of(lk_arena *arena, const lk_rule_meta *meta, const lk_sarif_limits *limits, uint32_t *left_out) {
    static const char *const levels[] = {
        [LK_LEVEL_WARNING] = "warning", [LK_LEVEL_ERROR] = "error", [LK_LEVEL_NOTE] = "note"};
    const char *full = lk_page_section(arena, meta->page, "What it reports", DESCRIPTION_LENGTH);
    json_t *help = json_pack("{s:o, s:o}", "text", lk_json_text(lk_page_plain(arena, meta->page)), "markdown",
                             lk_json_text(meta->page));
    json_t *properties = json_pack("{s:o, s:s, s:s}", "tags", tags_of(arena, meta, limits->tags, left_out), "precision",
                                   "high", "problem.severity", levels[meta->level]);
    return json_pack("{s:s, s:s, s:{s:o}, s:{s:o}, s:o, s:{s:b, s:s}, s:o}", "id",
                     lk_arena_printf(arena, "locklint-%s", meta->name), "name", camel_case(arena, meta->name),
                     "shortDescription", "text", lk_json_text(meta->summary), "fullDescription", "text",
                     lk_json_text(full), "help", help, "defaultConfiguration", "enabled", meta->enabled, "level",
                     levels[meta->level], "properties", properties);
}

int lk_sarif_rule_index(const char *name) {
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        if (strcmp(lk_rule_at(i)->meta->name, name) == 0)
            return (int)i;
    return strcmp(lk_meta_unused_suppression.name, name) == 0 ? (int)lk_rule_count() : -1;
}

const char *lk_sarif_kind_id(lk_sarif_kind kind) {
    return kinds[kind].id;
}

const char *lk_sarif_kind_level(lk_sarif_kind kind) {
    return kinds[kind].level;
}

json_t *lk_sarif_driver(lk_arena *arena, const lk_sarif_limits *limits, uint32_t *left_out) {
    json_t *rules = json_array(), *notifications = json_array();
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        json_array_append_new(rules, rule_of(arena, lk_rule_at(i)->meta, limits, left_out));
    json_array_append_new(rules, rule_of(arena, &lk_meta_unused_suppression, limits, left_out));
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        json_array_append_new(notifications,
                              json_pack("{s:s, s:{s:s}, s:{s:s}}", "id", kinds[i].id, "shortDescription", "text",
                                        kinds[i].text, "defaultConfiguration", "level", kinds[i].level));
    return json_pack("{s:s, s:s, s:s, s:o, s:o}", "name", "locklint", "version", LK_VERSION, "semanticVersion",
                     LK_VERSION, "rules", rules, "notifications", notifications);
}
