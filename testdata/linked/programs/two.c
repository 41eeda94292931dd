// The other one: its `enter` locks nothing.
#include "common.h"

void enter(void) {
}

static void work_ok(void) {
    pthread_mutex_lock(&mu);
    enter();
    leave();
}

void leaves_twice_bad(void) {
    pthread_mutex_lock(&mu);
    leave();
    leave(); // expected-warning {{'mu'}}
}

int main(void) {
    work_ok();
    return 0;
}
