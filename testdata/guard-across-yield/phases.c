// A yield keeps nobody waiting before the first thread is started.
#include <pthread.h>
#include <sched.h>

static pthread_mutex_t big = PTHREAD_MUTEX_INITIALIZER;

static void *work_ok(void *argument) {
    pthread_mutex_lock(&big);
    pthread_mutex_unlock(&big);
    return argument;
}

int main(void) {
    pthread_t worker;
    pthread_mutex_lock(&big);
    sched_yield();
    pthread_create(&worker, NULL, work_ok, NULL);
    sched_yield(); // expected-warning {{'big' is still locked across this yield}}
    pthread_mutex_unlock(&big);
    pthread_join(worker, NULL);
    return 0;
}
