/* check_driver.c -- paths, words, compilation databases, flags, and which units they make; crashes. */
#include "driver/job.h"
#include "driver/link.h"
#include "suite.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static lk_arena *arena;
static char folder[] = "/tmp/check_driver.XXXXXX";

static void set_up(void) {
    arena = lk_arena_new();
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

static void tear_down(void) {
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_int_eq(system(command), 0);
    lk_arena_free(arena);
}

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

/* The words with | between them. */
static const char *joined(const lk_words *words) {
    const char *text = "";
    for (uint32_t i = 0; i < words->count; i++)
        text = lk_arena_printf(arena, "%s%s%s", text, i ? "|" : "", words->items[i]);
    return text;
}

static const char *split(const char *text) {
    lk_words words = {0};
    return lk_words_split(arena, &words, text, strlen(text)) ? joined(&words) : "not closed";
}

START_TEST(words) {
    ck_assert_str_eq(split("gcc  -c\ta.c\n"), "gcc|-c|a.c");
    ck_assert_str_eq(split("-DA='b c' -DB=\"d \\\"e\\\" \\x\""), "-DA=b c|-DB=d \"e\" \\x");
    ck_assert_str_eq(split("a\\ b '' \"\" x'y'\"z\""), "a b|||xyz");
    ck_assert_str_eq(split("-DS=\\\"text\\\""), "-DS=\"text\"");
    ck_assert_str_eq(split("a\\\nb"), "ab");
    ck_assert_str_eq(split("$HOME `x` *"), "$HOME|`x`|*");
    ck_assert_str_eq(split("a 'b"), "not closed");
    ck_assert_str_eq(split("   "), "");
}
END_TEST

START_TEST(paths) {
    lk_here here = {"/real/home", "/home"};
    ck_assert_str_eq(lk_path_absolute(arena, "/a/b", "c.c"), "/a/b/c.c");
    ck_assert_str_eq(lk_path_absolute(arena, "/a/b", "./c//d/./e.c"), "/a/b/c/d/e.c");
    ck_assert_str_eq(lk_path_absolute(arena, "/a/b", "../c.c"), "/a/c.c");
    ck_assert_str_eq(lk_path_absolute(arena, "/a", "/x/../../y"), "/y");
    ck_assert_str_eq(lk_path_absolute(arena, "/a", "/"), "/");
    ck_assert_str_eq(lk_path_shown(arena, &here, "/home/x/y.c"), "x/y.c");
    ck_assert_str_eq(lk_path_shown(arena, &here, "/real/home/y.c"), "y.c");
    ck_assert_str_eq(lk_path_shown(arena, &here, "/homes/y.c"), "/homes/y.c");
    ck_assert(lk_path_is_below("/a/b", "/a"));
    ck_assert(lk_path_is_below("/a", "/"));
    ck_assert(!lk_path_is_below("/ab", "/a"));
}
END_TEST

START_TEST(parents_behind_links_stay) {
    mkdir("one", 0777);
    mkdir("two", 0777);
    mkdir("two/deep", 0777);
    write_file("two/x.c", "");
    write_file("one/x.c", "");
    ck_assert_int_eq(symlink("../two/deep", "one/link"), 0);
    const char *path = lk_path_absolute(arena, folder, "one/link/../x.c");
    ck_assert_str_eq(strstr(path, "/one/"), "/one/link/../x.c");
    const char *plain = lk_path_absolute(arena, folder, "two/deep/../x.c");
    ck_assert_str_eq(strstr(plain, "/two/"), "/two/x.c");
}
END_TEST

static const char *flags_of(const char *command) {
    lk_words words = {0}, flags = {0};
    ck_assert(lk_words_split(arena, &words, command, strlen(command)));
    lk_arguments_adjust(arena, &words, &flags);
    return joined(&flags);
}

START_TEST(flags) {
    ck_assert_str_eq(flags_of("gcc -c -o a.o -Ix -I y -DA -D B a.c"), "-Ix|-I|y|-DA|-D|B");
    ck_assert_str_eq(flags_of("ccache /usr/bin/gcc-12 -oa.o -std=gnu11 a.c b.o libx.a"), "-std=gnu11");
    ck_assert_str_eq(flags_of("env LC_ALL=C gcc -DA a.c"), "-DA");
    ck_assert_str_eq(flags_of("cc -MD -MMD -MP -MF x.d -MT x -MQx -Wp,-MMD,x.d -include z.h a.c"), "-include|z.h");
    ck_assert_str_eq(flags_of("cc -fplugin=x.so -fplugin-arg-x-y=1 -fprofile-use=p -O2 -- a.c"), "-O2");
    ck_assert_str_eq(flags_of("aarch64-linux-gnu-gcc-12 -mcpu=cortex-a53 a.c"),
                     "--target=aarch64-linux-gnu|-mcpu=cortex-a53");
    ck_assert_str_eq(flags_of("xtensa-esp32-elf-gcc a.c"), "");
    ck_assert_str_eq(flags_of("cc -x c a.c"), "-x|c");
    ck_assert_str_eq(flags_of("cc"), "");
}
END_TEST

static lk_compile_kind kind_of(const char *command, const char *file) {
    lk_words words = {0};
    ck_assert(lk_words_split(arena, &words, command, strlen(command)));
    return lk_arguments_classify(&words, file);
}

START_TEST(kinds) {
    ck_assert_int_eq(kind_of("cc -c a.c", "/a.c"), LK_COMPILES_C);
    ck_assert_int_eq(kind_of("cc -E a.c", "/a.c"), LK_PREPROCESSES);
    ck_assert_int_eq(kind_of("cc -DX -MM a.c", "/a.c"), LK_PREPROCESSES);
    ck_assert_int_eq(kind_of("cc -o -E a.c", "/a.c"), LK_COMPILES_C);
    ck_assert_int_eq(kind_of("g++ -c a.c", "/a.c"), LK_COMPILES_CXX);
    ck_assert_int_eq(kind_of("clang++-19 -x c a.c", "/a.c"), LK_COMPILES_C);
    ck_assert_int_eq(kind_of("cc -c a.cc", "/a.cc"), LK_COMPILES_CXX);
    ck_assert_int_eq(kind_of("cc -xc++ a.c", "/a.c"), LK_COMPILES_CXX);
    ck_assert_int_eq(kind_of("cc -c a.S", "/a.S"), LK_ASSEMBLES);
    ck_assert_int_eq(kind_of("cc -o x a.o", "/a.o"), LK_COMPILES_OTHER);
    ck_assert_int_eq(kind_of("cc -c noend", "/no.d/noend"), LK_COMPILES_OTHER);
}
END_TEST

START_TEST(response_files) {
    lk_words words = {0};
    write_file("inner.rsp", "-DB");
    write_file("all.rsp", "-DA='x y' @inner.rsp\n@nowhere.rsp");
    write_file("loop.rsp", "@loop.rsp -DL");
    lk_array_push(arena, &words, "cc");
    lk_array_push(arena, &words, "@all.rsp");
    lk_arguments_expand(arena, &words, folder);
    ck_assert_str_eq(joined(&words), "cc|-DA=x y|-DB|@nowhere.rsp");
    words = (lk_words){0};
    lk_array_push(arena, &words, "@loop.rsp");
    lk_arguments_expand(arena, &words, folder);
    ck_assert_ptr_nonnull(strstr(joined(&words), "-DL"));
}
END_TEST

static const char *database_error(const char *text) {
    lk_compdb database;
    const char *error = NULL;
    write_file("compile_commands.json", text);
    ck_assert(!lk_compdb_read(arena, "compile_commands.json", &database, &error));
    ck_assert_ptr_nonnull(error);
    return error;
}

START_TEST(wrong_databases) {
    const char *error = database_error("[\n {\"directory\": x}]");
    ck_assert_msg(strncmp(error, "compile_commands.json:2:16: ", 28) == 0, "%s", error);
    ck_assert_ptr_nonnull(strstr(database_error("{}"), "has to be a list"));
    ck_assert_ptr_nonnull(strstr(database_error("[7]"), "entry 1"));
    ck_assert_ptr_nonnull(strstr(database_error("[{\"file\":\"x\"}]"), "'directory'"));
    ck_assert_ptr_nonnull(strstr(database_error("[{\"directory\":\"x\"}]"), "'file'"));
    ck_assert_ptr_nonnull(strstr(database_error("[{\"directory\":\"x\",\"file\":\"x\"}]"), "'arguments'"));
    ck_assert_ptr_nonnull(
        strstr(database_error("[{\"directory\":\"x\",\"file\":\"x\",\"command\":\"cc 'x\"}]"), "not closed"));
    ck_assert_ptr_nonnull(strstr(database_error("[{\"directory\":\"x\",\"file\":\"x\",\"command\":\" \"}]"), "empty"));
    ck_assert_ptr_nonnull(
        strstr(database_error("[{\"directory\":\"x\",\"file\":\"x\",\"arguments\":[1]}]"), "strings only"));
}
END_TEST

START_TEST(finding_the_database) {
    mkdir("a", 0777);
    mkdir("a/b", 0777);
    write_file("compile_commands.json", "[]");
    ck_assert_str_eq(lk_compdb_find(arena, "a/b/none.c"), "compile_commands.json");
    ck_assert_str_eq(lk_compdb_find(arena, "."), "compile_commands.json");
    write_file("a/compile_commands.json", "[]");
    ck_assert_str_eq(lk_compdb_find(arena, "a/b"), "a/compile_commands.json");
    mkdir("a/b/build", 0777);
    write_file("a/b/build/compile_commands.json", "[]");
    ck_assert_str_eq(lk_compdb_find(arena, "a/b/none.c"), "a/b/build/compile_commands.json");
    ck_assert_str_eq(lk_compdb_find(arena, "a/none.c"), "a/compile_commands.json");
}
END_TEST

static const char *const database = "[{\"directory\":\".\",\"file\":\"a.c\",\"command\":\"cc -c a.c\"},"
                                    "{\"directory\":\".\",\"file\":\"sub/b.c\",\"command\":\"cc -DB -c sub/b.c\"},"
                                    "{\"directory\":\".\",\"file\":\"a.c\",\"command\":\"cc -c -o other.o a.c\"},"
                                    "{\"directory\":\".\",\"file\":\"a.c\",\"command\":\"cc -DA -c a.c\"},"
                                    "{\"directory\":\".\",\"file\":\"c.cpp\",\"command\":\"c++ -c c.cpp\"},"
                                    "{\"directory\":\"sub\",\"file\":\"gone.c\",\"command\":\"cc -c gone.c\"}]";

/* Selects from the database; gives the shown paths, then the problems, one a line. */
static const char *selected(lk_selection selection, lk_selected *out) {
    lk_compdb read;
    const char *error = NULL, *text = "";
    mkdir("sub", 0777);
    mkdir("empty", 0777);
    write_file("compile_commands.json", database);
    write_file("a.c", "int a;\n");
    write_file("sub/b.c", "int b;\n");
    write_file("c.cpp", "int c;\n");
    write_file("h.h", "int h;\n");
    ck_assert_msg(lk_compdb_read(arena, "compile_commands.json", &read, &error), "%s", error);
    selection.compdb = selection.flags ? NULL : &read;
    selection.here = lk_here_now(arena);
    lk_select(arena, &selection, out);
    for (uint32_t i = 0; i < out->jobs.count; i++)
        text = lk_arena_printf(arena, "%s%s\n", text, out->jobs.items[i].shown);
    for (uint32_t i = 0; i < out->problems.count; i++)
        text = lk_arena_printf(arena, "%s%s\n", text, out->problems.items[i]);
    return text;
}

START_TEST(whole_database) {
    lk_selected out;
    const char *text = selected((lk_selection){0}, &out);
    ck_assert_str_eq(text, "a.c\nsub/b.c\na.c\nsub/gone.c: error: not analysed: No such file or directory\n");
    ck_assert_uint_eq(out.repeated, 1);
    ck_assert_uint_eq(out.skipped[LK_COMPILES_CXX], 1);
    ck_assert_ptr_nonnull(strstr(joined(&out.jobs.items[2].flags), "|-DA"));
}
END_TEST

START_TEST(named_files) {
    lk_selected out;
    lk_selection wanted = {0};
    static const char *const names[] = {"sub/../sub", "./a.c", "c.cpp", "h.h", "empty", "none.c"};
    for (size_t i = 0; i < 6; i++)
        lk_array_push(arena, &wanted.files, names[i]);
    ck_assert_str_eq(selected(wanted, &out),
                     "a.c\nsub/b.c\na.c\n"
                     "none.c: error: No such file or directory\n"
                     "sub/gone.c: error: not analysed: No such file or directory\n"
                     "c.cpp: error: not analysed: compile_commands.json compiles it as no C (C++)\n"
                     "h.h: error: a header is analysed through the files that include it: name one of those, or give "
                     "its flags after --\n"
                     "empty: error: no entry of compile_commands.json lies below this directory\n");
}
END_TEST

START_TEST(excluded_files) {
    lk_selected out;
    lk_selection wanted = {0};
    lk_array_push(arena, &wanted.excludes, "sub/*");
    lk_array_push(arena, &wanted.extra, "-DLAST");
    lk_array_push(arena, &wanted.extra_before, "-DFIRST");
    ck_assert_str_eq(selected(wanted, &out), "a.c\na.c\n");
    ck_assert_uint_eq(out.excluded, 2);
    const char *flags = joined(&out.jobs.items[1].flags);
    ck_assert_msg(strstr(flags, "|-DFIRST|-DA|-DLAST"), "%s", flags);
}
END_TEST

START_TEST(given_flags) {
    lk_selected out;
    lk_words given = {0};
    lk_selection wanted = {.flags = &given};
    static const char *const names[] = {"a.c", "a.c", "sub", "c.cpp", "h.h", "bin.o"};
    for (size_t i = 0; i < 6; i++)
        lk_array_push(arena, &wanted.files, names[i]);
    FILE *binary = fopen("bin.o", "w");
    fwrite("\x7f"
           "ELF\0",
           1, 5, binary);
    fclose(binary);
    lk_array_push(arena, &given, "-DX");
    ck_assert_str_eq(selected(wanted, &out),
                     "a.c\nh.h\n"
                     "sub: error: a directory needs a compilation database; with -- name the files\n"
                     "c.cpp: error: not analysed: it is no C source (C++); -x c after -- says that it is\n"
                     "bin.o: error: not analysed: it is a binary file, no C source\n");
    ck_assert_ptr_nonnull(strstr(joined(&out.jobs.items[1].flags), "-xc|-DX"));
}
END_TEST

/* ---- a crash while linking ---- */

/* Stands for lk_link: it comes to the functions 5, 7 and 9, and can follow neither 7 nor 9. */
static lk_unit_report *crash(lk_arena *memory, const void *options, const lk_job *job,
                             void (*reached)(void *context, lk_stage stage), void *context) {
    lk_lint_watch *watch = ((const lk_link_options *)options)->watch;
    (void)job;
    reached(context, LK_STAGE_ANALYSE);
    for (watch->at = 5; watch->at <= 9; watch->at += 2) {
        bool is_left_out = false;
        for (uint32_t i = 0; i < watch->left_out_count; i++)
            is_left_out |= watch->left_out[i] == watch->at;
        if (watch->at > 5 && !is_left_out)
            abort();
    }
    watch->at = 0;
    lk_unit_report *report = LK_NEW(memory, lk_unit_report);
    report->dump = "";
    report->statistics.bugs = watch->left_out_count;
    return report;
}

/* Crashes before it comes to any function. */
static lk_unit_report *crash_early(lk_arena *memory, const void *options, const lk_job *job,
                                   void (*reached)(void *context, lk_stage stage), void *context) {
    (void)memory, (void)options, (void)job, (void)reached, (void)context;
    abort();
}

typedef struct told {
    uint32_t count, bugs;
    bool has_failed;
} told;

static void tell(void *context, const lk_job *job, const lk_unit_report *report) {
    told *self = context;
    (void)job;
    self->count++;
    self->bugs = report->statistics.bugs;
    self->has_failed = report->failure;
}

START_TEST(crashes_while_linking) {
    told told = {0};
    lk_link_options options = {0};
    lk_pool_options pool = {.workers = 1, .analyse = crash, .receive = tell, .context = &told};
    const lk_job job = {.path = "", .shown = "all", .output = ""};
    ck_assert_int_eq(lk_link_run(&pool, &options, &job), 0);
    ck_assert_uint_eq(told.count, 1);
    ck_assert_uint_eq(told.bugs, 2);
    ck_assert(!told.has_failed);
    pool.analyse = crash_early;
    ck_assert_int_eq(lk_link_run(&pool, &options, &job), 0);
    ck_assert_uint_eq(told.count, 2);
    ck_assert(told.has_failed);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("driver");
    TCase *cases = tcase_create("driver");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, words);
    tcase_add_test(cases, paths);
    tcase_add_test(cases, parents_behind_links_stay);
    tcase_add_test(cases, flags);
    tcase_add_test(cases, kinds);
    tcase_add_test(cases, response_files);
    tcase_add_test(cases, wrong_databases);
    tcase_add_test(cases, finding_the_database);
    tcase_add_test(cases, whole_database);
    tcase_add_test(cases, named_files);
    tcase_add_test(cases, excluded_files);
    tcase_add_test(cases, given_flags);
    tcase_add_test(cases, crashes_while_linking);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
