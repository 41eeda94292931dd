// Variables of the program and the lock that guards them.
#include <pthread.h>
#include <signal.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER, other_lock = PTHREAD_MUTEX_INITIALIZER;
static int total, seen, configured, own, by_other;
static volatile sig_atomic_t stopping;
static __thread int of_thread;
static struct {
    long hits, misses, errors, bytes;
} stats;

static void read_configuration(const char *path) {
    if (path)
        configured = 3; // before the first thread
    total = 1;
}

static void hit_ok(void) {
    pthread_mutex_lock(&lock);
    stats.hits++;
    total += configured;
    seen = 1;
    by_other++;
    pthread_mutex_unlock(&lock);
}

static void miss_ok(void) {
    pthread_mutex_lock(&lock);
    stats.misses++;
    stats.hits--;
    total++;
    seen = 2;
    by_other++;
    pthread_mutex_unlock(&lock);
}

static void many_ok(int n) {
    for (int i = 0; i < n; i++) {
        pthread_mutex_lock(&lock);
        total += configured;
        stats.hits += i;
        seen = i;
        by_other = i;
        pthread_mutex_unlock(&lock);
    }
    of_thread++;
    stopping = 1;
}

static long sum_ok(void) {
    pthread_mutex_lock(&lock);
    long sum = total + stats.hits + stats.misses + seen + by_other;
    pthread_mutex_unlock(&lock);
    return sum;
}

static int peek_ok(void) {
    return total; // one who only wants to show it takes what there is
}

static void other_lock_ok(void) {
    pthread_mutex_lock(&other_lock);
    by_other = 7; // held for something, perhaps for this
    pthread_mutex_unlock(&other_lock);
}

static void only_main_ok(void) {
    own++;
}

static void forgotten_bad(void) {
    total = 0; // expected-warning {{'total' is written without 'lock', which 4 of 6 accesses hold}}
}

static void error_bad(int failed) {
    pthread_mutex_lock(&lock);
    stats.hits++;
    if (failed) {
        pthread_mutex_unlock(&lock);
        stats.hits--; // expected-warning {{'stats.hits' is written without 'lock', which 4 of 5 accesses hold}}
        return;
    }
    pthread_mutex_unlock(&lock);
}

static void *worker(void *arg) {
    hit_ok();
    miss_ok();
    many_ok(3);
    forgotten_bad();
    error_bad(arg != NULL);
    other_lock_ok();
    return NULL;
}

static void handler_ok(int number) {
    seen = number; // a handler can't take the lock
}

int main(int argc, char **argv) {
    pthread_t threads[4];
    read_configuration(argc > 1 ? argv[1] : NULL);
    stats.hits = 5;
    signal(10, handler_ok);
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, worker, NULL);
    pthread_mutex_lock(&lock);
    total++;
    pthread_mutex_unlock(&lock);
    only_main_ok();
    printf("%d\n", peek_ok());
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    total = 0;
    printf("%ld\n", sum_ok());
    return 0;
}
