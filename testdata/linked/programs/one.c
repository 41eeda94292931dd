// One program: its `enter` locks.
#include "common.h"

void enter(void) {
    pthread_mutex_lock(&mu);
}

static void work_bad(void) {
    pthread_mutex_lock(&mu);
    enter(); // expected-warning {{'mu' is locked again while this thread already holds it}}
    leave();
}

int main(void) {
    work_bad();
    return 0;
}
