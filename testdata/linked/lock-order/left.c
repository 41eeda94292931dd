// One of two locks that are called alike.
#include "own.h"

static pthread_mutex_t own = PTHREAD_MUTEX_INITIALIZER;

void left_alone(void) {
    pthread_mutex_lock(&own);
    pthread_mutex_unlock(&own);
}

void left_then_right(void) {
    pthread_mutex_lock(&own);
    right_alone(); // expected-warning {{'own in left.c' and 'own in right.c' are locked in opposite orders}}
    pthread_mutex_unlock(&own);
}
