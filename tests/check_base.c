/* check_base.c -- arenas, arrays, interned strings, and what becomes of a bug of ours. */
#include "base/array.h"
#include "base/bug.h"
#include "base/intern.h"
#include "suite.h"

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(arena_gives_zeroed_aligned_memory) {
    lk_arena *arena = lk_arena_new();
    for (size_t size = 0; size < 5000; size += 7) {
        unsigned char *bytes = lk_arena_alloc(arena, size);
        ck_assert_uint_eq((uintptr_t)bytes % _Alignof(max_align_t), 0);
        size_t set = 0;
        for (size_t i = 0; i < size; i++)
            set += bytes[i] != 0;
        ck_assert_uint_eq(set, 0);
        memset(bytes, 0xAB, size);
    }
    lk_arena_free(arena);
}
END_TEST

START_TEST(arena_release_goes_back_to_the_mark) {
    lk_arena *arena = lk_arena_new();
    char *kept = lk_arena_strndup(arena, "kept text", 4);
    lk_arena_mark mark = lk_arena_save(arena);
    size_t before = lk_arena_size(arena);
    for (int i = 0; i < 100; i++)
        memset(lk_arena_alloc(arena, 100000), 1, 100000);
    ck_assert_uint_gt(lk_arena_size(arena), before);
    lk_arena_release(arena, mark);
    ck_assert_uint_eq(lk_arena_size(arena), before);
    ck_assert_str_eq(kept, "kept");
    char *again = lk_arena_alloc(arena, 16);
    ck_assert_int_eq(again[0], 0);
    lk_arena_free(arena);
}
END_TEST

START_TEST(array_keeps_its_items_when_it_grows) {
    lk_arena *arena = lk_arena_new();
    LK_ARRAY(int) numbers = {0};
    for (int i = 0; i < 1000; i++)
        lk_array_push(arena, &numbers, i * i);
    ck_assert_uint_eq(numbers.count, 1000);
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(numbers.items[i], i * i);
    lk_arena_free(arena);
}
END_TEST

START_TEST(intern_gives_one_pointer_for_one_text) {
    lk_arena *arena = lk_arena_new();
    lk_interner *names = lk_interner_new(arena);
    const char *first[2000];
    char text[32];
    for (int i = 0; i < 2000; i++) {
        snprintf(text, sizeof text, "name%d", i);
        first[i] = lk_intern(names, text);
    }
    for (int i = 0; i < 2000; i++) {
        snprintf(text, sizeof text, "name%d", i);
        ck_assert_ptr_eq(lk_intern(names, text), first[i]);
        ck_assert_str_eq(first[i], text);
    }
    ck_assert_ptr_eq(lk_intern_n(names, "name1234", 5), first[1]);
    lk_arena_free(arena);
}
END_TEST

static void go_wrong(lk_bug_trap *trap, int number) {
    LK_EXPECT(trap, number < 3);
}

START_TEST(bug_jumps_to_its_trap_and_says_where) {
    lk_bug_trap trap;
    volatile int passed = 0;
    if (setjmp(trap.env) == 0) {
        for (int i = 0; i < 5; i++) {
            go_wrong(&trap, i);
            passed = passed + 1;
        }
        ck_abort_msg("the bug went unnoticed");
    }
    ck_assert_int_eq(passed, 3);
    ck_assert_ptr_nonnull(strstr(trap.message, "number < 3"));
    ck_assert_ptr_nonnull(strstr(trap.file, "check_base.c"));
    ck_assert_int_gt(trap.line, 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("base");
    TCase *tests = tcase_create("base");
    tcase_add_test(tests, arena_gives_zeroed_aligned_memory);
    tcase_add_test(tests, arena_release_goes_back_to_the_mark);
    tcase_add_test(tests, array_keeps_its_items_when_it_grows);
    tcase_add_test(tests, intern_gives_one_pointer_for_one_text);
    tcase_add_test(tests, bug_jumps_to_its_trap_and_says_where);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
