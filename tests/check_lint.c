/* check_lint.c -- one unit through all rules: which are on, what is said once, what stays silent, and what is counted.
 */
#include "lint/blocking.h"
#include "lint/globs.h"
#include "lint/unit.h"
#include "snippet.h"
#include "suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct linting {
    lk_arena *arena;
    lk_models *models;
    lk_lint_options options;
    lk_lint *lint;
    FILE *out;
    bool with_notes;
} linting;

static bool take_in(void *context, lk_unit *unit, const lk_function *function) {
    return lk_lint_function(((linting *)context)->lint, unit, function);
}

static void tell(linting *self, lk_unit *unit, const lk_diagnostic *diagnostic) {
    lk_position at = lk_unit_position(unit, diagnostic->span.begin);
    fprintf(self->out, "%u:%u %s%s\n", at.line, at.column, diagnostic->rule, diagnostic->suppressed ? " hidden" : "");
    for (uint32_t i = 0; self->with_notes && i < diagnostic->notes.count; i++) {
        const lk_note *note = &diagnostic->notes.items[i];
        fprintf(self->out, "  %u %s\n", lk_unit_position(unit, note->span.begin).line, note->message);
    }
}

static void finish(void *context, lk_unit *unit) {
    linting *self = context;
    lk_lint_finish(self->lint, unit);
    for (uint32_t i = 0; i < lk_lint_diagnostic_count(self->lint); i++)
        tell(self, unit, lk_lint_diagnostic(self->lint, i));
}

static linting begin(void) {
    linting self = {.arena = lk_arena_new(), .options = {.blocking = lk_blocking_default()}};
    lk_model_error error;
    self.models = lk_models_new(self.arena);
    ck_assert(lk_models_add_shipped(self.models, &error));
    return self;
}

/* Lints `text`; gives the findings as lines, and the statistics when asked for. */
static char *lint(linting *self, const char *text, lk_lint_statistics *statistics) {
    char *said = NULL;
    size_t size = 0;
    self->out = open_memstream(&said, &size);
    self->lint = lk_lint_new(self->arena, self->models, &self->options);
    snippet_judge(text, take_in, finish, self);
    fclose(self->out);
    if (statistics)
        *statistics = *lk_lint_get_statistics(self->lint);
    return said;
}

static void expect(linting *self, const char *text, const char *wanted) {
    char *said = lint(self, text, NULL);
    ck_assert_msg(strcmp(said, wanted) == 0, "want:\n%s\ngot:\n%s", wanted, said);
    free(said);
}

static const char two_findings[] = "#include <pthread.h>\n#include <unistd.h>\n"
                                   "void f(pthread_mutex_t *m) {\n"
                                   "    pthread_mutex_lock(m);\n"
                                   "    sleep(1);\n"
                                   "    pthread_mutex_lock(m);\n"
                                   "}\n";

START_TEST(findings_stand_in_order_with_their_story) {
    linting self = begin();
    self.with_notes = true;
    expect(
        &self, two_findings,
        "5:5 blocking-while-locked\n  4 locked here\n"
        "  5 take what you need under the lock, unlock, and then call 'sleep'\n"
        "6:5 double-lock\n  4 first locked here\n  6 unlock it before this, or do both steps under the first lock\n");
    lk_arena_free(self.arena);
}
END_TEST

START_TEST(only_rules_that_are_on_speak) {
    linting self = begin();
    bool *enabled = LK_NEW_ARRAY(self.arena, bool, lk_rule_count());
    self.options.rule_enabled = enabled;
    expect(&self, two_findings, "");
    for (uint32_t i = 0; i < lk_rule_count(); i++)
        enabled[i] = strcmp(lk_rule_at(i)->meta->name, "double-lock") == 0;
    expect(&self, two_findings, "6:5 double-lock\n");
    lk_arena_free(self.arena);
}
END_TEST

START_TEST(a_place_is_said_once_for_all_paths) {
    linting self = begin();
    expect(&self,
           "#include <pthread.h>\n#include <unistd.h>\n"
           "void f(pthread_mutex_t *m, pthread_mutex_t *k, int x) {\n"
           "    pthread_mutex_lock(x ? m : k);\n    if (x == 3) pthread_mutex_lock(m + 7);\n"
           "    while (x--) {\n        sleep(1);\n    }\n}\n",
           "7:9 blocking-while-locked\n");
    lk_arena_free(self.arena);
}
END_TEST

START_TEST(the_story_tells_only_decisions_that_matter) {
    linting self = begin();
    self.with_notes = true;
    expect(&self,
           "#include <pthread.h>\n#include <unistd.h>\nint a, b;\n"
           "void f(pthread_mutex_t *m) {\n"
           "    pthread_mutex_lock(m);\n"
           "    if (a) b++;\n"
           "    if (!b)\n"
           "        sleep(1);\n"
           "    pthread_mutex_unlock(m);\n}\n",
           "8:9 blocking-while-locked\n  5 locked here\n  7 taking the true branch, '!b'\n"
           "  8 take what you need under the lock, unlock, and then call 'sleep'\n");
    lk_arena_free(self.arena);
}
END_TEST

START_TEST(the_story_leaves_assertions_out_and_names_the_case) {
    linting self = begin();
    self.with_notes = true;
    expect(&self,
           "#include <pthread.h>\n#include <unistd.h>\nextern _Noreturn void die(void);\n"
           "void f(pthread_mutex_t *m, int x) {\n"
           "    pthread_mutex_lock(m);\n"
           "    if (x < 0) die();\n"
           "    switch (x) {\n"
           "    case 1:\n"
           "        x++;\n        sleep(1);\n        break;\n"
           "    default:\n"
           "        usleep(1);\n    }\n"
           "    pthread_mutex_unlock(m);\n}\n",
           "10:9 blocking-while-locked\n  5 locked here\n  7 following the case in line 9 of the switch on 'x'\n"
           "  10 take what you need under the lock, unlock, and then call 'sleep'\n"
           "13:9 blocking-while-locked\n  5 locked here\n  7 following the default case of the switch on 'x'\n"
           "  13 take what you need under the lock, unlock, and then call 'usleep'\n");
    lk_arena_free(self.arena);
}
END_TEST

static const char steps[] = "#include <pthread.h>\n#include <unistd.h>\n"
                            "static void a(void) { sleep(1); }\nstatic void b(void) { a(); }\n"
                            "static void c(void) { b(); }\nstatic void d(void) { c(); }\n"
                            "static void e(void) { d(); }\nstatic void f(void) { e(); }\n"
                            "static void g(void) { f(); }\n"
                            "void run(pthread_mutex_t *m) { pthread_mutex_lock(m); %s(); pthread_mutex_unlock(m); }\n";

static char *way_of(linting *self, const char *called) {
    char text[sizeof steps];
    snprintf(text, sizeof text, steps, called);
    return lint(self, text, NULL);
}

START_TEST(a_long_way_is_cut) {
    linting self = begin();
    self.with_notes = true;
    char *whole = way_of(&self, "f"), *cut = way_of(&self, "g");
    ck_assert_msg(strstr(whole, "4 ... which calls 'a' here") && !strstr(whole, "more"), "got:\n%s", whole);
    ck_assert_msg(strstr(cut, "4 ... and after 1 more call 'a' is called here"), "got:\n%s", cut);
    free(whole);
    free(cut);
    lk_arena_free(self.arena);
}
END_TEST

START_TEST(nolint_hides_but_keeps) {
    linting self = begin();
    expect(&self,
           "#include <pthread.h>\n#include <unistd.h>\n"
           "void f(pthread_mutex_t *m) {\n"
           "    pthread_mutex_lock(m);\n"
           "    sleep(1); // NOLINT(locklint-blocking-*)\n"
           "    // NOLINTNEXTLINE(locklint-blocking-while-locked)\n"
           "    pthread_mutex_lock(m);\n"
           "}\n",
           "5:5 blocking-while-locked hidden\n7:5 double-lock\n");
    lk_arena_free(self.arena);
}
END_TEST

START_TEST(functions_with_errors_are_silent_and_counted) {
    linting self = begin();
    lk_lint_statistics statistics;
    char *said =
        lint(&self,
             "#include <pthread.h>\n"
             "void broken(pthread_mutex_t *m) { pthread_mutex_lock(m); int x = no_such; pthread_mutex_lock(m); }\n"
             "void sound(pthread_mutex_t *m) { pthread_mutex_lock(m); pthread_mutex_lock(m); }\n",
             &statistics);
    ck_assert_str_eq(said, "3:57 double-lock\n");
    ck_assert_uint_eq(statistics.functions, 2);
    ck_assert_uint_eq(statistics.with_errors, 1);
    free(said);
    said = lint(&self,
                "#include <no/such/header.h>\n#include <pthread.h>\n"
                "void sound(pthread_mutex_t *m) { pthread_mutex_lock(m); pthread_mutex_lock(m); }\n",
                &statistics);
    ck_assert_str_eq(said, "");
    free(said);
    lk_arena_free(self.arena);
}
END_TEST

START_TEST(locks_are_counted_by_library) {
    linting self = begin();
    lk_lint_statistics statistics;
    free(lint(&self,
              "#include <pthread.h>\n#include <threads.h>\n#include <semaphore.h>\n"
              "void f(pthread_mutex_t *m, mtx_t *t, sem_t *s) {\n"
              "    pthread_mutex_lock(m); pthread_mutex_unlock(m); pthread_mutex_trylock(m);\n"
              "    mtx_lock(t); sem_wait(s); }\n",
              &statistics));
    ck_assert_uint_eq(statistics.apis.count, 2);
    ck_assert_str_eq(statistics.apis.items[0].api, "pthread");
    ck_assert_uint_eq(statistics.apis.items[0].acquires, 2);
    ck_assert_uint_eq(statistics.apis.items[1].acquires, 1);
    lk_arena_free(self.arena);
}
END_TEST

START_TEST(a_models_own_file_and_attributes_are_followed) {
    linting self = begin();
    lk_model_error error;
    const char model[] = "api: own\nfunctions:\n  my_lock(x): {acquire: {lock: '*x'}}\n"
                         "  my_unlock(x): {release: {lock: '*x'}}\n";
    ck_assert(lk_models_add(self.models, "own.yaml", model, sizeof model - 1, &error));
    expect(&self,
           "struct s { int a; }; void my_lock(struct s *); void my_unlock(struct s *);\n"
           "__attribute__((annotate(\"locklint: {acquire: {lock: 'x->a'}}\"))) void other(struct s *x);\n"
           "void f(struct s *x) { my_lock(x); my_unlock(x); my_lock(x); my_lock(x); }\n"
           "void g(struct s *x) { x->a = 1; other(x); other(x); }\n",
           "3:61 double-lock\n4:43 double-lock\n");
    lk_arena_free(self.arena);
}
END_TEST

START_TEST(an_annotation_that_cannot_be_read_is_told) {
    linting self = begin();
    lk_lint_statistics statistics;
    free(lint(&self,
              "__attribute__((annotate(\"locklint: {aquire: {lock: '*x'}}\"))) void other(int *x);\n"
              "void g(int *x) { other(x); }\n",
              &statistics));
    ck_assert_uint_eq(statistics.annotation_errors.count, 1);
    ck_assert_ptr_nonnull(strstr(statistics.annotation_errors.items[0].message, "acquire"));
    lk_arena_free(self.arena);
}
END_TEST

START_TEST(globs_choose_as_clang_tidy_does) {
    ck_assert(lk_globs_match("locklint-*", "locklint-double-lock"));
    ck_assert(!lk_globs_match("-*", "locklint-double-lock"));
    ck_assert(lk_globs_match("-*,locklint-d*", "locklint-double-lock"));
    ck_assert(!lk_globs_match("*,-locklint-double-*", "locklint-double-lock"));
    ck_assert(lk_globs_match("-*, locklint-double-lock ", "locklint-double-lock"));
    ck_assert(!lk_globs_match("", "locklint-double-lock"));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("lint");
    TCase *tests = tcase_create("lint");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, findings_stand_in_order_with_their_story);
    tcase_add_test(tests, only_rules_that_are_on_speak);
    tcase_add_test(tests, a_place_is_said_once_for_all_paths);
    tcase_add_test(tests, the_story_tells_only_decisions_that_matter);
    tcase_add_test(tests, the_story_leaves_assertions_out_and_names_the_case);
    tcase_add_test(tests, a_long_way_is_cut);
    tcase_add_test(tests, nolint_hides_but_keeps);
    tcase_add_test(tests, functions_with_errors_are_silent_and_counted);
    tcase_add_test(tests, locks_are_counted_by_library);
    tcase_add_test(tests, a_models_own_file_and_attributes_are_followed);
    tcase_add_test(tests, an_annotation_that_cannot_be_read_is_told);
    tcase_add_test(tests, globs_choose_as_clang_tidy_does);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
