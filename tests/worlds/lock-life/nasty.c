/* The world of lock-life/nasty.c: who is given a locked object unlocks it. */
void publish(struct q *q) {
    pthread_mutex_unlock(&q->mu);
}
