// Without main: any thread may call what other files see, and so may one that holds the lock.
#include <pthread.h>

struct table {
    pthread_rwlock_t lock;
    int used, size, generation;
};

struct node {
    struct table *table;
    int value;
};

static void grow(struct table *t) {
    t->size *= 2; // under the lock of its callers
    t->generation++;
}

int table_add_ok(struct table *t, int n) {
    pthread_rwlock_wrlock(&t->lock);
    if (t->used + n > t->size)
        grow(t);
    t->used += n;
    pthread_rwlock_unlock(&t->lock);
    return n;
}

void table_remove_ok(struct table *t, int n) {
    pthread_rwlock_wrlock(&t->lock);
    t->used -= n;
    t->size--;
    t->generation++;
    pthread_rwlock_unlock(&t->lock);
}

int table_used_ok(struct table *t) {
    pthread_rwlock_rdlock(&t->lock);
    int used = t->used + t->size + t->generation;
    pthread_rwlock_unlock(&t->lock);
    return used;
}

void table_double_ok(struct table *t) {
    pthread_rwlock_wrlock(&t->lock);
    grow(t);
    t->used++;
    pthread_rwlock_unlock(&t->lock);
}

void table_through_ok(struct node *n) {
    pthread_rwlock_wrlock(&n->table->lock);
    n->table->used++;
    n->table->size++;
    n->table->generation++;
    pthread_rwlock_unlock(&n->table->lock);
}

void table_set_ok(struct table *t, int used) {
    t->used = used; // who calls it may hold the lock
}

static void forget(struct table *t) {
    t->used = 0; // expected-warning {{'t->used' is written without 't->lock', which 6 of 8 accesses hold}}
}

void table_clear_bad(struct table *t) {
    pthread_rwlock_wrlock(&t->lock);
    t->generation = 0;
    pthread_rwlock_unlock(&t->lock);
    t->used = 0; // expected-warning {{'t->used' is written without 't->lock', which 6 of 8 accesses hold}}
    forget(t);
}

void table_init_ok(struct table *t, int size) {
    t->used = 0;
    t->size = size;
    pthread_rwlock_init(&t->lock, NULL);
    t->generation = 1;
}

void table_destroy_ok(struct table *t) {
    pthread_rwlock_destroy(&t->lock);
    t->used = t->size = 0;
}
