// No thread is started in sight: who else wants the lock is not known, but that is what it is for.
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;

int main(void) {
    pthread_mutex_lock(&mu);
    sleep(1); // expected-warning {{'mu' is held across 'sleep'}}
    pthread_mutex_unlock(&mu);
    return 0;
}
