/* check_flow.c -- the engine: values, facts, merging, loops, and what an unknown call does, told as events. */
#include "flow/simulate.h"
#include "flow/state.h"
#include "judged.h"
#include "suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- values ---- */

START_TEST(values_are_hash_consed) {
    lk_arena *arena = lk_arena_new();
    lk_values *values = lk_values_new(arena);
    lk_decl variable = {.kind = LK_DECL_LOCAL, .name = "p"}, field = {.kind = LK_DECL_FIELD, .name = "mu"};
    const lk_value *p = lk_value_load(values, lk_value_variable(values, &variable), NULL, NULL);
    ck_assert_ptr_eq(lk_value_field(values, p, &field), lk_value_field(values, p, &field));
    const lk_value *later = lk_value_load(values, lk_value_variable(values, &variable),
                                          lk_value_at(values, LK_VALUE_VERSION, 7, 0, 0), NULL);
    ck_assert_ptr_ne(p, later);
    ck_assert_int_eq(lk_value_relation(lk_value_field(values, p, &field), lk_value_field(values, later, &field)),
                     LK_SIMILAR);
    ck_assert_str_eq(lk_value_object_text(arena, lk_value_field(values, p, &field)), "p->mu");
    lk_arena_free(arena);
}
END_TEST

START_TEST(constants_fold_and_elements_add_up) {
    lk_arena *arena = lk_arena_new();
    lk_values *values = lk_values_new(arena);
    const lk_value *two = lk_value_constant(values, 2), *three = lk_value_constant(values, 3);
    ck_assert_int_eq(lk_value_compute(values, LK_OP_ADD, two, three)->constant, 5);
    ck_assert_int_eq(lk_value_compute(values, LK_OP_LT, two, three)->constant, 1);
    lk_decl variable = {.kind = LK_DECL_GLOBAL, .name = "a"};
    const lk_value *array = lk_value_variable(values, &variable);
    ck_assert_ptr_eq(lk_value_index(values, array, lk_value_constant(values, 0)), array);
    ck_assert_ptr_eq(lk_value_index(values, lk_value_index(values, array, two), three),
                     lk_value_index(values, array, lk_value_constant(values, 5)));
    ck_assert_int_eq(lk_value_relation(lk_value_index(values, array, two), lk_value_index(values, array, three)),
                     LK_DIFFERENT);
    const lk_value *unknown = lk_value_at(values, LK_VALUE_UNKNOWN, 1, 0, 0);
    ck_assert_int_eq(lk_value_relation(lk_value_index(values, array, unknown), lk_value_index(values, array, three)),
                     LK_MAY_BE_SAME);
    lk_arena_free(arena);
}
END_TEST

START_TEST(a_clone_names_the_same_object) {
    lk_arena *arena = lk_arena_new();
    lk_values *values = lk_values_new(arena);
    lk_decl field = {.kind = LK_DECL_FIELD, .name = "mu"};
    const lk_value *handle = lk_value_at(values, LK_VALUE_RESULT, 1, 0, 0);
    const lk_value *clone = lk_value_clone(values, handle, 2, 0);
    ck_assert_ptr_ne(clone, handle);
    ck_assert_ptr_eq(lk_value_object(values, clone), handle);
    ck_assert_ptr_eq(lk_value_field(values, clone, &field), lk_value_field(values, handle, &field));
    lk_arena_free(arena);
}
END_TEST

START_TEST(what_is_too_deep_equals_nothing) {
    lk_arena *arena = lk_arena_new();
    lk_values *values = lk_values_new(arena);
    lk_decl variable = {.kind = LK_DECL_LOCAL, .name = "p"};
    const lk_value *value = lk_value_variable(values, &variable);
    for (int i = 0; i < 100; i++)
        value = lk_value_load(values, value, NULL, NULL);
    ck_assert(value->is_vague);
    ck_assert_int_eq(lk_value_relation(value, value), LK_MAY_BE_SAME);
    lk_arena_free(arena);
}
END_TEST

START_TEST(locks_that_are_no_objects_have_names) {
    lk_arena *arena = lk_arena_new();
    lk_values *values = lk_values_new(arena);
    lk_decl variable = {.kind = LK_DECL_GLOBAL, .name = "g"};
    const char *rcu = "rcu", *irq = "irq";
    const lk_value *named = lk_value_named(values, rcu, NULL);
    const lk_value *x = lk_value_at(values, LK_VALUE_RESULT, 1, 0, 0), *two = lk_value_constant(values, 2);
    const lk_value *by_x = lk_value_named(values, rcu, x), *by_two = lk_value_named(values, rcu, two);
    ck_assert_ptr_eq(lk_value_named(values, rcu, NULL), named);
    ck_assert_ptr_eq(lk_value_named(values, rcu, x), by_x);
    ck_assert_int_eq(lk_value_relation(named, lk_value_named(values, irq, NULL)), LK_DIFFERENT);
    ck_assert_int_eq(lk_value_relation(named, lk_value_variable(values, &variable)), LK_DIFFERENT);
    ck_assert_int_eq(lk_value_relation(x, named), LK_DIFFERENT);
    ck_assert_int_eq(lk_value_relation(named, by_two), LK_DIFFERENT);
    ck_assert_int_eq(lk_value_relation(by_x, by_two), LK_MAY_BE_SAME);
    ck_assert_int_eq(lk_value_relation(by_two, lk_value_named(values, rcu, lk_value_constant(values, 3))),
                     LK_MAY_BE_SAME);
    ck_assert_int_eq(lk_value_relation(by_two, lk_value_named(values, irq, two)), LK_DIFFERENT);
    ck_assert_str_eq(lk_value_object_text(arena, named), "rcu");
    ck_assert_str_eq(lk_value_object_text(arena, by_two), "2");
    ck_assert(lk_value_is_address(named));
    lk_arena_free(arena);
}
END_TEST

/* ---- facts ---- */

typedef struct facts {
    lk_arena *arena;
    lk_values *values;
    lk_state_pool pool;
    lk_state *state;
    const lk_value *x, *y;
} facts;

static facts new_facts(void) {
    facts self = {.arena = lk_arena_new()};
    self.values = lk_values_new(self.arena);
    self.pool.arena = self.arena;
    self.state = lk_state_new(&self.pool);
    self.x = lk_value_at(self.values, LK_VALUE_RESULT, 1, 0, 0);
    self.y = lk_value_at(self.values, LK_VALUE_RESULT, 2, 0, 0);
    return self;
}

static bool assume(facts *self, const lk_value *a, lk_operator op, int64_t constant) {
    return lk_state_assume(&self->pool, self->state, self->values, a, op, lk_value_constant(self->values, constant));
}

START_TEST(facts_narrow_until_nothing_is_left) {
    facts self = new_facts();
    ck_assert(assume(&self, self.x, LK_OP_GE, 1));
    ck_assert(assume(&self, self.x, LK_OP_LE, 3));
    ck_assert(assume(&self, self.x, LK_OP_NE, 2));
    ck_assert(assume(&self, self.x, LK_OP_NE, 1));
    ck_assert(!assume(&self, self.x, LK_OP_NE, 3));
    ck_assert(assume(&self, self.x, LK_OP_EQ, 3));
    ck_assert(!assume(&self, self.x, LK_OP_LT, 3));
    lk_arena_free(self.arena);
}
END_TEST

START_TEST(a_comparison_kept_as_a_value_is_the_comparison) {
    facts self = new_facts();
    const lk_value *less = lk_value_compute(self.values, LK_OP_LT, self.x, self.y);
    ck_assert(assume(&self, less, LK_OP_NE, 0));
    ck_assert(!lk_state_assume(&self.pool, self.state, self.values, self.x, LK_OP_EQ, self.y));
    ck_assert(!lk_state_assume(&self.pool, self.state, self.values, self.y, LK_OP_LE, self.x));
    ck_assert(lk_state_assume(&self.pool, self.state, self.values, self.y, LK_OP_GT, self.x));
    lk_arena_free(self.arena);
}
END_TEST

/* ---- whole functions: the events, and the locks certainly held before each ---- */

#define LOCK(x) "pthread_mutex_lock(" x "); "
#define UNLOCK(x) "pthread_mutex_unlock(" x "); "

START_TEST(a_pointer_and_what_it_points_to_are_one_lock) {
    expect_events("pthread_mutex_t *m = &p->mu; " LOCK("m") LOCK("&p->mu"), "acquire m; acquire p->mu holding m; ");
    expect_events(LOCK("&p->mu") "p = p->next; " LOCK("&p->mu"), "acquire p->mu; acquire p->mu holding p->mu; ");
    expect_events(
        LOCK("&table[2]") UNLOCK("&table[1]") UNLOCK("&table[2]") "sleep(1);",
        "acquire table[2]; release table[1] holding table[2]; release table[2] holding table[2]; block sleep; ");
}
END_TEST

START_TEST(conditions_that_agree_prune_paths) {
    expect_events("if (x) " LOCK("&a") "n++; if (x) " UNLOCK("&a") "sleep(1);",
                  "acquire a; release a holding a; block sleep; ");
    expect_events(
        "int locked = 0; if (x > 3) { " LOCK("&a") " locked = 1; } n++; if (locked) " UNLOCK("&a") "sleep(1);",
        "acquire a; release a holding a; block sleep; ");
    expect_events("if (pthread_mutex_trylock(&a) != 0) { sleep(1); return; } " UNLOCK("&a"),
                  "acquire a; block sleep; release a holding a; ");
    expect_events("if (pthread_mutex_lock(&a) != 0) return; sleep(1);", "acquire a; block sleep holding a; ");
}
END_TEST

START_TEST(a_release_by_a_name_read_again_still_matches) {
    expect_events(LOCK("p->pmu") "unknown(); " UNLOCK("p->pmu") "sleep(1);",
                  "acquire p->pmu; release p->pmu holding p->pmu; block sleep; ");
}
END_TEST

START_TEST(a_release_that_may_be_this_lock_makes_it_maybe) {
    expect_events(LOCK("&p->mu") UNLOCK("&q->mu") "sleep(1);",
                  "acquire p->mu; release q->mu holding p->mu; block sleep; ");
    expect_events(LOCK("&a") UNLOCK("&b") "sleep(1);", "acquire a; release b holding a; block sleep holding a; ");
}
END_TEST

START_TEST(an_unknown_call_doubts_the_locks_that_it_gets) {
    expect_events(LOCK("&p->mu") "unknown(); sleep(1);", "acquire p->mu; block sleep holding p->mu; ");
    expect_events(LOCK("&p->mu") "give(p); sleep(1);", "acquire p->mu; block sleep holding p->mu; ");
    expect_events(LOCK("&p->mu") "give(&p->mu); sleep(1);", "acquire p->mu; block sleep; ");
}
END_TEST

START_TEST(hand_over_hand_reaches_a_fixed_point) {
    expect_events(LOCK("&p->mu") "while (p->next) { struct node *next = p->next; " LOCK("&next->mu")
                      UNLOCK("&p->mu") "p = next; } " UNLOCK("&p->mu") "sleep(1);",
                  "acquire p->mu; acquire next->mu holding p->mu; release p->mu holding p->mu,next->mu; "
                  "release p->mu holding p->mu; block sleep; ");
}
END_TEST

START_TEST(every_turn_of_a_loop_has_an_object_of_its_own) {
    expect_events("for (int i = 0; i < n; i++) " LOCK("&table[i]") "sleep(1);", "acquire table[i]; block sleep; ");
    expect_events("while (p) { " LOCK("&p->mu") "p = p->next; }", "acquire p->mu; ");
}
END_TEST

START_TEST(waiting_holds_the_lock_again) {
    expect_events("pthread_cond_t c; " LOCK("&a") "while (!p->flag) pthread_cond_wait(&c, &a); sleep(1);",
                  "acquire a; wait a holding a; block sleep holding a; ");
    expect_events("pthread_cond_t c; pthread_cond_wait(&c, &p->mu); sleep(1);",
                  "wait p->mu; block sleep holding p->mu; ");
    expect_events("pthread_cond_t c; " LOCK("&p->mu") "pthread_cond_wait(&c, &q->mu); sleep(1);",
                  "acquire p->mu; wait q->mu holding p->mu; block sleep; ");
}
END_TEST

START_TEST(a_lock_counts_how_often_it_is_held) {
    expect_events("pthread_mutex_t r = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP; " LOCK("&r") LOCK("&r")
                      UNLOCK("&r") "sleep(1); " UNLOCK("&r") "usleep(1);",
                  "acquire r; acquire r holding r; release r holding r; block sleep holding r; block usleep; ");
}
END_TEST

START_TEST(maybe_is_nobody_s_proof) {
    expect_events("if (ask()) " LOCK("&a") "give(&a); sleep(1); " LOCK("&a") "usleep(1);",
                  "acquire a; block sleep; block usleep holding a; ");
}
END_TEST

START_TEST(facts_about_what_is_gone_cost_nothing) {
    char *body = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&body, &size);
    for (int i = 0; i < 200; i++)
        fprintf(out, "if (ask()) n += %d; ", i);
    fputs(LOCK("&a") "sleep(1);", out);
    fclose(out);
    expect_events(body, "acquire a; block sleep holding a; ");
    free(body);
}
END_TEST

START_TEST(where_paths_meet_values_are_phis) {
    expect_events("struct node *m = p; if (x) m = q; " LOCK("&m->mu") UNLOCK("&m->mu") "sleep(1);",
                  "acquire m->mu; release m->mu holding m->mu; block sleep; ");
    expect_events("int got = 0; if (x) { " LOCK("&a") "got = 1; } else { " LOCK(
                      "&b") "got = 2; } if (got == 1) " UNLOCK("&a") "if (got == 2) " UNLOCK("&b") "sleep(1);",
                  "acquire a; acquire b; release a holding a; release b holding b; block sleep; ");
}
END_TEST

START_TEST(an_unknown_call_gives_memory_a_new_version) {
    expect_events(LOCK("&root->mu") "unknown(); " LOCK("&root->mu") "sleep(1);",
                  "acquire root->mu; acquire root->mu holding root->mu; block sleep holding root->mu,root->mu; ");
    expect_events("p->flag = 1; unknown(); if (p->flag) " LOCK("&a") "if (p->flag) " UNLOCK("&a") "sleep(1);",
                  "acquire a; release a holding a; block sleep; ");
}
END_TEST

START_TEST(a_loop_may_write_a_member_through_its_address) {
    expect_events("int *flag = &p->flag; p->flag = 0; while (n-- > 0) { if (p->flag) " LOCK("&a") "*flag = 1; }",
                  "acquire a; acquire a holding a; ");
}
END_TEST

START_TEST(a_pointer_of_one_value_is_another_name) {
    expect_events("int got = 0, *where = &got; if (x) { " LOCK("&a") "*where = 1; } unknown(); if (*where) " UNLOCK(
                      "&a") "sleep(1);",
                  "acquire a; release a holding a; block sleep; ");
    expect_events("int got = 0, *where = &got; while (n-- > 0) { if (!got) " LOCK("&a") "*where = 1; } sleep(1);",
                  "acquire a; block sleep; block sleep holding a; ");
    expect_events("int i = n, *where = &i; while (ask()) { " LOCK("&table[i]") "*where = i + 1; } sleep(1);",
                  "acquire table[i]; block sleep; ");
    expect_events("int got = 0, *where = &got; if (n) where = &x; if (x) { " LOCK(
                      "&a") "*where = 1; } unknown(); if (got) " UNLOCK("&a") "sleep(1);",
                  "acquire a; release a; release a holding a; block sleep; block sleep holding a; ");
}
END_TEST

START_TEST(threads_begin_with_nothing_held) {
    expect_events("" LOCK("&a"), "acquire a; ");
    expect_events_in("void *f(void *p) { " LOCK("&a")
                         UNLOCK("&a") "return p; } "
                                      "void g(pthread_t *t) { pthread_create(t, 0, f, 0); }",
                     "acquire a free so far; release a holding a; ");
    expect_events_in("void f(int number) { " LOCK("&a")
                         UNLOCK("&a") "} "
                                      "void (*signal(int, void (*)(int)))(int); void g(void) { signal(2, f); }",
                     "acquire a free so far; release a holding a; ");
}
END_TEST

#define MODEL(text) " __attribute__((annotate(\"locklint: " text "\")));"
#define NAMED_LOCKS                                                                                                                                              \
    "void enter(void)" MODEL("{acquire: {lock: none(world), mode: shared}}") /**/                                                                                \
        "void again(void)" MODEL(                                                                                                                                \
            "{acquire: {lock: none(world), mode: shared, reentrant: yes}}") "int "                                                                               \
                                                                            "try_enter("                                                                         \
                                                                            "void)" MODEL(                                                                       \
                                                                                "{acqu"                                                                          \
                                                                                "ire: "                                                                          \
                                                                                "{lock"                                                                          \
                                                                                ": "                                                                             \
                                                                                "none("                                                                          \
                                                                                "world"                                                                          \
                                                                                ")}, "                                                                           \
                                                                                "when:"                                                                          \
                                                                                " '"                                                                             \
                                                                                "retur"                                                                          \
                                                                                "n == "                                                                          \
                                                                                "1', "                                                                           \
                                                                                "waits"                                                                          \
                                                                                ": "                                                                             \
                                                                                "no}") "void leave(void)" MODEL("{rel"                                           \
                                                                                                                "ease"                                           \
                                                                                                                ": "                                             \
                                                                                                                "{loc"                                           \
                                                                                                                "k: "                                            \
                                                                                                                "none"                                           \
                                                                                                                "(wor"                                           \
                                                                                                                "ld)}"                                           \
                                                                                                                "}") "void upgrade(void)" MODEL("{convert: "     \
                                                                                                                                                "{lock: "        \
                                                                                                                                                "none(world), "  \
                                                                                                                                                "from: shared, " \
                                                                                                                                                "to: "           \
                                                                                                                                                "exclusive}}") "void rest(void)" MODEL("{wait: {lock: none(world)}}") "void lock(unsigned hash)" MODEL("{api: my, acquire: {lock: value(hash)}}") "void unlock(unsigned hash)" MODEL("{api: my, release: {lock: value(hash)}}")

static void expect_named(const char *functions, const char *events) {
    char *source = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&source, &size);
    fprintf(out, "%s %s", NAMED_LOCKS, functions);
    fclose(out);
    expect_events_in(source, events);
    free(source);
}

START_TEST(a_name_is_a_lock) {
    expect_named("void f(void) { enter(); sleep(1); leave(); usleep(1); }",
                 "acquire world; block sleep holding world; release world holding world; block usleep; ");
    expect_named("void f(void) { again(); again(); leave(); sleep(1); leave(); usleep(1); }",
                 "acquire world; acquire world holding world; release world holding world; "
                 "block sleep holding world; block usleep; ");
    expect_named("void f(struct node *p) { enter(); pthread_mutex_lock(&p->mu); pthread_mutex_unlock(p->pmu); "
                 "give(p); sleep(1); }",
                 "acquire world; acquire p->mu holding world; release p->pmu holding world,p->mu; "
                 "block sleep holding world; ");
    expect_named("void f(void) { if (try_enter() != 1) return; rest(); sleep(1); leave(); }",
                 "acquire world; wait world holding world; block sleep holding world; release world holding world; ");
    expect_named("void f(void) { enter(); upgrade(); leave(); sleep(1); }",
                 "acquire world; release world holding world; block sleep; ");
}
END_TEST

START_TEST(a_case_may_want_a_result_of_bool) {
#define EITHER                                                                                                         \
    MODEL("{cases: [{result: bool, when: return, acquire: {lock: none(world)}, waits: no}, "                           \
          "{result: bool, nothing: yes}, {when: 'return == 0', acquire: {lock: none(world)}, waits: no}]}")
    expect_events_in("int take(void)" EITHER "void f(void) { if (take()) sleep(1); else usleep(1); }",
                     "acquire world; block sleep; block usleep holding world; ");
    expect_events_in("_Bool take(void)" EITHER "void f(void) { if (take()) sleep(1); else usleep(1); }",
                     "acquire world; block sleep holding world; block usleep; ");
}
END_TEST

START_TEST(a_number_is_a_lock) {
    expect_named("void f(unsigned h) { lock(h); unlock(h); lock(h + 1); lock(h); }",
                 "acquire h; release h holding h; acquire h + 1; acquire h holding h + 1; ");
    expect_named("void f(struct node *p) { lock(p->flag); unknown(); unlock(p->flag); sleep(1); }",
                 "acquire p->flag; release p->flag holding p->flag; block sleep; ");
    expect_named("void f(unsigned h, unsigned g) { lock(h); unlock(g); sleep(1); }",
                 "acquire h; release g holding h; block sleep; ");
    expect_named("void f(unsigned n) { for (unsigned i = 0; i < n; i++) { lock(i); if (ask()) unlock(i); } sleep(1); }",
                 "acquire i; release i holding i; block sleep; ");
    expect_named("void f(unsigned n, unsigned i) { lock(i); while (n--) { lock(i + 1); unlock(i); i++; } sleep(1); "
                 "unlock(i); usleep(1); }",
                 "acquire i; acquire i + 1 holding i; release i holding i,i + 1; block sleep holding i; "
                 "release i holding i; block usleep; ");
}
END_TEST

START_TEST(a_guard_may_own_a_number) {
#define GUARDS                                                                                                         \
    "void *enter(int hash)" MODEL(                                                                                     \
        "{guard: {object: return, lock: value(hash)}, when: 'return != NULL', waits: no}") "void leave(void "          \
                                                                                           "*guard)" MODEL("{release:" \
                                                                                                           " {guard: " \
                                                                                                           "guard}}")
    expect_events_in(GUARDS "void f(int h) { void *g = enter(h); sleep(1); if (g) { sleep(1); leave(g); } sleep(1); }",
                     "acquire h; block sleep holding h; block sleep; ");
}
END_TEST

START_TEST(a_number_is_called_as_it_is_written) {
    expect_named("void f(void) { lock(ask() % 8); sleep(1); }", "acquire ask() % 8; block sleep holding ask() % 8; ");
}
END_TEST

#define CONVERTED "void lower(pthread_rwlock_t *lock)" MODEL("{convert: {lock: '*lock', from: exclusive, to: shared}}")

START_TEST(a_callers_lock_may_be_converted) {
    expect_events_in(CONVERTED "static void g(pthread_rwlock_t *l) { lower(l); } "
                               "void f(void) { pthread_rwlock_wrlock(&rw); g(&rw); sleep(1); "
                               "pthread_rwlock_unlock(&rw); usleep(1); }",
                     "acquire rw; block sleep; release rw; block usleep; ");
}
END_TEST

START_TEST(names_and_numbers_are_known_to_callers) {
    expect_named("static void g(unsigned k) { enter(); lock(k); } void f(struct node *p) { g(p->flag); sleep(1); "
                 "unlock(p->flag); leave(); usleep(1); }",
                 "acquire world; acquire p->flag; block sleep holding world,p->flag; "
                 "release p->flag holding world,p->flag; release world holding world; block usleep; ");
    expect_named("static void g(unsigned k) { unlock(k); leave(); } void f(void) { enter(); lock(7); g(7); sleep(1); }",
                 "acquire world; acquire 7 holding world; release 7 holding world,7; release world holding world; "
                 "block sleep; ");
}
END_TEST

START_TEST(a_shipped_model_wants_its_parameters) {
    expect_events_in("int flock(int, int); void f(void) { " LOCK("&a") "flock(1, 2); }",
                     "acquire a; block flock holding a; ");
    expect_events_in("int flock(int, int, int); void f(void) { " LOCK("&a") "flock(1, 2, 3); }", "acquire a; ");
    expect_events_in("int fcntl(int, int, ...); void f(void) { " LOCK("&a") "fcntl(1, 7, 2); }",
                     "acquire a; block fcntl holding a; ");
}
END_TEST

START_TEST(values_that_double_stay_small) {
    char *body = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&body, &size);
    for (int i = 0; i < 30; i++)
        fputs("n = n * n; ", out);
    fputs("if (n == 7) " LOCK("&a") "while (x-- > 0) n = n * n; sleep(1);", out);
    fclose(out);
    expect_events(body, "acquire a; block sleep; block sleep holding a; ");
    free(body);
}
END_TEST

START_TEST(order_by_address_is_seen) {
    expect_events("if (p < q) " LOCK("&a") "if (q > p) " UNLOCK("&a") "sleep(1);",
                  "acquire a; release a holding a; block sleep; ");
}
END_TEST

START_TEST(the_budget_is_said) {
    char *body = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&body, &size);
    for (int i = 0; i < 60; i++)
        fprintf(out, "if (ask()) pthread_mutex_lock(&p->mu + %d); ", i);
    fclose(out);
    bool complete;
    free(judged_events(body, &complete));
    ck_assert(!complete);
    free(body);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("flow");
    TCase *tests = tcase_create("flow");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, values_are_hash_consed);
    tcase_add_test(tests, constants_fold_and_elements_add_up);
    tcase_add_test(tests, a_clone_names_the_same_object);
    tcase_add_test(tests, what_is_too_deep_equals_nothing);
    tcase_add_test(tests, locks_that_are_no_objects_have_names);
    tcase_add_test(tests, facts_narrow_until_nothing_is_left);
    tcase_add_test(tests, a_comparison_kept_as_a_value_is_the_comparison);
    tcase_add_test(tests, a_pointer_and_what_it_points_to_are_one_lock);
    tcase_add_test(tests, conditions_that_agree_prune_paths);
    tcase_add_test(tests, a_release_by_a_name_read_again_still_matches);
    tcase_add_test(tests, a_release_that_may_be_this_lock_makes_it_maybe);
    tcase_add_test(tests, an_unknown_call_doubts_the_locks_that_it_gets);
    tcase_add_test(tests, hand_over_hand_reaches_a_fixed_point);
    tcase_add_test(tests, every_turn_of_a_loop_has_an_object_of_its_own);
    tcase_add_test(tests, waiting_holds_the_lock_again);
    tcase_add_test(tests, a_lock_counts_how_often_it_is_held);
    tcase_add_test(tests, maybe_is_nobody_s_proof);
    tcase_add_test(tests, facts_about_what_is_gone_cost_nothing);
    tcase_add_test(tests, where_paths_meet_values_are_phis);
    tcase_add_test(tests, an_unknown_call_gives_memory_a_new_version);
    tcase_add_test(tests, a_loop_may_write_a_member_through_its_address);
    tcase_add_test(tests, a_pointer_of_one_value_is_another_name);
    tcase_add_test(tests, threads_begin_with_nothing_held);
    tcase_add_test(tests, a_name_is_a_lock);
    tcase_add_test(tests, a_case_may_want_a_result_of_bool);
    tcase_add_test(tests, a_number_is_a_lock);
    tcase_add_test(tests, a_guard_may_own_a_number);
    tcase_add_test(tests, a_number_is_called_as_it_is_written);
    tcase_add_test(tests, a_callers_lock_may_be_converted);
    tcase_add_test(tests, names_and_numbers_are_known_to_callers);
    tcase_add_test(tests, a_shipped_model_wants_its_parameters);
    tcase_add_test(tests, values_that_double_stay_small);
    tcase_add_test(tests, order_by_address_is_seen);
    tcase_add_test(tests, the_budget_is_said);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
