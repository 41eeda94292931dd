/* table.h -- a table behind a reader-writer lock. */
#include <pthread.h>

struct table {
    pthread_rwlock_t lock;
    int entries;
};

void table_read(struct table *t);
void table_write(struct table *t);
void table_leave(struct table *t);
void table_grow(struct table *t); /* locks by itself */
