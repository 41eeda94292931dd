/* The world of unlock-not-held/unlocks.c. */
void queue_lock(struct queue *q) {
    pthread_mutex_lock(&q->mu);
}
