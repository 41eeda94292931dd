// In which order locks are taken is told whichever case does it.
#include <pthread.h>
#include <stddef.h>

enum { OPEN, READ, WRITE, FLUSH, CLOSE };
struct event {
    int kind;
};

static pthread_mutex_t queue = PTHREAD_MUTEX_INITIALIZER, files = PTHREAD_MUTEX_INITIALIZER;
static int opened, served;

static void count_file(int n) {
    pthread_mutex_lock(&files);
    opened += n;
    pthread_mutex_unlock(&files);
}

static void handle(const struct event *e) {
    switch (e->kind) {
    case OPEN:
        count_file(1);
        break;
    case READ:
        served++;
        break;
    case WRITE:
        served += 2;
        break;
    case FLUSH:
        served = 0;
        break;
    case CLOSE:
        count_file(-1);
        break;
    }
}

static void handle_next(const struct event *e) {
    handle(e);
}

static void *serve_bad(void *argument) {
    pthread_mutex_lock(&queue);
    handle_next(argument); // expected-warning {{'queue' and 'files' are locked in opposite orders}}
    pthread_mutex_unlock(&queue);
    return NULL;
}

static void *clean(void *argument) {
    pthread_mutex_lock(&files);
    if (opened == 0) {
        pthread_mutex_lock(&queue);
        served = 0;
        pthread_mutex_unlock(&queue);
    }
    pthread_mutex_unlock(&files);
    return argument;
}

int main(void) {
    pthread_t one, two;
    struct event e = {OPEN};
    pthread_create(&one, NULL, serve_bad, &e);
    pthread_create(&two, NULL, clean, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return 0;
}
