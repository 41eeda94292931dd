// Sections under the write lock that only read, and locks that nobody reads under.
#include <pthread.h>

struct table {
    pthread_rwlock_t lock;
    int used, size;
    int *slots;
};

static int sum_of(const struct table *t) {
    int sum = 0;
    for (int i = 0; i < t->used; i++)
        sum += t->slots[i];
    return sum;
}

int used_bad(struct table *t) {
    pthread_rwlock_wrlock(&t->lock); // expected-warning {{'t->lock' is taken for writing, but this section only reads}}
    int used = t->used;
    pthread_rwlock_unlock(&t->lock);
    return used;
}

int sum_bad(struct table *t) {
    int sum = -1;
    pthread_rwlock_wrlock(&t->lock); // expected-warning {{'t->lock' is taken for writing, but this section only reads}}
    if (t->size == 0)
        goto out;
    sum = sum_of(t);
out:
    pthread_rwlock_unlock(&t->lock);
    return sum;
}

int used_ok(struct table *t) {
    pthread_rwlock_rdlock(&t->lock);
    int used = t->used;
    pthread_rwlock_unlock(&t->lock);
    return used;
}

void add_ok(struct table *t) {
    pthread_rwlock_wrlock(&t->lock);
    t->used++;
    pthread_rwlock_unlock(&t->lock);
}

void sometimes_ok(struct table *t, int really) {
    pthread_rwlock_wrlock(&t->lock);
    if (really && t->used)
        t->used = 0;
    pthread_rwlock_unlock(&t->lock);
}

void elements_ok(struct table *t) {
    pthread_rwlock_wrlock(&t->lock);
    for (int i = 0; i < t->used; i++)
        t->slots[i] = 0;
    pthread_rwlock_unlock(&t->lock);
}

static void set(struct table *t) {
    t->used = 3;
}

void by_helper_ok(struct table *t) {
    pthread_rwlock_wrlock(&t->lock);
    if (t->size)
        set(t);
    pthread_rwlock_unlock(&t->lock);
}

void rebuild(struct table *t);
void unknown_ok(struct table *t) {
    pthread_rwlock_wrlock(&t->lock);
    if (t->size)
        rebuild(t);
    pthread_rwlock_unlock(&t->lock);
}

void out_ok(struct table *t, int *out) {
    pthread_rwlock_wrlock(&t->lock);
    *out = t->used; // it may lie in the table
    pthread_rwlock_unlock(&t->lock);
}

int begin_ok(struct table *t) {
    pthread_rwlock_wrlock(&t->lock);
    return t->used; // the caller goes on
}

void end_ok(struct table *t) {
    pthread_rwlock_unlock(&t->lock);
}

void wait_for_writers_ok(struct table *t) {
    pthread_rwlock_wrlock(&t->lock);
    pthread_rwlock_unlock(&t->lock);
}

// expected-warning@+1 {{'never_read' is never taken for reading, in 3 sections}}
static pthread_rwlock_t never_read = PTHREAD_RWLOCK_INITIALIZER;
static int state;

void never_one_bad(void) {
    pthread_rwlock_wrlock(&never_read);
    state++;
    pthread_rwlock_unlock(&never_read);
}

void never_two_bad(void) {
    pthread_rwlock_wrlock(&never_read);
    state--;
    pthread_rwlock_unlock(&never_read);
}

void never_three_bad(void) {
    pthread_rwlock_wrlock(&never_read);
    state = 0;
    pthread_rwlock_unlock(&never_read);
}

static pthread_rwlock_t tried = PTHREAD_RWLOCK_INITIALIZER;
static int tried_state;

void tried_one_ok(void) {
    pthread_rwlock_wrlock(&tried);
    tried_state++;
    pthread_rwlock_unlock(&tried);
}

void tried_two_ok(void) {
    pthread_rwlock_wrlock(&tried);
    tried_state--;
    pthread_rwlock_unlock(&tried);
}

int tried_three_ok(void) {
    int found = 0;
    pthread_rwlock_wrlock(&tried);
    tried_state = 1;
    pthread_rwlock_unlock(&tried);
    if (pthread_rwlock_tryrdlock(&tried) == 0) {
        found = tried_state;
        pthread_rwlock_unlock(&tried);
    }
    return found;
}
