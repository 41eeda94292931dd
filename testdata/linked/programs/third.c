// A file of either program, which has no `enter`: nobody knows which is meant.
#include "common.h"

// FN_: in the first program that is wrong.
void FN_competing(void) {
    pthread_mutex_lock(&mu);
    enter();
    leave();
}

void silent_ok(void) {
    enter();
    enter();
    leave();
}
