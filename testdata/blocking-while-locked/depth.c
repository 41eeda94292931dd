/* How far down a wait is still told of. */
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;

static void down_1(void) {
    sleep(1);
}

static void down_2(void) {
    down_1();
}

static void down_3(void) {
    down_2();
}

static void down_4(void) {
    down_3();
}

static void down_5(void) {
    down_4();
}

static void down_6(void) {
    down_5();
}

static void down_7(void) {
    down_6();
}

static void down_8(void) {
    down_7();
}

static void down_9(void) {
    down_8();
}

void eight_down_bad(void) {
    pthread_mutex_lock(&mu);
    down_8(); // expected-warning {{'mu' is held across 'down_8', which sleeps}}
    pthread_mutex_unlock(&mu);
}

/* Nobody can say any more under which conditions it happens so far down; here there are none. */
void FN_nine_down(void) {
    pthread_mutex_lock(&mu);
    down_9();
    pthread_mutex_unlock(&mu);
}
