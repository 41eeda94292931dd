/* locks.c -- plain locks that are held while the thread sleeps or gives way. */
#include <arcmutex/arcmutex.h>
#include <pthread.h>
#include <sched.h>
#include <threads.h>

struct feed {
    pthread_mutex_t mu;
    pthread_rwlock_t rw;
    pthread_spinlock_t spin;
    pthread_cond_t changed;
    mtx_t plain;
    int items;
};

static pthread_mutex_t all = PTHREAD_MUTEX_INITIALIZER;

void adopt(pthread_mutex_t *m);
int more_work(void);

void mutex_bad(struct feed *feed) {
    pthread_mutex_lock(&feed->mu);
    feed->items++;
    // expected-warning@+1 {{'feed->mu' is still locked across this sleep: everyone who wants the lock waits}}
    am_sleep(10);
    pthread_mutex_unlock(&feed->mu);
}

void global_mutex_bad(void) {
    pthread_mutex_lock(&all);
    // expected-warning@+1 {{'all' is still locked across this yield: everyone who wants the lock waits}}
    am_yield();
    pthread_mutex_unlock(&all);
}

void read_lock_bad(struct feed *feed) {
    pthread_rwlock_rdlock(&feed->rw);
    if (feed->items == 0)
        am_sleep(10); // expected-warning {{'feed->rw' is still locked across this sleep}}
    pthread_rwlock_unlock(&feed->rw);
}

void spin_lock_bad(struct feed *feed) {
    pthread_spin_lock(&feed->spin);
    feed->items++;
    sched_yield(); // expected-warning {{'feed->spin' is still locked across this yield}}
    pthread_spin_unlock(&feed->spin);
}

void c11_bad(struct feed *feed) {
    mtx_lock(&feed->plain);
    while (feed->items-- > 0)
        thrd_yield(); // expected-warning {{'feed->plain' is still locked across this yield}}
    mtx_unlock(&feed->plain);
}

void after_a_wait_bad(struct feed *feed) {
    pthread_mutex_lock(&feed->mu);
    while (feed->items == 0)
        pthread_cond_wait(&feed->changed, &feed->mu);
    am_yield(); // expected-warning {{'feed->mu' is still locked across this yield}}
    feed->items--;
    pthread_mutex_unlock(&feed->mu);
}

void continue_keeps_it_bad(struct feed *feed) {
    while (more_work()) {
        am_yield(); // expected-warning {{'feed->mu' is still locked across this yield}}
        if (pthread_mutex_trylock(&feed->mu) != 0)
            continue;
        if (feed->items == 0)
            continue;
        feed->items--;
        pthread_mutex_unlock(&feed->mu);
    }
} // expected-warning {{returning with 'feed->mu' still locked}}

/* ---- nothing to say ---- */

void unlocked_before_ok(struct feed *feed) {
    pthread_mutex_lock(&feed->mu);
    feed->items++;
    pthread_mutex_unlock(&feed->mu);
    am_sleep(10);
    pthread_mutex_lock(&feed->mu);
    feed->items--;
    pthread_mutex_unlock(&feed->mu);
}

void spinning_on_a_try_ok(struct feed *feed) {
    while (pthread_spin_trylock(&feed->spin) != 0)
        sched_yield();
    feed->items++;
    pthread_spin_unlock(&feed->spin);
}

void opened_in_the_middle_ok(struct feed *feed) {
    pthread_mutex_lock(&feed->mu);
    while (feed->items > 0) {
        feed->items--;
        pthread_mutex_unlock(&feed->mu);
        am_yield();
        pthread_mutex_lock(&feed->mu);
    }
    pthread_mutex_unlock(&feed->mu);
}

void locking_failed_ok(struct feed *feed) {
    if (pthread_mutex_lock(&feed->mu) != 0) {
        am_sleep(10);
        return;
    }
    feed->items++;
    pthread_mutex_unlock(&feed->mu);
}

/* adopt() gets the lock: it may have unlocked it. */
void given_away_ok(struct feed *feed) {
    pthread_mutex_lock(&feed->mu);
    adopt(&feed->mu);
    am_sleep(10);
}

/* The caller may hold anything; that is said where it is locked. */
void nothing_locked_here_ok(struct feed *feed) {
    feed->items++;
    am_yield();
}
