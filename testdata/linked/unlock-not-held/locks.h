/* locks.h -- wrappers of a mutex. */
#include <pthread.h>

struct item {
    pthread_mutex_t mu;
    int value;
};

void item_lock(struct item *i);
void item_unlock(struct item *i);
