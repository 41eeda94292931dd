/* check_coverage.c -- which functions look like locks: by the words of their names, their pairs and their types. */
#include "model/models.h"
#include "report/coverage.h"
#include "suite.h"

#include <check.h>
#include <string.h>

static lk_arena *arena;
static lk_coverage_all all;

static void set_up(void) {
    arena = lk_arena_new();
    all = (lk_coverage_all){.arena = arena};
}

static void tear_down(void) {
    lk_arena_free(arena);
}

static lk_named_param over(const char *object) {
    return (lk_named_param){.name = "p",
                            .type = lk_arena_printf(arena, "pointer to %s", object),
                            .object = object,
                            .shape = LK_SHAPE_POINTER,
                            .is_record = true};
}

static lk_named_function function(const char *name, lk_value_shape result, lk_named_param param) {
    lk_named_param *params = LK_NEW(arena, lk_named_param);
    *params = param;
    return (lk_named_function){.name = name, .result = (uint8_t)result, .calls = 1, .params = params, .param_count = 1};
}

static void meet(lk_named_function met) {
    lk_coverage unit = {0};
    lk_array_push(arena, &unit.named, met);
    lk_coverage_all_add(&all, &unit);
}

/* How many of the two look like locks when each is a procedure over `object`. */
static uint32_t pair_of(const char *one, const char *other, const char *object) {
    all = (lk_coverage_all){.arena = arena};
    meet(function(one, LK_SHAPE_NOTHING, over(object)));
    meet(function(other, LK_SHAPE_NOTHING, over(object)));
    lk_coverage_conclude(&all);
    return all.lookalike_count;
}

START_TEST(words) {
    lk_lock_words words;
    ck_assert(lk_lock_words_read(arena, "LWLockAcquire", &words));
    ck_assert_str_eq(words.stem, "lw_lock_*");
    ck_assert(words.has_noun && words.role == LK_ROLE_TAKES);
    ck_assert(lk_lock_words_read(arena, "my_rwlock_tryrdlock", &words));
    ck_assert_str_eq(words.stem, "my_rwlock_rd_*");
    ck_assert_str_eq(words.bare_stem, "my_rwlock_*");
    ck_assert(words.tries && words.is_shared);
    static const char *const others[] = {"flock",   "block",
                                         "clock",   "unblock",
                                         "locker",  "mlock",
                                         "locked",  "release_all_acquire",
                                         "is_lock", "lock_acquire_it_release",
                                         "key",     ""};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_msg(!lk_lock_words_read(arena, others[i], &words), "%s", others[i]);
}
END_TEST

START_TEST(pairs) {
    static const char *const pairs[][3] = {
        {"foo_lock", "foo_unlock", "foo"},          {"fooLock", "fooUnlock", "foo"},
        {"lock_foo", "unlock_foo", "foo"},          {"foo_trylock", "foo_unlock", "foo"},
        {"foo_rdlock", "foo_unlock", "foo"},        {"foo_lock_shared", "foo_unlock_shared", "foo"},
        {"x_enter", "x_leave", "region"},           {"mutex_take", "mutex_give", "thing"},
        {"get_it", "put_it", "my_mutex"},           {"lock_acquire", "lock_release", "word"},
        {"enter_critical", "exit_critical", "cpu"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        ck_assert_msg(pair_of(pairs[i][0], pairs[i][1], pairs[i][2]) == 2, "%s %s", pairs[i][0], pairs[i][1]);
    static const char *const others[][3] = {
        {"foo_lock", "bar_unlock", "foo"},     {"foo_lock", "foo_lock2", "foo"},
        {"foo_rdlock", "foo_wrunlock", "foo"}, {"block_get", "block_put", "block"},
        {"foo_get", "foo_put", "foo"},         {"file_lock", "file_unlock", "handle"},
        {"foo_lock", "foo_unlock", "FILE"},    {"foo_acquire", "foo_leave", "foo"},
        {"clock_get", "clock_put", "clock"},
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_msg(pair_of(others[i][0], others[i][1], others[i][2]) == 0, "%s %s", others[i][0], others[i][1]);
}
END_TEST

START_TEST(types_have_to_agree) {
    meet(function("foo_lock", LK_SHAPE_NOTHING, over("foo")));
    meet(function("foo_unlock", LK_SHAPE_NOTHING, over("bar")));
    lk_coverage_conclude(&all);
    ck_assert_uint_eq(all.lookalike_count, 0);
}
END_TEST

START_TEST(what_hands_out_a_thing_is_no_lock) {
    meet(function("pool_acquire", LK_SHAPE_POINTER, over("pool")));
    meet(function("pool_release", LK_SHAPE_NOTHING, over("pool")));
    lk_coverage_conclude(&all);
    ck_assert_uint_eq(all.lookalike_count, 0);
}
END_TEST

START_TEST(a_known_lock_needs_no_pair) {
    lk_named_param param = over("pthread_mutex_t");
    param.is_lock = true;
    meet(function("my_lock", LK_SHAPE_NOTHING, param));
    meet(function("my_lock_get", LK_SHAPE_NOTHING, param));
    lk_coverage_conclude(&all);
    ck_assert_uint_eq(all.lookalike_count, 1);
    ck_assert_str_eq(all.lookalikes.items[0].function->name, "my_lock");
}
END_TEST

START_TEST(a_body_that_leaves_locks_alone_is_no_lock) {
    lk_named_function defined = function("foo_lock", LK_SHAPE_NOTHING, over("foo"));
    defined.state = LK_NAMED_DEFINED;
    meet(defined);
    meet(function("foo_unlock", LK_SHAPE_NOTHING, over("foo")));
    lk_coverage_conclude(&all);
    ck_assert_uint_eq(all.lookalike_count, 0);
}
END_TEST

START_TEST(units_add_up) {
    lk_named_function locking = function("foo_lock", LK_SHAPE_NOTHING, over("foo")), other = locking;
    locking.state = LK_NAMED_LOCKING;
    other.is_internal = true;
    meet(function("foo_lock", LK_SHAPE_NOTHING, over("foo")));
    meet(locking);
    meet(other);
    meet(function("foo_unlock", LK_SHAPE_NOTHING, over("foo")));
    lk_coverage_conclude(&all);
    ck_assert_uint_eq(all.lookalike_count, 2);
    ck_assert_str_eq(all.lookalikes.items[0].function->name, "foo_lock");
    ck_assert(all.lookalikes.items[0].function->is_internal);
    ck_assert_str_eq(all.lookalikes.items[1].function->name, "foo_unlock");
}
END_TEST

/* The stub of these functions, which has to be a model that can be read. */
static const char *stub(void) {
    lk_coverage_conclude(&all);
    const char *text = lk_coverage_stub(&all);
    lk_models *models = lk_models_new(arena);
    lk_model_error error = {0};
    ck_assert_msg(lk_models_add(models, "locks.yaml", text, strlen(text), &error), "%u: %s\n%s", error.line,
                  error.message, text);
    return text;
}

START_TEST(stubs_are_models) {
    static const lk_named_param none = {
        .name = "", .type = "pointer to foo_mutex", .object = "foo_mutex", .shape = LK_SHAPE_POINTER};
    lk_named_param number = {.name = "hash", .type = "uint32", .object = "", .shape = LK_SHAPE_UNSIGNED};
    lk_named_function two = function("foo_try_lock", LK_SHAPE_BOOL, none);
    lk_named_param params[] = {{.name = "lock", .type = "int32", .object = "", .shape = LK_SHAPE_NUMBER}, none};
    two.params = params;
    two.param_count = 2;
    meet(two);
    meet(function("foo_lock", LK_SHAPE_NUMBER, none));
    meet(function("foo_unlock", LK_SHAPE_NOTHING, none));
    meet(function("foo_lock_init", LK_SHAPE_NOTHING, none));
    meet(function("slot_trylock", LK_SHAPE_NOTHING, number));
    meet(function("slot_unlock", LK_SHAPE_NOTHING, number));
    ck_assert_str_eq(stub(), "# locks.yaml -- written from names and types alone: check every line.\n"
                             "api: project\n"
                             "\n"
                             "types:\n"
                             "  # reentrant: may the thread that holds it take it again?\n"
                             "  foo_mutex: {kind: mutex, reentrant: no}\n"
                             "\n"
                             "functions:\n"
                             "  # a guess, to be checked: 0 means that the lock was taken\n"
                             "  foo_lock(lock): {acquire: {lock: '*lock'}, when: 'return == 0', fails: rarely}\n"
                             "  foo_lock_init(lock): {init: {lock: '*lock'}}\n"
                             "  # a guess, to be checked: true means that the lock was taken\n"
                             "  foo_try_lock(lock, lock_): {acquire: {lock: '*lock_'}, when: 'return', waits: no}\n"
                             "  foo_unlock(lock): {release: {lock: '*lock'}}\n"
                             "  # a guess, to be checked: but it returns nothing: when is the lock taken?\n"
                             "  # slot_trylock(hash): {acquire: {lock: value(hash)}, waits: no}\n"
                             "  slot_unlock(hash): {release: {lock: value(hash)}}\n");
}
END_TEST

START_TEST(stubs_know_modes) {
    meet(function("a_rwlock_rdlock", LK_SHAPE_NOTHING, over("a_rwlock")));
    meet(function("a_rwlock_wrlock", LK_SHAPE_NOTHING, over("a_rwlock")));
    meet(function("a_rwlock_rdunlock", LK_SHAPE_NOTHING, over("a_rwlock")));
    meet(function("a_rwlock_wrunlock", LK_SHAPE_NOTHING, over("a_rwlock")));
    meet(function("a_sem_take", LK_SHAPE_NOTHING, over("a_sem")));
    meet(function("a_sem_give", LK_SHAPE_NOTHING, over("a_sem")));
    const char *text = stub();
    ck_assert_ptr_nonnull(strstr(text, "api: a\n"));
    ck_assert_ptr_nonnull(strstr(text, "  a_rwlock: {kind: rwlock, reentrant: no}\n"));
    ck_assert_ptr_nonnull(strstr(text, "  a_rwlock_rdlock(p): {acquire: {lock: '*p', mode: shared}}\n"));
    ck_assert_ptr_nonnull(strstr(text, "  a_rwlock_rdunlock(p): {release: {lock: '*p', mode: shared}}\n"));
    ck_assert_ptr_nonnull(strstr(text, "  a_sem_take(p): {acquire: {lock: '*p', kind: semaphore}}\n"));
    ck_assert_ptr_nonnull(strstr(text, "  a_sem_give(p): {release: {lock: '*p', kind: semaphore}}\n"));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("coverage");
    TCase *cases = tcase_create("coverage");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, words);
    tcase_add_test(cases, pairs);
    tcase_add_test(cases, types_have_to_agree);
    tcase_add_test(cases, what_hands_out_a_thing_is_no_lock);
    tcase_add_test(cases, a_known_lock_needs_no_pair);
    tcase_add_test(cases, a_body_that_leaves_locks_alone_is_no_lock);
    tcase_add_test(cases, units_add_up);
    tcase_add_test(cases, stubs_are_models);
    tcase_add_test(cases, stubs_know_modes);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
