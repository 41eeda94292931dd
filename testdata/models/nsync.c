/* nsync.c -- nsync's mutex in both modes, its conditions, and waiting for a condition of one's own. */
// RUN-FLAGS: -Itestdata/include/nsync
#include <nsync.h>
#include <stddef.h>
#include <unistd.h>

struct store {
    nsync_mu mu;
    nsync_cv changed;
    int count;
};

static nsync_once once;
static nsync_mu table_mu;

void lock_bad(struct store *s) {
    nsync_mu_lock(&s->mu);
    s->count++;
    // expected-warning@+1 {{'s->mu' is write-locked while this thread already holds it for writing}}
    nsync_mu_lock(&s->mu);
    nsync_mu_unlock(&s->mu);
    nsync_mu_unlock(&s->mu);
}

int read_under_write_bad(struct store *s) {
    int count;

    nsync_mu_lock(&s->mu);
    // expected-warning@+1 {{'s->mu' is read-locked while this thread already holds it for writing}}
    nsync_mu_rlock(&s->mu);
    count = s->count;
    nsync_mu_runlock(&s->mu);
    nsync_mu_unlock(&s->mu);
    return count;
}

int lock_ok(struct store *s) {
    int count;

    nsync_mu_rlock(&s->mu);
    count = s->count;
    nsync_mu_runlock(&s->mu);
    nsync_mu_lock(&s->mu);
    s->count = 0;
    nsync_mu_unlock(&s->mu);
    return count;
}

/* Not 0 means that it was taken. */
void tried_bad(struct store *s) {
    if (!nsync_mu_trylock(&s->mu))
        return;
    usleep(1); // expected-warning {{'s->mu' is held across 'usleep', which sleeps}}
    nsync_mu_unlock(&s->mu);
}

int tried_in_vain_ok(struct store *s) {
    int count;

    if (!nsync_mu_rtrylock(&s->mu)) {
        usleep(1);
        nsync_mu_rlock(&s->mu);
    }
    count = s->count;
    nsync_mu_runlock(&s->mu);
    return count;
}

/* ---- waiting ---- */

static int is_filled(const void *argument) {
    const int *count = argument;

    return *count > 0;
}

static int is_filled_and_locks(const void *argument) {
    const int *count = argument;
    int filled;

    nsync_mu_lock(&table_mu);
    filled = *count > 0;
    nsync_mu_unlock(&table_mu);
    return filled;
}

void conditional_ok(struct store *s) {
    nsync_mu_lock(&s->mu);
    nsync_mu_wait(&s->mu, is_filled, &s->count, NULL);
    s->count--;
    nsync_mu_unlock(&s->mu);
}

void conditional_bad(struct store *s) {
    nsync_mu_lock(&s->mu);
    nsync_mu_wait(&s->mu, is_filled, &s->count, NULL);
    // expected-warning@+1 {{'s->mu' is write-locked while this thread already holds it for writing}}
    nsync_mu_lock(&s->mu);
    nsync_mu_unlock(&s->mu);
    nsync_mu_unlock(&s->mu);
}

/* The condition is called with the lock held. */
void conditional_that_locks_bad(int *count) {
    nsync_mu_lock(&table_mu);
    // expected-warning@+1 {{'table_mu' is write-locked while this thread already holds it for writing}}
    nsync_mu_wait(&table_mu, is_filled_and_locks, count, NULL);
    nsync_mu_unlock(&table_mu);
}

void wait_ok(struct store *s) {
    nsync_mu_lock(&s->mu);
    while (s->count == 0)
        nsync_cv_wait(&s->changed, &s->mu);
    s->count--;
    nsync_mu_unlock(&s->mu);
    usleep(1);
}

int wait_until_bad(struct store *s, nsync_time deadline) {
    nsync_mu_lock(&s->mu);
    while (s->count == 0)
        if (nsync_cv_wait_with_deadline(&s->changed, &s->mu, deadline, NULL) != 0) {
            usleep(1); // expected-warning {{'s->mu' is held across 'usleep', which sleeps}}
            nsync_mu_unlock(&s->mu);
            return -1;
        }
    nsync_mu_unlock(&s->mu);
    return 0;
}

void note_bad(struct store *s, nsync_note note, nsync_time deadline) {
    nsync_mu_rlock(&s->mu);
    nsync_note_notify(note);
    nsync_note_wait(note, deadline); // expected-warning {{'s->mu' is held across 'nsync_note_wait'}}
    nsync_mu_runlock(&s->mu);
}

static void fill(void) {
    nsync_mu_lock(&table_mu);
    nsync_mu_unlock(&table_mu);
}

void once_bad(void) {
    nsync_mu_lock(&table_mu);
    // expected-warning@+1 {{'table_mu' is write-locked while this thread already holds it for writing}}
    nsync_run_once(&once, fill);
    nsync_mu_unlock(&table_mu);
}
