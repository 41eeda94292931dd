/* The world of lock-life/lives.c: others initialise the lock. */
void prepare(pthread_mutex_t *mutex) {
    pthread_mutex_init(mutex, NULL);
}

void publish(struct session *s) {
    pthread_mutex_init(&s->mu, NULL);
}
