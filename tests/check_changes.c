/* check_changes.c -- which lines findings are told of: clang-tidy's line filter, and what git diff says. */
#include "driver/diff.h"
#include "suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static lk_arena *arena;

static void set_up(void) {
    arena = lk_arena_new();
}

static void tear_down(void) {
    lk_arena_free(arena);
}

/* "name 1-3 5-7; other;". */
static const char *written(const lk_line_filter *filter) {
    const char *text = "";
    for (uint32_t i = 0; i < filter->files.count; i++) {
        const lk_line_file *file = &filter->files.items[i];
        text = lk_arena_printf(arena, "%s%s%s", text, i ? " " : "", file->name);
        for (uint32_t k = 0; k < file->ranges.count; k++)
            text = lk_arena_printf(arena, "%s %u-%u", text, file->ranges.items[k].first, file->ranges.items[k].last);
        text = lk_arena_printf(arena, "%s;", text);
    }
    return text;
}

/* ---- JSON ---- */

static const char *filter_of(const char *json, lk_line_filter *filter) {
    const char *error = NULL;
    bool is_read = lk_line_filter_read(arena, json, filter, &error);
    ck_assert(is_read == (error == NULL));
    return is_read ? written(filter) : error;
}

START_TEST(filters) {
    static const struct {
        const char *json, *meaning;
    } cases[] = {
        {"[{\"name\": \"a.c\", \"lines\": [[1, 3], [5, 7]]}, {\"name\": \"b.h\"}]", "a.c 1-3 5-7; b.h;"},
        {"[{\"lines\": [], \"name\": \"a.c\"}]", "a.c;"},
        {"[{\"name\": \"a.c\", \"lines\": [[1, 99999999999]]}]", "a.c 1-4294967295;"},
        {"[]", ""},
        {"", ""},
        {"[{\"name\":}]", "line 1, column 10: this is no JSON: unexpected token near '}'; right would be "
                          "'[{\"name\": \"file.c\", \"lines\": [[1, 3], [5, 7]]}]'"},
        {"{}", "it has to be a list: '[{\"name\": \"file.c\", \"lines\": [[1, 3], [5, 7]]}]'"},
        {"[1]", "entry 1: it has to be an object: {\"name\": \"file.c\", \"lines\": [[1, 3]]}"},
        {"[{\"name\": \"\"}]", "entry 1: 'name' (a string, the end of the file's path) is missing"},
        {"[{\"name\": \"a\"}, {}]", "entry 2: 'name' (a string, the end of the file's path) is missing"},
        {"[{\"name\": \"a\", \"line\": []}]", "entry 1: unknown key 'line'; did you mean 'lines'?"},
        {"[{\"name\": \"a\", \"lines\": 3}]", "entry 1: 'lines' has to be a list of ranges: [[1, 3], [5, 7]]"},
        {"[{\"name\": \"a\", \"lines\": [[1, 2], 3]}]",
         "entry 1: 'lines', range 2: it has to be two whole numbers, the first and the last line: [5, 7]"},
        {"[{\"name\": \"a\", \"lines\": [[1, 2.5]]}]",
         "entry 1: 'lines', range 1: it has to be two whole numbers, the first and the last line: [5, 7]"},
        {"[{\"name\": \"a\", \"lines\": [[1, 2, 3]]}]",
         "entry 1: 'lines', range 1: it has to be two whole numbers, the first and the last line: [5, 7]"},
        {"[{\"name\": \"a\", \"lines\": [[0, 2]]}]", "entry 1: 'lines', range 1: lines are counted from 1"},
        {"[{\"name\": \"a\", \"lines\": [[3, 2]]}]", "entry 1: 'lines', range 1: its last line is before its first"},
    };
    lk_line_filter filter;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_str_eq(filter_of(cases[i].json, &filter), cases[i].meaning);
}
END_TEST

START_TEST(names_are_ends_of_paths) {
    lk_line_filter filter;
    filter_of("[{\"name\": \"a.c\", \"lines\": [[2, 3], [5, 5]]}, {\"name\": \"data.c\"}, {\"name\": \"b.c\"}]",
              &filter);
    ck_assert(!lk_line_filter_has(&filter, "/x/a.c", 1));
    ck_assert(lk_line_filter_has(&filter, "/x/a.c", 2));
    ck_assert(lk_line_filter_has(&filter, "/x/a.c", 3));
    ck_assert(!lk_line_filter_has(&filter, "/x/a.c", 4));
    ck_assert(lk_line_filter_has(&filter, "/x/a.c", 5));
    ck_assert(!lk_line_filter_has(&filter, "/x/data.c", 1)); /* the first name that fits decides */
    ck_assert(lk_line_filter_has(&filter, "/x/b.c", 1));
    ck_assert(!lk_line_filter_has(&filter, "/x/a.h", 2));
    ck_assert(!lk_line_filter_has(&filter, ".c", 2));
    filter_of("[]", &filter);
    ck_assert(lk_line_filter_has(&filter, "/x/a.c", 1));
}
END_TEST

START_TEST(whole_paths) {
    lk_line_filter filter = {.has_whole_paths = true};
    ck_assert(!lk_line_filter_has(&filter, "/x/a.c", 1));
    static const char *const names[] = {"/x/c.c", "/x/a.c", "/x/b.c"};
    for (int i = 0; i < 3; i++)
        lk_array_push(arena, &filter.files, (lk_line_file){.name = names[i]});
    lk_line_filter_sort(&filter);
    for (int i = 0; i < 3; i++)
        ck_assert(lk_line_filter_has(&filter, names[i], 1));
    ck_assert(!lk_line_filter_has(&filter, "/y/x/a.c", 1));
}
END_TEST

/* ---- diffs ---- */

static const char *lines_of(const char *diff) {
    lk_line_filter filter = {.has_whole_paths = true};
    const char *error = NULL;
    FILE *file = diff[0] ? fmemopen((char *)(uintptr_t)diff, strlen(diff), "r") : fopen("/dev/null", "r");
    ck_assert_ptr_nonnull(file);
    bool is_read = lk_diff_read(arena, file, "/top", &filter, &error);
    fclose(file);
    ck_assert(is_read == (error == NULL));
    return is_read ? written(&filter) : error;
}

#define HEAD(name) "diff --git a/" name " b/" name "\nindex 1..2 100644\n--- a/" name "\n+++ b/" name "\n"

START_TEST(hunks) {
    static const struct {
        const char *diff, *lines;
    } cases[] = {
        {"", ""},
        {HEAD("a.c") "@@ -1 +1 @@ f(void)\n-x\n+y\n@@ -5,0 +6,2 @@\n+y\n+z\n", "/top/a.c 1-1 6-7;"},
        {HEAD("a.c") "@@ -5,2 +4,0 @@\n-x\n-y\n", "/top/a.c 4-5;"},
        {HEAD("a.c") "@@ -1,2 +0,0 @@\n-x\n-y\n", "/top/a.c 1-1;"},
        {HEAD("a.c") "@@ -1,2 +1 @@\n-x\n-y\n+z\n", "/top/a.c 1-1;"},
        /* What looks like a header is a line of the file. */
        {HEAD("a.c") "@@ -1 +1 @@\n--- a/x\n+++ b/x\n@@ -9,0 +9 @@\n+@@ -1 +1 @@\n", "/top/a.c 1-1 9-9;"},
        {HEAD("a.c") "@@ -3 +3 @@\n-x\n\\ No newline at end of file\n+y\n\\ No newline at end of file\n" HEAD(
             "b.c") "@@ -0,0 +1,2 @@\n+x\n+\n",
         "/top/a.c 3-3; /top/b.c 1-2;"},
        /* With lines around, one of which is empty. */
        {HEAD("a.c") "@@ -4,5 +4,5 @@\n x\n+y\n\n-z\n x\n x\n", "/top/a.c 5-7;"},
        {HEAD("a.c") "@@ -4,4 +4,3 @@\n x\n x\n-z\n x\n", "/top/a.c 5-6;"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_str_eq(lines_of(cases[i].diff), cases[i].lines);
}
END_TEST

START_TEST(files_of_a_diff) {
    static const struct {
        const char *diff, *lines;
    } cases[] = {
        {HEAD("with space.c\t") "@@ -0,0 +1 @@\n+x\n", "/top/with space.c 1-1;"},
        {"--- \"a/\\303\\244\\t\\\"\\\\\\n.c\"\n+++ \"b/\\303\\244\\t\\\"\\\\\\n.c\"\n@@ -0,0 +1 @@\n+x\n",
         "/top/\xC3\xA4\t\"\\\n.c 1-1;"},
        {"diff --git a/a.c b/a.c\ndeleted file mode 100644\n--- a/a.c\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-x\n-y\n", ""},
        {"diff --git a/a.c b/b.c\nsimilarity index 100%\nrename from a.c\nrename to b.c\n", ""},
        {"diff --git a/a.c b/b.c\nsimilarity index 90%\nrename from a.c\nrename to b.c\n--- a/a.c\n+++ b/b.c\n"
         "@@ -7 +7 @@\n-x\n+y\n",
         "/top/b.c 7-7;"},
        {"diff --git a/x b/x\nBinary files a/x and b/x differ\n", ""},
        {"* Unmerged path a.c\n", ""},
        {HEAD("submodule") "@@ -1 +1 @@\n-Subproject commit 1\n+Subproject commit 2-dirty\n", "/top/submodule 1-1;"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_str_eq(lines_of(cases[i].diff), cases[i].lines);
}
END_TEST

START_TEST(wrong_diffs) {
    static const char *const diffs[] = {
        HEAD("a.c") "@@ -1 +x @@\n",       HEAD("a.c") "@@@ -1 -1 +1 @@@\n", HEAD("a.c") "@@ -1,x +1 @@\n",
        HEAD("a.c") "@@ -1 +1 @@\n-x\n",   HEAD("a.c") "@@ -1 +1 @@\nx\n",   HEAD("a.c") "@@ -1 +1 @@\n-x\n-x\n",
        HEAD("a.c") "@@ -0,0 +1 @@\n-x\n", "+++ a.c\n@@ -1 +1 @@\n-x\n+y\n", "+++ \"b/a.c\n",
    };
    for (size_t i = 0; i < sizeof diffs / sizeof *diffs; i++)
        ck_assert_msg(strstr(lines_of(diffs[i]), "git diff writes"), "%s", diffs[i]);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("changes");
    TCase *cases = tcase_create("changes");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, filters);
    tcase_add_test(cases, names_are_ends_of_paths);
    tcase_add_test(cases, whole_paths);
    tcase_add_test(cases, hunks);
    tcase_add_test(cases, files_of_a_diff);
    tcase_add_test(cases, wrong_diffs);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
