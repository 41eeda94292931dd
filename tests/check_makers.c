/* check_makers.c -- both makers of trees over the golden sources: the same trees and the same IR, byte for byte. */
#include "command.h"
#include "suite.h"

#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STUB LK_BUILD_DIR "/liblocklint.so"

static const int majors[] = {19, 16};
static const char *const patterns[] = {"/tests/tree_golden/*.c", "/tests/ir_golden/*.c"};

static char folder[64];

/* The words after "flags:" in the first line of the source; "-std=gnu11" when there are none. */
static void read_flags(const char *path, char *flags, size_t size) {
    char line[1024] = "";
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    char *got = fgets(line, sizeof line, file), *at = got ? strstr(line, "flags:") : NULL, *end = strstr(line, "*/");
    fclose(file);
    if (end)
        *end = '\0';
    snprintf(flags, size, "%s -I" LK_SOURCE_DIR "/testdata/include", at ? at + strlen("flags:") : "-std=gnu11");
}

/* Dumps with both makers; false, and the difference, when they aren't the same. Each of the two is "tree" or "ir". */
static bool is_same(const char *path, int major, const char *what, char **difference) {
    char flags[1200];
    read_flags(path, flags, sizeof flags);
    command_run(NULL, LK_BUILD_DIR "/locklint --quiet --dump-%s %s -- %s >%s/command 2>/dev/null", what, path, flags,
                folder);
    command_run(NULL,
                "rm -f %s/plugin; clang-%d -fplugin=" STUB
                " -fplugin-arg-locklint-dump-%s=%s/plugin -fsyntax-only -Wno-everything %s %s >/dev/null 2>&1",
                folder, major, what, folder, flags, path);
    return command_run(difference,
                       "test -s %s/command && diff -u %s/command %s/plugin 2>&1 | head -n 40; exit "
                       "$(cmp -s %s/command %s/plugin && echo 0 || echo 1)",
                       folder, folder, folder, folder, folder) == 0;
}

static bool is_for(const char *path, int major) {
    const char *name = strrchr(path, '/') + 1;
    return major >= 19 || strcmp(name, "modern.c") != 0; /* C23 is clang 19's */
}

static size_t compare_all(const char *pattern, int major, const char *what) {
    glob_t found;
    size_t failures = 0;
    ck_assert_int_eq(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char *difference = NULL;
        if (is_for(found.gl_pathv[i], major) && !is_same(found.gl_pathv[i], major, what, &difference)) {
            fprintf(stderr, "%s by clang-%d isn't the same %s:\n%s\n", found.gl_pathv[i], major, what, difference);
            failures++;
        }
        free(difference);
    }
    globfree(&found);
    return failures;
}

START_TEST(makers_agree) {
    char clang[32], pattern[512];
    size_t failures = 0;
    snprintf(clang, sizeof clang, "clang-%d", majors[_i]);
    if (!command_exists(clang))
        return;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        snprintf(pattern, sizeof pattern, LK_SOURCE_DIR "%s", patterns[i]);
        failures += compare_all(pattern, majors[_i], "tree") + compare_all(pattern, majors[_i], "ir");
    }
    ck_assert_uint_eq(failures, 0);
}
END_TEST

int main(void) {
    if (access(STUB, F_OK) != 0)
        return 77; /* built without the plugins */
    snprintf(folder, sizeof folder, "/tmp/check_makers.XXXXXX");
    if (!mkdtemp(folder))
        return 1;
    Suite *suite = suite_create("makers");
    TCase *tests = tcase_create("makers");
    tcase_set_timeout(tests, 240);
    tcase_add_loop_test(tests, makers_agree, 0, sizeof majors / sizeof *majors);
    suite_add_tcase(suite, tests);
    int status = run_suite(suite);
    command_run(NULL, "rm -rf %s", folder);
    return status;
}
