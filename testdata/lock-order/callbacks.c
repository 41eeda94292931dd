// A program that starts its threads out of sight, by a function that nobody knows.
#include <pthread.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER, d = PTHREAD_MUTEX_INITIALIZER;

extern void pool_submit(void (*task)(void *), void *argument);
extern void pool_wait(void);

static void task_bad(void *argument) {
    (void)argument;
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b); // expected-warning {{'a' and 'b' are locked in opposite orders}}
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
    pthread_mutex_lock(&c);
    pthread_mutex_lock(&d);
    pthread_mutex_unlock(&d);
    pthread_mutex_unlock(&c);
}

static void in_main_bad(void) {
    pthread_mutex_lock(&b);
    pthread_mutex_lock(&a);
    pthread_mutex_unlock(&a);
    pthread_mutex_unlock(&b);
}

static void before_all_ok(void) {
    pthread_mutex_lock(&d);
    pthread_mutex_lock(&c);
    pthread_mutex_unlock(&c);
    pthread_mutex_unlock(&d);
}

int main(void) {
    before_all_ok();
    pool_submit(task_bad, 0);
    in_main_bad();
    pool_wait();
    return 0;
}
