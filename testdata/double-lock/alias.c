/* alias.c -- one lock under two names, and two locks that only look alike. */
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { SHARDS = 16, LAST = SHARDS - 1 };

struct inner {
    pthread_mutex_t mu;
    int value;
};

struct session {
    pthread_mutex_t lock;
    struct inner in;
    struct inner shard[SHARDS];
    pthread_mutex_t *borrowed;
    struct session *next;
    struct session *peer;
    int state;
};

struct ref {
    struct session *s;
    int generation;
};

struct lent {
    pthread_mutex_t lock;
    int state;
};

static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t second = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t row[SHARDS];
static struct session *current;

void reload(void);
void lock_released_elsewhere(pthread_mutex_t *m);
pthread_mutex_t *lock_for(int key);
int pick(int key);

void pointer_to_field_bad(struct session *s) {
    pthread_mutex_t *m = &s->lock;

    pthread_mutex_lock(m);
    s->state = 1;
    pthread_mutex_lock(&s->lock); // expected-warning {{'s->lock' is locked again while this thread already holds it}}
    pthread_mutex_unlock(m);
}

void field_then_pointer_bad(struct session *s) {
    pthread_mutex_t *m;

    pthread_mutex_lock(&s->in.mu);
    m = &s->in.mu;
    pthread_mutex_lock(m); // expected-warning {{is locked again while this thread already holds it}}
    pthread_mutex_unlock(m);
}

void nested_fields_bad(struct session *s) {
    struct inner *in = &s->in;

    pthread_mutex_lock(&in->mu);
    in->value++;
    pthread_mutex_lock(&s->in.mu); // expected-warning {{'s->in.mu' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&in->mu);
}

void copy_of_the_object_pointer_bad(struct session *s) {
    struct session *self = s;

    pthread_mutex_lock(&self->lock);
    self->state++;
    pthread_mutex_lock(&s->lock); // expected-warning {{'s->lock' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&s->lock);
}

void through_a_void_pointer_bad(void *argument) {
    struct session *s = argument;
    struct session *again = (struct session *)argument;

    pthread_mutex_lock(&s->lock);
    s->state++;
    pthread_mutex_lock(&again->lock); // expected-warning {{'again->lock' is locked again}}
    pthread_mutex_unlock(&s->lock);
}

/* FN_: what a struct's members hold is not followed through a copy of the struct. */
void FN_struct_copy(struct session *s) {
    struct ref one = {s, 1};
    struct ref two = one;

    pthread_mutex_lock(&one.s->lock);
    pthread_mutex_lock(&two.s->lock);
    pthread_mutex_unlock(&s->lock);
}

void same_constant_index_bad(struct session *s) {
    pthread_mutex_lock(&s->shard[3].mu);
    s->shard[3].value++;
    pthread_mutex_lock(&s->shard[3].mu); // expected-warning {{'s->shard[3].mu' is locked again}}
    pthread_mutex_unlock(&s->shard[3].mu);
}

void same_index_by_enumerator_bad(void) {
    pthread_mutex_lock(&row[LAST]);
    pthread_mutex_lock(&row[15]); // expected-warning {{'row[15]' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&row[LAST]);
}

void same_index_variable_bad(struct session *s, int i) {
    pthread_mutex_lock(&s->shard[i].mu);
    s->shard[i].value++;
    pthread_mutex_lock(&s->shard[i].mu); // expected-warning {{'s->shard[i].mu' is locked again}}
    pthread_mutex_unlock(&s->shard[i].mu);
}

void copy_of_the_index_bad(int key) {
    int i = key;
    int j = i;

    pthread_mutex_lock(&row[i]);
    pthread_mutex_lock(&row[j]); // expected-warning {{'row[j]' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&row[i]);
}

void decayed_array_bad(void) {
    pthread_mutex_t *m = row;

    pthread_mutex_lock(m);
    pthread_mutex_lock(&row[0]); // expected-warning {{'row[0]' is locked again while this thread already holds it}}
    pthread_mutex_unlock(m);
}

void pointer_from_a_call_bad(int key) {
    pthread_mutex_t *m = lock_for(key);

    pthread_mutex_lock(m);
    pthread_mutex_lock(m); // expected-warning {{is locked again while this thread already holds it}}
    pthread_mutex_unlock(m);
}

void fresh_object_bad(void) {
    struct inner *in = malloc(sizeof *in);

    if (in == NULL)
        return;
    pthread_mutex_init(&in->mu, NULL);
    pthread_mutex_lock(&in->mu);
    in->value = 0;
    pthread_mutex_lock(&in->mu); // expected-warning {{'in->mu' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&in->mu);
    pthread_mutex_destroy(&in->mu);
    free(in);
}

/* ---- nothing to say ---- */

void pointer_moves_on_ok(struct session *s) {
    pthread_mutex_t *m = &s->lock;

    pthread_mutex_lock(m);
    m = &s->in.mu;
    pthread_mutex_lock(m);
    s->in.value = s->state;
    pthread_mutex_unlock(m);
    pthread_mutex_unlock(&s->lock);
}

void next_object_ok(struct session *s) {
    struct session *before = s;

    pthread_mutex_lock(&s->lock);
    s = s->next;
    if (s != NULL) {
        pthread_mutex_lock(&s->lock);
        s->state = before->state;
        pthread_mutex_unlock(&s->lock);
    }
    pthread_mutex_unlock(&before->lock);
}

/* 'peer' may point to anybody, also to 's' itself: nothing is proven. */
void peer_ok(struct session *s) {
    pthread_mutex_lock(&s->lock);
    pthread_mutex_lock(&s->peer->lock);
    s->state = s->peer->state;
    pthread_mutex_unlock(&s->peer->lock);
    pthread_mutex_unlock(&s->lock);
}

void different_constant_indexes_ok(void) {
    pthread_mutex_lock(&row[0]);
    pthread_mutex_lock(&row[1]);
    pthread_mutex_unlock(&row[1]);
    pthread_mutex_unlock(&row[0]);
}

void index_moves_on_ok(int i) {
    pthread_mutex_lock(&row[i]);
    i++;
    pthread_mutex_lock(&row[i]);
    pthread_mutex_unlock(&row[i]);
    i--;
    pthread_mutex_unlock(&row[i]);
}

void side_effect_in_the_index_ok(int i) {
    pthread_mutex_lock(&row[i++]);
    pthread_mutex_lock(&row[i++]);
    pthread_mutex_unlock(&row[--i]);
    pthread_mutex_unlock(&row[--i]);
}

void two_unknown_indexes_ok(int a, int b) {
    pthread_mutex_lock(&row[pick(a)]);
    pthread_mutex_lock(&row[pick(b)]);
    pthread_mutex_unlock(&row[pick(b)]);
    pthread_mutex_unlock(&row[pick(a)]);
}

void two_pointers_from_one_function_ok(int a, int b) {
    pthread_mutex_t *m = lock_for(a);
    pthread_mutex_t *n = lock_for(b);

    pthread_mutex_lock(m);
    pthread_mutex_lock(n);
    pthread_mutex_unlock(n);
    pthread_mutex_unlock(m);
}

/* reload() can point 'borrowed' to another lock. */
void pointer_field_after_a_call_ok(struct session *s) {
    pthread_mutex_lock(s->borrowed);
    reload();
    pthread_mutex_lock(s->borrowed);
    s->state++;
    pthread_mutex_unlock(s->borrowed);
}

/* reload() can make another session the current one. */
void global_pointer_after_a_call_ok(void) {
    pthread_mutex_lock(&current->lock);
    reload();
    pthread_mutex_lock(&current->lock);
    current->state++;
    pthread_mutex_unlock(&current->lock);
}

/* Whoever gets the lock's address may unlock it. */
void given_to_a_callee_ok(struct lent *s) {
    pthread_mutex_lock(&s->lock);
    s->state = 1;
    lock_released_elsewhere(&s->lock);
    pthread_mutex_lock(&s->lock);
    s->state = 2;
    pthread_mutex_unlock(&s->lock);
}

void given_through_a_pointer_ok(struct lent *s) {
    pthread_mutex_t *m = &s->lock;

    pthread_mutex_lock(&s->lock);
    lock_released_elsewhere(m);
    pthread_mutex_lock(&s->lock);
    pthread_mutex_unlock(&s->lock);
}

/* One of the two is unlocked, who knows which. */
void unlocked_by_an_unknown_index_ok(int i, int j) {
    pthread_mutex_lock(&row[i]);
    pthread_mutex_unlock(&row[j]);
    pthread_mutex_lock(&row[i]);
    pthread_mutex_unlock(&row[i]);
}

void overwritten_pointer_ok(struct session *s, struct ref *r) {
    r->s = s;
    pthread_mutex_lock(&r->s->lock);
    r->s = s->next;
    pthread_mutex_lock(&r->s->lock);
    pthread_mutex_unlock(&r->s->lock);
    pthread_mutex_unlock(&s->lock);
}

void swapped_ok(struct session *a, struct session *b) {
    struct session *t;

    pthread_mutex_lock(&a->lock);
    t = a;
    a = b;
    b = t;
    pthread_mutex_lock(&a->lock);
    a->state = b->state;
    pthread_mutex_unlock(&a->lock);
    pthread_mutex_unlock(&b->lock);
}

void overwritten_by_memcpy_ok(struct ref *one, const struct ref *two) {
    struct session *s = one->s;

    pthread_mutex_lock(&one->s->lock);
    memcpy(one, two, sizeof *one);
    pthread_mutex_lock(&one->s->lock);
    one->s->state = s->state;
    pthread_mutex_unlock(&one->s->lock);
    pthread_mutex_unlock(&s->lock);
}

void shadowed_name_ok(void) {
    static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

    pthread_mutex_lock(&m);
    {
        static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

        pthread_mutex_lock(&m);
        pthread_mutex_unlock(&m);
    }
    pthread_mutex_unlock(&m);
}

/* FN_: behind the two arms the pointer is one of two; which arm was taken is forgotten until a lock depends on it. */
void FN_assigned_in_both_arms(int flag) {
    pthread_mutex_t *m;

    if (flag)
        m = &first;
    else
        m = &second;
    pthread_mutex_lock(m);
    if (flag)
        pthread_mutex_lock(&first);
    pthread_mutex_unlock(m);
}
