/* check_summary.c -- what callers are told of a function: its ends, what happens in it, under which conditions. */
#include "judged.h"
#include "suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOCK(x) "pthread_mutex_lock(" x "); "
#define UNLOCK(x) "pthread_mutex_unlock(" x "); "

START_TEST(places_are_said_in_the_callers_terms) {
    expect_summary("void f(struct node *n) { " LOCK("&n->next->mu") "}", "f",
                   "happens: acquire n->next->mu exclusive\n"
                   "ends with n->next != 0; acquire n->next->mu exclusive\n");
    expect_summary("void f(pthread_mutex_t *m) { " UNLOCK("m") "}", "f", "ends; release *m\n");
    expect_summary("void f(void) { " LOCK("&a") "}", "f", "happens: acquire a exclusive\nends; acquire a exclusive\n");
    expect_summary("void f(int i) { " LOCK("&table[i + 1]") "}", "f",
                   "happens: acquire table[+(i, 1)] exclusive\nends; acquire table[+(i, 1)] exclusive\n");
}
END_TEST

START_TEST(locks_without_objects_are_said_by_name_and_number) {
    expect_summary("void lock(int hash)"
                   " __attribute__((annotate(\"locklint: {acquire: [{lock: none(world)}, {lock: value(hash)}]}\")));"
                   "void f(int hash) { lock(hash); }",
                   "f",
                   "happens: acquire none(world) exclusive\nhappens: acquire value(hash) exclusive\n"
                   "ends; acquire none(world) exclusive; acquire value(hash) exclusive\n");
}
END_TEST

START_TEST(what_no_caller_can_name_is_not_said) {
    expect_summary("void f(int k) { struct node *n = find(k); " LOCK("&n->mu") UNLOCK("&n->mu") "}", "f",
                   "happens: order some->mu exclusive\nends\n");
    expect_summary("void f(int k) { struct node *n = find(k); " UNLOCK("&n->mu") "}", "f",
                   "releases a lock that can't be named here\nends\n");
}
END_TEST

START_TEST(ends_are_told_apart_by_the_result) {
    expect_summary("int f(struct node *n) { if (n->flag) return -1; " LOCK("&n->mu") "return 0; }", "f",
                   "happens: acquire n->mu exclusive, if n->flag == 0\n"
                   "ends with return == 0 and n->flag == 0 and n != 0; acquire n->mu exclusive\n"
                   "ends with return == -1 and n->flag != 0\n");
    expect_summary("struct node *f(int k) { struct node *n = find(k); if (n) " LOCK("&n->mu") "return n; }", "f",
                   "happens: order some->mu exclusive\n"
                   "ends with return == 0\nends with return != 0; acquire return->mu exclusive\n");
}
END_TEST

START_TEST(ends_that_cannot_be_told_apart_leave_it_open) {
    expect_summary("void f(void) { if (ask()) " LOCK("&a") "}", "f",
                   "happens: acquire a exclusive\nends; perhaps changes a\n");
    expect_summary("int f(void) { if (ask()) { " LOCK("&a") "return 0; } return 0; }", "f",
                   "happens: acquire a exclusive\nends with return == 0; perhaps changes a\n");
}
END_TEST

START_TEST(arguments_decide) {
    expect_summary("void f(struct node *n, int wanted) { if (wanted) " LOCK("&n->mu") "}", "f",
                   "happens: acquire n->mu exclusive, if wanted != 0\n"
                   "ends with wanted == 0\n"
                   "ends with wanted != 0 and n != 0; acquire n->mu exclusive\n");
}
END_TEST

START_TEST(what_the_callers_lock_was_before_is_said) {
    expect_summary("void f(void) { " UNLOCK("&a") "sleep(1); " LOCK("&a") "}", "f",
                   "happens: block sleep, after release of a\n"
                   "happens: acquire a exclusive, after release of a\nends\n");
    expect_summary("void f(void) { " LOCK("&a") "sleep(1); " UNLOCK("&a") "}", "f",
                   "happens: acquire a exclusive\nhappens: block sleep\nends\n");
}
END_TEST

START_TEST(out_parameters_and_members_are_followed) {
    expect_summary("int f(int k, struct node **out) { struct node *n = find(k); if (!n) return -1; " LOCK(
                       "&n->mu") "*out = n; return 0; }",
                   "f",
                   "happens: order some->mu exclusive\n"
                   "ends with return == 0; acquire *out'->mu exclusive\nends with return == -1\n");
    expect_summary("pthread_mutex_t *g(struct node *n) { return &n->mu; } void f(struct node *n) { "
                   "pthread_mutex_lock(g(n)); }",
                   "f", "happens: acquire n->mu exclusive\nends with n != 0; acquire n->mu exclusive\n");
}
END_TEST

START_TEST(the_way_leads_through_helpers) {
    expect_summary("static void h(void) { " LOCK("&a") "} static void g(void) { h(); } void f(void) { g(); }", "f",
                   "happens: acquire a exclusive (in g, in h)\nends; acquire a exclusive\n");
}
END_TEST

START_TEST(recursion_reaches_a_fixed_point) {
    expect_summary("int f(struct node *n, int d) { if (d == 0) { " LOCK("&a")
                       UNLOCK("&a") "return 0; } return f(n, d - 1); }",
                   "f",
                   "happens: acquire a exclusive, if d == 0\n"
                   "happens: acquire a exclusive, if d != 0 and -(d, 1) == 0 (in f)\nends with return == 0\n");
    expect_summary("void g(int); void f(int d) { if (d) g(d - 1); } void g(int d) { " LOCK("&a") UNLOCK("&a") "f(d); }",
                   "f", "happens: acquire a exclusive, if d != 0 (in g)\nends\n");
}
END_TEST

START_TEST(one_that_never_ends_is_known) {
    expect_summary("static void f(void) { sleep(1); abort(); } void g(void) { " LOCK("&a") "f(); " UNLOCK("&a") "}",
                   "f", "happens: block sleep\ndoes not return\n");
    expect_events("if (x) { " LOCK("&a") "abort(); } sleep(1);", "acquire a; block sleep; ");
}
END_TEST

START_TEST(callbacks_run_where_they_are_called) {
    expect_summary("void f(void (*visit)(struct node *), struct node *n) { " LOCK("&a") "visit(n); " UNLOCK("&a") "}",
                   "f", "happens: acquire a exclusive\nhappens: call visit(n), holding a\nends\n");
    expect_summary("static void nap(void) { sleep(1); } static void each(void (*visit)(void)) { visit(); } "
                   "void f(void) { " LOCK("&a") "each(nap); " UNLOCK("&a") "}",
                   "f", "happens: acquire a exclusive\nhappens: block sleep (in each, in nap)\nends\n");
}
END_TEST

START_TEST(pointers_that_hold_one_function_are_that_function) {
    expect_summary(
        "static void take(void) { " LOCK("&a") "} static void (*hook)(void) = take; void f(void) { hook(); }", "f",
        "happens: acquire a exclusive (in take)\nends; acquire a exclusive\n");
    expect_summary("struct ops { void (*take)(void); }; static void take(void) { " LOCK(
                       "&a") "} "
                             "static const struct ops ops = {.take = take}; void f(void) { ops.take(); }",
                   "f", "happens: acquire a exclusive (in take)\nends; acquire a exclusive\n");
}
END_TEST

START_TEST(flags_decide_only_when_they_are_known) {
    expect_summary("#include <sys/socket.h>\nlong f(int fd, char *to, int flags) { " LOCK("&a")
                       UNLOCK("&a") "return recv(fd, to, 8, flags); }",
                   "f", "happens: acquire a exclusive\nhappens: block socket, if &(flags, 64) == 0\nends\n");
}
END_TEST

START_TEST(callers_see_what_the_call_writes) {
    expect_events_in(
        "static void set(int *x) { *x = ask(); } void f(void) { int flag = 0; set(&flag); if (flag) " LOCK("&a") "}",
        "acquire a; ");
    expect_events_in("static void count(struct node *n, int k) { for (int i = 0; i < k; i++) n->flag += i; } "
                     "void f(struct node *p) { p->flag = 0; count(p, 3); if (p->flag) " LOCK("&a") "}",
                     "acquire a; ");
    expect_events_in(
        "static void count(struct node *n, int k) { for (int i = 0; i < k; i++) n->flag += i; } "
        "void f(struct node *p, int x) { p->flag = 0; while (x-- > 0) { if (p->flag) " LOCK("&a") "count(p, 3); } }",
        "acquire a; acquire a holding a; ");
    expect_events_in(
        "static void on(struct node *n) { n->flag = 1; } void f(struct node *p) { on(p); if (!p->flag) " LOCK(
            "&a") "sleep(1); }",
        "block sleep; ");
    expect_events_in(
        "static void either(struct node *n) { if (ask()) { n->flag = 1; return; } n->flag = 2; } "
        "void f(struct node *p) { either(p); if (p->flag == 1) " LOCK("&a") "if (p->flag == 2) " LOCK("&b") "}",
        "acquire a; acquire b; ");
    expect_events_in("static void count(struct node *n, int k) { for (int i = 0; i < k; i++) n->flag += i; } "
                     "static void outer(struct node *n) { count(n, 3); } "
                     "void f(struct node *p) { p->flag = 0; outer(p); if (p->flag) " LOCK("&a") "}",
                     "acquire a; ");
}
END_TEST

START_TEST(callers_keep_what_is_open) {
    expect_summary("static void g(void) { if (ask()) " LOCK("&a") "} void f(void) { g(); }", "f",
                   "happens: acquire a exclusive (in g)\nends; perhaps changes a\n");
    expect_summary("static void g(void) { " LOCK("&a") "if (ask()) return; " UNLOCK("&a") "} void f(void) { g(); }",
                   "f", "happens: acquire a exclusive (in g)\nends; perhaps changes a\n");
    expect_events_in("static void g(void) { if (ask()) " UNLOCK("&a") "} void f(void) { " LOCK("&a") "g(); sleep(1); }",
                     "acquire a; block sleep; ");
    expect_summary("static void drop(struct node *n) { " UNLOCK(
                       "&n->mu") "} static void with(struct node *n, "
                                 "void (*visit)(struct node *)) { " LOCK("&n->mu") "visit(n); " UNLOCK(
                                     "&n->mu") "} "
                                               "void f(struct node *n) { with(n, drop); }",
                   "f", "happens: acquire n->mu exclusive (in with)\nends with n != 0\n");
    expect_summary("#include <arcmutex/arcmutex.h>\ntypedef AM_MUTEX(int) counter; "
                   "void f(counter *c) { int *guard = am_lock(c); *guard += 1; }",
                   "f", "happens: acquire *c exclusive\nends with c != 0; perhaps changes *c\n");
    expect_summary("static void g(void) { " LOCK("&a") "if (ask()) { " UNLOCK("&a") "return; } } void f(void) { g(); }",
                   "f", "happens: acquire a exclusive (in g)\nends; perhaps changes a\n");
}
END_TEST

START_TEST(conditions_are_those_at_entry) {
    expect_summary("void f(struct node *n) { unknown(); if (n->flag) " LOCK("&a") "}", "f",
                   "happens: acquire a exclusive\nends; perhaps changes a\n");
}
END_TEST

START_TEST(behind_an_unknown_release_nothing_is_told) {
    expect_summary("void f(int k) { struct node *n = find(k); " UNLOCK("&n->mu") "sleep(1); }", "f",
                   "releases a lock that can't be named here\nends\n");
    expect_summary(
        "void f(struct node *n) { unknown(); give(n->pmu); sleep(1); } void g(struct node *n) { " LOCK("&a") "f(n); }",
        "f", "releases a lock that can't be named here\nends\n");
}
END_TEST

/* What happens in a function that calls one with more paths than are followed. */
static char *events_around_the_given_up(bool releases) {
    char *source = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&source, &size);
    fputs("static void big(struct node *n) { ", out);
    for (int i = 0; i < 60; i++)
        fprintf(out, "if (ask()) pthread_mutex_%s(&n->mu + %d); ", i + 1 < 60 || !releases ? "lock" : "unlock", i);
    fputs("} void f(struct node *n) { " LOCK("&a") "big(n); sleep(1); }", out);
    fclose(out);
    bool complete;
    char *got = judged_events_in(source, &complete);
    ck_assert(complete);
    free(source);
    return got;
}

START_TEST(a_function_that_is_given_up_returns_all_the_same) {
    char *got = events_around_the_given_up(false);
    ck_assert_ptr_nonnull(strstr(got, "block sleep holding a; "));
    free(got);
}
END_TEST

START_TEST(one_that_is_given_up_may_let_go_of_what_the_caller_holds) {
    char *got = events_around_the_given_up(true);
    ck_assert_ptr_nonnull(strstr(got, "block sleep; "));
    ck_assert_ptr_null(strstr(got, "block sleep holding"));
    free(got);
}
END_TEST

START_TEST(results_that_grow_with_recursion_settle) {
    expect_summary("int f(int d) { " LOCK("&a") UNLOCK("&a") "if (d == 0) return 0; return f(d - 1) + 1; }", "f",
                   "happens: acquire a exclusive\nends\n");
}
END_TEST

START_TEST(a_lock_that_cannot_be_named_may_be_let_go_elsewhere) {
    expect_summary(
        "static void g(struct node *n) { unknown(); give(n->pmu); } void f(struct node *n) { " LOCK("&a") "g(n); }",
        "f", "happens: acquire a exclusive\nreleases a lock that can't be named here\nends; perhaps changes a\n");
}
END_TEST

START_TEST(the_uncertain_is_given_on) {
    expect_summary("static void g(pthread_mutex_t *m) { give(m); } void f(void) { " LOCK("&a") "g(&a); }", "f",
                   "happens: acquire a exclusive\nends; perhaps changes a\n");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("summary");
    TCase *tests = tcase_create("summary");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, places_are_said_in_the_callers_terms);
    tcase_add_test(tests, locks_without_objects_are_said_by_name_and_number);
    tcase_add_test(tests, what_no_caller_can_name_is_not_said);
    tcase_add_test(tests, ends_are_told_apart_by_the_result);
    tcase_add_test(tests, ends_that_cannot_be_told_apart_leave_it_open);
    tcase_add_test(tests, arguments_decide);
    tcase_add_test(tests, what_the_callers_lock_was_before_is_said);
    tcase_add_test(tests, out_parameters_and_members_are_followed);
    tcase_add_test(tests, the_way_leads_through_helpers);
    tcase_add_test(tests, recursion_reaches_a_fixed_point);
    tcase_add_test(tests, one_that_never_ends_is_known);
    tcase_add_test(tests, callbacks_run_where_they_are_called);
    tcase_add_test(tests, pointers_that_hold_one_function_are_that_function);
    tcase_add_test(tests, flags_decide_only_when_they_are_known);
    tcase_add_test(tests, callers_see_what_the_call_writes);
    tcase_add_test(tests, callers_keep_what_is_open);
    tcase_add_test(tests, conditions_are_those_at_entry);
    tcase_add_test(tests, behind_an_unknown_release_nothing_is_told);
    tcase_add_test(tests, a_function_that_is_given_up_returns_all_the_same);
    tcase_add_test(tests, one_that_is_given_up_may_let_go_of_what_the_caller_holds);
    tcase_add_test(tests, results_that_grow_with_recursion_settle);
    tcase_add_test(tests, a_lock_that_cannot_be_named_may_be_let_go_elsewhere);
    tcase_add_test(tests, the_uncertain_is_given_on);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
