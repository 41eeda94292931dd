/* The world of missing-unlock/returns.c: who is told of an error gives the lock back. */
void conn_report(struct conn *c, int error) {
    if (error != 0)
        pthread_mutex_unlock(&c->mu);
}
