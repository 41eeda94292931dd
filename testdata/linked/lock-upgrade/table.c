// Wrappers of a reader-writer lock.
#include "table.h"

void table_read(struct table *t) {
    pthread_rwlock_rdlock(&t->lock);
}

void table_write(struct table *t) {
    pthread_rwlock_wrlock(&t->lock);
}

void table_leave(struct table *t) {
    pthread_rwlock_unlock(&t->lock);
}

void table_grow(struct table *t) {
    table_write(t);
    t->entries++;
    table_leave(t);
}
