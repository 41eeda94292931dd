// On the way to the program's end, nobody minds how long others wait.
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_t worker;
static int rows;

static void fail(void) {
    sleep(1);
    abort();
}

static void complain(void) {
    sleep(1);
}

void check_ok(int n) {
    pthread_mutex_lock(&mu);
    if (n < 0)
        fail();
    rows += n;
    pthread_mutex_unlock(&mu);
}

void check_here_ok(int n) {
    pthread_mutex_lock(&mu);
    if (n < 0) {
        complain();
        abort();
    }
    rows += n;
    pthread_mutex_unlock(&mu);
}

void complain_bad(int n) {
    pthread_mutex_lock(&mu);
    if (n < 0)
        complain(); // expected-warning {{'mu' is held across 'complain'}}
    rows += n;
    pthread_mutex_unlock(&mu);
}

// It waits for a thread that may want the lock.
void stop_bad(int n) {
    pthread_mutex_lock(&mu);
    if (n < 0) {
        pthread_join(worker, NULL); // expected-warning {{'mu' is held across 'pthread_join'}}
        exit(1);
    }
    pthread_mutex_unlock(&mu);
}

// To wait for what one holds is no end.
static void log_and_fail(void) {
    pthread_mutex_lock(&mu);
    rows = 0;
    pthread_mutex_unlock(&mu);
    abort();
}

void take_bad(int n) {
    pthread_mutex_lock(&mu);
    if (n > rows)
        log_and_fail(); // expected-warning {{'mu' is locked again}}
    rows -= n;
    pthread_mutex_unlock(&mu);
}
