/* scenarios.c -- running scripts and comparing what they say with their golden files. */
#include "scenarios.h"

#include "command.h"
#include "suite.h"

#include <check.h>
#include <glob.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Seconds differ from run to run: "4.1 s" at the end of the summary becomes "0.0 s". */
static void mask_seconds(char *text) {
    regex_t seconds;
    regmatch_t match[2];
    ck_assert_int_eq(regcomp(&seconds, ", ([0-9]+\\.[0-9]) s\n", REG_EXTENDED), 0);
    while (regexec(&seconds, text, 2, match, 0) == 0) {
        memmove(text + match[1].rm_so + 3, text + match[1].rm_eo, strlen(text + match[1].rm_eo) + 1);
        memcpy(text + match[1].rm_so, "0.0", 3);
        text += match[1].rm_so + 3;
    }
    regfree(&seconds);
}

/* Its own folder has another name in each run. */
static void mask_folder(char *text, const char *folder) {
    static const char name[] = "/FOLDER";
    size_t length = strlen(folder);
    for (char *at = text; (at = strstr(at, folder));) {
        memcpy(at, name, strlen(name));
        memmove(at + strlen(name), at + length, strlen(at + length) + 1);
    }
}

static char *run(const char *script, const char *folder) {
    char *output, *errors, *all, path[512];
    const char *program = getenv("LOCKLINT");
    int status = command_run(&output,
                             "cd %s && LOCKLINT=%s PLUGIN=" LK_BUILD_DIR "/liblocklint.so TOOLS=" LK_BUILD_DIR
                             " HEADERS=" LK_SOURCE_DIR "/testdata/include sh %s 2>stderr.log",
                             folder, program ? program : LK_BUILD_DIR "/locklint", script);
    snprintf(path, sizeof path, "%s/stderr.log", folder);
    errors = command_read_file(path);
    ck_assert_ptr_nonnull(errors);
    int length = asprintf(&all, "%s--- stderr\n%s--- status %d\n", output, errors, status);
    ck_assert_int_ge(length, 0);
    free(output);
    free(errors);
    mask_seconds(all);
    mask_folder(all, folder);
    return all;
}

static glob_t scenarios;

START_TEST(scenario) {
    const char *script = scenarios.gl_pathv[_i];
    char folder[] = "/tmp/scenario.XXXXXX", golden[4096];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(golden, sizeof golden, "%.*s.txt", (int)(strlen(script) - 3), script);
    char *got = run(script, folder);
    expect_golden(golden, got);
    free(got);
    ck_assert_int_eq(command_run(NULL, "rm -rf %s", folder), 0);
}
END_TEST

int scenarios_run(const char *directory) {
    char pattern[4096];
    snprintf(pattern, sizeof pattern, LK_SOURCE_DIR "/tests/%s/*.sh", directory);
    if (glob(pattern, 0, NULL, &scenarios) != 0)
        return 1;
    Suite *suite = suite_create(directory);
    TCase *cases = tcase_create(directory);
    tcase_set_timeout(cases, 240);
    tcase_add_loop_test(cases, scenario, 0, (int)scenarios.gl_pathc);
    suite_add_tcase(suite, cases);
    int failed = run_suite(suite);
    globfree(&scenarios);
    return failed;
}
