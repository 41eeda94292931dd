#include "store.h"

pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
int log_lines;

void store_add(struct store *s, int bytes) {
    pthread_mutex_lock(&s->lock);
    s->items++;
    s->bytes += bytes;
    store_count_load(s);
    pthread_mutex_unlock(&s->lock);
}

void store_drop(struct store *s, int bytes) {
    pthread_mutex_lock(&s->lock);
    s->items--;
    s->bytes -= bytes;
    s->loads--;
    pthread_mutex_unlock(&s->lock);
}

int store_bytes(struct store *s) {
    pthread_mutex_lock(&s->lock);
    int bytes = s->bytes + s->items + s->loads;
    pthread_mutex_unlock(&s->lock);
    return bytes;
}

void log_line(void) {
    pthread_mutex_lock(&log_lock);
    log_lines++;
    pthread_mutex_unlock(&log_lock);
}
