/* check_generated.c -- programs whose verdict is known: no false alarm, and the planted defects are found.

   check_generated COUNT [SEED] [-v]: so many, and a table; -v shows the programs that were judged wrong. */
#include "generated.h"
#include "suite.h"

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_RULES = 32, SLICE = 300 };

typedef struct tally {
    uint32_t programs, clean, false_alarms, errors;
    uint32_t planted[MOST_RULES], found[MOST_RULES];
    uint32_t noise_planted[GENERATED_NOISES], noise_found[GENERATED_NOISES];
} tally;

static uint32_t number_of(const char *rule) {
    uint32_t number = 0;
    while (strcmp(generated_rules[number], rule) != 0)
        number++;
    return number;
}

static void count(tally *self, const generated *program, unsigned result) {
    self->programs++;
    self->clean += program->rule == NULL;
    self->false_alarms += (result & GENERATED_FALSE_ALARM) != 0;
    self->errors += (result & GENERATED_ERROR) != 0;
    if (!program->rule)
        return;
    bool is_found = (result & GENERATED_FOUND) != 0;
    self->planted[number_of(program->rule)]++;
    self->found[number_of(program->rule)] += is_found;
    for (uint32_t i = 0; i < GENERATED_NOISES; i++)
        if (program->noise & (1u << i)) {
            self->noise_planted[i]++;
            self->noise_found[i] += is_found;
        }
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

static void print_row(const char *name, uint32_t planted, uint32_t found) {
    if (planted > 0)
        printf("  %-24s %6u %6u  %5.1f %%\n", name, planted, found, 100.0 * found / planted);
}

static void print(const tally *all) {
    printf("%u programs, %u of them without defect: %u with false alarms, %u with errors of clang\n\n", all->programs,
           all->clean, all->false_alarms, all->errors);
    printf("  %-24s %6s %6s\n", "planted", "", "found");
    for (uint32_t i = 0; generated_rules[i]; i++)
        print_row(generated_rules[i], all->planted[i], all->found[i]);
    printf("\n  by noise\n");
    for (uint32_t i = 0; i < GENERATED_NOISES; i++)
        print_row(generated_noise_names[i], all->noise_planted[i], all->noise_found[i]);
}

/* In percent. Returns from within a loop over objects, or with a recursive lock held, are not told of. */
static uint32_t least(const char *rule) {
    return strcmp(rule, "missing-unlock") == 0 ? 80 : 95;
}

START_TEST(a_slice) {
    tally all = judge(SLICE, 20261128, false);
    ck_assert_uint_eq(all.errors, 0);
    ck_assert_uint_eq(all.false_alarms, 0);
    for (uint32_t i = 0; generated_rules[i]; i++) {
        ck_assert_msg(all.planted[i] > 0, "%s was never planted", generated_rules[i]);
        ck_assert_msg(all.found[i] * 100 >= all.planted[i] * least(generated_rules[i]), "%s: found %u of %u",
                      generated_rules[i], all.found[i], all.planted[i]);
    }
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
