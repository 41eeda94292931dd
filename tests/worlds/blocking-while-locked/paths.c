/* The world of blocking-while-locked/paths.c: who is given a lock unlocks it, and a key has one shard. */
void adopt(pthread_mutex_t *m) {
    pthread_mutex_unlock(m);
}
