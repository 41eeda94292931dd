/* handed.c -- a lock's address goes to helpers of this file: what they initialise, and what they let go if they get it. */
#include <pthread.h>

struct plain {
    pthread_mutex_t mu;
    int count;
};

struct nested {
    pthread_mutex_t mu;
    int count;
};

struct foreign {
    pthread_mutex_t mu;
    int count;
};

void set_up_elsewhere(pthread_mutex_t *mutex);

static void set_up(pthread_mutex_t *mutex) {
    pthread_mutex_init(mutex, NULL);
}

static void set_up_nested(pthread_mutex_t *mutex) {
    pthread_mutexattr_t attr;

    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(mutex, &attr);
}

static void set_up_foreign(pthread_mutex_t *mutex) {
    set_up_elsewhere(mutex);
}

static void unlock_if_any(pthread_mutex_t **mutex) {
    if (*mutex)
        pthread_mutex_unlock(*mutex);
}

static pthread_mutex_t *lock_it(pthread_mutex_t *mutex) {
    pthread_mutex_lock(mutex);
    return mutex;
}

#define HOLDING(mutex) pthread_mutex_t *held_ __attribute__((cleanup(unlock_if_any))) = lock_it(mutex)

void make(struct plain *p, struct nested *n, struct foreign *f) {
    set_up(&p->mu);
    set_up_nested(&n->mu);
    set_up_foreign(&f->mu);
}

void set_up_bad(struct plain *p) {
    pthread_mutex_lock(&p->mu);
    pthread_mutex_lock(&p->mu); // expected-warning {{'p->mu' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&p->mu);
    pthread_mutex_unlock(&p->mu);
}

void set_up_nested_ok(struct nested *n) {
    pthread_mutex_lock(&n->mu);
    pthread_mutex_lock(&n->mu);
    pthread_mutex_unlock(&n->mu);
    pthread_mutex_unlock(&n->mu);
}

void set_up_elsewhere_ok(struct foreign *f) {
    pthread_mutex_lock(&f->mu);
    pthread_mutex_lock(&f->mu);
    pthread_mutex_unlock(&f->mu);
    pthread_mutex_unlock(&f->mu);
}

/* The address of a member is never null, so the helper lets go. */
void holding_ok(struct plain *p) {
    {
        HOLDING(&p->mu);
        p->count++;
    }
    pthread_mutex_lock(&p->mu);
    pthread_mutex_unlock(&p->mu);
}

void holding_bad(struct plain *p) {
    HOLDING(&p->mu);
    p->count++;
    pthread_mutex_lock(&p->mu); // expected-warning {{'p->mu' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&p->mu);
}

static int is_set(pthread_mutex_t **mutex) {
    return *mutex != NULL;
}

/* A helper that only looks at the variable leaves it as it is, round by round. */
void holding_in_loop_ok(struct plain *p, int n) {
    for (int i = 0; i < n; i++) {
        HOLDING(&p->mu);
        while (is_set(&held_) && p->count < n)
            p->count++;
    }
    pthread_mutex_lock(&p->mu);
    pthread_mutex_unlock(&p->mu);
}
