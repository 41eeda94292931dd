/* macros.c -- locks behind macros, statement expressions and cleanup attributes. */
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

struct store {
    pthread_mutex_t mu;
    int size;
};

#define STORE_LOCK(s) pthread_mutex_lock(&(s)->mu)
#define STORE_UNLOCK(s) pthread_mutex_unlock(&(s)->mu)

#define LOCK(m)                                                                                                        \
    do {                                                                                                               \
        if (pthread_mutex_lock(m) != 0) {                                                                              \
            fprintf(stderr, "%s:%d: cannot lock %s\n", __FILE__, __LINE__, #m);                                        \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

#define UNLOCK(m)                                                                                                      \
    do {                                                                                                               \
        if (pthread_mutex_unlock(m) != 0)                                                                              \
            abort();                                                                                                   \
    } while (0)

#define WITH_LOCK(m) for (int once_ = (pthread_mutex_lock(m), 1); once_; once_ = (pthread_mutex_unlock(m), 0))

#define LOCKED(m, expression)                                                                                          \
    ({                                                                                                                 \
        pthread_mutex_lock(m);                                                                                         \
        __typeof__(expression) value_ = (expression);                                                                  \
        pthread_mutex_unlock(m);                                                                                       \
        value_;                                                                                                        \
    })

static inline void unlock_at_end(pthread_mutex_t **m) {
    pthread_mutex_unlock(*m);
}

#define SCOPED __attribute__((cleanup(unlock_at_end)))

void simple_macro_bad(struct store *s) {
    STORE_LOCK(s);
    s->size++;
    STORE_LOCK(s); // expected-warning {{is locked again while this thread already holds it}}
    STORE_UNLOCK(s);
}

void checking_macro_bad(struct store *s) {
    LOCK(&s->mu);
    s->size++;
    LOCK(&s->mu); // expected-warning {{'s->mu' is locked again while this thread already holds it}}
    UNLOCK(&s->mu);
}

void macro_and_function_bad(struct store *s) {
    STORE_LOCK(s);
    s->size++;
    pthread_mutex_lock(&s->mu); // expected-warning {{'s->mu' is locked again while this thread already holds it}}
    STORE_UNLOCK(s);
}

void block_macro_bad(struct store *s) {
    WITH_LOCK(&s->mu) {
        s->size++;
        pthread_mutex_lock(&s->mu); // expected-warning {{'s->mu' is locked again while this thread already holds it}}
        s->size--;
    }
}

int expression_macro_bad(struct store *s) {
    int size;

    pthread_mutex_lock(&s->mu);
    size = LOCKED(&s->mu, s->size); // expected-warning {{'s->mu' is locked again while this thread already holds it}}
    return size;
}

int statement_expression_bad(struct store *s) {
    return ({
        pthread_mutex_lock(&s->mu);
        int size = s->size;
        pthread_mutex_lock(&s->mu); // expected-warning {{'s->mu' is locked again while this thread already holds it}}
        pthread_mutex_unlock(&s->mu);
        size;
    });
}

/* ---- nothing to say ---- */

void simple_macros_ok(struct store *s) {
    STORE_LOCK(s);
    s->size++;
    STORE_UNLOCK(s);
    STORE_LOCK(s);
    s->size--;
    STORE_UNLOCK(s);
}

void checking_macros_ok(struct store *s, struct store *t) {
    LOCK(&s->mu);
    LOCK(&t->mu);
    s->size += t->size;
    UNLOCK(&t->mu);
    UNLOCK(&s->mu);
    LOCK(&s->mu);
    s->size--;
    UNLOCK(&s->mu);
}

void block_macro_ok(struct store *s) {
    WITH_LOCK(&s->mu)
    s->size++;
    WITH_LOCK(&s->mu) {
        if (s->size > 10)
            s->size = 0;
    }
    pthread_mutex_lock(&s->mu);
    s->size++;
    pthread_mutex_unlock(&s->mu);
}

int expression_macro_ok(struct store *s) {
    return LOCKED(&s->mu, s->size) + LOCKED(&s->mu, s->size * 2);
}

int statement_expression_ok(struct store *s) {
    int before = ({
        pthread_mutex_lock(&s->mu);
        int size = s->size;
        pthread_mutex_unlock(&s->mu);
        size;
    });

    pthread_mutex_lock(&s->mu);
    before -= s->size;
    pthread_mutex_unlock(&s->mu);
    return before;
}

/* The cleanup function unlocks at the end of the block, by every way out. */
int cleanup_attribute_ok(struct store *s, int n) {
    {
        SCOPED pthread_mutex_t *held = &s->mu;

        pthread_mutex_lock(held);
        s->size += n;
        if (s->size < 0)
            return -1;
    }
    pthread_mutex_lock(&s->mu);
    n = s->size;
    pthread_mutex_unlock(&s->mu);
    return n;
}
