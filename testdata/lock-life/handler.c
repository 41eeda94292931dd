// A handler that takes a lock only in a helper, which gives it back: nobody else here asks what the helper does.
#include <pthread.h>
#include <signal.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static int seen;

static void count(void) {
    pthread_mutex_lock(&mu);
    seen++;
    pthread_mutex_unlock(&mu);
}

static void on_signal_bad(int number) {
    (void)number;
    count(); // expected-warning {{'mu' is locked in a signal handler}}
}

void plain_ok(void) {
    count();
}

void install(void) {
    signal(15, on_signal_bad);
}
