/* check_runtime_weak.c -- weak handles, and what the only owner of a value may do. */
#include "suites.h"

#include "arc_header.h"

#include <arcmutex/arcmutex.h>
#include <stdatomic.h>

typedef struct thing thing;
typedef AM_WEAK(thing) weak_thing;

struct thing {
    int number;
    int *destroyed;
    weak_thing *self;
};

static void destroy_thing(void *value) {
    thing *one = value;
    ++*one->destroyed;
    am_weak_drop(&one->self);
}

START_TEST(a_weak_handle_does_not_keep_its_value) {
    int destroyed = 0;
    thing *strong = am_arc_new_with(thing, destroy_thing, .number = 3, .destroyed = &destroyed);
    am_weak_auto weak_thing *weak = am_arc_downgrade(weak_thing, strong);
    ck_assert_uint_eq(am_arc_weak_count(strong), 1);
    ck_assert_uint_eq(am_weak_strong_count(weak), 1);
    thing *again = am_weak_upgrade(weak);
    ck_assert(am_arc_ptr_eq(again, strong));
    ck_assert_uint_eq(am_arc_strong_count(strong), 2);
    am_arc_drop(&strong);
    ck_assert_int_eq(destroyed, 0);
    am_arc_drop(&again);
    ck_assert_int_eq(destroyed, 1);
    ck_assert_ptr_null(am_weak_upgrade(weak));
    ck_assert_uint_eq(am_weak_strong_count(weak), 0);
}
END_TEST

START_TEST(weak_handles_are_cloned_moved_and_dropped) {
    am_arc_auto thing *strong = am_arc_new(thing, .number = 1);
    weak_thing *first = am_arc_downgrade(weak_thing, strong);
    weak_thing *second = am_weak_clone(first);
    ck_assert(am_weak_ptr_eq(first, second));
    ck_assert_uint_eq(am_arc_weak_count(strong), 2);
    weak_thing *third = am_move(second);
    ck_assert_ptr_null(second);
    am_weak_drop(&first);
    am_weak_drop(&first);
    am_weak_drop(&third);
    ck_assert_ptr_null(third);
    ck_assert_uint_eq(am_arc_weak_count(strong), 0);
}
END_TEST

START_TEST(null_is_a_weak_handle_to_nothing) {
    am_weak_auto weak_thing *none = NULL;
    ck_assert_ptr_null(am_weak_upgrade(none));
    ck_assert_ptr_null(am_weak_clone(none));
    ck_assert_uint_eq(am_weak_strong_count(none), 0);
}
END_TEST

AM_CYCLIC_INIT(make_thing, thing, weak_thing, fresh, self, data) {
    ck_assert_ptr_null(am_weak_upgrade(self));
    fresh->number = 5;
    fresh->destroyed = data;
    fresh->self = am_weak_clone(self);
}

START_TEST(a_value_can_know_itself) {
    int destroyed = 0;
    thing *made = am_arc_new_cyclic(thing, make_thing, destroy_thing, &destroyed);
    ck_assert_int_eq(made->number, 5);
    ck_assert_uint_eq(am_arc_strong_count(made), 1);
    ck_assert_uint_eq(am_arc_weak_count(made), 1);
    thing *again = am_weak_upgrade(made->self);
    ck_assert(am_arc_ptr_eq(again, made));
    am_arc_drop(&again);
    am_arc_drop(&made);
    ck_assert_int_eq(destroyed, 1);
}
END_TEST

START_TEST(only_the_only_owner_gets_the_value_to_change) {
    am_arc_auto thing *first = am_arc_new(thing, .number = 1);
    thing *value = am_arc_get_mut(first);
    ck_assert_ptr_eq(value, first);
    value->number = 2;
    thing *second = am_arc_clone(first);
    ck_assert_ptr_null(am_arc_get_mut(first));
    am_arc_drop(&second);
    weak_thing *weak = am_arc_downgrade(weak_thing, first);
    ck_assert_ptr_null(am_arc_get_mut(first));
    am_weak_drop(&weak);
    ck_assert_ptr_nonnull(am_arc_get_mut(first));
}
END_TEST

static int clones;

static void clone_thing(void *copy, const void *original) {
    ck_assert_int_eq(((thing *)copy)->number, ((const thing *)original)->number);
    clones++;
}

START_TEST(make_mut_copies_what_is_shared) {
    int destroyed = 0;
    clones = 0;
    am_arc_auto thing *first = am_arc_new_with(thing, destroy_thing, .number = 1, .destroyed = &destroyed);
    thing *same = first;
    am_arc_make_mut(&first, clone_thing)->number = 2;
    ck_assert_ptr_eq(first, same);
    ck_assert_int_eq(clones, 0);
    am_arc_auto thing *second = am_arc_clone(first);
    am_arc_make_mut(&first, clone_thing)->number = 3;
    ck_assert_int_eq(clones, 1);
    ck_assert_ptr_ne(first, second);
    ck_assert_int_eq(first->number, 3);
    ck_assert_int_eq(second->number, 2);
    ck_assert_uint_eq(am_arc_strong_count(second), 1);
    am_arc_drop(&first);
    ck_assert_int_eq(destroyed, 1);
}
END_TEST

START_TEST(make_mut_leaves_weak_handles_behind) {
    int destroyed = 0;
    clones = 0;
    am_arc_auto thing *first = am_arc_new_with(thing, destroy_thing, .number = 1, .destroyed = &destroyed);
    am_weak_auto weak_thing *weak = am_arc_downgrade(weak_thing, first);
    am_arc_make_mut(&first, clone_thing)->number = 2;
    ck_assert_int_eq(clones, 0);
    ck_assert_int_eq(destroyed, 0);
    ck_assert_ptr_null(am_weak_upgrade(weak));
    ck_assert_int_eq(first->number, 2);
    ck_assert_uint_eq(am_arc_weak_count(first), 0);
}
END_TEST

START_TEST(the_only_owner_can_unwrap) {
    int destroyed = 0;
    thing *first = am_arc_new_with(thing, destroy_thing, .number = 4, .destroyed = &destroyed);
    thing *second = am_arc_clone(first);
    thing out = {0};
    ck_assert(!am_arc_try_unwrap(&first, &out));
    ck_assert_ptr_nonnull(first);
    am_arc_drop(&second);
    am_weak_auto weak_thing *weak = am_arc_downgrade(weak_thing, first);
    ck_assert(am_arc_try_unwrap(&first, &out));
    ck_assert_ptr_null(first);
    ck_assert_int_eq(out.number, 4);
    ck_assert_ptr_null(am_weak_upgrade(weak));
    ck_assert_int_eq(destroyed, 0);
}
END_TEST

START_TEST(raw_pointers_and_back) {
    thing *first = am_arc_new(thing, .number = 6);
    void *raw = am_arc_into_raw(first);
    ck_assert_ptr_null(first);
    am_arc_auto thing *again = am_arc_from_raw(thing, raw);
    ck_assert_int_eq(again->number, 6);
    ck_assert_uint_eq(am_arc_strong_count(again), 1);
}
END_TEST

/* ---- threads ---- */

enum { THREADS = 8, ROUNDS = 50 };

typedef struct {
    thing *handles[THREADS];
    weak_thing *weak[THREADS];
    atomic_int next;
    atomic_int got;
    am_barrier start;
} race;

AM_THREAD_ENTRY(take_inner, race, handle) {
    am_arc_auto race *shared = am_move(handle);
    int mine = atomic_fetch_add(&shared->next, 1);
    thing out = {0};
    am_barrier_wait(&shared->start);
    if (am_arc_into_inner(&shared->handles[mine], &out)) {
        ck_assert_int_eq(out.number, 9);
        atomic_fetch_add(&shared->got, 1);
    }
}

AM_THREAD_ENTRY(drop_or_upgrade, race, handle) {
    am_arc_auto race *shared = am_move(handle);
    int mine = atomic_fetch_add(&shared->next, 1);
    am_barrier_wait(&shared->start);
    if (mine % 2 == 0)
        am_arc_drop(&shared->handles[mine]);
    am_arc_auto thing *found = am_weak_upgrade(shared->weak[mine]);
    if (found != NULL)
        ck_assert_int_eq(found->number, 9);
    am_weak_drop(&shared->weak[mine]);
}

static void run_race(race *shared, am_status (*spawn)(am_thread *, race *)) {
    am_thread threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(spawn(&threads[i], am_arc_clone(shared)), AM_OK);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(am_thread_join(&threads[i]), AM_OK);
}

static am_status spawn_take_inner(am_thread *thread, race *handle) {
    return am_thread_spawn(thread, take_inner, handle);
}

static am_status spawn_drop_or_upgrade(am_thread *thread, race *handle) {
    return am_thread_spawn(thread, drop_or_upgrade, handle);
}

START_TEST(one_of_many_gets_the_value) {
    for (int round = 0; round < ROUNDS; round++) {
        int destroyed = 0;
        am_arc_auto race *shared = am_arc_new(race, .start = AM_BARRIER(THREADS));
        shared->handles[0] = am_arc_new_with(thing, destroy_thing, .number = 9, .destroyed = &destroyed);
        for (int i = 1; i < THREADS; i++)
            shared->handles[i] = am_arc_clone(shared->handles[0]);
        run_race(shared, spawn_take_inner);
        ck_assert_int_eq(shared->got, 1);
        ck_assert_int_eq(destroyed, 0);
    }
}
END_TEST

START_TEST(upgrades_find_a_whole_value_or_none) {
    for (int round = 0; round < ROUNDS; round++) {
        int destroyed = 0;
        am_arc_auto race *shared = am_arc_new(race, .start = AM_BARRIER(THREADS));
        shared->handles[0] = am_arc_new_with(thing, destroy_thing, .number = 9, .destroyed = &destroyed);
        for (int i = 0; i < THREADS; i++)
            shared->weak[i] = am_arc_downgrade(weak_thing, shared->handles[0]);
        for (int i = 2; i < THREADS; i += 2)
            shared->handles[i] = am_arc_clone(shared->handles[0]);
        run_race(shared, spawn_drop_or_upgrade);
        ck_assert_int_eq(destroyed, 1);
    }
}
END_TEST

static void downgrade_once_more(void *handle) {
    weak_thing *weak = am_arc_downgrade(weak_thing, (thing *)handle);
    ck_assert_ptr_nonnull(weak);
}

START_TEST(too_many_weak_handles_abort) {
    am_arc_auto thing *strong = am_arc_new(thing, .number = 1);
    arc_header(strong)->weak = SIZE_MAX / 2 + 1;
    expect_abort(downgrade_once_more, strong, "am_arc_downgrade: too many weak handles");
    arc_header(strong)->weak = 1;
}
END_TEST

Suite *weak_suite(void) {
    const TTest *const tests[] = {
        a_weak_handle_does_not_keep_its_value,
        weak_handles_are_cloned_moved_and_dropped,
        null_is_a_weak_handle_to_nothing,
        a_value_can_know_itself,
        only_the_only_owner_gets_the_value_to_change,
        make_mut_copies_what_is_shared,
        make_mut_leaves_weak_handles_behind,
        the_only_owner_can_unwrap,
        raw_pointers_and_back,
        one_of_many_gets_the_value,
        upgrades_find_a_whole_value_or_none,
        too_many_weak_handles_abort,
        NULL,
    };
    return suite_of("weak", tests);
}
