/* check_readme.c -- what the README shows is what the program says: its finding, its rules, its model. */
#include "command.h"
#include "lint/rule.h"
#include "suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *readme;

static void read_readme(void) {
    readme = command_read_file(LK_SOURCE_DIR "/README.md");
    ck_assert_ptr_nonnull(readme);
}

static void free_readme(void) {
    free(readme);
}

START_TEST(every_rule_is_listed) {
    for (uint32_t i = 0; i < lk_rule_count(); i++) {
        char row[512];
        const lk_rule_meta *meta = lk_rule_at(i)->meta;
        snprintf(row, sizeof row, "\n| `locklint-%s` | %s |\n", meta->name, meta->summary);
        ck_assert_msg(strstr(readme, row) != NULL, "the README lacks the row:%s", row);
    }
}
END_TEST

/* Fails unless the README shows, behind the line `command`, the `output` indented. */
static void expect_shown(const char *command, const char *output) {
    const char *shown = strstr(readme, command);
    ck_assert_ptr_nonnull(shown);
    shown = strchr(shown, '\n') + 1;
    for (const char *line = output; *line != '\0';) {
        size_t length = strcspn(line, "\n") + 1, indent = length > 1 ? 4 : 0;
        ck_assert_msg(strncmp(shown, "    ", indent) == 0 && strncmp(shown + indent, line, length) == 0,
                      "the README should show: %.*s", (int)length, line);
        line += length;
        shown += indent + length;
    }
}

START_TEST(the_finding_is_real) {
    char *output;
    ck_assert_int_eq(
        command_run(&output, "cd %s && %s/locklint --quiet testdata/demo/cache.c -- 2>&1", LK_SOURCE_DIR, LK_BUILD_DIR),
        0);
    char *end = strstr(output + 1, "\ntestdata/demo/cache.c:34");
    ck_assert_ptr_nonnull(end);
    end[1] = '\0';
    expect_shown("    $ locklint testdata/demo/cache.c --\n", output);
    free(output);
}
END_TEST

START_TEST(the_graph_is_real) {
    char *output;
    int status = command_run(&output,
                             "cd %s/testdata/demo/bank && %s/locklint --quiet --output=/dev/null "
                             "--lock-graph=/dev/stdout *.c -- 2>&1 | diff locks.dot - 2>&1",
                             LK_SOURCE_DIR, LK_BUILD_DIR);
    ck_assert_msg(status == 0, "draw testdata/demo/bank/locks.dot and locks.svg anew:\n%s", output);
    free(output);
}
END_TEST

START_TEST(the_coverage_is_real) {
    char *output;
    ck_assert_int_eq(command_run(&output, "cd %s && %s/locklint --quiet --coverage testdata/demo/own_locks.c -- 2>&1",
                                 LK_SOURCE_DIR, LK_BUILD_DIR),
                     0);
    expect_shown("    $ locklint --coverage testdata/demo/own_locks.c --\n", output);
    free(output);
}
END_TEST

/* With --help in front, a command line is read and nothing else is done. */
START_TEST(the_options_exist) {
    static const char start[] = "\n    locklint ";
    int commands = 0;
    for (const char *line = strstr(readme, start); line != NULL; line = strstr(line + 1, start)) {
        const char *words = line + strlen(start);
        int length = (int)strcspn(words, "\n");
        ck_assert_msg(command_run(NULL, "%s/locklint --help %.*s", LK_BUILD_DIR, length, words) == 0, "locklint %.*s",
                      length, words);
        commands++;
    }
    ck_assert_int_ge(commands, 4);
}
END_TEST

/* Writes the README's indented model to a file, without its indentation. */
static void write_model(const char *path) {
    char *begin = strstr(readme, "    # mylocks.yaml\n"),
         *end = strstr(readme, "\n\n    locklint --model=mylocks.yaml");
    ck_assert(begin != NULL && end != NULL && begin < end);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    for (const char *line = begin; line < end; line = strchr(line, '\n') + 1)
        fprintf(file, "%.*s\n", (int)strcspn(line + 4, "\n"), line + 4);
    fclose(file);
}

START_TEST(the_model_works) {
    char *output, folder[] = "/tmp/check_readme.XXXXXX", path[64];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/mylocks.yaml", folder);
    write_model(path);
    int status = command_run(&output,
                             "cd %s && echo 'typedef int my_mutex; int my_lock(my_mutex *); void my_unlock(my_mutex *);"
                             "void f(my_mutex *m) { my_lock(m); my_lock(m); my_unlock(m); }' >f.c && "
                             "%s/locklint --model=mylocks.yaml f.c -- 2>&1",
                             folder, LK_BUILD_DIR);
    command_run(NULL, "rm -r %s", folder);
    ck_assert_msg(status == 0 && strstr(output, "[locklint-double-lock]") != NULL, "%s", output);
    free(output);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("readme");
    TCase *tests = tcase_create("readme");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, read_readme, free_readme);
    tcase_add_test(tests, every_rule_is_listed);
    tcase_add_test(tests, the_finding_is_real);
    tcase_add_test(tests, the_graph_is_real);
    tcase_add_test(tests, the_coverage_is_real);
    tcase_add_test(tests, the_options_exist);
    tcase_add_test(tests, the_model_works);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
