// A reader-writer lock of one's own make.
#include "queue.h"

void shared_read(struct shared_lock *l) {
    pthread_mutex_lock(&l->mu);
    while (l->has_writer)
        pthread_cond_wait(&l->free, &l->mu);
    l->readers++;
    pthread_mutex_unlock(&l->mu);
}

void shared_write(struct shared_lock *l) {
    pthread_mutex_lock(&l->mu);
    while (l->has_writer || l->readers > 0)
        pthread_cond_wait(&l->free, &l->mu);
    l->has_writer = 1;
    pthread_mutex_unlock(&l->mu);
}

void shared_leave(struct shared_lock *l) {
    pthread_mutex_lock(&l->mu);
    if (l->has_writer)
        l->has_writer = 0;
    else
        l->readers--;
    pthread_cond_broadcast(&l->free);
    pthread_mutex_unlock(&l->mu);
}
