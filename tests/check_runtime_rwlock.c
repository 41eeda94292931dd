/* check_runtime_rwlock.c -- read-write locks and their guards. */
#include "suites.h"

#include <arcmutex/arcmutex.h>
#include <pthread.h>

typedef AM_RWLOCK(uint64_t) shared_number;

typedef struct {
    uint64_t left;
    uint64_t right; /* as left, when nobody writes */
} twins;

typedef AM_RWLOCK(twins) shared_twins;

static shared_number static_number;

static bool can_read(shared_number *lock) {
    am_status status;
    am_read_guard const uint64_t *guard = am_try_read_lock(lock, &status);
    return guard != NULL;
}

static bool can_write(shared_number *lock) {
    am_status status;
    am_write_guard uint64_t *guard = am_try_write_lock(lock, &status);
    return guard != NULL;
}

START_TEST(zero_is_free) {
    ck_assert(!am_rwlock_is_poisoned(&static_number));
    ck_assert(can_read(&static_number) && can_write(&static_number));
    am_read_guard const uint64_t *n = am_read_lock(&static_number);
    ck_assert_ptr_eq(n, &static_number.value);
    ck_assert_uint_eq(*n, 0);
}
END_TEST

START_TEST(readers_share_and_a_writer_does_not) {
    shared_number lock = {.value = 3};
    {
        AM_READ_GUARD(uint64_t, n, &lock);
        ck_assert_uint_eq(*n, 3);
        ck_assert(can_read(&lock) && !can_write(&lock));
    }
    {
        AM_WRITE_GUARD(uint64_t, n, &lock);
        *n = 4;
        ck_assert(!can_read(&lock) && !can_write(&lock));
    }
    ck_assert(can_read(&lock) && can_write(&lock));
    ck_assert_uint_eq(lock.value, 4);
}
END_TEST

START_TEST(released_early_and_in_any_order) {
    shared_number a = {.value = 0};
    shared_number b = {.value = 0};
    const uint64_t *first = am_read_lock(&a);
    uint64_t *second = am_write_lock(&b);
    const uint64_t *third = am_read_lock(&a);
    am_read_unlock(first);
    ck_assert_ptr_null(first);
    ck_assert(!can_write(&a));
    am_read_unlock(first);
    am_read_unlock(third);
    ck_assert(can_write(&a) && !can_read(&b));
    am_write_unlock(second);
    ck_assert_ptr_null(second);
    am_write_unlock(second);
    ck_assert(can_write(&b));
}
END_TEST

START_TEST(more_read_guards_than_are_known) {
    enum { GUARDS = 7 };
    shared_number locks[GUARDS] = {{.value = 0}};
    const uint64_t *guards[GUARDS];
    for (int i = 0; i < GUARDS; i++)
        guards[i] = am_read_lock(&locks[i]);
    for (int i = 0; i < GUARDS; i++) {
        am_read_unlock(guards[i]);
        ck_assert(can_write(&locks[i]));
    }
}
END_TEST

START_TEST(guards_can_be_moved) {
    shared_number lock = {.value = 0};
    const uint64_t *source = am_read_lock(&lock);
    am_read_guard const uint64_t *n = am_move(source);
    ck_assert_ptr_null(source);
    ck_assert(!can_write(&lock));
    am_read_unlock(n);
    ck_assert(can_write(&lock));
}
END_TEST

START_TEST(the_argument_is_evaluated_once) {
    shared_number locks[2] = {{.value = 1}, {.value = 2}};
    shared_number *next = locks;
    AM_READ_GUARD(uint64_t, first, next++);
    AM_WRITE_GUARD(uint64_t, second, next++);
    ck_assert_ptr_eq(next, locks + 2);
    ck_assert_uint_eq(*first + *second, 3);
}
END_TEST

START_TEST(tries_say_why) {
    shared_number lock = {.value = 0};
    am_status status = AM_POISONED;
    const uint64_t *reader = am_try_read_lock(&lock, &status);
    ck_assert_int_eq(status, AM_OK);
    ck_assert_ptr_null(am_try_write_lock(&lock, &status));
    ck_assert_int_eq(status, AM_WOULD_BLOCK);
    am_read_unlock(reader);
    uint64_t *writer = am_try_write_lock(&lock, &status);
    ck_assert_int_eq(status, AM_OK);
    ck_assert_ptr_null(am_try_read_lock(&lock, &status));
    ck_assert_int_eq(status, AM_WOULD_BLOCK);
    am_write_unlock(writer);
}
END_TEST

START_TEST(timed_forms_give_up) {
    shared_number lock = {.value = 0};
    am_status status;
    const uint64_t *reader = am_read_lock_for(&lock, 1, &status);
    ck_assert_int_eq(status, AM_OK);
    ck_assert_ptr_null(am_write_lock_for(&lock, 1, &status));
    ck_assert_int_eq(status, AM_TIMED_OUT);
    ck_assert(can_read(&lock)); /* the writer that gave up keeps nobody out */
    am_read_unlock(reader);
    uint64_t *writer = am_write_lock_for(&lock, 1, &status);
    ck_assert_int_eq(status, AM_OK);
    ck_assert_ptr_null(am_read_lock_for(&lock, 1, &status));
    ck_assert_int_eq(status, AM_TIMED_OUT);
    ck_assert_ptr_null(am_write_lock_for(&lock, 1, &status));
    ck_assert_int_eq(status, AM_TIMED_OUT);
    am_write_unlock(writer);
    ck_assert(can_read(&lock) && can_write(&lock));
}
END_TEST

START_TEST(downgrade_lets_readers_in) {
    shared_number lock = {.value = 0};
    am_write_guard uint64_t *writer = am_write_lock(&lock);
    *writer = 9;
    am_read_guard const uint64_t *reader = am_downgrade(&lock, writer);
    ck_assert_ptr_null(writer);
    ck_assert_uint_eq(*reader, 9);
    ck_assert(can_read(&lock) && !can_write(&lock));
    am_read_unlock(reader);
    ck_assert(can_write(&lock));
}
END_TEST

/* ---- threads ---- */

enum { THREADS = 8, ROUNDS = 1000 };

AM_THREAD_ENTRY(write_twins, shared_twins, handle) {
    am_arc_auto shared_twins *shared = am_move(handle);
    for (int i = 0; i < ROUNDS; i++) {
        AM_WRITE_GUARD(twins, both, shared);
        both->left++;
        both->right++;
    }
}

AM_THREAD_ENTRY(read_twins, shared_twins, handle) {
    am_arc_auto shared_twins *shared = am_move(handle);
    for (int i = 0; i < ROUNDS; i++) {
        AM_READ_GUARD(twins, both, shared);
        ck_assert_uint_eq(both->left, both->right);
    }
}

AM_THREAD_ENTRY(write_then_read_twins, shared_twins, handle) {
    am_arc_auto shared_twins *shared = am_move(handle);
    for (int i = 0; i < ROUNDS; i++) {
        am_write_guard twins *both = am_write_lock(shared);
        uint64_t mine = ++both->left;
        both->right++;
        am_read_guard const twins *read = am_downgrade(shared, both);
        ck_assert_uint_eq(read->left, mine);
        ck_assert_uint_eq(read->right, mine);
    }
}

/* Those who give up must leave no sleeper behind and keep nobody out. */
AM_THREAD_ENTRY(try_twins, shared_twins, handle) {
    am_arc_auto shared_twins *shared = am_move(handle);
    for (int i = 0; i < ROUNDS; i++) {
        am_status status;
        am_read_guard const twins *read = am_read_lock_for(shared, 0, &status);
        if (read != NULL)
            ck_assert_uint_eq(read->left, read->right);
        am_read_unlock(read);
        am_write_guard twins *write = am_write_lock_for(shared, 0, &status);
        if (write != NULL)
            ck_assert_uint_eq(write->left, write->right);
    }
}

START_TEST(threads_read_whole_values) {
    am_arc_auto shared_twins *shared = am_arc_new(shared_twins, .value = {0});
    am_thread threads[THREADS];
    for (int i = 0; i < THREADS; i += 4) {
        ck_assert_int_eq(am_thread_spawn(&threads[i], write_twins, am_arc_clone(shared)), AM_OK);
        ck_assert_int_eq(am_thread_spawn(&threads[i + 1], read_twins, am_arc_clone(shared)), AM_OK);
        ck_assert_int_eq(am_thread_spawn(&threads[i + 2], write_then_read_twins, am_arc_clone(shared)), AM_OK);
        ck_assert_int_eq(am_thread_spawn(&threads[i + 3], try_twins, am_arc_clone(shared)), AM_OK);
    }
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(am_thread_join(&threads[i]), AM_OK);
    AM_READ_GUARD(twins, both, shared);
    ck_assert_uint_eq(both->left, THREADS / 2 * ROUNDS);
    ck_assert_uint_eq(both->right, THREADS / 2 * ROUNDS);
}
END_TEST

AM_THREAD_ENTRY(write_once, shared_number, handle) {
    am_arc_auto shared_number *shared = am_move(handle);
    AM_WRITE_GUARD(uint64_t, n, shared);
    *n = 1;
}

START_TEST(a_waiting_writer_keeps_new_readers_out) {
    am_arc_auto shared_number *shared = am_arc_new(shared_number, .value = 0);
    am_thread writer;
    const uint64_t *reader = am_read_lock(shared);
    ck_assert_int_eq(am_thread_spawn(&writer, write_once, am_arc_clone(shared)), AM_OK);
    while (can_read(shared))
        am_yield();
    ck_assert_uint_eq(*reader, 0);
    am_read_unlock(reader);
    ck_assert_int_eq(am_thread_join(&writer), AM_OK);
    ck_assert_uint_eq(shared->value, 1);
}
END_TEST

/* ---- misuse ---- */

static void write_while_reading(void *lock) {
    AM_READ_GUARD(uint64_t, reader, (shared_number *)lock);
    AM_WRITE_GUARD(uint64_t, writer, (shared_number *)lock);
    *writer = *reader;
}

static void write_twice(void *lock) {
    AM_WRITE_GUARD(uint64_t, first, (shared_number *)lock);
    AM_WRITE_GUARD(uint64_t, second, (shared_number *)lock);
    *second = *first;
}

static void read_while_writing(void *lock) {
    AM_WRITE_GUARD(uint64_t, writer, (shared_number *)lock);
    AM_READ_GUARD(uint64_t, reader, (shared_number *)lock);
    *writer = *reader;
}

static void read_again_behind_a_writer(void *unused) {
    (void)unused;
    am_arc_auto shared_number *shared = am_arc_new(shared_number, .value = 0);
    AM_READ_GUARD(uint64_t, first, shared);
    am_thread writer;
    if (am_thread_spawn(&writer, write_once, am_arc_clone(shared)) != AM_OK)
        return;
    while (can_read(shared))
        am_yield();
    AM_READ_GUARD(uint64_t, second, shared);
    am_thread_join(&writer);
    ck_assert_uint_eq(*first, *second);
}

START_TEST(waiting_for_oneself_aborts) {
    shared_number lock = {.value = 0};
    expect_abort(write_while_reading, &lock, "this thread already holds the read-write lock that it write-locks");
    expect_abort(write_twice, &lock, "this thread already holds the read-write lock that it write-locks");
    expect_abort(read_while_writing, &lock, "this thread holds the read-write lock that it read-locks");
    expect_abort(read_again_behind_a_writer, NULL, "this thread holds the read-write lock that it read-locks");
}
END_TEST

static void release_read_twice(void *lock) {
    const uint64_t *guard = am_read_lock((shared_number *)lock);
    const uint64_t *copy = guard;
    am_read_unlock(guard);
    am_read_unlock(copy);
}

static void release_write_twice(void *lock) {
    uint64_t *guard = am_write_lock((shared_number *)lock);
    uint64_t *copy = guard;
    am_write_unlock(guard);
    am_write_unlock(copy);
}

static void release_read_as_write(void *lock) {
    uint64_t *guard = (uint64_t *)am_read_lock((shared_number *)lock);
    am_write_unlock(guard);
}

static void release_write_as_mutex(void *lock) {
    uint64_t *guard = am_write_lock((shared_number *)lock);
    am_unlock(guard);
}

static void downgrade_another(void *lock) {
    uint64_t *guard = am_write_lock((shared_number *)lock);
    am_read_guard const uint64_t *reader = am_downgrade(&static_number, guard);
    ck_assert_ptr_nonnull(reader);
}

START_TEST(releasing_what_is_not_held_aborts) {
    shared_number lock = {.value = 0};
    expect_abort(release_read_twice, &lock, "a read guard is released twice");
    expect_abort(release_write_twice, &lock, "a write guard is released twice");
    expect_abort(release_read_as_write, &lock, "a write guard is released twice");
    expect_abort(release_write_as_mutex, &lock, "a guard is released twice");
    expect_abort(downgrade_another, &lock, "am_downgrade: the guard is not one of this lock");
}
END_TEST

/* ---- ends of threads ---- */

static shared_number left_by_thread; /* static: a thread that ends early leaks its handle */

static void *end_while_writing(void *unused) {
    (void)unused;
    AM_WRITE_GUARD(uint64_t, n, &left_by_thread);
    *n = 1;
    am_thread_exit();
}

static void *end_while_reading(void *unused) {
    (void)unused;
    AM_READ_GUARD(uint64_t, n, &left_by_thread);
    ck_assert_uint_eq(*n, 0);
    am_thread_exit();
}

static void run_thread(void *(*entry)(void *)) {
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, entry, NULL), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

static void read_poisoned(void *lock) {
    AM_READ_GUARD(uint64_t, n, (shared_number *)lock);
    ck_assert_uint_eq(*n, 0);
}

static void write_poisoned(void *lock) {
    AM_WRITE_GUARD(uint64_t, n, (shared_number *)lock);
    *n = 0;
}

START_TEST(writers_poison) {
    run_thread(end_while_writing);
    ck_assert(am_rwlock_is_poisoned(&left_by_thread));
    am_status status;
    const uint64_t *reader = am_read_lock_status(&left_by_thread, &status);
    ck_assert_int_eq(status, AM_POISONED);
    ck_assert_uint_eq(*reader, 1);
    am_read_unlock(reader);
    reader = am_try_read_lock(&left_by_thread, &status);
    ck_assert_int_eq(status, AM_POISONED);
    am_read_unlock(reader);
    expect_abort(read_poisoned, &left_by_thread, "the read-write lock is poisoned");
    expect_abort(write_poisoned, &left_by_thread, "the read-write lock is poisoned");
    uint64_t *writer = am_write_lock_status(&left_by_thread, &status);
    ck_assert_int_eq(status, AM_POISONED);
    *writer = 0;
    am_rwlock_clear_poison(&left_by_thread);
    am_write_unlock(writer);
    AM_WRITE_GUARD(uint64_t, n, &left_by_thread);
    ck_assert_uint_eq(*n, 0);
}
END_TEST

START_TEST(readers_release_and_do_not_poison) {
    run_thread(end_while_reading);
    ck_assert(!am_rwlock_is_poisoned(&left_by_thread));
    ck_assert(can_write(&left_by_thread));
}
END_TEST

typedef AM_PLAIN_RWLOCK(uint64_t) plain_number;

static plain_number plain_left_by_thread;

static void *end_while_writing_plainly(void *unused) {
    (void)unused;
    AM_WRITE_GUARD(uint64_t, n, &plain_left_by_thread);
    *n = 1;
    am_thread_exit();
}

START_TEST(a_plain_lock_is_never_poisoned) {
    run_thread(end_while_writing_plainly);
    am_status status;
    {
        AM_READ_GUARD(uint64_t, n, &plain_left_by_thread);
        ck_assert_uint_eq(*n, 1);
        ck_assert_ptr_null(am_try_write_lock(&plain_left_by_thread, &status));
        ck_assert_int_eq(status, AM_WOULD_BLOCK);
        ck_assert_ptr_null(am_write_lock_for(&plain_left_by_thread, 1, &status));
        ck_assert_int_eq(status, AM_TIMED_OUT);
    }
    am_write_guard uint64_t *n = am_write_lock_status(&plain_left_by_thread, &status);
    ck_assert_int_eq(status, AM_OK);
    am_read_guard const uint64_t *now = am_downgrade(&plain_left_by_thread, n);
    ck_assert_uint_eq(*now, 1);
    am_read_guard const uint64_t *again = am_try_read_lock(&plain_left_by_thread, &status);
    ck_assert_int_eq(status, AM_OK);
    ck_assert_ptr_eq(again, now);
}
END_TEST

static void poison_without_writing(void *lock) {
    const uint64_t *guard = am_read_lock((shared_number *)lock);
    am_write_poison((uint64_t *)guard);
}

START_TEST(only_a_writer_can_poison) {
    shared_number lock = {.value = 0};
    expect_abort(poison_without_writing, &lock, "am_write_poison: this thread does not hold the lock for writing");
    uint64_t *writer = am_write_lock(&lock);
    am_write_poison(writer);
    am_read_guard const uint64_t *reader = am_downgrade(&lock, writer);
    ck_assert(am_rwlock_is_poisoned(&lock));
    ck_assert_uint_eq(*reader, 0);
}
END_TEST

START_TEST(leaked_guards_die_with_their_lock) {
    shared_number *first = am_arc_new(shared_number, .value = 0);
    shared_number *second = am_arc_new(shared_number, .value = 0);
    shared_number other = {.value = 0};
    uint64_t *kept = am_write_lock(&other);
    uint64_t *leaked = am_write_lock(first);
    const uint64_t *leaked_too = am_read_lock(second);
    *leaked = *leaked_too;
    am_arc_drop(&first);
    am_arc_drop(&second);
    am_write_unlock(kept);
    ck_assert(can_write(&other));
}
END_TEST

Suite *rwlock_suite(void) {
    const TTest *const tests[] = {
        zero_is_free,
        readers_share_and_a_writer_does_not,
        released_early_and_in_any_order,
        more_read_guards_than_are_known,
        guards_can_be_moved,
        the_argument_is_evaluated_once,
        tries_say_why,
        timed_forms_give_up,
        downgrade_lets_readers_in,
        threads_read_whole_values,
        a_waiting_writer_keeps_new_readers_out,
        waiting_for_oneself_aborts,
        releasing_what_is_not_held_aborts,
        writers_poison,
        readers_release_and_do_not_poison,
        a_plain_lock_is_never_poisoned,
        only_a_writer_can_poison,
        leaked_guards_die_with_their_lock,
        NULL,
    };
    return suite_of("rwlock", tests);
}
