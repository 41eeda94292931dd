/* runtime.c -- libarcmutex against other libraries: each row in interleaved rounds of one run, the median of each. */
#include "peer.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 11, MOST_PEERS = 6, MOST_THREADS = 8, BATCH = 128, SHORT = 0, LONG = 500 };

static const peer *const peers[] = {
    &peer_arcmutex, &peer_pthread, &peer_c11,
#ifdef BENCH_GLIB
    &peer_glib,
#endif
#ifdef BENCH_NSYNC
    &peer_nsync,
#endif
#ifdef BENCH_RUST
    &peer_rust,
#endif
};

enum { PEERS = sizeof peers / sizeof *peers };

void bench_work(unsigned turns) {
    for (; turns > 0; turns--)
        __asm__ volatile("nop; nop; nop");
}

size_t bench_resident(void) {
    size_t total = 0;
    size_t resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fscanf(file, "%zu %zu", &total, &resident) != 2)
        abort();
    fclose(file);
    return resident * (size_t)sysconf(_SC_PAGESIZE);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* CPU time of all threads that stays as it is over some milliseconds means that all sleep. */
void bench_settle(void) {
    struct timespec rest = {.tv_nsec = 20000000};
    clock_t before;
    do {
        before = clock();
        nanosleep(&rest, NULL);
    } while (clock() - before > CLOCKS_PER_SEC / 1000);
}

/* What one measurement gives: nanoseconds for each work, and for threads the share of the slowest in the fastest's. */
typedef struct {
    double time;
    double fairness;
} result;

/* ---- sections ---- */

typedef struct {
    section *work;
    unsigned turns;
    size_t done;
    pthread_barrier_t *start;
    atomic_bool *is_over;
} worker;

static void *run_worker(void *argument) {
    worker *self = argument;
    pthread_barrier_wait(self->start);
    while (!atomic_load_explicit(self->is_over, memory_order_relaxed)) {
        self->work(BATCH, self->turns, self->turns);
        self->done += BATCH;
    }
    return NULL;
}

static result run_threads(section *work, int threads, unsigned turns, double nanoseconds) {
    pthread_barrier_t start;
    atomic_bool is_over = false;
    pthread_barrier_init(&start, NULL, (unsigned)threads + 1);
    pthread_t ids[MOST_THREADS];
    worker workers[MOST_THREADS];
    for (int i = 0; i < threads; i++) {
        workers[i] = (worker){.work = work, .turns = turns, .start = &start, .is_over = &is_over};
        if (pthread_create(&ids[i], NULL, run_worker, &workers[i]) != 0)
            abort();
    }
    pthread_barrier_wait(&start);
    double begin = now();
    struct timespec rest = {.tv_nsec = (long)nanoseconds};
    nanosleep(&rest, NULL);
    is_over = true;
    for (int i = 0; i < threads; i++)
        pthread_join(ids[i], NULL);
    double end = now();
    pthread_barrier_destroy(&start);
    size_t all = 0;
    size_t least = SIZE_MAX;
    size_t most = 0;
    for (int i = 0; i < threads; i++) {
        all += workers[i].done;
        least = workers[i].done < least ? workers[i].done : least;
        most = workers[i].done > most ? workers[i].done : most;
    }
    return (result){.time = (end - begin) / (double)all, .fairness = (double)least / (double)most};
}

/* The quickest of some slices: whoever else runs on the machine interrupts some of them, and not all. */
static result run_alone(section *work) {
    enum { COUNT = 50000, SLICES = 10 };
    result best = {.time = INFINITY};
    for (int i = 0; i < SLICES; i++) {
        double begin = now();
        work(COUNT, 0, 0);
        double time = (now() - begin) / COUNT;
        best.time = time < best.time ? time : best.time;
    }
    return best;
}

/* ---- rows ---- */

typedef struct {
    const char *name;
    size_t work;    /* where in a peer its work stands */
    int threads;    /* of a section; 1: alone */
    unsigned turns; /* inside, and the same outside */
    size_t count;   /* of a job; 0: this is a section */
    bool is_memory; /* bytes, not nanoseconds */
} row;

#define SECTION(text, member, number, length)                                                                          \
    {.name = text, .work = offsetof(peer, member), .threads = number, .turns = length}
#define JOB(text, member, number) {.name = text, .work = offsetof(peer, member), .count = number}

static const row rows[] = {
    SECTION("mutex alone", mutex, 1, SHORT),
    SECTION("mutex, 2 threads, short", mutex, 2, SHORT),
    SECTION("mutex, 4 threads, short", mutex, 4, SHORT),
    SECTION("mutex, 8 threads, short", mutex, 8, SHORT),
    SECTION("mutex, 2 threads, long", mutex, 2, LONG),
    SECTION("mutex, 4 threads, long", mutex, 4, LONG),
    SECTION("mutex, 8 threads, long", mutex, 8, LONG),
    SECTION("rwlock alone", rwlock, 1, SHORT),
    SECTION("rwlock, 4 threads, short", rwlock, 4, SHORT),
    SECTION("rwlock, 4 threads, long", rwlock, 4, LONG),
    SECTION("clone and drop alone", handle, 1, SHORT),
    SECTION("clone and drop, 4 threads", handle, 4, SHORT),
    JOB("channel without bound", unbounded, 100000),
    JOB("channel of 64", bounded, 100000),
    JOB("spawn and join; ours: a task", spawn, 1000),
    JOB("yield; ours: of tasks", yield, 20000),
    JOB("ping-pong; ours: of tasks", ping_pong, 2000),
    {.name = "10,000 sleepers, bytes each; ours: tasks",
     .work = offsetof(peer, sleepers),
     .count = 10000,
     .is_memory = true},
};

static result measure(const row *what, const peer *who) {
    const char *place = (const char *)who + what->work;
    if (what->is_memory)
        return (result){.time = (double)(*(size_t (*const *)(size_t))(const void *)place)(what->count)};
    if (what->count > 0) {
        double begin = now();
        (*(job *const *)(const void *)place)(what->count);
        return (result){.time = (now() - begin) / (double)what->count};
    }
    section *work = *(section *const *)(const void *)place;
    return what->threads == 1 ? run_alone(work) : run_threads(work, what->threads, what->turns, 3e7);
}

static bool has(const row *what, const peer *who) {
    void *work;
    memcpy(&work, (const char *)who + what->work, sizeof work);
    return work != NULL;
}

static int compare(const void *left, const void *right) {
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, compare);
    return values[count / 2];
}

static void print_peer(const row *what, const peer *who, double time, double ratio, double fairness) {
    printf("  %-10s %10.1f %s", who->name, time, what->is_memory ? "B " : "ns");
    if (who != peers[0] && !isnan(ratio))
        printf("   ratio %5.2f", ratio);
    else
        printf("%14s", "");
    if (what->threads > 1)
        printf("   fairness %4.2f", fairness);
    puts("");
}

/* The ratio is ours to theirs, in the same round; below 1, ours is better. */
static void run_row(const row *what) {
    static double times[MOST_PEERS][ROUNDS];
    static double ratios[MOST_PEERS][ROUNDS];
    static double fairness[MOST_PEERS][ROUNDS];
    int rounds = what->is_memory ? 1 : ROUNDS;
    for (int round = 0; round < rounds; round++)
        for (int i = 0; i < PEERS; i++)
            if (has(what, peers[i])) {
                result got = measure(what, peers[i]);
                times[i][round] = got.time;
                fairness[i][round] = got.fairness;
                ratios[i][round] = times[0][round] / got.time;
            }
    printf("%s\n", what->name);
    int best = 0;
    for (int i = 0; i < PEERS; i++) {
        if (!has(what, peers[i]))
            continue;
        double time = median(times[i], rounds);
        double ratio = has(what, peers[0]) ? median(ratios[i], rounds) : NAN;
        print_peer(what, peers[i], time, ratio, median(fairness[i], rounds));
        if (i > 0 && (best == 0 || ratios[i][rounds / 2] > ratios[best][rounds / 2]))
            best = i;
    }
    if (best > 0 && has(what, peers[0]))
        printf("  to the best, %s: %.2f\n", peers[best]->name, ratios[best][rounds / 2]);
    fflush(stdout);
}

static void *sleep_for_ever(void *unused) {
    for (;;)
        pause();
    return unused;
}

/* usage: bench_runtime [TEXT]: the rows whose name has this text. */
int main(int count, char **arguments) {
    /* glibc leaves the atomic instructions out as long as there is one thread. */
    pthread_t other;
    if (pthread_create(&other, NULL, sleep_for_ever, NULL) != 0)
        return EXIT_FAILURE;
    printf("libarcmutex against others: nanoseconds for one, the median of %d interleaved rounds, on %ld processors\n",
           ROUNDS, sysconf(_SC_NPROCESSORS_ONLN));
    printf("ratio: ours to theirs, below 1 ours is quicker; fairness: the slowest thread's share of the fastest's\n");
    printf("short and long: %d and %d turns of work within the lock, and as many after it\n\n", SHORT, LONG);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (count < 2 || strstr(rows[i].name, arguments[1]) != NULL)
            run_row(&rows[i]);
    return EXIT_SUCCESS;
}
