// Read locks that become write locks, or don't.
#include <pthread.h>

struct table {
    pthread_rwlock_t lock, other;
    int entries, wanted;
};

void upgrade_bad(struct table *t) {
    pthread_rwlock_rdlock(&t->lock); // expected-note {{read-locked here}}
    if (t->entries < t->wanted) { // expected-note {{taking the true branch, 't->entries < t->wanted'}}
        pthread_rwlock_wrlock(&t->lock); // expected-warning {{'t->lock' is write-locked while this thread still holds it for reading; it waits here for itself}} expected-note {{unlock it first, and check again what was read}}
        t->entries = t->wanted;
        pthread_rwlock_unlock(&t->lock);
    }
    pthread_rwlock_unlock(&t->lock);
}

static void grow(struct table *t) {
    pthread_rwlock_wrlock(&t->lock); // expected-note {{... and write-locks 't->lock' here}}
    t->entries = t->wanted;
    pthread_rwlock_unlock(&t->lock);
}

void through_a_helper_bad(struct table *t) {
    pthread_rwlock_rdlock(&t->lock); // expected-note {{read-locked here}}
    grow(t); // expected-warning {{'t->lock' is write-locked while this thread still holds it for reading}} expected-note {{'grow' is called here}} expected-note {{unlock it first}}
    pthread_rwlock_unlock(&t->lock);
}

void another_name_bad(struct table *t) {
    pthread_rwlock_t *lock = &t->lock;

    pthread_rwlock_rdlock(lock);
    pthread_rwlock_wrlock(&t->lock); // expected-warning {{'t->lock' is write-locked}}
    pthread_rwlock_unlock(lock);
    pthread_rwlock_unlock(lock);
}

void next_turn_bad(struct table *t, int n) {
    pthread_rwlock_rdlock(&t->lock);
    while (n-- > 0) {
        t->wanted = n;
        if (n == 7)
            pthread_rwlock_wrlock(&t->lock); // expected-warning {{'t->lock' is write-locked}}
    }
    pthread_rwlock_unlock(&t->lock);
}

void in_sequence_ok(struct table *t) {
    pthread_rwlock_rdlock(&t->lock);
    int is_small = t->entries < t->wanted;
    pthread_rwlock_unlock(&t->lock);
    if (!is_small)
        return;
    pthread_rwlock_wrlock(&t->lock);
    t->entries = t->wanted;
    pthread_rwlock_unlock(&t->lock);
}

void two_locks_ok(struct table *t) {
    pthread_rwlock_rdlock(&t->lock);
    pthread_rwlock_wrlock(&t->other);
    t->entries = t->wanted;
    pthread_rwlock_unlock(&t->other);
    pthread_rwlock_unlock(&t->lock);
}

void two_tables_ok(struct table *a, struct table *b) {
    pthread_rwlock_rdlock(&a->lock);
    if (a != b) {
        pthread_rwlock_wrlock(&b->lock);
        b->entries = a->entries;
        pthread_rwlock_unlock(&b->lock);
    }
    pthread_rwlock_unlock(&a->lock);
}

void try_ok(struct table *t) {
    pthread_rwlock_rdlock(&t->lock);
    if (pthread_rwlock_trywrlock(&t->lock) == 0)
        pthread_rwlock_unlock(&t->lock);
    pthread_rwlock_unlock(&t->lock);
}

void one_or_the_other_ok(struct table *t, int writes) {
    if (writes)
        pthread_rwlock_wrlock(&t->lock);
    else
        pthread_rwlock_rdlock(&t->lock);
    t->wanted += t->entries;
    pthread_rwlock_unlock(&t->lock);
}
