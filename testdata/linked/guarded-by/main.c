#include "store.h"

static void *other(void *arg) {
    pthread_mutex_lock(&log_lock);
    log_lines++;
    pthread_mutex_unlock(&log_lock);
    reset_all(arg);
    reset_by_steps(arg, 3);
    return 0;
}

void *loader(void *arg) {
    struct store *s = arg;
    store_add(s, 3);
    store_drop(s, store_bytes(s));
    log_line();
    return 0;
}

int main(void) {
    struct store store;
    pthread_t one, two;
    pthread_mutex_init(&store.lock, 0);
    store.items = store.bytes = store.loads = 0;
    pthread_create(&one, 0, loader, &store);
    pthread_create(&two, 0, other, &store);
    pthread_join(one, 0);
    pthread_join(two, 0);
    reset_after_threads(&store);
    return log_lines;
}
