/* check_baseline.c -- files of known findings: reading, what is wrong in them, meeting, writing. */
#include "report/baseline.h"
#include "suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "# locklint baseline, version 1\n"
#define ONE "src/a.c: in 'f': 'm[1]' is locked again [locklint-double-lock 0123456789abcdef]\n"
#define TWO "b.c: two orders [locklint-lock-order fedcba9876543210]\n"

static lk_arena *arena;

static void set_up(void) {
    arena = lk_arena_new();
}

static void tear_down(void) {
    lk_arena_free(arena);
}

static lk_baseline *read_text(const char *text, const char **error) {
    lk_baseline *self = lk_baseline_new(arena);
    bool is_read = lk_baseline_read(self, "known", text, strlen(text), error);
    ck_assert_int_eq(is_read, *error == NULL);
    return self;
}

static lk_baseline *read_good(const char *text) {
    const char *error;
    lk_baseline *self = read_text(text, &error);
    ck_assert_msg(error == NULL, "%s", error);
    return self;
}

static const char *written(lk_baseline *self) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    lk_baseline_write(self, out);
    fclose(out);
    const char *copy = lk_arena_strndup(arena, text, size);
    free(text);
    ck_assert_int_eq(strncmp(copy, HEAD "# Known", strlen(HEAD "# Known")), 0);
    return strchr(copy + strlen(HEAD), '\n') + 1;
}

START_TEST(entries) {
    lk_baseline *self = read_good(HEAD "\n# why\r\n" ONE "  \r\n" TWO);
    ck_assert_uint_eq(lk_baseline_count(self), 2);
    const lk_baseline_entry *entry = lk_baseline_at(self, 0);
    ck_assert_str_eq(entry->path, "src/a.c");
    ck_assert_str_eq(entry->rule, "double-lock");
    ck_assert_str_eq(entry->fingerprint, "0123456789abcdef");
    ck_assert_uint_eq(entry->number, 4);
    ck_assert(!entry->is_met);
    ck_assert_str_eq(written(self), TWO ONE);
}
END_TEST

START_TEST(each_entry_is_met_once) {
    lk_baseline *self = read_good(HEAD ONE TWO ONE);
    ck_assert(!lk_baseline_meet(self, "0000000000000000"));
    ck_assert(lk_baseline_meet(self, "0123456789abcdef"));
    ck_assert(lk_baseline_at(self, 0)->is_met && !lk_baseline_at(self, 2)->is_met);
    ck_assert(lk_baseline_meet(self, "0123456789abcdef"));
    ck_assert(lk_baseline_at(self, 2)->is_met);
    ck_assert(!lk_baseline_meet(self, "0123456789abcdef"));
}
END_TEST

START_TEST(what_is_added_is_written) {
    lk_baseline *self = read_good(HEAD ONE TWO);
    lk_finding finding = {.rule = "double-lock", .message = "a\nb [c]", .function = "g"};
    finding.place.path = "a b:\xC3\xA9%.c";
    lk_baseline_add(self, &finding, "0123456789abcdef");
    ck_assert(lk_baseline_meet(self, "0123456789abcdef")); /* the one that was there */
    ck_assert(!lk_baseline_meet(self, "0123456789abcdef"));
    lk_baseline_drop(self, 1);
    const char *text = written(self);
    ck_assert_str_eq(text, "a%20b%3A\xC3\xA9%25.c: in 'g': a?b [c] [locklint-double-lock 0123456789abcdef]\n" ONE);
    lk_baseline *again = read_good(lk_arena_printf(arena, HEAD "%s", text));
    ck_assert_uint_eq(lk_baseline_count(again), 2);
    ck_assert_str_eq(lk_baseline_at(again, 0)->path, lk_baseline_path(arena, finding.place.path));
}
END_TEST

START_TEST(wrong_files) {
    static const struct {
        const char *text, *error;
    } wrong[] = {
        {"", "known:1: this is no baseline of locklint"},
        {ONE, "known:1: this is no baseline"},
        {"# locklint baseline, version 2\n",
         "known:1: the baseline is of version '2', and this locklint reads version 1"},
        {HEAD ONE "<<<<<<< HEAD\n", "known:3: this is no entry of a baseline"},
        {HEAD "a.c: m [locklint-x 0123456789abcde]\n", "known:2: this is no entry"},
        {HEAD "a.c: m [locklint-x 0123456789abcdefa]\n", "known:2: this is no entry"},
        {HEAD "a.c: m [locklint-x 0123456789ABCDEF]\n", "known:2: this is no entry"},
        {HEAD "a.c: m [other-x 0123456789abcdef]\n", "known:2: this is no entry"},
        {HEAD "a.c: m [locklint- 0123456789abcdef]\n", "known:2: this is no entry"},
        {HEAD "a.c m [locklint-x 0123456789abcdef]\n", "known:2: this is no entry"},
        {HEAD "\n\na.c: m\n", "known:4: this is no entry"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *error;
        read_text(wrong[i].text, &error);
        ck_assert_msg(error && strncmp(error, wrong[i].error, strlen(wrong[i].error)) == 0, "%s: %s", wrong[i].text,
                      error ? error : "(none)");
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("baseline");
    TCase *cases = tcase_create("baseline");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, entries);
    tcase_add_test(cases, each_entry_is_met_once);
    tcase_add_test(cases, what_is_added_is_written);
    tcase_add_test(cases, wrong_files);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
