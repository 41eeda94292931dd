// What a thread begins with: pthread_create stands in another file.
#include "store.h"

void *worker_good(void *s) {
    store_lock(s);
    store_unlock(s);
    return NULL;
}

void *worker_that_forgets_bad(void *s) {
    pthread_mutex_lock(&journal);
    ((struct store *)s)->rows++;
    return NULL; // expected-warning {{'journal'}}
}

// Nobody begins a thread with it: its caller may unlock.
void *left_to_the_caller_ok(void *s) {
    pthread_mutex_lock(&journal);
    return s;
}
