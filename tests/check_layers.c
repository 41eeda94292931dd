/* check_layers.c -- each #include looks to the left: base, ast, ir, model, flow, lint, rules and report, driver, faces.
 */
#include "suite.h"

#include <check.h>
#include <fts.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A layer may include itself and all of a lower rank. generate is the build's own tool. */
static const struct {
    const char *name;
    int rank;
} layers[] = {{"base", 0},  {"generate", 1}, {"ast", 1},    {"ir", 2},  {"model", 3}, {"flow", 4}, {"lint", 5},
              {"rules", 6}, {"report", 6},   {"driver", 7}, {"cli", 9}, {"lsp", 8},   {"tidy", 8}};
enum { LAYER_COUNT = sizeof layers / sizeof *layers };

static int failures, includes;

static int rank_of(const char *layer, size_t length) {
    for (int i = 0; i < LAYER_COUNT; i++) {
        if (strlen(layers[i].name) == length && strncmp(layers[i].name, layer, length) == 0)
            return layers[i].rank;
    }
    return -1;
}

static void complain(const char *path, int line, const char *what, const char *target) {
    fprintf(stderr, "%s:%d: %s '%s'\n", path, line, what, target);
    failures++;
}

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* The layer of a path below the source folder: "plugin/flow/state.c" is of "flow", "rules/x.c" of "rules". */
static size_t layer_of(const char *path, const char **layer) {
    *layer = strncmp(path, "plugin/", 7) == 0 ? path + 7 : path;
    return strcspn(*layer, "/");
}

/* Includes in quotes are ours and name the layer first. */
static void judge_own(const char *path, int line, const char *target) {
    const char *layer;
    size_t length = layer_of(path, &layer), target_length = strcspn(target, "/");
    bool same = length == target_length && strncmp(layer, target, length) == 0;
    int rank = rank_of(layer, length), target_rank = rank_of(target, target_length);
    includes++;
    if (target[target_length] != '/')
        complain(path, line, "the include has to name its layer:", target);
    else if (target_rank < 0 && !same)
        complain(path, line, "no such layer:", target);
    else if (!same && target_rank >= rank)
        complain(path, line, "this include looks to the right:", target);
}

/* Of clang's headers the C API is for tree_libclang*.c, and C++ for the three files that are C++. */
static void judge_outside(const char *path, int line, const char *target) {
    if (strncmp(target, "clang-c/", 8) == 0 && strncmp(path, "plugin/ast/tree_libclang", 24) != 0)
        complain(path, line, "only tree_libclang*.c may see libclang:", target);
    bool is_cpp = strncmp(target, "clang/", 6) == 0 || strncmp(target, "clang-tidy/", 11) == 0 ||
                  strncmp(target, "llvm/", 5) == 0;
    if (is_cpp && !ends_with(path, ".cpp") && !ends_with(path, "/tree_clang.h"))
        complain(path, line, "only C++ may see clang's C++ headers:", target);
}

static void judge_file(const char *full, const char *path) {
    char line[1024], target[256];
    FILE *file = fopen(full, "r");
    ck_assert_ptr_nonnull(file);
    for (int number = 1; fgets(line, sizeof line, file) != NULL; number++) {
        if (sscanf(line, " # include \"%255[^\"]", target) == 1)
            judge_own(path, number, target);
        else if (sscanf(line, " # include <%255[^>]", target) == 1)
            judge_outside(path, number, target);
        if (number == 1 && strncmp(line, "/* ", 3) != 0)
            complain(path, number, "the first line has to say what the file is for:", line);
    }
    fclose(file);
}

static bool is_cpp_allowed(const char *path) {
    static const char *const allowed[] = {"plugin/ast/tree_clang.cpp", "plugin/tidy/module.cpp",
                                          "plugin/tidy/frontend.cpp"};
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
        if (strcmp(allowed[i], path) == 0)
            return true;
    }
    return false;
}

typedef void visitor(const char *full, const char *path);

/* Visits all files of plugin/ and rules/ with one of the endings .c, .h and .cpp. */
static void each_source(visitor *visit) {
    char *folders[] = {LK_SOURCE_DIR "/plugin", LK_SOURCE_DIR "/rules", NULL};
    FTS *walk = fts_open(folders, FTS_LOGICAL | FTS_NOCHDIR, NULL);
    ck_assert_ptr_nonnull(walk);
    for (FTSENT *entry = fts_read(walk); entry != NULL; entry = fts_read(walk)) {
        const char *name = entry->fts_path;
        if (entry->fts_info == FTS_F && (ends_with(name, ".c") || ends_with(name, ".h") || ends_with(name, ".cpp")))
            visit(name, name + strlen(LK_SOURCE_DIR) + 1);
    }
    fts_close(walk);
}

START_TEST(includes_look_to_the_left) {
    failures = includes = 0;
    each_source(judge_file);
    ck_assert_int_gt(includes, 0);
    ck_assert_int_eq(failures, 0);
}
END_TEST

static void judge_language(const char *full, const char *path) {
    (void)full;
    if (ends_with(path, ".cpp") && !is_cpp_allowed(path))
        complain(path, 1, "C++ stands in three files only; this is another one:", path);
}

START_TEST(cpp_stands_in_three_files) {
    failures = 0;
    each_source(judge_language);
    ck_assert_int_eq(failures, 0);
}
END_TEST

/* A header that needs another before it is a trap for the next one who includes it. */
static void compile_header(const char *full, const char *path) {
    char command[4096];
    if (!ends_with(path, ".h"))
        return;
    snprintf(command, sizeof command, "%s -std=c11 -D_GNU_SOURCE -fsyntax-only -I%s/plugin -isystem %s -x c %s",
             LK_C_COMPILER, LK_SOURCE_DIR, LK_LIBCLANG_INCLUDE, full);
    if (system(command) != 0)
        complain(path, 1, "the header doesn't compile alone:", path);
}

START_TEST(headers_compile_alone) {
    failures = 0;
    each_source(compile_header);
    ck_assert_int_eq(failures, 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("layers");
    TCase *tests = tcase_create("layers");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, includes_look_to_the_left);
    tcase_add_test(tests, cpp_stands_in_three_files);
    tcase_add_test(tests, headers_compile_alone);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
