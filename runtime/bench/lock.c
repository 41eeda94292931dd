/* lock.c -- an uncontended lock and unlock against pthread's, in one run: prints nanoseconds and the ratio. */
#include <arcmutex/arcmutex.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>

typedef AM_MUTEX(uint64_t) counter;

enum { ROUNDS = 5000000, REPEATS = 7 };

static counter shared;
static pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER;
static uint64_t plain_value;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double ours(void) {
    double start = now();
    for (int i = 0; i < ROUNDS; i++) {
        AM_GUARD(uint64_t, n, &shared);
        *n += 1;
    }
    return (now() - start) / ROUNDS;
}

static double theirs(void) {
    double start = now();
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&plain);
        plain_value += 1;
        pthread_mutex_unlock(&plain);
    }
    return (now() - start) / ROUNDS;
}

static void *sleep_for_ever(void *unused) {
    for (;;)
        am_sleep(UINT32_MAX);
    return unused;
}

int main(void) {
    /* glibc leaves the atomic instructions out as long as there is one thread. */
    pthread_t other;
    if (pthread_create(&other, NULL, sleep_for_ever, NULL) != 0)
        return 1;
    double best_ours = ours();
    double best_theirs = theirs();
    for (int i = 1; i < REPEATS; i++) {
        double time = ours();
        best_ours = time < best_ours ? time : best_ours;
        time = theirs();
        best_theirs = time < best_theirs ? time : best_theirs;
    }
    printf("arcmutex %.1f ns, pthread %.1f ns, ratio %.2f\n", best_ours, best_theirs, best_ours / best_theirs);
}
