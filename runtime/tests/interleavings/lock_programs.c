/* lock_programs.c -- mutexes, read-write locks and condition variables, used by two or three virtual threads. */
#include "programs.h"

#include "hooks.h"
#include "self.h"

#include <arcmutex/arcmutex.h>

/* Who is inside: a writer alone, or readers. Going in and out takes a step, so that others can see it. */
static struct {
    int readers;
    int writers;
    int entered;
} inside;

EXPLORE_UNSEEN static void go_in_to_write(void) {
    EXPLORE_CHECK(inside.writers == 0 && inside.readers == 0);
    inside.writers++;
    explore_step("writes", "");
    EXPLORE_CHECK(inside.writers == 1 && inside.readers == 0);
    inside.writers--;
    inside.entered++;
}

EXPLORE_UNSEEN static void go_in_to_read(void) {
    EXPLORE_CHECK(inside.writers == 0);
    inside.readers++;
    explore_step("reads", "");
    EXPLORE_CHECK(inside.writers == 0);
    inside.readers--;
    inside.entered++;
}

static void begin_inside(void) {
    inside.readers = inside.writers = inside.entered = 0;
}

/* ---- mutex ---- */

typedef AM_MUTEX(int) number;

static number mutex;

static void begin_mutex(void) {
    mutex = (number){.value = 0};
    begin_inside();
}

static void lock_once(void) {
    AM_GUARD(int, n, &mutex);
    go_in_to_write();
    *n += 1;
}

static void lock_twice(void) {
    lock_once();
    lock_once();
}

static void try_once(void) {
    am_status status;
    am_guard int *n = am_try_lock(&mutex, &status);
    if (n != NULL) {
        go_in_to_write();
        *n += 1;
    } else {
        EXPLORE_CHECK(status == AM_WOULD_BLOCK);
    }
}

static void lock_for_a_while(void) {
    am_status status;
    am_guard int *n = am_lock_for(&mutex, 1, &status);
    if (n != NULL)
        go_in_to_write();
    else
        EXPLORE_CHECK(status == AM_TIMED_OUT);
}

static void lock_and_end(void) {
    am_status status;
    int *n = am_lock_status(&mutex, &status);
    go_in_to_write();
    *n = 1;
    am_self_abandon_();
}

static void lock_whatever(void) {
    am_status status;
    am_guard int *n = am_lock_status(&mutex, &status);
    EXPLORE_CHECK((status == AM_POISONED) == (*n == 1));
    go_in_to_write();
}

static void end_free(void) {
    EXPLORE_CHECK(mutex.raw.state_ == 0);
}

static void end_twice(void) {
    end_free();
    EXPLORE_CHECK(mutex.value == 4 && inside.entered == 4);
}

static void end_three(void) {
    end_free();
    EXPLORE_CHECK(mutex.value == 3);
}

static void end_poisoned(void) {
    end_free();
    EXPLORE_CHECK(am_is_poisoned(&mutex) && inside.entered == 3);
}

/* ---- read-write lock ---- */

typedef AM_RWLOCK(int) level;

static level rwlock;

static void begin_rwlock(void) {
    rwlock = (level){.value = 0};
    begin_inside();
}

static void read_once(void) {
    AM_READ_GUARD(int, n, &rwlock);
    EXPLORE_CHECK(*n >= 0);
    go_in_to_read();
}

static void read_twice(void) {
    read_once();
    read_once();
}

static void write_once(void) {
    AM_WRITE_GUARD(int, n, &rwlock);
    go_in_to_write();
    *n += 1;
}

static void write_twice(void) {
    write_once();
    write_once();
}

static void write_for_a_while(void) {
    am_status status;
    am_write_guard int *n = am_write_lock_for(&rwlock, 1, &status);
    if (n != NULL)
        go_in_to_write();
    else
        EXPLORE_CHECK(status == AM_TIMED_OUT);
}

static void read_for_a_while(void) {
    am_status status;
    am_read_guard const int *n = am_read_lock_for(&rwlock, 1, &status);
    if (n != NULL)
        go_in_to_read();
    else
        EXPLORE_CHECK(status == AM_TIMED_OUT);
}

static void write_then_read(void) {
    am_write_guard int *n = am_write_lock(&rwlock);
    go_in_to_write();
    int mine = *n += 1;
    am_read_guard const int *now = am_downgrade(&rwlock, n);
    go_in_to_read();
    EXPLORE_CHECK(*now == mine);
}

static void read_and_end(void) {
    const int *n = am_read_lock(&rwlock);
    EXPLORE_CHECK(*n >= 0);
    am_self_abandon_();
}

static void end_rwlock(void) {
    EXPLORE_CHECK(rwlock.raw.state_ == 0 && rwlock.raw.owner_ == 0);
}

/* ---- condition variable ---- */

static am_condvar changed;

static void begin_condvar(void) {
    begin_mutex();
    changed = (am_condvar){0};
}

static void take_one(void) {
    AM_GUARD(int, n, &mutex);
    AM_WAIT_WHILE(&changed, &mutex, *n == 0);
    *n -= 1;
}

static void take_one_or_give_up(void) {
    AM_GUARD(int, n, &mutex);
    AM_WAIT_WHILE_FOR(&changed, &mutex, 0, *n == 0);
}

static void put_two(void) {
    for (int i = 0; i < 2; i++) {
        {
            AM_GUARD(int, n, &mutex);
            *n += 1;
        }
        am_notify_one(&changed);
    }
}

static void put_two_for_all(void) {
    {
        AM_GUARD(int, n, &mutex);
        *n += 2;
    }
    am_notify_all(&changed);
}

static void end_taken(void) {
    end_free();
    EXPLORE_CHECK(mutex.value == 0 && changed.waiters_ == 0);
}

static void end_maybe_taken(void) {
    end_free();
    EXPLORE_CHECK(mutex.value == 1 && changed.waiters_ == 0);
}

const explore_program lock_programs[] = {
    {"mutex: two lock twice", begin_mutex, {lock_twice, lock_twice}, end_twice, 4},
    {"mutex: three lock", begin_mutex, {lock_once, lock_once, lock_once}, end_three, 3},
    {"mutex: one tries", begin_mutex, {lock_twice, try_once, lock_once}, end_free, 3},
    {"mutex: one gives up", begin_mutex, {lock_once, lock_for_a_while, lock_once}, end_free, 3},
    {"mutex: two give up", begin_mutex, {lock_for_a_while, lock_for_a_while, lock_once}, end_free, 2},
    {"mutex: one ends while it holds it", begin_mutex, {lock_and_end, lock_whatever, lock_whatever}, end_poisoned, 3},
    {"rwlock: reader and writer", begin_rwlock, {read_twice, write_twice}, end_rwlock, 4},
    {"rwlock: two readers, a writer", begin_rwlock, {read_once, read_once, write_once}, end_rwlock, 3},
    {"rwlock: a reader, two writers", begin_rwlock, {write_once, read_once, write_once}, end_rwlock, 3},
    {"rwlock: three writers", begin_rwlock, {write_once, write_once, write_once}, end_rwlock, 3},
    {"rwlock: a writer gives up", begin_rwlock, {read_once, write_for_a_while, read_once}, end_rwlock, 3},
    {"rwlock: a writer gives up before one", begin_rwlock, {read_once, write_for_a_while, write_once}, end_rwlock, 3},
    {"rwlock: a reader gives up", begin_rwlock, {write_once, read_for_a_while, write_once}, end_rwlock, 3},
    {"rwlock: downgrade", begin_rwlock, {write_then_read, read_once, write_once}, end_rwlock, 3},
    {"rwlock: a reader ends", begin_rwlock, {read_and_end, write_once, read_once}, end_rwlock, 3},
    {"condvar: two take what one puts", begin_condvar, {take_one, take_one, put_two}, end_taken, 2},
    {"condvar: all are woken", begin_condvar, {take_one, take_one, put_two_for_all}, end_taken, 2},
    {"condvar: one gives up", begin_condvar, {take_one, take_one_or_give_up, put_two}, end_maybe_taken, 2},
    {0},
};
