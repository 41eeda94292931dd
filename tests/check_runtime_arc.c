/* check_runtime_arc.c -- handles: made, cloned, moved, dropped. */
#include "suites.h"

#include "arc_header.h"

#include <arcmutex/arcmutex.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct {
    int number;
    int *destroyed;
} thing;

static void destroy_thing(void *value) {
    ++*((thing *)value)->destroyed;
}

START_TEST(new_copies_its_initialisers) {
    am_arc_auto thing *made = am_arc_new(thing, .number = 7);
    ck_assert_int_eq(made->number, 7);
    ck_assert_ptr_null(made->destroyed);
    ck_assert_uint_eq(am_arc_strong_count(made), 1);
}
END_TEST

START_TEST(value_is_aligned) {
    typedef struct {
        _Alignas(128) char byte;
    } wide;
    am_arc_auto char *narrow = am_arc_new(char, 'x');
    am_arc_auto wide *aligned = am_arc_new(wide, .byte = 'y');
    ck_assert_uint_eq((uintptr_t)narrow % _Alignof(max_align_t), 0);
    ck_assert_uint_eq((uintptr_t)aligned % 128, 0);
    ck_assert_int_eq(*narrow, 'x');
    ck_assert_int_eq(aligned->byte, 'y');
}
END_TEST

START_TEST(clone_shares_and_counts) {
    thing *first = am_arc_new(thing, .number = 1);
    thing *second = am_arc_clone(first);
    second->number = 2;
    ck_assert_int_eq(first->number, 2);
    ck_assert(am_arc_ptr_eq(first, second));
    ck_assert_uint_eq(am_arc_strong_count(first), 2);
    am_arc_drop(&first);
    ck_assert_ptr_null(first);
    ck_assert_uint_eq(am_arc_strong_count(second), 1);
    am_arc_drop(&second);
}
END_TEST

START_TEST(equal_values_are_not_equal_handles) {
    am_arc_auto thing *left = am_arc_new(thing, .number = 1);
    am_arc_auto thing *right = am_arc_new(thing, .number = 1);
    ck_assert(!am_arc_ptr_eq(left, right));
}
END_TEST

START_TEST(last_drop_destroys_once) {
    int destroyed = 0;
    thing *first = am_arc_new_with(thing, destroy_thing, .destroyed = &destroyed);
    thing *second = am_arc_clone(first);
    am_arc_drop(&first);
    ck_assert_int_eq(destroyed, 0);
    am_arc_drop(&first);
    ck_assert_int_eq(destroyed, 0);
    am_arc_drop(&second);
    ck_assert_int_eq(destroyed, 1);
}
END_TEST

START_TEST(auto_drops_at_the_end_of_the_scope) {
    int destroyed = 0;
    {
        am_arc_auto thing *scoped = am_arc_new_with(thing, destroy_thing, .destroyed = &destroyed);
        ck_assert_int_eq(destroyed, 0);
        ck_assert_ptr_eq(scoped->destroyed, &destroyed);
    }
    ck_assert_int_eq(destroyed, 1);
}
END_TEST

static thing *make_through_scope(int *destroyed) {
    am_arc_auto thing *made = am_arc_new_with(thing, destroy_thing, .number = 3, .destroyed = destroyed);
    return am_move(made);
}

START_TEST(move_leaves_null_and_the_count) {
    int destroyed = 0;
    thing *source = make_through_scope(&destroyed);
    ck_assert_int_eq(destroyed, 0);
    thing *target = am_move(source);
    ck_assert_ptr_null(source);
    ck_assert_int_eq(target->number, 3);
    ck_assert_uint_eq(am_arc_strong_count(target), 1);
    am_arc_drop(&target);
    ck_assert_int_eq(destroyed, 1);
}
END_TEST

START_TEST(const_values_and_const_variables) {
    const thing *const first = am_arc_new(const thing, .number = 4);
    am_arc_auto const thing *second = am_arc_clone(first);
    ck_assert_int_eq(second->number, 4);
    const thing *last = first;
    am_arc_drop(&last);
}
END_TEST

static void clone_once_more(void *handle) {
    thing *shared = handle;
    shared = am_arc_clone(shared);
    abort();
}

START_TEST(too_many_handles_abort) {
    thing *shared = am_arc_new(thing, .number = 1);
    arc_header(shared)->strong = SIZE_MAX / 2 + 1;
    expect_abort(clone_once_more, shared, "am_arc_clone: too many handles");
    arc_header(shared)->strong = 1;
    am_arc_drop(&shared);
}
END_TEST

AM_THREAD_ENTRY(write_and_drop, thing, handle) {
    am_arc_auto thing *shared = am_move(handle);
    am_arc_auto thing *again = am_arc_clone(shared);
    ck_assert_int_eq(again->number, 5);
}

START_TEST(one_of_many_threads_destroys) {
    enum { THREADS = 8, ROUNDS = 50 };
    for (int round = 0; round < ROUNDS; round++) {
        int destroyed = 0;
        thing *shared = am_arc_new_with(thing, destroy_thing, .number = 5, .destroyed = &destroyed);
        am_thread threads[THREADS];
        for (int i = 0; i < THREADS; i++)
            ck_assert_int_eq(am_thread_spawn(&threads[i], write_and_drop, am_arc_clone(shared)), AM_OK);
        am_arc_drop(&shared);
        for (int i = 0; i < THREADS; i++)
            am_thread_join(&threads[i]);
        ck_assert_int_eq(destroyed, 1);
    }
}
END_TEST

Suite *arc_suite(void) {
    const TTest *const tests[] = {
        new_copies_its_initialisers,
        value_is_aligned,
        clone_shares_and_counts,
        equal_values_are_not_equal_handles,
        last_drop_destroys_once,
        auto_drops_at_the_end_of_the_scope,
        move_leaves_null_and_the_count,
        const_values_and_const_variables,
        too_many_handles_abort,
        one_of_many_threads_destroys,
        NULL,
    };
    return suite_of("arc", tests);
}
