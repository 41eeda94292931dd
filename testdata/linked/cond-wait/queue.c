// A wrapper that waits.
#include "queue.h"

void queue_wait(struct queue *q) {
    pthread_cond_wait(&q->changed, &q->mu);
}
