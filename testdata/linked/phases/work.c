// What the threads do.
#include "work.h"

pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static int jobs;

static void *work(void *argument) {
    pthread_mutex_lock(&mu);
    jobs++;
    pthread_mutex_unlock(&mu);
    return argument;
}

void start_workers(void) {
    pthread_t one;
    if (pthread_create(&one, 0, work, 0) == 0)
        pthread_detach(one);
}
