// A program: sides that are apart in time, by create and join.
#include <pthread.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER, d = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t e = PTHREAD_MUTEX_INITIALIZER, f = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t g = PTHREAD_MUTEX_INITIALIZER, h = PTHREAD_MUTEX_INITIALIZER;
static int total;

static void *work(void *argument) {
    (void)argument;
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b);
    total++;
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
    return 0;
}

// Before the first thread, and after the last.
static void set_up_ok(void) {
    pthread_mutex_lock(&b);
    pthread_mutex_lock(&a);
    total = 0;
    pthread_mutex_unlock(&a);
    pthread_mutex_unlock(&b);
}

static void tear_down_ok(void) {
    pthread_mutex_lock(&b);
    pthread_mutex_lock(&a);
    total = 0;
    pthread_mutex_unlock(&a);
    pthread_mutex_unlock(&b);
}

// Threads one after the other.
static void *first_step_ok(void *argument) {
    (void)argument;
    pthread_mutex_lock(&c);
    pthread_mutex_lock(&d);
    pthread_mutex_unlock(&d);
    pthread_mutex_unlock(&c);
    return 0;
}

static void *second_step_ok(void *argument) {
    (void)argument;
    pthread_mutex_lock(&d);
    pthread_mutex_lock(&c);
    pthread_mutex_unlock(&c);
    pthread_mutex_unlock(&d);
    return 0;
}

// Threads that overlap.
static void *reader_bad(void *argument) {
    (void)argument;
    pthread_mutex_lock(&e);
    pthread_mutex_lock(&f); // expected-warning {{'e' and 'f' are locked in opposite orders}}
    pthread_mutex_unlock(&f);
    pthread_mutex_unlock(&e);
    return 0;
}

static void *writer_bad(void *argument) {
    (void)argument;
    pthread_mutex_lock(&f);
    pthread_mutex_lock(&e);
    pthread_mutex_unlock(&e);
    pthread_mutex_unlock(&f);
    return 0;
}

// A thread that nobody waits for may run on.
static void *watch_bad(void *argument) {
    (void)argument;
    pthread_mutex_lock(&g);
    pthread_mutex_lock(&h); // expected-warning {{'g' and 'h' are locked in opposite orders}}
    pthread_mutex_unlock(&h);
    pthread_mutex_unlock(&g);
    return 0;
}

static void stop_bad(void) {
    pthread_mutex_lock(&h);
    pthread_mutex_lock(&g);
    pthread_mutex_unlock(&g);
    pthread_mutex_unlock(&h);
}

struct pool {
    pthread_t threads[8];
    int count;
};

static void start(struct pool *pool) {
    for (int i = 0; i < pool->count; i++)
        if (pthread_create(&pool->threads[i], 0, work, 0) != 0)
            break;
}

static void stop(struct pool *pool) {
    for (int i = 0; i < pool->count; i++)
        pthread_join(pool->threads[i], 0);
}

int main(void) {
    struct pool pool = {.count = 8};
    pthread_t one, two, watcher;
    set_up_ok();
    start(&pool);
    stop(&pool);
    tear_down_ok();
    pthread_create(&one, 0, first_step_ok, 0);
    pthread_join(one, 0);
    pthread_create(&one, 0, second_step_ok, 0);
    pthread_join(one, 0);
    pthread_create(&one, 0, reader_bad, 0);
    pthread_create(&two, 0, writer_bad, 0);
    pthread_join(one, 0);
    pthread_join(two, 0);
    pthread_create(&watcher, 0, watch_bad, 0);
    pthread_detach(watcher);
    stop_bad();
    return 0;
}
