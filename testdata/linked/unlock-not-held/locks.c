// Wrappers of a mutex.
#include "locks.h"

void item_lock(struct item *i) {
    pthread_mutex_lock(&i->mu);
}

void item_unlock(struct item *i) {
    pthread_mutex_unlock(&i->mu);
}
