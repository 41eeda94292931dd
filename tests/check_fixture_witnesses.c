/* check_fixture_witnesses.c -- one truth, three witnesses: what the linter says of the fixtures before they run, and
   what is seen when they do, under helgrind or, for libarcmutex's locks, under its checked mode. Every function of a
   fixture is called in made-up worlds (witness_world.h): a bad one is caught in one of them by words that mean the
   linter's rule, a good one is clean in all. Prints a table. */
#include "command.h"
#include "suite.h"
#include "witness_driver.h"
#include "witness_pins.h"
#include "witness_run.h"

#include "ast/tree_libclang.h"
#include "lint/blocking.h"
#include "lint/unit.h"

#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RULES = 4, SKIPPED = 77, TIMEOUT = 1500 /* seconds, on a machine that is busy */ };

/* The rules that a witness names for one function. */
typedef struct saying {
    const char *rules[RULES];
    size_t count;
} saying;

static void say(saying *self, const char *rule) {
    for (size_t i = 0; i < self->count; i++)
        if (strcmp(self->rules[i], rule) == 0)
            return;
    if (self->count < RULES)
        self->rules[self->count++] = rule;
}

static bool says(const saying *self, const char *rule) {
    for (size_t i = 0; i < self->count; i++)
        if (strcmp(self->rules[i], rule) == 0)
            return true;
    return false;
}

static const char *text_of(const saying *self, char *text, size_t size) {
    size_t length = 0;
    snprintf(text, size, "-");
    for (size_t i = 0; i < self->count && length < size; i++)
        length += (size_t)snprintf(text + length, size - length, "%s%s", i ? "," : "", self->rules[i]);
    return text;
}

/* ---- the linter ---- */

enum { MOST_RULES = 64 };

typedef struct linting {
    bool enabled[MOST_RULES]; /* those that are on by default, and the fixture's own */
    lk_arena *arena;
    lk_models *models;
    lk_lint *lint;
    lk_lint_options options;
} linting;

static bool take_in(void *context, lk_unit *unit, const lk_function *function) {
    return lk_lint_function(((linting *)context)->lint, unit, function);
}

static bool lint_fixture(linting *self, const char *fixture) {
    static const char *const flags[] = {"-std=gnu11", "-D_GNU_SOURCE", "-I" LK_SOURCE_DIR "/runtime/include"};
    lk_model_error wrong;
    const char *error = NULL;
    self->arena = lk_arena_new();
    self->models = lk_models_new(self->arena);
    ck_assert(lk_models_add_shipped(self->models, &wrong));
    for (uint32_t i = 0; i < lk_rule_count(); i++) {
        char folder[96];
        snprintf(folder, sizeof folder, "/%s/", lk_rule_at(i)->meta->name);
        self->enabled[i] = lk_rule_at(i)->meta->enabled || strstr(fixture, folder);
    }
    self->options = (lk_lint_options){.rule_enabled = self->enabled, .blocking = lk_blocking_default()};
    self->lint = lk_lint_new(self->arena, self->models, &self->options);
    lk_parse *parse = lk_parse_file(self->arena, fixture, flags, sizeof flags / sizeof *flags, NULL, &error);
    ck_assert_msg(parse != NULL, "%s", error);
    lk_parse_functions(parse, false, take_in, self);
    lk_lint_finish(self->lint, lk_parse_unit(parse));
    lk_parse_free(parse);
    return true;
}

/* An order has two sides, and the finding stands at one of them. */
static bool names(const lk_diagnostic *diagnostic, const char *function) {
    char quoted[128];
    snprintf(quoted, sizeof quoted, "'%s'", function);
    bool found = strcmp(diagnostic->function, function) == 0;
    for (size_t i = 0; i < diagnostic->notes.count && strcmp(diagnostic->rule, "lock-order") == 0; i++)
        found |= strstr(diagnostic->notes.items[i].message, quoted) != NULL;
    return found;
}

static saying of_linter(const linting *self, const char *function) {
    saying found = {.count = 0};
    for (uint32_t i = 0; i < lk_lint_diagnostic_count(self->lint); i++)
        if (names(lk_lint_diagnostic(self->lint, i), function))
            say(&found, lk_lint_diagnostic(self->lint, i)->rule);
    return found;
}

/* ---- the run ---- */

/* Locks that are still held at the end, beyond those of the caller; less than 0: some of these are not. */
static int kept(const witness_world *world) {
    return (int)world->held - (int)world->adopted;
}

/* A thread ends with a lock. */
static bool dies_with_lock(const witness_world *self) {
    return !*self->rule && !*self->end && (self->is_root || !self->has_returned) && kept(self) > 0;
}

/* One end keeps a lock, the other has given it back, and the caller can't tell by the result; or what keeps it has
   failed. */
static bool forgets(const witness_world *one, const witness_world *other) {
    return one->has_returned && other->has_returned && (one->returned == other->returned || one->returned < 0) &&
           kept(one) > 0 && kept(other) == 0 && other->acquired > 0;
}

/* The tool shows the ways to both locks, in both orders; nothing else is said of worlds that run together. */
static bool is_in_orders(const char *orders, const char *function) {
    char frame[128];
    snprintf(frame, sizeof frame, ": %s (", function);
    for (const char *at = orders; at && (at = strstr(at, "lock order \"")) != NULL; at++) {
        const char *end = strstr(at, "Thread #"), *found = strstr(at, frame);
        if (found && (!end || found < end))
            return true;
    }
    return false;
}

static saying of_run(const witness_run *run, const char *function) {
    saying found = {.count = 0};
    if (is_in_orders(run->orders, function))
        say(&found, "lock-order");
    for (size_t i = 0; i < run->count; i++) {
        const witness_world *world = &run->worlds[i];
        if (strcmp(world->function, function) != 0)
            continue;
        if (*world->rule)
            say(&found, world->rule);
        if (dies_with_lock(world))
            say(&found, "missing-unlock");
        for (size_t j = 0; j < run->count; j++)
            if (run->worlds[j].function_index == world->function_index && forgets(world, &run->worlds[j]))
                say(&found, "missing-unlock");
    }
    return found;
}

/* ---- the comparison ---- */

typedef struct counts {
    unsigned fixtures, functions, agreed, pinned, unseen, wrong, cannot_run;
} counts;

/* A lock that was not got and is used all the same shows when it is unlocked. */
static bool means(const saying *linter, const char *seen) {
    return says(linter, seen) || (strcmp(seen, "unlock-not-held") == 0 && says(linter, "unchecked-lock"));
}

/* The run names nothing that the linter does not, and something, if it can show any of what the linter names: a world
   ends with the first. */
static bool agree(const saying *linter, const saying *run, const saying *visible) {
    for (size_t i = 0; i < run->count; i++)
        if (!means(linter, run->rules[i]))
            return false;
    return run->count > 0 || visible->count == 0;
}

/* What of this a run can show. */
static saying visible_of(const saying *linter, bool is_checked) {
    saying found = {.count = 0};
    for (size_t i = 0; i < linter->count; i++)
        if (witness_log_knows(linter->rules[i], is_checked))
            say(&found, linter->rules[i]);
    return found;
}

/* What the name says of the linter: a miss that is known is seen by the run alone, a false alarm by the linter. */
static bool agree_by_name(const char *function, const saying *linter, const saying *run, const saying *visible) {
    if (strncmp(function, "FN_", 3) == 0)
        return linter->count == 0 && run->count > 0;
    if (strncmp(function, "FP_", 3) == 0)
        return linter->count > 0 && run->count == 0;
    return agree(linter, run, visible);
}

/* Why nothing of this can be shown. */
static const char *reason_of(const saying *linter, bool is_checked) {
    const char *why = NULL;
    for (size_t i = 0; i < linter->count && !why; i++)
        why = witness_log_unseen(linter->rules[i], is_checked);
    ck_assert_msg(why != NULL, "no witness knows '%s', and nothing says why", linter->rules[0]);
    return why;
}

static void compare(counts *sum, const char *fixture, const char *function, const saying *linter,
                    const witness_run *run) {
    char said[128], shown[128];
    const saying seen = of_run(run, function), visible = visible_of(linter, run->is_checked);
    const char *why = witness_pin(fixture, function);
    bool agrees = agree_by_name(function, linter, &seen, &visible), is_wrong = agrees == (why != NULL);
    bool is_unseen = agrees && linter->count > 0 && visible.count == 0;
    sum->functions++;
    sum->agreed += agrees && !why && !is_unseen;
    sum->unseen += is_unseen;
    sum->pinned += !agrees && why;
    sum->wrong += is_wrong;
    printf("%-34s %-40s %-24s %-24s %s%s%s\n", fixture, function, text_of(linter, said, sizeof said),
           text_of(&seen, shown, sizeof shown), is_unseen ? reason_of(linter, run->is_checked) : "",
           is_wrong ? "DISAGREE " : "",
           !why     ? ""
           : agrees ? "(pinned, but they agree)"
                    : why);
}

/* Whether the text includes a header that stands in for a library's, out of a folder of its own. */
static bool includes_stand_in(const char *text) {
    static const char include[] = "#include <";
    for (const char *at = strstr(text, include); at; at = strstr(at + 1, include)) {
        char path[512];
        const char *name = at + sizeof include - 1;
        int length = (int)strcspn(name, ">\n");
        snprintf(path, sizeof path, LK_SOURCE_DIR "/testdata/include/%.*s", length, name);
        if (memchr(name, '/', (size_t)length) && strncmp(name, "sys/", 4) != 0 && access(path, R_OK) == 0)
            return true;
    }
    return false;
}

/* Its library isn't here: headers stand in for it, or it is declared with what clang alone understands. */
static bool has_stand_ins(const char *fixture) {
    char *text = command_read_file(fixture);
    bool found =
        strstr(fixture, "/models/") ||
        (text && ((strstr(text, "// RUN-FLAGS: ") && strstr(text, "-Itestdata/include")) || includes_stand_in(text)));
    free(text);
    return found;
}

static void compare_all(counts *sum, const char *fixture, const linting *lint, const witness_run *run) {
    for (size_t i = 0; i < run->count; i++) {
        const char *function = run->worlds[i].function;
        if ((i > 0 && run->worlds[i].function_index == run->worlds[i - 1].function_index) ||
            !witness_driver_is_named(function))
            continue;
        saying linter = of_linter(lint, function);
        compare(sum, fixture, function, &linter, run);
    }
}

/* Tasks run when they like, and may not have begun when their world ends: what it shows differs from run to run. */
static bool spawns_tasks(const char *fixture) {
    char *text = command_read_file(fixture);
    bool found = text && (strstr(text, "am_task_spawn") || strstr(text, "am_join_set_spawn"));
    free(text);
    return found;
}

static bool cannot_run(const char *name, const char *fixture) {
    const char *why = has_stand_ins(fixture)  ? "its library is a stand-in"
                      : spawns_tasks(fixture) ? "its tasks run when they like"
                                              : NULL;
    if (why)
        printf("%-34s can't run: %s\n", name, why);
    return why != NULL;
}

static void check_fixture(counts *sum, const char *folder, const char *fixture) {
    const char *name = fixture + strlen(LK_SOURCE_DIR "/testdata/");
    if (cannot_run(name, fixture)) {
        sum->cannot_run++;
        return;
    }
    linting lint;
    witness_run run = witness_run_fixture(folder, fixture, strncmp(name, "lock-order/", 11) == 0);
    ck_assert_msg(!*run.error, "%s: %s", name, run.error);
    sum->fixtures++;
    lint_fixture(&lint, fixture);
    compare_all(sum, name, &lint, &run);
    lk_arena_free(lint.arena);
    free(run.worlds);
    free(run.orders);
}

static const char *only; /* fixtures whose path holds this; NULL: all */

static bool is_wanted(const char *fixture) {
    return !strstr(fixture, "/demo/") && !strstr(fixture, "/linked/") && (!only || strstr(fixture, only));
}

START_TEST(linter_and_runs_agree) {
    char folder[256];
    counts sum = {.fixtures = 0};
    glob_t found;
    ck_assert(command_folder(folder, sizeof folder));
    ck_assert_int_eq(glob(LK_SOURCE_DIR "/testdata/*/*.c", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        if (is_wanted(found.gl_pathv[i]))
            check_fixture(&sum, folder, found.gl_pathv[i]);
    globfree(&found);
    command_run(NULL, "rm -r %s", folder);
    printf("%u fixtures run, %u can't; of %u functions %u agree, %u break a rule that no run shows, %u are pinned, "
           "%u are wrong\n",
           sum.fixtures, sum.cannot_run, sum.functions, sum.agreed, sum.unseen, sum.pinned, sum.wrong);
    fflush(stdout);
    ck_assert_uint_eq(sum.wrong, 0);
}
END_TEST

int main(int count, char **arguments) {
    only = count > 1 ? arguments[1] : NULL;
    if (!command_exists("valgrind")) {
        puts("valgrind is not installed");
        return SKIPPED;
    }
    Suite *suite = suite_create("fixture witnesses");
    TCase *tests = tcase_create("fixture witnesses");
    tcase_set_timeout(tests, TIMEOUT);
    tcase_add_test(tests, linter_and_runs_agree);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
