/* queue.h -- a queue with a condition, and a reader-writer lock made of a mutex and a condition. */
#include <pthread.h>

struct queue {
    pthread_mutex_t mu, other;
    pthread_cond_t changed;
    int length;
};

void queue_wait(struct queue *q); /* with q->mu held */

struct shared_lock {
    pthread_mutex_t mu;
    pthread_cond_t free;
    int readers, has_writer;
};

void shared_read(struct shared_lock *l);
void shared_write(struct shared_lock *l);
void shared_leave(struct shared_lock *l);
