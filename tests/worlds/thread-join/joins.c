/* The world of thread-join/joins.c. */
void restart(struct worker *w) {
    pthread_create(&w->thread, NULL, work, w);
}
