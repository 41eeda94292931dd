// A lock that is held when a loop begins to run callbacks, and that one of them lets go.
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

typedef void callback(void *argument);
struct timer {
    callback *run;
};
struct server {
    pthread_mutex_t start, other;
};

extern void on_ready(callback *run, void *argument);
extern void run_callbacks(void);

static pthread_mutex_t begun = PTHREAD_MUTEX_INITIALIZER, stats = PTHREAD_MUTEX_INITIALIZER;
static struct server server;

static void ready_ok(void *argument) {
    (void)argument;
    pthread_mutex_unlock(&begun);
    pthread_mutex_unlock(&server.start);
}

static void count_ok(void *argument) {
    pthread_mutex_lock(&stats);
    ++*(int *)argument;
    pthread_mutex_unlock(&stats);
}

static int wait_for_input(void) {
    struct pollfd fds[1] = {{.fd = 0}};
    return poll(fds, 1, -1);
}

int begin_ok(void) {
    pthread_mutex_lock(&begun);
    on_ready(ready_ok, NULL);
    run_callbacks();
    sleep(1);
    return wait_for_input();
}

int begin_and_wait_ok(void) {
    pthread_mutex_lock(&begun);
    int ready = wait_for_input();
    sleep(1);
    return ready;
}

void begin_server_ok(void) {
    pthread_mutex_lock(&server.start);
    run_callbacks();
    sleep(1);
}

// What nobody but the callback that takes it lets go, is held.
void count_bad(int *counter) {
    pthread_mutex_lock(&stats);
    on_ready(count_ok, counter);
    run_callbacks();
    sleep(1); // expected-warning {{'stats' is held across 'sleep'}}
    pthread_mutex_unlock(&stats);
}

int poll_bad(void) {
    pthread_mutex_lock(&stats);
    int ready = wait_for_input(); // expected-warning {{'stats' is held across 'wait_for_input'}}
    pthread_mutex_unlock(&stats);
    return ready;
}

void other_bad(void) {
    pthread_mutex_lock(&server.other);
    run_callbacks();
    sleep(1); // expected-warning {{'server.other' is held across 'sleep'}}
    pthread_mutex_unlock(&server.other);
}
