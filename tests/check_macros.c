/* check_macros.c -- models of macros: which call of a macro's body stands for it, and when none does. */
#include "lint/unit.h"
#include "snippet.h"
#include "suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char model[] = "api: mine\n"
                            "types:\n"
                            "  my_mutex: {kind: mutex}\n"
                            "functions:\n"
                            "  plain_lock(m): {acquire: {lock: '*m'}}\n"
                            "macros:\n"
                            "  LOCK(m): {acquire: {lock: '*m'}}\n"
                            "  UNLOCK(m): {release: {lock: '*m'}}\n"
                            "  TRY(m): {acquire: {lock: '*m'}, when: 'return == 0', waits: no}\n"
                            "  LOCK_OBJECT(m): {acquire: {lock: m}}\n"
                            "  LOCK_SECOND(tag, m): {acquire: {lock: '*m'}}\n"
                            "  LOCK_TIMED(m, ticks):\n"
                            "    cases:\n"
                            "      - {when: 'ticks == 0', nothing: yes}\n"
                            "      - {acquire: {lock: '*m'}}\n"
                            "  LOCK_STATS(): {acquire: {lock: global(stats)}}\n"
                            "  HARMLESS(m): {nothing: yes}\n";

static const char prelude[] =
    "typedef struct my_mutex { int x; struct my_mutex *inner; } my_mutex;\n"
    "struct conn { my_mutex mu, *pmu; int n; };\n"
    "extern my_mutex stats;\n"
    "extern int (*lock_func)(my_mutex *, int), (*unlock_func)(my_mutex *);\n"
    "struct ops { int (*lock[2])(my_mutex *); void (*all)(void); }; extern struct ops *ops, *get_ops(void);\n"
    "extern void take(my_mutex *), log_it(my_mutex *), take_named(const char *, my_mutex *), take_stats(void);\n"
    "extern int take_ticks(my_mutex *, int), is_debug, get(int); extern void plain_lock(my_mutex *);\n"
    "#define UNLOCK(m) unlock_func(m)\n";

typedef struct counting {
    lk_lint *lint;
    int twice;
} counting;

static bool take_in(void *context, lk_unit *unit, const lk_function *function) {
    return lk_lint_function(((counting *)context)->lint, unit, function);
}

static void finish(void *context, lk_unit *unit) {
    counting *self = context;
    lk_lint_finish(self->lint, unit);
    for (uint32_t i = 0; i < lk_lint_diagnostic_count(self->lint); i++)
        self->twice += strcmp(lk_lint_diagnostic(self->lint, i)->rule, "double-lock") == 0;
}

/* How often `body`, with these macros, takes what it holds; `*acquires` is how many locks it takes. */
static int judge(const char *macros, const char *body, uint32_t *acquires) {
    lk_arena *arena = lk_arena_new();
    lk_models *models = lk_models_new(arena);
    lk_model_error error = {0};
    lk_lint_options options = {0};
    ck_assert_msg(lk_models_add(models, "mine.yaml", model, strlen(model), &error), "%s", error.message);
    counting self = {.lint = lk_lint_new(arena, models, &options)};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    fprintf(out, "%s%s\nint f(struct conn *c, int x) { int r = 0; %s return r; }\n", prelude, macros, body);
    fclose(out);
    snippet_judge(text, take_in, finish, &self);
    const lk_lint_statistics *statistics = lk_lint_get_statistics(self.lint);
    *acquires = statistics->apis.count ? statistics->apis.items[0].acquires : 0;
    int twice = self.twice;
    ck_assert_uint_eq(statistics->bugs, 0);
    lk_arena_free(arena);
    free(text);
    return twice;
}

static void expect(const char *macros, const char *body, int twice, uint32_t acquires) {
    uint32_t got_acquires;
    int got = judge(macros, body, &got_acquires);
    ck_assert_msg(got == twice && got_acquires == acquires, "%s\n%s\nwant %d, %u; got %d, %u", macros, body, twice,
                  acquires, got, got_acquires);
}

#define LOCK_TWICE "LOCK(&c->mu); LOCK(&c->mu); UNLOCK(&c->mu);"

START_TEST(a_call_through_a_pointer_stands_for_its_macro) {
    expect("#define LOCK(m) lock_func(m, __LINE__)", LOCK_TWICE, 1, 2);
    expect("#define LOCK(m) ({ int (*f_)(my_mutex *, int) = lock_func; f_(m, __LINE__); })", LOCK_TWICE, 1, 2);
    expect("#define LOCK(m) do { lock_func((m), __LINE__); } while (0)", LOCK_TWICE, 1, 2);
    expect("#define LOCK(m) \\\n  do { /* ) */ \\\n    (*lock_func)(m, \\\n 1); \\\n  } while ( 0 )", LOCK_TWICE, 1, 2);
    expect("#define LOCK(m) ops->lock[(1)](m)", LOCK_TWICE, 1, 2);
    expect("#define LOCK(m) take(m)", LOCK_TWICE, 1, 2);
    expect("#define LOCK(m) take(m)", "LOCK(&c->mu); UNLOCK(&c->mu); LOCK(&c->mu); UNLOCK(&c->mu);", 0, 2);
    expect("#define LOCK(m) take(m)", "LOCK(x ? &c->mu : c->pmu); LOCK(&c[get(1)].mu);", 0, 2);
}
END_TEST

START_TEST(what_stands_around_the_call_is_seen) {
    static const char *const tries[] = {"#define TRY(m) lock_func(m, 0)", "#define TRY(m) (lock_func((m), 0))",
                                        "#define TRY(m) ({ log_it(m); lock_func(m, 0); })",
                                        "#define TRY(m) ({ if (is_debug) log_it(m); lock_func(m, 0); })"};
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        expect(tries[i], "if (TRY(&c->mu) == 0) { r = TRY(&c->mu); UNLOCK(&c->mu); }", 0, 2);
        expect(tries[i], "if (TRY(&c->mu) == 0) { plain_lock(&c->mu); UNLOCK(&c->mu); }", 1, 2);
        expect(tries[i], "if (TRY(&c->mu) != 0) { plain_lock(&c->mu); UNLOCK(&c->mu); }", 0, 2);
    }
    static const char *const others[] = {"#define TRY(m) !lock_func(m, 0)", "#define TRY(m) (lock_func(m, 0), 0)",
                                         "#define TRY(m) (is_debug ? 0 : lock_func(m, 0))",
                                         "#define TRY(m) ({ int r_ = lock_func(m, 0); r_ < 0; })",
                                         "#define TRY(m) do { lock_func(m, 0); } while (0)"};
    for (size_t i = 0; i < 4; i++)
        expect(others[i], "if (TRY(&c->mu) == 0) plain_lock(&c->mu); UNLOCK(&c->mu);", 0, 1);
    expect(others[4], "TRY(&c->mu); plain_lock(&c->mu); UNLOCK(&c->mu);", 0, 1);
}
END_TEST

START_TEST(a_macro_happens_once) {
    expect("#define LOCK(m) do { log_it(m); take(m); } while (0)", LOCK_TWICE, 1, 2);
    expect("#define LOCK(m) do { take(m); log_it(m); } while (0)", LOCK_TWICE, 1, 2);
    expect("#define LOCK(m) do { plain_lock(m); take(m); } while (0)", "LOCK(&c->mu); UNLOCK(&c->mu);", 0, 1);
    expect("#define HARMLESS(m) plain_lock(m)", "HARMLESS(&c->mu); HARMLESS(&c->mu);", 0, 0);
    expect("#define INNER(m) plain_lock(m)\n#define LOCK(m) INNER(m)", "LOCK(&c->mu); UNLOCK(&c->mu);", 0, 1);
}
END_TEST

START_TEST(what_decides_in_the_body_silences_it) {
    expect("#define LOCK(m) do { if (is_debug) take(m); } while (0)", LOCK_TWICE, 0, 0);
    expect("#define LOCK(m) (is_debug && lock_func(m, 0))", LOCK_TWICE, 0, 0);
    expect("#define LOCK(m) (is_debug ? take(m) : log_it(m))", LOCK_TWICE, 0, 0);
    expect("#define LOCK(m) while (lock_func(m, 0)) {}", LOCK_TWICE, 0, 0);
    expect("#define LOCK(m) for (int i_ = 0; i_ < 1; i_++) take(m)", LOCK_TWICE, 0, 0);
}
END_TEST

START_TEST(arguments_are_the_macros_own) {
    expect("#define LOCK_OBJECT(m) take(&(m))", "LOCK_OBJECT(c->mu); LOCK_OBJECT(c->mu); UNLOCK(&c->mu);", 1, 2);
    expect("#define LOCK_OBJECT(m) take(m)", "LOCK_OBJECT(&c->mu); LOCK_OBJECT(&c->mu);", 0, 0);
    expect("#define LOCK(m) take(&m)", "LOCK(c->pmu); LOCK(c->pmu); UNLOCK(c->pmu);", 1, 2);
    expect("#define LOCK(m) take((m)->inner)", LOCK_TWICE, 0, 0);
    expect("#define LOCK(m) take((m) + 1)", LOCK_TWICE, 0, 0);
    expect("#define LOCK_SECOND(tag, m) take_named(#tag \")\", m)",
           "LOCK_SECOND(a, &c->mu); LOCK_SECOND(b, &c->mu); UNLOCK(&c->mu);", 1, 2);
    expect("#define LOCK_TIMED(m, ticks) take_ticks((m), (ticks))",
           "LOCK_TIMED(&c->mu, 0); LOCK_TIMED(&c->mu, 7); LOCK_TIMED(&c->mu, 7); UNLOCK(&c->mu);", 1, 3);
    expect("#define LOCK_TIMED(m, ticks) take(m)", "LOCK_TIMED(&c->mu, 7); LOCK_TIMED(&c->mu, 7);", 0, 0);
    expect("#define LOCK_STATS() take_stats()", "LOCK_STATS(); LOCK_STATS(); UNLOCK(&stats);", 1, 2);
    expect("#define LOCK(m, n) take(m)", "LOCK(&c->mu, 1); LOCK(&c->mu, 1); UNLOCK(&c->mu);", 0, 0);
    expect("#define LOCK(m) (get(1) ? take : log_it)(m)", LOCK_TWICE, 1, 2);
    expect("#define LOCK_STATS() get_ops()->all()", "LOCK_STATS(); LOCK_STATS();", 0, 0);
}
END_TEST

START_TEST(macros_in_macros_are_matched_too) {
    static const char *lock = "#define LOCK(m) take(m)\n#define CONN_LOCK(c) LOCK(&(c)->mu)\n"
                              "#define BOTH(a, b) LOCK(a); LOCK(b)";
    expect(lock, "CONN_LOCK(c); CONN_LOCK(c); UNLOCK(&c->mu);", 1, 2);
    expect(lock, "BOTH(&c->mu, &c[1].mu); UNLOCK(&c->mu); UNLOCK(&c[1].mu);", 0, 2);
    expect(lock, "BOTH(&c->mu, &c->mu); UNLOCK(&c->mu);", 1, 2);
}
END_TEST

/* The model belongs to INNER: where LOCK's arguments go from there its own text doesn't show. */
START_TEST(FN_a_macro_that_only_hands_on_is_not_matched) {
    expect("#define INNER(m) take(m)\n#define LOCK(m) INNER(m)", LOCK_TWICE, 0, 0);
}
END_TEST

/* Nothing is called: the store would have to stand for the macro. */
START_TEST(FN_a_macro_without_a_call_is_not_matched) {
    expect("#define LOCK(m) (void)__atomic_exchange_n(&(m)->x, 1, 2)", LOCK_TWICE, 0, 0);
    expect("#define LOCK(m) __asm__ volatile(\"\" : \"+m\"((m)->x))", LOCK_TWICE, 0, 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("macros");
    TCase *tests = tcase_create("macros");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_call_through_a_pointer_stands_for_its_macro);
    tcase_add_test(tests, what_stands_around_the_call_is_seen);
    tcase_add_test(tests, a_macro_happens_once);
    tcase_add_test(tests, what_decides_in_the_body_silences_it);
    tcase_add_test(tests, arguments_are_the_macros_own);
    tcase_add_test(tests, macros_in_macros_are_matched_too);
    tcase_add_test(tests, FN_a_macro_that_only_hands_on_is_not_matched);
    tcase_add_test(tests, FN_a_macro_without_a_call_is_not_matched);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
