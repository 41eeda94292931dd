/* check_generated.c -- programs whose verdict is known: no false alarm, and the planted defects are found.

   check_generated COUNT [SEED] [-v]: so many, and a table; -v shows the programs that were judged wrong. */
#include "generated.h"
#include "suite.h"

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 32, SLICE = 600 };

typedef struct row {
    const char *name;
    uint32_t planted, found;
} row;

typedef struct tally {
    uint32_t programs, linked, clean, false_alarms, errors;
    row rules[MOST_ROWS], noises[MOST_ROWS], families[MOST_ROWS];
} tally;

static void count_in(row *rows, const char *name, bool is_found) {
    while (rows->name && strcmp(rows->name, name) != 0)
        rows++;
    rows->name = name;
    rows->planted++;
    rows->found += is_found;
}

static void count(tally *self, const generated *program, unsigned result) {
    bool is_found = (result & GENERATED_FOUND) != 0;
    self->programs++;
    self->linked += generated_is_linked(program);
    self->clean += program->rule == NULL;
    self->false_alarms += (result & GENERATED_FALSE_ALARM) != 0;
    self->errors += (result & GENERATED_ERROR) != 0;
    if (!program->rule)
        return;
    count_in(self->rules, program->rule, is_found);
    count_in(self->families, program->family, is_found);
    for (uint32_t i = 0; i < GENERATED_NOISES; i++)
        if (program->noise & (1u << i))
            count_in(self->noises, generated_noise_names[i], is_found);
}

static tally judge(uint32_t programs, uint64_t seed, bool shows) {
    tally all = {0};
    for (uint32_t i = 0; i < programs; i++) {
        generated program = generated_program(seed + i * 0x9E3779B97F4A7C15u);
        unsigned result = generated_judge(&program);
        count(&all, &program, result);
        bool is_wrong = result != (program.rule ? GENERATED_FOUND : 0u);
        if (is_wrong && shows)
            printf("==== %u: %s, %s%s%s, %s, %s\n%s\n", i, program.rule ? program.rule : "clean",
                   result & GENERATED_FOUND ? "found " : "", result & GENERATED_FALSE_ALARM ? "FALSE ALARM " : "",
                   result & GENERATED_ERROR ? "ERROR" : "", program.shape ? program.shape : "-", program.family,
                   program.text);
        free(program.text);
    }
    return all;
}

static int by_name(const void *left, const void *right) {
    return strcmp(((const row *)left)->name, ((const row *)right)->name);
}

static void print_rows(const char *title, row *rows) {
    size_t count = 0;
    while (rows[count].name)
        count++;
    qsort(rows, count, sizeof *rows, by_name);
    printf("\n  %-24s %6s %6s\n", title, "planted", "found");
    for (size_t i = 0; i < count; i++)
        printf("  %-24s %6u %6u  %5.1f %%\n", rows[i].name, rows[i].planted, rows[i].found,
               100.0 * rows[i].found / rows[i].planted);
}

static void print(tally *all) {
    printf(
        "%u programs, %u of them of several files, %u without defect: %u with false alarms, %u with errors of clang\n",
        all->programs, all->linked, all->clean, all->false_alarms, all->errors);
    print_rows("by rule", all->rules);
    print_rows("by noise", all->noises);
    print_rows("by locks", all->families);
}

/* In percent. What stays hidden: a wait in a section that a flag decides about, and where pthread's tries may say that
   an owner died, since nothing shows how the lock is made. */
static uint32_t least(const char *rule) {
    return strcmp(rule, "cond-wait") == 0 || strcmp(rule, "guarded-by") == 0 ? 85 : 90;
}

static uint32_t planted_of(const tally *all, const char *rule) {
    const row *at = all->rules;
    while (at->name && strcmp(at->name, rule) != 0)
        at++;
    return at->planted;
}

START_TEST(a_slice) {
    tally all = judge(SLICE, 20261128, false);
    ck_assert_uint_eq(all.errors, 0);
    ck_assert_uint_eq(all.false_alarms, 0);
    for (uint32_t i = 0; generated_rules[i]; i++)
        ck_assert_uint_gt(planted_of(&all, generated_rules[i]), 0);
    for (const row *at = all.rules; at->name; at++)
        ck_assert_msg(at->found * 100 >= at->planted * least(at->name), "%s: found %u of %u", at->name, at->found,
                      at->planted);
}
END_TEST

int main(int argc, char **argv) {
    if (argc > 1) {
        uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
        tally all = judge((uint32_t)strtoul(argv[1], NULL, 10), seed, argc > 3);
        print(&all);
        return all.false_alarms || all.errors;
    }
    Suite *suite = suite_create("generated");
    TCase *tests = tcase_create("generated");
    tcase_add_test(tests, a_slice);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
