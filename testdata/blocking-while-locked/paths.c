/* paths.c -- which path holds the lock when it comes to the call that waits. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>
#include <threads.h>
#include <unistd.h>

enum { SHARDS = 8 };

struct store {
    pthread_mutex_t mu;
    pthread_mutex_t stats_mu;
    pthread_cond_t changed;
    pthread_rwlock_t rw;
    pthread_spinlock_t spin;
    mtx_t plain;
    int size;
    int ready;
};

static pthread_mutex_t all = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t shard[SHARDS];

#define STORE_LOCK(s) pthread_mutex_lock(&(s)->mu)
#define STORE_UNLOCK(s) pthread_mutex_unlock(&(s)->mu)
#define BACK_OFF(tries)                                                                                                \
    do {                                                                                                               \
        if ((tries) > 3)                                                                                               \
            sleep(1);                                                                                                  \
    } while (0)

int more_work(void);
int pick(int key);
void adopt(pthread_mutex_t *m);

void in_a_loop_bad(struct store *s) {
    pthread_mutex_lock(&s->mu);
    while (!s->ready)
        usleep(100); // expected-warning {{'s->mu' is held across 'usleep'}}
    pthread_mutex_unlock(&s->mu);
}

void in_one_branch_bad(struct store *s, int slowly) {
    pthread_mutex_lock(&s->mu);
    if (slowly)
        sleep(1); // expected-warning {{'s->mu' is held across 'sleep'}}
    s->size++;
    pthread_mutex_unlock(&s->mu);
}

void one_branch_keeps_it_bad(struct store *s) {
    pthread_mutex_lock(&s->mu);
    if (s->size == 0)
        pthread_mutex_unlock(&s->mu);
    sleep(1); // expected-warning {{'s->mu' is held across 'sleep'}}
} // expected-warning {{returning with 's->mu' still locked}}

void same_flag_bad(struct store *s, int shared) {
    if (shared)
        pthread_mutex_lock(&s->mu);
    if (s->size == 0)
        usleep(100); // expected-warning {{'s->mu' is held across 'usleep'}}
    if (shared)
        pthread_mutex_unlock(&s->mu);
}

void left_locked_on_the_turn_before_bad(struct store *s) {
    while (more_work()) {
        sleep(1); // expected-warning {{'s->mu' is held across 'sleep'}}
        if (pthread_mutex_trylock(&s->mu) != 0)
            continue;
        if (s->size == 0)
            continue;
        s->size--;
        pthread_mutex_unlock(&s->mu);
    }
} // expected-warning {{returning with 's->mu' still locked}}

void only_the_inner_one_unlocked_bad(struct store *s) {
    pthread_mutex_lock(&s->mu);
    pthread_mutex_lock(&s->stats_mu);
    s->size++;
    pthread_mutex_unlock(&s->stats_mu);
    sleep(1); // expected-warning {{'s->mu' is held across 'sleep'}}
    pthread_mutex_unlock(&s->mu);
}

void reading_bad(struct store *s) {
    pthread_rwlock_rdlock(&s->rw);
    if (s->size == 0)
        sleep(1); // expected-warning {{'s->rw' is held across 'sleep'}}
    pthread_rwlock_unlock(&s->rw);
}

void writing_bad(struct store *s) {
    pthread_rwlock_wrlock(&s->rw);
    s->size = 0;
    sleep(1); // expected-warning {{'s->rw' is held across 'sleep'}}
    pthread_rwlock_unlock(&s->rw);
}

void spinning_bad(struct store *s) {
    pthread_spin_lock(&s->spin);
    usleep(1); // expected-warning {{'s->spin' is held across 'usleep'}}
    pthread_spin_unlock(&s->spin);
}

void c11_bad(struct store *s, thrd_t worker) {
    const struct timespec nap = {0, 1000};

    mtx_lock(&s->plain);
    thrd_sleep(&nap, NULL);  // expected-warning {{'s->plain' is held across 'thrd_sleep'}}
    thrd_join(worker, NULL); // expected-warning {{'s->plain' is held across 'thrd_join'}}
    mtx_unlock(&s->plain);
}

void tried_bad(struct store *s) {
    if (pthread_mutex_trylock(&s->mu) == 0) {
        sleep(1); // expected-warning {{'s->mu' is held across 'sleep'}}
        pthread_mutex_unlock(&s->mu);
    }
}

void in_time_bad(struct store *s, const struct timespec *deadline) {
    if (pthread_mutex_timedlock(&s->mu, deadline) != 0)
        return;
    sleep(1); // expected-warning {{'s->mu' is held across 'sleep'}}
    pthread_mutex_unlock(&s->mu);
}

void after_a_wait_bad(struct store *s) {
    pthread_mutex_lock(&s->mu);
    while (!s->ready)
        pthread_cond_wait(&s->changed, &s->mu);
    sleep(1); // expected-warning {{'s->mu' is held across 'sleep'}}
    pthread_mutex_unlock(&s->mu);
}

void through_a_pointer_bad(struct store *s) {
    pthread_mutex_t *m = &s->mu;

    pthread_mutex_lock(m);
    sleep(1); // expected-warning {{is held across 'sleep'}}
    pthread_mutex_unlock(m);
}

void by_macro_bad(struct store *s, int tries) {
    STORE_LOCK(s);
    BACK_OFF(tries); // expected-warning {{is held across}}
    STORE_UNLOCK(s);
}

void global_bad(void) {
    pthread_mutex_lock(&all);
    sleep(1); // expected-warning {{'all' is held across 'sleep'}}
    pthread_mutex_unlock(&all);
}

/* ---- nothing to say ---- */

/* Another thread waits for the lock, not this one for the other thread: that is what locks are for. */
void second_lock_ok(struct store *s) {
    pthread_mutex_lock(&s->mu);
    pthread_mutex_lock(&s->stats_mu);
    s->size++;
    pthread_mutex_unlock(&s->stats_mu);
    pthread_mutex_unlock(&s->mu);
}

void second_lock_in_time_ok(struct store *s, const struct timespec *deadline) {
    pthread_mutex_lock(&s->mu);
    if (pthread_mutex_timedlock(&s->stats_mu, deadline) == 0)
        pthread_mutex_unlock(&s->stats_mu);
    pthread_mutex_unlock(&s->mu);
}

/* The wait gives the lock back. */
int wait_ok(struct store *s, const struct timespec *deadline) {
    int error = 0;

    pthread_mutex_lock(&s->mu);
    while (!s->ready && error != ETIMEDOUT)
        error = pthread_cond_timedwait(&s->changed, &s->mu, deadline);
    while (!s->ready)
        pthread_cond_wait(&s->changed, &s->mu);
    pthread_mutex_unlock(&s->mu);
    return error;
}

void try_failed_ok(struct store *s) {
    while (pthread_mutex_trylock(&s->mu) != 0)
        usleep(100);
    s->size++;
    pthread_mutex_unlock(&s->mu);
}

void busy_ok(struct store *s) {
    if (pthread_mutex_trylock(&s->mu) == EBUSY) {
        sleep(1);
        return;
    }
    s->size++;
    pthread_mutex_unlock(&s->mu);
}

void locking_failed_ok(struct store *s) {
    if (pthread_mutex_lock(&s->mu) != 0) {
        sleep(1);
        return;
    }
    s->size++;
    pthread_mutex_unlock(&s->mu);
}

void not_in_time_ok(struct store *s, const struct timespec *deadline) {
    if (pthread_mutex_timedlock(&s->mu, deadline) == ETIMEDOUT) {
        sleep(1);
        return;
    }
    pthread_mutex_unlock(&s->mu);
}

void opened_in_the_middle_ok(struct store *s) {
    pthread_mutex_lock(&s->mu);
    while (!s->ready) {
        pthread_mutex_unlock(&s->mu);
        usleep(100);
        pthread_mutex_lock(&s->mu);
    }
    pthread_mutex_unlock(&s->mu);
}

void opposite_flag_ok(struct store *s, int shared) {
    if (shared)
        pthread_mutex_lock(&s->mu);
    s->size++;
    if (!shared)
        sleep(1);
    if (shared)
        pthread_mutex_unlock(&s->mu);
}

void flag_that_follows_ok(struct store *s, int shared) {
    int locked = 0;

    if (shared && s->size > 0) {
        pthread_mutex_lock(&s->mu);
        locked = 1;
    }
    s->size++;
    if (locked)
        pthread_mutex_unlock(&s->mu);
    sleep(1);
}

int early_return_ok(struct store *s) {
    pthread_mutex_lock(&s->mu);
    if (s->ready) {
        pthread_mutex_unlock(&s->mu);
        return 0;
    }
    s->size = 0;
    pthread_mutex_unlock(&s->mu);
    sleep(1);
    return 1;
}

void ladder_ok(struct store *s) {
    pthread_mutex_lock(&s->mu);
    if (s->size == 0)
        goto unlock;
    s->size--;
unlock:
    pthread_mutex_unlock(&s->mu);
    sleep(1);
}

/* adopt() gets the lock: it may have unlocked it. */
void given_away_ok(struct store *s) {
    pthread_mutex_lock(&s->mu);
    adopt(&s->mu);
    sleep(1);
}

/* Whether this is the same shard, nobody can tell from here. */
void unlocked_by_an_unknown_index_ok(int a, int b) {
    pthread_mutex_lock(&shard[pick(a)]);
    pthread_mutex_unlock(&shard[pick(b)]);
    sleep(1);
}

/* A semaphore that counts slots is no lock: waiting with a slot in hand is what slots are for. */
void semaphore_ok(sem_t *slots, sem_t *items) {
    sem_wait(slots);
    sem_wait(items);
    sleep(1);
    sem_post(items);
    sem_post(slots);
}

/* The caller may hold anything; that is said where it is locked. */
void nothing_locked_here_ok(struct store *s) {
    s->size++;
    sleep(1);
}

void by_macro_ok(struct store *s, int tries) {
    STORE_LOCK(s);
    s->size++;
    STORE_UNLOCK(s);
    BACK_OFF(tries);
}

void each_node_ok(struct store *stores, int n) {
    int i;

    for (i = 0; i < n; i++) {
        pthread_mutex_lock(&stores[i].mu);
        stores[i].size = 0;
        pthread_mutex_unlock(&stores[i].mu);
        usleep(10);
    }
}

static void pause_a_little(void) {
    usleep(100);
}

/* The sleep is inside the helper. */
void sleeps_in_a_helper_bad(struct store *s) {
    pthread_mutex_lock(&s->mu);
    pause_a_little(); // expected-warning {{'s->mu' is held across 'pause_a_little', which sleeps}}
    pthread_mutex_unlock(&s->mu);
}
