// The other of two locks that are called alike.
#include "own.h"

static pthread_mutex_t own = PTHREAD_MUTEX_INITIALIZER;

void right_alone(void) {
    pthread_mutex_lock(&own);
    pthread_mutex_unlock(&own);
}

void right_then_left(void) {
    pthread_mutex_lock(&own);
    left_alone();
    pthread_mutex_unlock(&own);
}
