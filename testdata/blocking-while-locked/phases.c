// Before the first thread is started, and after the last has ended, nobody else can want a lock.
#include <pthread.h>
#include <unistd.h>

typedef void handler(int fd);
extern void wait_for_input(handler *run, int fd);

static pthread_mutex_t big = PTHREAD_MUTEX_INITIALIZER;
static pthread_t worker;
static handler *on_input;

static void *work_ok(void *argument) {
    pthread_mutex_lock(&big);
    pthread_mutex_unlock(&big);
    return argument;
}

// Runs while the main thread is alone, and takes its time.
static void configure_ok(void) {
    sleep(1);
}

static void start(void) {
    pthread_create(&worker, NULL, work_ok, NULL);
}

// What runs at its end counts as well as what runs when it begins.
static void start_slowly(void) {
    start();
    sleep(1);
}

// Whoever gets its address may run it in any thread, at any time.
static void handle_bad(int fd) {
    pthread_mutex_lock(&big);
    sleep((unsigned)fd); // expected-warning {{'big' is held across 'sleep'}}
    pthread_mutex_unlock(&big);
}

static void stop_bad(void) {
    pthread_mutex_lock(&big);
    pthread_join(worker, NULL); // expected-warning {{'big' is held across 'pthread_join'}}
    pthread_mutex_unlock(&big);
}

static void say_goodbye_ok(void) {
    pthread_mutex_lock(&big);
    sleep(1);
    pthread_mutex_unlock(&big);
}

int main(void) {
    pthread_mutex_lock(&big);
    configure_ok();
    on_input = handle_bad;
    start_slowly(); // expected-warning {{'big' is held across 'start_slowly'}}
    sleep(1);       // expected-warning {{'big' is held across 'sleep'}}
    pthread_mutex_unlock(&big);
    wait_for_input(on_input, 0);
    stop_bad();
    say_goodbye_ok();
    return 0;
}
