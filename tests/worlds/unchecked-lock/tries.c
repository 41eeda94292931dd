/* The world of unchecked-lock/tries.c: both mutexes are recursive. */
static void begin_shared(struct shared *s) {
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&s->nested, &attr);
    pthread_mutex_init(&s->either, &attr);
}
