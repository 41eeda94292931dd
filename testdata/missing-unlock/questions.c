// The same condition asked at the lock and at the unlock, with unknown code in between: it mostly answers the same.
#include <pthread.h>
#include <stdbool.h>

struct pool {
    pthread_mutex_t mu;
    struct pool *raw;
    unsigned flags;
    int shared, size;
};

extern int ask(struct pool *p);
extern void work(int n);

#define SINGLE 0x4u
#define LOCK_SHARED(p)                                                                                                 \
    if ((p)->shared)                                                                                                   \
    pthread_mutex_lock(&(p)->mu)
#define UNLOCK_SHARED(p)                                                                                               \
    if ((p)->shared)                                                                                                   \
    pthread_mutex_unlock(&(p)->mu)

int given_back_for_a_while_ok(struct pool *p) {
    LOCK_SHARED(p);
    if (p->size == 0) {
        UNLOCK_SHARED(p);
        work(1);
        LOCK_SHARED(p);
    }
    UNLOCK_SHARED(p);
    return p->size;
}

int two_ways_to_the_end_ok(struct pool *p) {
    LOCK_SHARED(p);
    if (ask(0) == 0)
        goto failed;
    UNLOCK_SHARED(p);
    return 0;
failed:
    if (p->raw) {
        UNLOCK_SHARED(p);
        for (int i = 0; i < p->size; i++)
            work(i);
        LOCK_SHARED(p);
    }
    UNLOCK_SHARED(p);
    return 0;
}

void mask_ok(struct pool *p) {
    unsigned before = p->flags;

    if ((before & SINGLE) == 0)
        pthread_mutex_lock(&p->mu);
    work(2);
    unsigned after = p->flags;
    if ((after & SINGLE) == 0)
        pthread_mutex_unlock(&p->mu);
}

static bool has_raw(struct pool *p) {
    if (p->raw)
        return true;
    return false;
}

int in_a_helper_ok(struct pool *p) {
    int result;

    pthread_mutex_lock(&p->mu);
    if (has_raw(p))
        pthread_mutex_lock(&p->raw->mu);
    result = ask(0);
    if (has_raw(p))
        pthread_mutex_unlock(&p->raw->mu);
    pthread_mutex_unlock(&p->mu);
    return result;
}

int another_question_bad(struct pool *p) {
    LOCK_SHARED(p);
    work(3);
    if (p->size == 0)
        return 0; // expected-warning {{returning with 'p->mu' still locked}}
    UNLOCK_SHARED(p);
    return 0;
}
