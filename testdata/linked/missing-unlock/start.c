// Begins the threads of threads.c.
#include "store.h"

void start_ok(struct store *s) {
    pthread_t one, two;
    pthread_create(&one, NULL, worker_good, s);
    pthread_create(&two, NULL, worker_that_forgets_bad, s);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
}
