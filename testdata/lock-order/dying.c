// Where the program comes to its end, nobody minds in which order it takes locks.
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t log_mu = PTHREAD_MUTEX_INITIALIZER, pool_mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER, journal = PTHREAD_MUTEX_INITIALIZER;
static int lines, blocks, rows;

static void log_line(int n) {
    pthread_mutex_lock(&log_mu);
    lines += n;
    pthread_mutex_unlock(&log_mu);
}

static void out_of_memory(void) {
    log_line(1);
    abort();
}

// While the pool is locked, a message is written only before the end.
static int take_block_ok(void) {
    pthread_mutex_lock(&pool_mu);
    if (blocks == 0)
        out_of_memory();
    int block = blocks--;
    pthread_mutex_unlock(&pool_mu);
    return block;
}

static void log_block_ok(void) {
    pthread_mutex_lock(&log_mu);
    pthread_mutex_lock(&pool_mu);
    lines += blocks;
    pthread_mutex_unlock(&pool_mu);
    pthread_mutex_unlock(&log_mu);
}

static void fail_here_ok(int n) {
    pthread_mutex_lock(&pool_mu);
    if (n < 0) {
        pthread_mutex_lock(&log_mu);
        lines = 0;
        for (;;)
            ;
    }
    pthread_mutex_unlock(&pool_mu);
}

static void save_rows(void) {
    pthread_mutex_lock(&journal);
    rows = 0;
    pthread_mutex_unlock(&journal);
}

static void save_table_bad(void) {
    pthread_mutex_lock(&table);
    if (rows > 100)
        save_rows(); // expected-warning {{'table' and 'journal' are locked in opposite orders}}
    pthread_mutex_unlock(&table);
}

// What a thread does for ever is no end.
static void *run_bad(void *argument) {
    for (;;) {
        pthread_mutex_lock(&journal);
        pthread_mutex_lock(&table);
        rows++;
        pthread_mutex_unlock(&table);
        pthread_mutex_unlock(&journal);
        sleep(1);
    }
    return argument;
}

static void *run_log_ok(void *argument) {
    log_block_ok();
    fail_here_ok(3);
    return argument;
}

int main(void) {
    pthread_t one, two;
    pthread_create(&one, NULL, run_bad, NULL);
    pthread_create(&two, NULL, run_log_ok, NULL);
    save_table_bad();
    take_block_ok();
    fail_here_ok(1);
    exit(0);
}
