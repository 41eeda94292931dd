/* basic.c -- the same mutex taken twice in plain sight, and its honest look-alikes. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct cache {
    pthread_mutex_t mu;
    pthread_mutex_t stats_mu;
    int count;
    int hits;
    int limit;
};

static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
static int table_size;

void log_line(const char *text);

void direct_bad(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    c->count++;
    pthread_mutex_lock(&c->mu); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
    c->count--;
    pthread_mutex_unlock(&c->mu);
}

int global_bad(int add) {
    int before;

    pthread_mutex_lock(&table_lock);
    before = table_size;
    table_size += add;
    if (table_size < before) {
        pthread_mutex_lock(&table_lock); // expected-warning {{'table_lock' is locked again}}
        table_size = before;
        pthread_mutex_unlock(&table_lock);
    }
    pthread_mutex_unlock(&table_lock);
    return before;
}

int static_local_bad(void) {
    static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
    static int next;
    int id;

    pthread_mutex_lock(&once);
    id = ++next;
    // expected-warning@+1 {{already holds it; a non-recursive mutex waits here for ever}}
    pthread_mutex_lock(&once);
    pthread_mutex_unlock(&once);
    return id;
}

void parameter_bad(pthread_mutex_t *m, int *value) {
    pthread_mutex_lock(m);
    *value = 1;
    pthread_mutex_lock(m); // expected-warning {{is locked again while this thread already holds it}}
    pthread_mutex_unlock(m);
}

void second_of_two_bad(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    pthread_mutex_lock(&c->stats_mu);
    c->hits++;
    pthread_mutex_lock(&c->mu); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&c->stats_mu);
    pthread_mutex_unlock(&c->mu);
}

void unlocked_the_wrong_one_bad(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    pthread_mutex_lock(&c->stats_mu);
    c->hits++;
    pthread_mutex_unlock(&c->stats_mu);
    pthread_mutex_lock(&c->mu); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&c->mu);
}

/* log_line() knows nothing of 'm': it cannot have unlocked it. */
int across_a_call_bad(void) {
    pthread_mutex_t m;

    pthread_mutex_init(&m, NULL);
    pthread_mutex_lock(&m);
    log_line("locked");
    pthread_mutex_lock(&m); // expected-warning {{'m' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&m);
    return pthread_mutex_destroy(&m);
}

int checked_results_bad(struct cache *c) {
    if (pthread_mutex_lock(&c->mu) != 0)
        return -1;
    c->count++;
    if (pthread_mutex_lock(&c->mu) != 0) // expected-warning {{'c->mu' is locked again}}
        return -1;
    pthread_mutex_unlock(&c->mu);
    return 0;
}

void after_successful_try_bad(struct cache *c) {
    if (pthread_mutex_trylock(&c->mu) == 0) {
        pthread_mutex_lock(&c->mu); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
        c->count++;
        pthread_mutex_unlock(&c->mu);
    }
}

void over_two_lines_bad(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    (void)pthread_mutex_lock( // expected-warning {{'c->mu' is locked again while this thread already holds it}}
        &c->mu);
    pthread_mutex_unlock(&c->mu);
}

/* ---- nothing to say ---- */

void one_after_the_other_ok(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    c->count++;
    pthread_mutex_unlock(&c->mu);
    log_line("between");
    pthread_mutex_lock(&c->mu);
    c->count--;
    pthread_mutex_unlock(&c->mu);
}

void two_mutexes_of_one_object_ok(struct cache *c) {
    pthread_mutex_lock(&c->mu);
    pthread_mutex_lock(&c->stats_mu);
    c->hits++;
    pthread_mutex_unlock(&c->stats_mu);
    pthread_mutex_unlock(&c->mu);
}

void two_objects_ok(struct cache *from, struct cache *to) {
    pthread_mutex_lock(&from->mu);
    pthread_mutex_lock(&to->mu);
    to->count += from->count;
    from->count = 0;
    pthread_mutex_unlock(&to->mu);
    pthread_mutex_unlock(&from->mu);
}

int early_return_ok(struct cache *c, int n) {
    pthread_mutex_lock(&c->mu);
    if (n > c->limit) {
        pthread_mutex_unlock(&c->mu);
        return -EINVAL;
    }
    c->count += n;
    pthread_mutex_unlock(&c->mu);

    pthread_mutex_lock(&c->mu);
    c->hits++;
    pthread_mutex_unlock(&c->mu);
    return 0;
}

int gives_up_when_locking_fails_ok(struct cache *c) {
    int error = pthread_mutex_lock(&c->mu);

    if (error != 0)
        return -error;
    c->count++;
    pthread_mutex_unlock(&c->mu);
    if ((error = pthread_mutex_lock(&c->mu)))
        return -error;
    c->count++;
    pthread_mutex_unlock(&c->mu);
    return 0;
}

/* A failed lock holds nothing, so a second attempt is fine. */
int second_attempt_ok(struct cache *c) {
    if (pthread_mutex_lock(&c->mu) != 0) {
        log_line("again");
        if (pthread_mutex_lock(&c->mu) != 0)
            return -1;
    }
    c->count++;
    pthread_mutex_unlock(&c->mu);
    return 0;
}

/* A robust mutex whose owner died is held all the same. */
int owner_died_ok(struct cache *c) {
    int error = pthread_mutex_lock(&c->mu);

    if (error == EOWNERDEAD) {
        c->count = 0;
        pthread_mutex_consistent(&c->mu);
    } else if (error != 0) {
        return -error;
    }
    c->count++;
    pthread_mutex_unlock(&c->mu);
    return 0;
}

void the_other_path_ends_ok(struct cache *c) {
    if (c == NULL) {
        pthread_mutex_lock(&table_lock);
        fprintf(stderr, "no cache, %d tables\n", table_size);
        abort();
    }
    pthread_mutex_lock(&table_lock);
    table_size++;
    pthread_mutex_unlock(&table_lock);
}

/* The caller holds the lock: given back for the slow part, and taken again. */
void opened_for_a_moment_ok(struct cache *c) {
    pthread_mutex_unlock(&c->mu);
    log_line("slow");
    pthread_mutex_lock(&c->mu);
    c->count++;
}
