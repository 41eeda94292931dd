// Ways out of a function: which of them forget the lock, and which hold it for the caller.
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct conn {
    pthread_mutex_t mu;
    struct conn *next;
    int fd, state;
    bool closed;
};

extern int check(int fd);
extern void log_error(const char *text);
extern void conn_report(struct conn *c, int error);
extern struct conn *conn_find(int fd);

static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;
static struct conn *first;

// ---- forgotten ----

int early_return_bad(struct conn *c, int size) {
    pthread_mutex_lock(&c->mu); // expected-note {{locked here}}
    if (size < 0) // expected-note {{taking the true branch, 'size < 0'}}
        return -EINVAL; // expected-warning {{returning with 'c->mu' still locked}}
    c->state = size;
    pthread_mutex_unlock(&c->mu); // expected-note {{other paths unlock here}}
    return 0;
}

void without_a_value_bad(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    if (c->closed)
        return; // expected-warning {{returning with 'c->mu' still locked}}
    c->state = 1;
    pthread_mutex_unlock(&c->mu);
}

void an_argument_and_a_return_bad(struct conn *c, int size) {
    pthread_mutex_lock(&c->mu);
    if (size > 100)
        return; // expected-warning {{returning with 'c->mu' still locked}}
    c->state = size;
    pthread_mutex_unlock(&c->mu);
}

int the_same_value_bad(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    if (c->closed)
        return c->state; // expected-warning {{returning with 'c->mu' still locked}}
    c->state++;
    pthread_mutex_unlock(&c->mu);
    return c->fd;
}

struct conn *null_bad(int fd) {
    struct conn *c;

    pthread_mutex_lock(&table);
    for (c = first; c; c = c->next)
        if (c->fd == fd)
            break;
    if (!c)
        return NULL; // expected-warning {{returning with 'table' still locked}}
    pthread_mutex_unlock(&table);
    return c;
}

int out_of_the_loop_bad(int fd) {
    struct conn *c;

    pthread_mutex_lock(&table);
    for (c = first; c; c = c->next)
        if (c->fd == fd)
            return -1; // expected-warning {{returning with 'table' still locked}}
    pthread_mutex_unlock(&table);
    return 0;
}

int past_the_label_bad(struct conn *c) {
    int error = -1;

    pthread_mutex_lock(&c->mu);
    if (c->closed)
        goto out;
    error = check(c->fd);
    if (error == 0)
        c->state = 2;
    pthread_mutex_unlock(&c->mu);
    return error;
out:
    log_error("closed");
    return error; // expected-warning {{returning with 'c->mu' still locked}}
}

int one_of_two_bad(struct conn *a, struct conn *b) {
    pthread_mutex_lock(&a->mu);
    pthread_mutex_lock(&b->mu);
    if (a->fd == b->fd) {
        pthread_mutex_unlock(&b->mu);
        return -1; // expected-warning {{returning with 'a->mu' still locked}}
    }
    pthread_mutex_unlock(&b->mu);
    pthread_mutex_unlock(&a->mu);
    return 0;
}

int in_a_switch_bad(struct conn *c, int what) {
    pthread_mutex_lock(&c->mu);
    switch (what) {
    case 0:
        c->state = 0;
        break;
    case 1:
        return -1; // expected-warning {{returning with 'c->mu' still locked}}
    default:
        c->state++;
    }
    pthread_mutex_unlock(&c->mu);
    return 0;
}

int got_by_a_try_bad(struct conn *c) {
    if (pthread_mutex_trylock(&c->mu) != 0)
        return 0;
    if (c->closed)
        return -1; // expected-warning {{returning with 'c->mu' still locked}}
    pthread_mutex_unlock(&c->mu);
    return 0;
}

static void enter(struct conn *c) {
    pthread_mutex_lock(&c->mu); // expected-note {{... which calls 'pthread_mutex_lock' here}}
}

static void leave(struct conn *c) {
    pthread_mutex_unlock(&c->mu);
}

int through_helpers_bad(struct conn *c) {
    enter(c); // expected-note {{locked here, by 'enter'}}
    if (c->closed) // expected-note {{taking the true branch, 'c->closed'}}
        return -1; // expected-warning {{returning with 'c->mu' still locked}}
    leave(c); // expected-note {{other paths unlock here}}
    return 0;
}

int given_on_both_paths_bad(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    conn_report(c, 0);
    if (c->closed)
        return -1; // expected-warning {{returning with 'c->mu' still locked}}
    pthread_mutex_unlock(&c->mu);
    return 0;
}

// ---- meant ----

void locks_for_the_caller_ok(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    c->state++;
}

void unlocks_for_the_caller_ok(struct conn *c) {
    c->state--;
    pthread_mutex_unlock(&c->mu);
}

struct conn *found_and_locked_ok(int fd) {
    struct conn *c = conn_find(fd);

    if (!c)
        return NULL;
    pthread_mutex_lock(&c->mu);
    if (c->closed) {
        pthread_mutex_unlock(&c->mu);
        return NULL;
    }
    return c;
}

int success_is_zero_ok(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    if (c->closed) {
        pthread_mutex_unlock(&c->mu);
        return -EINVAL;
    }
    return 0;
}

bool success_is_true_ok(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    if (c->closed) {
        pthread_mutex_unlock(&c->mu);
        return false;
    }
    return true;
}

int handed_out_ok(int fd, struct conn **out) {
    struct conn *c = conn_find(fd);

    pthread_mutex_lock(&c->mu);
    if (c->closed) {
        pthread_mutex_unlock(&c->mu);
        *out = NULL;
        return check(fd);
    }
    *out = c;
    return check(fd);
}

struct conn *locked_in_turn_ok(struct conn *c) {
    struct conn *next;

    pthread_mutex_lock(&c->mu);
    while (c->closed && c->next) {
        next = c->next;
        pthread_mutex_lock(&next->mu);
        pthread_mutex_unlock(&c->mu);
        c = next;
    }
    return c;
}

void retried_ok(struct conn *c) {
    for (;;) {
        pthread_mutex_lock(&c->mu);
        if (!c->closed)
            return;
        pthread_mutex_unlock(&c->mu);
        check(c->fd);
    }
}

void kept_on_demand_ok(struct conn *c, bool keep) {
    pthread_mutex_lock(&c->mu);
    c->state++;
    if (!keep)
        pthread_mutex_unlock(&c->mu);
}

int ladder_ok(struct conn *a, struct conn *b) {
    int error = -1;

    pthread_mutex_lock(&a->mu);
    if (a->closed)
        goto out;
    pthread_mutex_lock(&b->mu);
    if (b->closed)
        goto out_b;
    error = check(a->fd);
    if (error)
        goto out_b;
    a->state = b->state;
out_b:
    pthread_mutex_unlock(&b->mu);
out:
    pthread_mutex_unlock(&a->mu);
    return error;
}

int flag_ok(struct conn *c, int what) {
    bool locked = false;

    if (what > 0) {
        pthread_mutex_lock(&c->mu);
        locked = true;
    }
    c->state = check(what);
    if (locked)
        pthread_mutex_unlock(&c->mu);
    return what;
}

int same_condition_ok(struct conn *c, int threaded) {
    if (threaded)
        pthread_mutex_lock(&c->mu);
    log_error("here");
    if (threaded)
        pthread_mutex_unlock(&c->mu);
    return 0;
}

int ended_ok(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    if (c->closed)
        abort();
    pthread_mutex_unlock(&c->mu);
    return 0;
}

int by_somebody_else_ok(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    if (c->closed) {
        conn_report(c, EINVAL);
        return -1;
    }
    pthread_mutex_unlock(&c->mu);
    return 0;
}

int lock_failed_ok(struct conn *c) {
    if (pthread_mutex_lock(&c->mu) != 0)
        return -1;
    c->state++;
    return pthread_mutex_unlock(&c->mu);
}

static void unlock_at_end(pthread_mutex_t **mutex) {
    pthread_mutex_unlock(*mutex);
}

int cleanup_ok(struct conn *c) {
    pthread_mutex_t *held __attribute__((cleanup(unlock_at_end))) = &c->mu;

    pthread_mutex_lock(held);
    if (c->closed)
        return -1;
    c->state++;
    return 0;
}

// FN_: 1 may be what says that the lock is held.
int FN_one_for_failure(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    if (c->closed)
        return 1;
    pthread_mutex_unlock(&c->mu);
    return 0;
}

// FN_: no path unlocks, as in a function that locks for its caller.
void FN_never_unlocked(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    c->state++;
}

// ---- behind a try, where the way without the lock and the one that has unlocked it are one ----

void return_inside_try_bad(struct conn *c) {
    if (pthread_mutex_trylock(&c->mu) == 0) { // expected-note {{locked here}}
        if (check(c->fd)) // expected-note {{taking the true branch, 'check(c->fd)'}}
            return; // expected-warning {{returning with 'c->mu' still locked}}
        pthread_mutex_unlock(&c->mu); // expected-note {{other paths unlock here}}
    }
}
int success_inside_try_ok(struct conn *c) {
    if (pthread_mutex_trylock(&c->mu) == 0) {
        if (check(c->fd))
            return 0;
        pthread_mutex_unlock(&c->mu);
    }
    return -1;
}
bool true_inside_try_ok(struct conn *c) {
    bool got = pthread_mutex_trylock(&c->mu) == 0;
    if (got && c->closed) {
        pthread_mutex_unlock(&c->mu);
        got = false;
    }
    return got;
}

// Those that a loop has gone past were unlocked.
int return_inside_list_bad(struct conn *c) {
    for (; c != NULL; c = c->next) {
        pthread_mutex_lock(&c->mu);
        if (check(c->fd))
            return c->state; // expected-warning {{returning with 'c->mu' still locked}}
        c->state++;
        pthread_mutex_unlock(&c->mu); // expected-note {{other paths unlock here}}
    }
    return 0;
}

void leave_array_bad(struct conn *c, int n) {
    for (int i = 0; i < n; i++) {
        pthread_mutex_lock(&c[i].mu);
        if (check(i))
            return; // expected-warning {{returning with 'c[i].mu' still locked}}
        c[i].state = 0;
        pthread_mutex_unlock(&c[i].mu);
    }
}

struct conn *find_locked_ok(struct conn *c, int fd) {
    for (; c != NULL; c = c->next) {
        pthread_mutex_lock(&c->mu);
        if (c->fd == fd)
            return c;
        pthread_mutex_unlock(&c->mu);
    }
    return NULL;
}

int index_of_locked_ok(struct conn *c, int n) {
    for (int i = 0; i < n; i++) {
        pthread_mutex_lock(&c[i].mu);
        if (c[i].closed)
            return i;
        pthread_mutex_unlock(&c[i].mu);
    }
    return -1;
}

int put_out_locked_ok(struct conn *c, struct conn **found) {
    for (; c != NULL; c = c->next) {
        pthread_mutex_lock(&c->mu);
        if (c->closed) {
            *found = c;
            return c->state;
        }
        pthread_mutex_unlock(&c->mu);
    }
    return 0;
}

bool any_locked_ok(struct conn *c) {
    for (; c != NULL; c = c->next) {
        pthread_mutex_lock(&c->mu);
        if (c->closed)
            return true;
        pthread_mutex_unlock(&c->mu);
    }
    return false;
}

// Hand over hand: the last one stays locked, on each way.
void last_locked_ok(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    while (c->next != NULL) {
        struct conn *next = c->next;
        pthread_mutex_lock(&next->mu);
        pthread_mutex_unlock(&c->mu);
        c = next;
        if (c->closed)
            return;
    }
}
// FN_: a lock that is taken twice on one of the ways is nested, and may be its caller's.
static pthread_mutex_t nested = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
int FN_return_of_recursive(int fd) {
    pthread_mutex_lock(&nested);
    if (fd > 3) {
        pthread_mutex_lock(&nested);
        pthread_mutex_unlock(&nested);
    }
    if (check(fd))
        return fd;
    pthread_mutex_unlock(&nested);
    return fd;
}

// A helper locked the object, so it is there: the null pointer is the other result.
static void lock_it(pthread_mutex_t *mutex) {
    pthread_mutex_lock(mutex);
}

static struct conn *conn_begin(struct conn *c, int fd) {
    if (fd < 0)
        return NULL;
    lock_it(&c->mu);
    return c;
}

int null_from_a_helper_of_helpers_ok(struct conn *c, int fd) {
    c = conn_begin(c, fd);
    if (c == NULL)
        return -1;
    c->state++;
    pthread_mutex_unlock(&c->mu);
    return 0;
}
