/* check_runtime_thread.c -- threads: what they own, how they end. */
#include "suites.h"

#include <arcmutex/arcmutex.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/resource.h>

typedef AM_MUTEX(int) number;

AM_THREAD_ENTRY(add, number, handle) {
    am_arc_auto number *shared = am_move(handle);
    AM_GUARD(int, n, shared);
    *n += 1;
}

START_TEST(the_handle_moves_into_the_thread) {
    am_arc_auto number *shared = am_arc_new(number, .value = 0);
    am_arc_auto number *second = am_arc_clone(shared);
    am_thread thread;
    ck_assert_int_eq(am_thread_spawn(&thread, add, am_move(second)), AM_OK);
    ck_assert_ptr_null(second);
    ck_assert_int_eq(am_thread_join(&thread), AM_OK);
    ck_assert_uint_eq(am_arc_strong_count(shared), 1);
    ck_assert_int_eq(shared->value, 1);
}
END_TEST

AM_THREAD_ENTRY(leave_early, number, handle) {
    am_arc_drop(&handle);
    am_thread_exit();
}

START_TEST(join_tells_an_early_end) {
    am_thread thread;
    ck_assert_int_eq(am_thread_spawn(&thread, leave_early, am_arc_new(number, .value = 0)), AM_OK);
    ck_assert_int_eq(am_thread_join(&thread), AM_ENDED_EARLY);
}
END_TEST

typedef struct {
    sem_t *done;
} notice;

AM_THREAD_ENTRY(post, notice, handle) {
    sem_t *done = handle->done;
    am_arc_drop(&handle);
    sem_post(done);
}

START_TEST(a_detached_thread_runs) {
    static sem_t done;
    sem_init(&done, 0, 0);
    am_thread thread;
    ck_assert_int_eq(am_thread_spawn(&thread, post, am_arc_new(notice, .done = &done)), AM_OK);
    am_thread_detach(&thread);
    sem_wait(&done);
}
END_TEST

static void join_twice(void *unused) {
    (void)unused;
    am_thread thread;
    if (am_thread_spawn(&thread, add, am_arc_new(number, .value = 0)) != AM_OK)
        return;
    am_thread_join(&thread);
    am_thread_join(&thread);
}

static void detach_twice(void *unused) {
    (void)unused;
    am_thread thread;
    if (am_thread_spawn(&thread, add, am_arc_new(number, .value = 0)) != AM_OK)
        return;
    am_thread_detach(&thread);
    am_thread_detach(&thread);
}

static void join_none(void *unused) {
    (void)unused;
    am_thread none = {0};
    am_thread_join(&none);
}

START_TEST(joining_or_detaching_twice_aborts) {
    expect_abort(join_twice, NULL, "am_thread_join: no thread");
    expect_abort(join_none, NULL, "am_thread_join: no thread");
    expect_abort(detach_twice, NULL, "am_thread_detach: no thread");
}
END_TEST

typedef struct {
    am_thread *self;
    sem_t *ready;
} own_thread;

AM_THREAD_ENTRY(join_itself, own_thread, handle) {
    sem_wait(handle->ready);
    am_thread_join(handle->self);
    am_arc_drop(&handle);
}

static void join_self(void *unused) {
    (void)unused;
    static am_thread thread;
    static sem_t ready;
    sem_init(&ready, 0, 0);
    if (am_thread_spawn(&thread, join_itself, am_arc_new(own_thread, .self = &thread, .ready = &ready)) != AM_OK)
        return;
    sem_post(&ready);
    sem_wait(&(sem_t){0});
}

START_TEST(joining_itself_aborts) {
    expect_abort(join_self, NULL, "am_thread_join: this thread would wait for itself");
}
END_TEST

START_TEST(sleep_and_yield_come_back) {
    am_yield();
    am_sleep(0);
    am_sleep(1);
}
END_TEST

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif
#else
#define SANITIZED
#endif

/* A sanitizer's own memory does not fit under the limit. */
START_TEST(a_failed_spawn_drops_the_handle) {
#ifndef SANITIZED
    am_arc_auto number *shared = am_arc_new(number, .value = 0);
    number *second = am_arc_clone(shared);
    struct rlimit none = {.rlim_cur = 1, .rlim_max = 1};
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &none), 0);
    am_thread thread = {0};
    ck_assert_int_eq(am_thread_spawn(&thread, add, am_move(second)), AM_NO_THREAD);
    ck_assert_ptr_null(second);
    ck_assert_uint_eq(am_arc_strong_count(shared), 1);
    ck_assert(!thread.joinable_);
#endif
}
END_TEST

Suite *thread_suite(void) {
    const TTest *const tests[] = {
        the_handle_moves_into_the_thread,
        join_tells_an_early_end,
        a_detached_thread_runs,
        joining_or_detaching_twice_aborts,
        joining_itself_aborts,
        sleep_and_yield_come_back,
        a_failed_spawn_drops_the_handle,
        NULL,
    };
    return suite_of("thread", tests);
}
