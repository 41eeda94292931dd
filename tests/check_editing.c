/* check_editing.c -- a file that is parsed again and again gives the very tree that a fresh parse gives. */
#include "command.h"
#include "suite.h"

#include "ast/tree_libclang.h"

#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const flags[] = {"-std=gnu11", "-I" LK_SOURCE_DIR "/testdata/include",
                                    "-I" LK_SOURCE_DIR "/runtime/include"};
enum { FLAGS = sizeof flags / sizeof *flags };

static bool dump(void *context, lk_unit *unit, const lk_function *function) {
    lk_tree_dump(context, unit, function);
    return true;
}

/* The errors, the trees and the declarations. */
static char *tell(lk_parse *parse) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    for (size_t i = 0; i < lk_parse_error_count(parse); i++) {
        lk_parse_error error = lk_parse_error_at(parse, i);
        fprintf(out, "%s:%u:%u: %s\n", error.path ? error.path : "", error.line, error.column, error.message);
    }
    fprintf(out, "lacks include: %d\n", lk_parse_unit(parse)->lacks_include);
    lk_parse_functions(parse, false, dump, out);
    lk_unit_dump(out, lk_parse_unit(parse));
    fclose(out);
    return text;
}

static char *tell_fresh(const char *path) {
    const char *error = NULL;
    lk_arena *arena = lk_arena_new();
    lk_parse *parse = lk_parse_file(arena, path, flags, FLAGS, NULL, &error);
    ck_assert_msg(parse != NULL, "%s", error);
    char *text = tell(parse);
    lk_parse_free(parse);
    lk_arena_free(arena);
    return text;
}

static char *tell_edited(lk_editing *editing, const char *path, const lk_unsaved *unsaved, uint32_t count) {
    const char *error = NULL;
    lk_arena *arena = lk_arena_new();
    lk_parse *parse = lk_editing_parse(editing, arena, path, flags, FLAGS, NULL, unsaved, count, &error);
    ck_assert_msg(parse != NULL, "%s", error);
    char *text = tell(parse);
    lk_arena_free(arena);
    return text;
}

static char preambles[256];

static void set_up(void) {
    ck_assert(command_folder(preambles, sizeof preambles));
}

/* clang leaves nothing in it. */
static void tear_down(void) {
    ck_assert_int_eq(rmdir(preambles), 0);
}

/* The text with something in front and something behind, then as it is, then with a line less. */
static void edit(const char *path) {
    char *fresh = tell_fresh(path), *text = command_read_file(path), *longer = NULL, *got;
    size_t size = 0;
    FILE *out = open_memstream(&longer, &size);
    fprintf(out, "/* in front */\n%s\nstatic int lk_behind(int a) { return a ? lk_behind(a - 1) : 0; }\n", text);
    fclose(out);
    lk_editing *editing = lk_editing_new(preambles);
    free(tell_edited(editing, path, &(lk_unsaved){path, longer, size}, 1));
    got = tell_edited(editing, path, &(lk_unsaved){path, text, strlen(text)}, 1);
    ck_assert_msg(strcmp(fresh, got) == 0, "%s: a second parse gives another tree", path);
    free(got);
    free(tell_edited(editing, path, &(lk_unsaved){path, longer, size}, 1));
    got = tell_edited(editing, path, NULL, 0);
    ck_assert_msg(strcmp(fresh, got) == 0, "%s: as it is on disk it gives another tree", path);
    free(got);
    lk_editing_free(editing);
    free(longer);
    free(text);
    free(fresh);
}

START_TEST(fixtures_give_the_same_tree) {
    glob_t found;
    ck_assert_int_eq(glob(LK_SOURCE_DIR "/testdata/*/*.c", 0, NULL, &found), 0);
    ck_assert_int_eq(glob(LK_SOURCE_DIR "/tests/tree_golden/*.c", GLOB_APPEND, NULL, &found), 0);
    ck_assert_int_gt(found.gl_pathc, 50);
    for (size_t i = 0; i < found.gl_pathc; i++)
        edit(found.gl_pathv[i]);
    globfree(&found);
}
END_TEST

static const char source[] = "#include \"lk_unsaved.h\"\nint f(void) { return ANSWER; }\n";

/* A header that is nowhere on disk, then with another text, then without. */
static void edit_header(const char *folder) {
    const char *path = LK_BUILD_DIR "/lk_editing.c", *header = LK_BUILD_DIR "/lk_unsaved.h";
    const char *first = "#define ANSWER 41\n", *second = "#define ANSWER 42\n";
    lk_editing *editing = lk_editing_new(folder);
    lk_unsaved files[] = {{path, source, strlen(source)}, {header, first, strlen(first)}};
    char *got = tell_edited(editing, path, files, 2);
    ck_assert(strstr(got, "41") && strstr(got, "lacks include: 0"));
    free(got);
    files[1] = (lk_unsaved){header, second, strlen(second)};
    got = tell_edited(editing, path, files, 2);
    ck_assert(strstr(got, "42") && !strstr(got, "41"));
    free(got);
    got = tell_edited(editing, path, files, 1);
    ck_assert(strstr(got, "lacks include: 1"));
    free(got);
    got = tell_edited(editing, path, files, 2);
    ck_assert(strstr(got, "42") && strstr(got, "lacks include: 0"));
    free(got);
    lk_editing_free(editing);
}

START_TEST(unsaved_headers_count) {
    edit_header(NULL);
    edit_header(preambles);
}
END_TEST

START_TEST(what_can_not_be_read_is_said) {
    const char *error = NULL;
    lk_arena *arena = lk_arena_new();
    lk_editing *editing = lk_editing_new(NULL);
    ck_assert_ptr_null(
        lk_editing_parse(editing, arena, LK_BUILD_DIR "/lk_none.c", flags, FLAGS, NULL, NULL, 0, &error));
    ck_assert(strstr(error, "lk_none.c"));
    lk_editing_free(editing);
    lk_arena_free(arena);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("editing");
    TCase *tests = tcase_create("editing");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, fixtures_give_the_same_tree);
    tcase_add_test(tests, unsaved_headers_count);
    tcase_add_test(tests, what_can_not_be_read_is_said);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
