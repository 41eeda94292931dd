/* check_suppress.c -- lists of patterns, and NOLINT comments. */
#include "lint/globs.h"
#include "lint/suppress.h"
#include "lint/unused.h"
#include "suite.h"

#include <check.h>
#include <string.h>

START_TEST(globs) {
    ck_assert(lk_globs_match("locklint-*", "locklint-double-lock"));
    ck_assert(!lk_globs_match("", "x"));
    ck_assert(!lk_globs_match("-*", "x"));
    ck_assert(lk_globs_match("-*,x", "x"));
    ck_assert(!lk_globs_match("x,-*", "x"));
    ck_assert(lk_globs_match(" a , x ,,", "x"));
    ck_assert(!lk_globs_match("*,-x", "x"));
    ck_assert(!lk_globs_match("x", "xy"));
    ck_assert(lk_globs_match("*lock*order", "locklint-lock-order"));
    ck_assert(!lk_globs_match("*lock*orde", "locklint-lock-order"));
    ck_assert(lk_globs_match("a*b*c", "aXbXbXc"));
    ck_assert(lk_globs_match("a\nb", "b"));
    ck_assert(lk_globs_match("**", ""));
}
END_TEST

START_TEST(globs_are_not_exponential) {
    char pattern[2001], name[4001];
    memset(name, 'a', 4000);
    name[4000] = 0;
    for (int i = 0; i < 2000; i += 2)
        memcpy(pattern + i, "*a", 2);
    pattern[1999] = 'b';
    pattern[2000] = 0;
    ck_assert(!lk_globs_match(pattern, name));
}
END_TEST

/* Whether the text hides double-lock at the first '!'. */
static bool hides(const char *text) {
    lk_arena *arena = lk_arena_new();
    lk_unit unit = {.arena = arena, .names = lk_interner_new(arena)};
    lk_array_push(arena, &unit.files, (lk_source){0});
    lk_array_push(arena, &unit.files, ((lk_source){.path = "a.c", .text = text, .size = (uint32_t)strlen(text)}));
    lk_span span = {.begin = {1, (uint32_t)(strchr(text, '!') - text)}};
    span.spelling = span.begin;
    const char *macro = strchr(text, '?');
    if (macro)
        span.spelling.offset = (uint32_t)(macro - text);
    bool hidden = lk_suppress_span(&unit, &span, "double-lock");
    lk_arena_free(arena);
    return hidden;
}

START_TEST(same_line) {
    ck_assert(!hides("f!();"));
    ck_assert(hides("f!(); // NOLINT"));
    ck_assert(hides("f!(); /* NOLINT */ g();"));
    ck_assert(hides("\"NOLINT\"; f!();"));
    ck_assert(hides("f!(); // NOLINT: why"));
    ck_assert(!hides("f!(); // NOLINTED"));
    ck_assert(!hides("f!(); // NoLint"));
    ck_assert(!hides("// NOLINT\nf!();"));
    ck_assert(!hides("f!();\n// NOLINT"));
    ck_assert(hides("f!(); // NOLINTED NOLINT"));
}
END_TEST

START_TEST(lists) {
    ck_assert(hides("f!(); // NOLINT(locklint-double-lock)"));
    ck_assert(hides("f!(); // NOLINT(a, locklint-* )"));
    ck_assert(hides("f!(); // NOLINT(*-lock)"));
    ck_assert(!hides("f!(); // NOLINT(bugprone-*)"));
    ck_assert(!hides("f!(); // NOLINT()"));
    ck_assert(hides("f!(); // NOLINT(not closed"));
    ck_assert(hides("f!(); // NOLINT (bugprone-x)"));
    ck_assert(hides("f!(); // NOLINT(*,-locklint-*)"));
    ck_assert(hides("f!(); // NOLINT(bugprone-x) NOLINT(locklint-double-lock)"));
}
END_TEST

START_TEST(next_line) {
    ck_assert(hides("// NOLINTNEXTLINE\nf!();"));
    ck_assert(hides("x;\n// NOLINTNEXTLINE(locklint-*)\r\nf!();\nx;"));
    ck_assert(!hides("// NOLINTNEXTLINE\n\nf!();"));
    ck_assert(!hides("f!(); // NOLINTNEXTLINE"));
    ck_assert(!hides("// NOLINTNEXTLINE(a)\nf!();"));
}
END_TEST

START_TEST(blocks) {
    ck_assert(hides("// NOLINTBEGIN\nf!();\n// NOLINTEND"));
    ck_assert(!hides("// NOLINTBEGIN\nf!();\n"));
    ck_assert(!hides("f!();\n// NOLINTEND"));
    ck_assert(!hides("// NOLINTBEGIN\n// NOLINTEND\nf!();"));
    ck_assert(hides("// NOLINTBEGIN(locklint-*)\nf!();\n// NOLINTEND(locklint-*)"));
    ck_assert(hides("// NOLINTBEGIN(a,locklint-*)\nf!();\n// NOLINTEND( a , locklint-*)"));
    ck_assert(!hides("// NOLINTBEGIN(locklint-*)\nf!();\n// NOLINTEND"));
    ck_assert(!hides("// NOLINTBEGIN(a)\nf!();\n// NOLINTEND(a)"));
    ck_assert(hides("// NOLINTBEGIN\n// NOLINTBEGIN(a)\nf!();\n// NOLINTEND(a)\n// NOLINTEND"));
    ck_assert(!hides("// NOLINTBEGIN\n// NOLINTBEGIN(a)\nf!();\n// NOLINTEND\n// NOLINTEND(b)"));
}
END_TEST

START_TEST(macros) {
    ck_assert(hides("#define M f?() // NOLINT\nM!;"));
    ck_assert(hides("#define M f?()\nM!; // NOLINT"));
    ck_assert(hides("// NOLINTNEXTLINE\n#define M f?()\nM!;"));
    ck_assert(!hides("#define M f?()\nM!;\n// NOLINT"));
}
END_TEST

/* Which names are unused, where '!' is hidden for double-lock: "name" or "name (fix)", one a line. */
static const char *unused(lk_arena *arena, const char *text) {
    bool on[64] = {false};
    ck_assert_uint_lt(lk_rule_count(), 64);
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        on[i] = strcmp(lk_rule_at(i)->meta->name, "lock-order") != 0;
    const char *hidden = strchr(text, '!'), *lines = "";
    lk_hidden place = {"double-lock", hidden ? (uint32_t)(hidden - text) : 0};
    lk_unused_list found = {0};
    lk_unused_find(arena, text, (uint32_t)strlen(text), &place, hidden ? 1 : 0, on, &found);
    for (uint32_t i = 0; i < found.count; i++) {
        const lk_unused *one = &found.items[i];
        ck_assert_int_eq(strncmp(text + one->offset, one->name, one->length), 0);
        const char *fix = lk_arena_strndup(arena, text + one->fix_offset, one->fix_length);
        lines = lk_arena_printf(arena, "%s%s%s%s\n", lines, one->name,
                                (const char *const[]){"", " unknown", " open"}[one->reason],
                                one->fix_length ? lk_arena_printf(arena, " -[%s]", fix) : "");
    }
    return lines;
}

START_TEST(unused_names) {
    static const struct {
        const char *text, *unused;
    } cases[] = {
        {"f!(); // NOLINT(locklint-double-lock)", ""},
        {"f!(); // NOLINT(locklint-*)", ""},
        {"f(); // NOLINT(locklint-double-lock)\n", "locklint-double-lock -[ // NOLINT(locklint-double-lock)]\n"},
        {"f(); // NOLINT(locklint-double-lock)\r\n", "locklint-double-lock -[ // NOLINT(locklint-double-lock)]\n"},
        {"f(); // NOLINT(locklint-double-lock): why", "locklint-double-lock\n"},
        {"f(); /* NOLINT(locklint-double-lock) */", "locklint-double-lock\n"},
        {"f!(); // NOLINT(locklint-double-lock, locklint-cond-wait)", "locklint-cond-wait\n"},
        {"f(); // NOLINT", ""},
        {"f(); // NOLINT(*)", ""},
        {"f(); // NOLINT(bugprone-x,-locklint-double-lock)", ""},
        {"f(); // NOLINT(locklint-lock-order)", ""}, /* it is off */
        {"f(); // NOLINT(locklint-lock-*)", ""},
        {"f(); // NOLINT(locklint-dubble-lock)", "locklint-dubble-lock unknown\n"},
        {"\"// NOLINT(locklint-double-lock)\"; '\"';", ""},
        {"/* \" */ f(); // NOLINT(locklint-double-lock) x", "locklint-double-lock\n"},
        {"  // NOLINTNEXTLINE(locklint-double-lock)\nf!();", ""},
        {"x;\n  // NOLINTNEXTLINE(locklint-double-lock)\n\nf!();",
         "locklint-double-lock -[  // NOLINTNEXTLINE(locklint-double-lock)\n]\n"},
        {"// NOLINTBEGIN(locklint-double-lock)\nf!();\n// NOLINTEND(locklint-double-lock)", ""},
        {"// NOLINTBEGIN(locklint-double-lock)\nf();\n// NOLINTEND(locklint-double-lock)\n!", "locklint-double-lock\n"},
        {"// NOLINTBEGIN(locklint-double-lock)\nf!();\n// NOLINTEND", "locklint-double-lock open\n"},
        {"#if X\nf(); // NOLINT(locklint-double-lock)\n#endif", ""},
        {"#if X\n#endif\nf(); // NOLINT(locklint-double-lock) x", "locklint-double-lock\n"},
        {"#ifndef A_H\n#define A_H\nf(); // NOLINT(locklint-double-lock) x\n#endif", "locklint-double-lock\n"},
        {"#ifndef A_H\n# ifdef B\nf(); // NOLINT(locklint-double-lock) x\n#endif\n#endif", ""},
    };
    lk_arena *arena = lk_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got = unused(arena, cases[i].text);
        ck_assert_msg(strcmp(got, cases[i].unused) == 0, "%s\nunused: %s", cases[i].text, got);
    }
    lk_arena_free(arena);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("suppress");
    TCase *cases = tcase_create("suppress");
    tcase_add_test(cases, globs);
    tcase_add_test(cases, globs_are_not_exponential);
    tcase_add_test(cases, same_line);
    tcase_add_test(cases, lists);
    tcase_add_test(cases, next_line);
    tcase_add_test(cases, blocks);
    tcase_add_test(cases, macros);
    tcase_add_test(cases, unused_names);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
