/* check_witnesses.c -- one truth, two witnesses: what the linter says of runtime/tests/misuse.c before it runs, and
   what checked mode says when it does (runtime/tests/misuse.txt, which every run is compared with). Prints a table. */
#include "command.h"
#include "suite.h"

#include "ast/tree_libclang.h"
#include "lint/blocking.h"
#include "lint/unit.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROGRAM LK_SOURCE_DIR "/runtime/tests/misuse.c"

/* Cases whose finding the linter tells in what a thread or task begins with. */
static const struct {
    const char *name, *function;
} elsewhere[] = {
    {"crowd_bad", "lock_twice_with_all"},           {"lock_order_of_statics_bad", "lock_statics"},
    {"guard_across_await_bad", "sleep_with_guard"}, {"async_double_lock_bad", "lock_async_twice"},
    {"lock_order_of_readers_bad", "read_both"},     {"lock_order_of_tasks_bad", "async_a_then_b"},
};

static const char behind_handles[] = "locks behind handles in shared objects have no name that threads share",
                  drops[] = "a drop need not be the last", others[] = "the pointer may be a handle of its own";

/* Cases on which the two differ, and why. */
static const struct {
    const char *name, *why;
} pinned[] = {
    {"unlock_by_stranger_bad", "what another thread does with a guard is not followed"},
    {"unlock_twice_bad", "a guard that was copied is not followed after its release"},
    {"unlock_twice_by_scopes_bad", "a guard that was copied is not followed after its release"},
    {"lock_order_bad", behind_handles},
    {"lock_order_of_three_bad", behind_handles},
    {"lock_order_in_time_bad", behind_handles},
    {"deadlock_bad", behind_handles},
    {"destroy_while_held_bad", drops},
    {"destroy_while_another_holds_bad", drops},
    {"memory_used_anew_bad", "the linter sees one lock taken twice, the run two in the same bytes"},
    {"use_after_drop_bad", others},
    {"weak_after_drop_bad", others},
    {"locked_at_exit_bad", "where no path lets go of a lock, it may be on purpose"},
    {"join_twice_bad", "that am_thread_join ends a thread is not in its effects, only that it waits"},
    {"await_twice_bad", "that am_task_await ends a task is not in its effects, only that it waits"},
};

typedef struct judging {
    lk_lint *lint;
    FILE *said; /* "function rule\n" for each finding */
} judging;

static bool take_in(void *context, lk_unit *unit, const lk_function *function) {
    return lk_lint_function(((judging *)context)->lint, unit, function);
}

/* Writes what the linter says, a line for each finding. */
static void lint_program(FILE *out) {
    static const char *const flags[] = {"-std=gnu11", "-D_GNU_SOURCE", "-I" LK_SOURCE_DIR "/runtime/include"};
    lk_arena *arena = lk_arena_new();
    lk_models *models = lk_models_new(arena);
    lk_model_error wrong;
    const char *error = NULL;
    ck_assert(lk_models_add_shipped(models, &wrong));
    const lk_lint_options options = {.blocking = lk_blocking_default()};
    judging self = {lk_lint_new(arena, models, &options), out};
    lk_parse *parse = lk_parse_file(arena, PROGRAM, flags, sizeof flags / sizeof *flags, NULL, &error);
    ck_assert_msg(parse != NULL, "%s", error);
    lk_parse_functions(parse, false, take_in, &self);
    lk_lint_finish(self.lint, lk_parse_unit(parse));
    fputc('\n', self.said);
    for (uint32_t i = 0; i < lk_lint_diagnostic_count(self.lint); i++)
        fprintf(self.said, "%s locklint-%s\n", lk_lint_diagnostic(self.lint, i)->function,
                lk_lint_diagnostic(self.lint, i)->rule);
    lk_parse_free(parse);
    lk_arena_free(arena);
}

/* The rule that checked mode names in this case; "" when it is silent. `section` begins behind "== ". */
static void rule_of_run(const char *section, char *rule, size_t size) {
    const char *end = strstr(section, "\n== "), *error = strstr(section, ": error: ");
    const char *name = error && (!end || error < end) ? strchr(error, '[') : NULL;
    snprintf(rule, size, "%.*s", name ? (int)strcspn(name + 1, "]") : 0, name ? name + 1 : "");
}

static const char *reason(const char *name) {
    for (size_t i = 0; i < sizeof pinned / sizeof *pinned; i++)
        if (strcmp(pinned[i].name, name) == 0)
            return pinned[i].why;
    return NULL;
}

static const char *function_of(const char *name) {
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
        if (strcmp(elsewhere[i].name, name) == 0)
            return elsewhere[i].function;
    return name;
}

/* What the linter says of the case: the run's rule where it is among them, else the first. */
static void rule_of_lint(const char *said, const char *name, const char *run, char *rule, size_t size) {
    char line[256];
    snprintf(line, sizeof line, "\n%s %s\n", name, run);
    const char *found = strstr(said, line);
    if (!found || !*run) {
        snprintf(line, sizeof line, "\n%s ", name);
        found = strstr(said, line);
    }
    const char *begin = found ? found + 1 + strlen(name) + 1 : "\n";
    snprintf(rule, size, "%.*s", (int)strcspn(begin, "\n"), begin);
}

START_TEST(linter_and_run_agree) {
    char *said = NULL, *runs = command_read_file(LK_SOURCE_DIR "/runtime/tests/misuse.txt");
    size_t size = 0;
    FILE *out = open_memstream(&said, &size);
    lint_program(out);
    fclose(out);
    uint32_t agreed = 0, held_back = 0, wrong = 0;
    printf("%-44s %-34s %s\n", "case", "the linter", "the run");
    for (const char *at = runs; at; at = strstr(at, "\n== ")) {
        at += strspn(at, "\n= ");
        char name[128], run[64], lint[64];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(at, "\n"), at);
        rule_of_run(at, run, sizeof run);
        rule_of_lint(said, function_of(name), run, lint, sizeof lint);
        const char *why = reason(name);
        bool agrees = strcmp(run, lint) == 0;
        agreed += agrees;
        held_back += !agrees && why;
        wrong += agrees == (why != NULL);
        printf("%-44s %-34s %s%s%s\n", name, *lint ? lint : "-", *run ? run : "-", agrees ? "" : "   ",
               agrees ? (why ? "   PINNED, BUT THEY AGREE" : "") : (why ? why : "DISAGREE"));
    }
    printf("%u agree, %u are pinned\n", agreed, held_back);
    fflush(stdout);
    ck_assert_uint_gt(agreed, held_back);
    ck_assert_uint_eq(wrong, 0);
    free(said);
    free(runs);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("witnesses");
    TCase *tests = tcase_create("witnesses");
    tcase_add_test(tests, linter_and_run_agree);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
