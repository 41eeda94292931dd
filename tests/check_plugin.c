/* check_plugin.c -- the stub in the hosts: who is refused and how, and what the plugin does in clang-tidy and clang. */
#include "command.h"
#include "suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STUB LK_BUILD_DIR "/liblocklint.so"

/* A finding on line 5, a hidden one on line 13; the include gives the real types. */
static const char twice[] = "#include <pthread.h>\n"
                            "void twice(pthread_mutex_t *m)\n"
                            "{\n"
                            "    pthread_mutex_lock(m);\n"
                            "    pthread_mutex_lock(m);\n"
                            "    pthread_mutex_unlock(m);\n"
                            "}\n"
                            "#ifndef __locklint__\n"
                            "#error not predefined\n"
                            "#endif\n"
                            "void hidden(pthread_mutex_t *m)\n"
                            "{\n"
                            "    pthread_mutex_lock(m); pthread_mutex_lock(m); // NOLINT(locklint-double-lock)\n"
                            "}\n";

static char folder[64];
static int major; /* of the host that the loop is at */

static void write_file(const char *name, const char *text) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void make_folder(void) {
    strcpy(folder, "/tmp/check_plugin.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    write_file("twice.c", twice);
}

static void remove_folder(void) {
    command_run(NULL, "rm -rf %s", folder);
}

/* Sets `major`; false when this LLVM's hosts are not installed. */
static bool host_at(int index) {
    static const int majors[] = {19, 16};
    char name[32];
    major = majors[index];
    snprintf(name, sizeof name, "clang-tidy-%d", major);
    if (!command_exists(name))
        return false;
    snprintf(name, sizeof name, "clang-%d", major);
    return command_exists(name);
}

/* Expects a status and a text in the output; frees the output. */
static void expect(int status, int wanted, char *output, const char *text) {
    ck_assert_msg(status == wanted && strstr(output, text) != NULL, "status %d instead of %d, or no '%s' in:\n%s",
                  status, wanted, text, output);
    free(output);
}

static void expect_absent(char *output, const char *text) {
    ck_assert_msg(strstr(output, text) == NULL, "'%s' in:\n%s", text, output);
    free(output);
}

START_TEST(an_old_clang_tidy_is_refused) {
    char *output;
    if (!command_exists("clang-tidy-14"))
        return;
    int status = command_run(&output, "clang-tidy-14 -load=%s --checks='*' %s/twice.c -- 2>&1", STUB, folder);
    expect(status, 2, output, "this clang-tidy belongs to LLVM 14, and locklint was built for LLVM ");
}
END_TEST

START_TEST(an_old_clang_is_refused) {
    char *output;
    if (!command_exists("clang-14"))
        return;
    int status = command_run(&output, "clang-14 -fplugin=%s -fsyntax-only %s/twice.c 2>&1", STUB, folder);
    expect(status, 2, output, "this clang belongs to LLVM 14, and locklint was built for LLVM ");
}
END_TEST

START_TEST(a_stranger_is_refused) {
    char *output;
    int status = command_run(&output, "LD_PRELOAD=%s /bin/true 2>&1", STUB);
    expect(status, 2, output, "is neither clang-tidy nor clang");
}
END_TEST

START_TEST(a_missing_part_is_told) {
    char *output;
    if (!host_at(_i))
        return;
    int status = command_run(&output, "cp %s %s/ && clang-%d -fplugin=%s/liblocklint.so -fsyntax-only %s/twice.c 2>&1",
                             STUB, folder, major, folder, folder);
    expect(status, 2, output, "install or copy all of locklint's liblocklint*.so files together");
}
END_TEST

START_TEST(a_broken_part_is_told) {
    char *output;
    if (!host_at(_i))
        return;
    int status = command_run(&output,
                             "cd %s && cp %s . && echo no library >liblocklint-tidy-%d.so && "
                             "clang-tidy-%d -load=./liblocklint.so --checks='*' twice.c -- 2>&1",
                             folder, STUB, major, major);
    expect(status, 2, output, "can't open the part for this host");
}
END_TEST

START_TEST(a_link_to_the_stub_works) {
    char *output;
    if (!host_at(_i))
        return;
    int status =
        command_run(&output, "cd %s && ln -s %s linked.so && clang-%d -fplugin=./linked.so -fsyntax-only twice.c 2>&1",
                    folder, STUB, major);
    expect(status, 0, output, "twice.c:5:");
}
END_TEST

START_TEST(clang_tidy_reports) {
    char *output;
    if (!host_at(_i))
        return;
    int status = command_run(&output, "clang-tidy-%d -load=%s --checks='-*,locklint-double-lock' %s/twice.c -- 2>&1",
                             major, STUB, folder);
    expect(status, 0, strdup(output), "[locklint-double-lock]");
    expect(status, 0, strdup(output), "twice.c:5:5: warning: ");
    expect(status, 0, strdup(output), "twice.c:4:5: note: ");
    expect_absent(output, "twice.c:13:");
}
END_TEST

/* Units in which nothing has to do with locks are not gone through. */
static const char *const hardly_seen[] = {
    /* declared in a block alone */
    "typedef struct m { int x; } pthread_mutex_t;\n"
    "void f(pthread_mutex_t *m) {\n"
    "    extern int pthread_mutex_lock(pthread_mutex_t *);\n"
    "    pthread_mutex_lock(m);\n"
    "    pthread_mutex_lock(m);\n"
    "}\n",
    /* called in an inline function alone */
    "#include <pthread.h>\n"
    "static inline void take(pthread_mutex_t *m) { pthread_mutex_lock(m); }\n"
    "void f(pthread_mutex_t *m) {\n"
    "    take(m);\n"
    "    take(m);\n"
    "}\n",
    /* no name of a model at all */
    "struct __attribute__((capability(\"mutex\"))) lock { int x; };\n"
    "void take(struct lock *l) __attribute__((acquire_capability(*l)));\n"
    "void f(struct lock *l) {\n"
    "    take(l);\n"
    "    take(l);\n"
    "}\n",
    "struct lock;\n"
    "void take(struct lock *l) __attribute__((annotate(\"locklint: {acquire: {lock: '*l'}}\")));\n"
    "void f(struct lock *l) {\n"
    "    take(l);\n"
    "    take(l);\n"
    "}\n",
};

START_TEST(what_is_hardly_seen_is_found) {
    char *output;
    for (size_t i = 0; i < sizeof hardly_seen / sizeof *hardly_seen; i++) {
        write_file("hardly.c", hardly_seen[i]);
        if (!host_at(_i))
            return;
        int status = command_run(&output, "clang-tidy-%d -load=%s --checks='-*,locklint-*' %s/hardly.c -- 2>&1", major,
                                 STUB, folder);
        expect(status, 0, output, "hardly.c:5:5: warning: ");
        status = command_run(&output, "clang-%d -fplugin=%s -fsyntax-only %s/hardly.c 2>&1", major, STUB, folder);
        expect(status, 0, output, "hardly.c:5:5: warning: ");
    }
}
END_TEST

START_TEST(clang_tidy_counts_errors) {
    char *output;
    if (!host_at(_i))
        return;
    int status = command_run(&output,
                             "clang-tidy-%d -load=%s --checks='-*,locklint-*' --warnings-as-errors='locklint-*' "
                             "%s/twice.c -- 2>&1",
                             major, STUB, folder);
    expect(status, 1, output, "[locklint-double-lock,-warnings-as-errors]");
}
END_TEST

START_TEST(clang_tidy_knows_the_option) {
    char *output;
    if (!host_at(_i))
        return;
    write_file(".clang-tidy", "Checks: '-*,locklint-*'\nCheckOptions:\n  LocklintModels: 'none.yaml'\n");
    int status = command_run(&output, "clang-tidy-%d -load=%s --dump-config %s/twice.c -- 2>&1", major, STUB, folder);
    expect(status, 0, output, "LocklintModels:");
    status = command_run(&output, "clang-tidy-%d -load=%s --verify-config %s/twice.c -- 2>&1", major, STUB, folder);
    expect(status, 0, strdup(output), "No config errors detected.");
    free(output);
    status = command_run(&output, "cd / && clang-tidy-%d -load=%s %s/twice.c -- 2>&1", major, STUB, folder);
    expect(status, 1, output, "none.yaml: can't read this model file");
}
END_TEST

START_TEST(clang_reports) {
    char *output;
    if (!host_at(_i))
        return;
    int status =
        command_run(&output, "clang-%d -fplugin=%s -c -o %s/twice.o %s/twice.c 2>&1", major, STUB, folder, folder);
    expect(status, 0, strdup(output), "[locklint-double-lock]");
    expect(status, 0, strdup(output), "twice.c:5:5: warning: ");
    expect(status, 0, strdup(output), "twice.c:4:5: note: ");
    expect_absent(output, "twice.c:13:");
    ck_assert_int_eq(command_run(NULL, "test -s %s/twice.o", folder), 0);
}
END_TEST

START_TEST(clang_keeps_its_switches) {
    char *output;
    if (!host_at(_i))
        return;
    int status =
        command_run(&output, "clang-%d -fplugin=%s -Werror -fsyntax-only %s/twice.c 2>&1", major, STUB, folder);
    expect(status, 1, output, "error: 'm' is locked again");
    status = command_run(&output, "clang-%d -fplugin=%s -w -fsyntax-only %s/twice.c 2>&1", major, STUB, folder);
    expect(status, 0, strdup(output), "");
    expect_absent(output, "twice.c:5:");
    status = command_run(&output, "clang-%d -fplugin=%s -x c++ -D__locklint__ -fsyntax-only %s/twice.c 2>&1", major,
                         STUB, folder);
    expect_absent(output, "twice.c:5:");
}
END_TEST

/* clang's pragmas know of no plugin's warning by name; what is said of all warnings is said of these too. */
START_TEST(clang_keeps_its_pragmas) {
    static const char *const words[] = {"ignored", "error", "warning"};
    static const char *const wanted[] = {"", "error: 'm' is locked again", "warning: 'm' is locked again"};
    if (!host_at(_i))
        return;
    for (int i = 0; i < 3; i++) {
        char *text = NULL, *output;
        ck_assert_int_gt(asprintf(&text,
                                  "#pragma clang diagnostic push\n#pragma clang diagnostic %s \"-Weverything\"\n%s"
                                  "#pragma clang diagnostic pop\n",
                                  words[i], twice),
                         0);
        write_file("pragma.c", text);
        free(text);
        int status = command_run(&output, "clang-%d -fplugin=%s -fsyntax-only %s/pragma.c 2>&1", major, STUB, folder);
        expect(status, i == 1, strdup(output), wanted[i]);
        if (i == 0)
            expect_absent(output, "locked again");
        else
            free(output);
    }
}
END_TEST

START_TEST(clang_takes_arguments) {
    char *output;
    if (!host_at(_i))
        return;
    int status = command_run(&output,
                             "clang-%d -fplugin=%s -fplugin-arg-locklint-checks='-locklint-double-lock' -fsyntax-only "
                             "%s/twice.c 2>&1",
                             major, STUB, folder);
    expect(status, 0, strdup(output), "");
    expect_absent(output, "twice.c:5:");
    status = command_run(&output, "clang-%d -fplugin=%s -fplugin-arg-locklint-chekcs=x -fsyntax-only %s/twice.c 2>&1",
                         major, STUB, folder);
    expect(status, 1, output, "unknown plugin argument 'chekcs=x'");
    status =
        command_run(&output, "clang-%d -fplugin=%s -fplugin-arg-locklint-checks='-*' -fsyntax-only %s/twice.c 2>&1",
                    major, STUB, folder);
    expect(status, 1, output, "checks='-*' leaves no rule");
    write_file("bad.yaml", "api: bad\nfunctions:\n  f(m): {acquire: {lock: '*n'}}\n");
    status = command_run(
        &output, "cd %s && clang-%d -fplugin=%s -fplugin-arg-locklint-model=bad.yaml -fsyntax-only twice.c 2>&1",
        folder, major, STUB);
    expect(status, 1, output, "bad.yaml:3:");
}
END_TEST

int main(void) {
    if (access(STUB, F_OK) != 0) {
        puts("no plugin was built here");
        return 77;
    }
    Suite *suite = suite_create("plugin");
    TCase *tests = tcase_create("plugin");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, an_old_clang_tidy_is_refused);
    tcase_add_test(tests, an_old_clang_is_refused);
    tcase_add_test(tests, a_stranger_is_refused);
    tcase_add_loop_test(tests, a_missing_part_is_told, 0, 2);
    tcase_add_loop_test(tests, a_broken_part_is_told, 0, 2);
    tcase_add_loop_test(tests, a_link_to_the_stub_works, 0, 2);
    tcase_add_loop_test(tests, clang_tidy_reports, 0, 2);
    tcase_add_loop_test(tests, what_is_hardly_seen_is_found, 0, 2);
    tcase_add_loop_test(tests, clang_tidy_counts_errors, 0, 2);
    tcase_add_loop_test(tests, clang_tidy_knows_the_option, 0, 2);
    tcase_add_loop_test(tests, clang_reports, 0, 2);
    tcase_add_loop_test(tests, clang_keeps_its_switches, 0, 2);
    tcase_add_loop_test(tests, clang_keeps_its_pragmas, 0, 2);
    tcase_add_loop_test(tests, clang_takes_arguments, 0, 2);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
