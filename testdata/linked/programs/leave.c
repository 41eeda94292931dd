// For both programs.
#include "common.h"

pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;

void leave(void) {
    pthread_mutex_unlock(&mu);
}

// Which `enter` is meant depends on the program.
void either_ok(void) {
    pthread_mutex_lock(&mu);
    enter();
    leave();
}
