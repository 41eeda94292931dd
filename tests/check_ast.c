/* check_ast.c -- the tree over libclang: golden dumps, positions, macro names and source text. */
#include "snippet.h"

#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool dump(void *context, lk_unit *unit, const lk_function *function) {
    lk_tree_dump(context, unit, function);
    return true;
}

/* tests/tree_golden/x.c gives x.tree. LK_UPDATE_GOLDEN=1 writes them anew. */
static void compare_golden(const char *path) {
    char golden[4096], *got = NULL;
    size_t size = 0;
    snprintf(golden, sizeof golden, "%.*stree", (int)(strlen(path) - 1), path);
    FILE *out = open_memstream(&got, &size);
    snippet_visit_file(path + strlen(LK_SOURCE_DIR) + 1, dump, out);
    fclose(out);
    if (getenv("LK_UPDATE_GOLDEN")) {
        FILE *file = fopen(golden, "w");
        ck_assert_ptr_nonnull(file);
        fputs(got, file);
        fclose(file);
    }
    char *wanted = snippet_read(golden);
    ck_assert_msg(wanted != NULL, "%s is missing", golden);
    ck_assert_msg(strcmp(got, wanted) == 0, "%s differs; got:\n%s", golden, got);
    free(got);
    free(wanted);
}

START_TEST(golden_dumps) {
    glob_t found;
    ck_assert_int_eq(glob(LK_SOURCE_DIR "/tests/tree_golden/*.c", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        compare_golden(found.gl_pathv[i]);
    globfree(&found);
}
END_TEST

static bool look_at_call(void *context, lk_unit *unit, const lk_function *function) {
    lk_arena *arena = context;
    const lk_node *call = function->body->child[0];
    ck_assert_int_eq(call->kind, LK_CALL);
    ck_assert(call->in_macro);
    ck_assert_str_eq(lk_unit_macro(unit, &call->span), "OUTER");
    ck_assert_str_eq(lk_unit_inner_macro(unit, &call->span), "INNER");
    ck_assert_str_eq(lk_unit_text(unit, arena, &call->span, 60), "OUTER(p)");
    lk_position at = lk_unit_position(unit, call->span.begin);
    ck_assert_uint_eq(at.line, 4);
    ck_assert_uint_eq(at.column, 18);
    return true;
}

START_TEST(macros_are_named_by_the_text) {
    lk_arena *arena = lk_arena_new();
    snippet_visit("void g(int *);\n#define INNER(x) g(x)\n#define OUTER(x) INNER(x)\nvoid f(int *p) { OUTER(p); }\n",
                  look_at_call, arena);
    lk_arena_free(arena);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ast");
    TCase *tests = tcase_create("ast");
    tcase_add_test(tests, golden_dumps);
    tcase_add_test(tests, macros_are_named_by_the_text);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
