/* The world of guard-across-yield/locks.c: who is given a lock unlocks it. */
void adopt(pthread_mutex_t *m) {
    pthread_mutex_unlock(m);
}
