// The lock is declared, by clang's attribute: one access is enough. Members are in testdata/linked/guarded-declared: before
// version 19 clang did not take the names of members in C.
#include <pthread.h>

#define GUARDED_BY(x) __attribute__((guarded_by(x)))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    pthread_mutex_t lock;
    int others;
} cache;
static int total GUARDED_BY(lock);
static int by_address GUARDED_BY(&lock);
static int of_member __attribute__((guarded_by(cache.lock)));
static int free_for_all;

void count_bad(void) {
    total++;      // expected-warning {{'total' is written without 'lock', which is declared to guard it}}
    by_address++; // expected-warning {{'by_address' is written without 'lock', which is declared to guard it}}
    free_for_all++;
    cache.others++;
}

int read_bad(void) {
    return total; // expected-warning {{'total' is read without 'lock', which is declared to guard it}}
}

void member_bad(void) {
    of_member++; // expected-warning {{'of_member' is written without 'cache.lock', which is declared to guard it}}
}

void after_unlock_bad(void) {
    pthread_mutex_lock(&lock);
    total++;
    pthread_mutex_unlock(&lock);
    total--; // expected-warning {{'total' is written without 'lock', which is declared to guard it}}
}

void count_ok(void) {
    pthread_mutex_lock(&lock);
    total++;
    by_address = total;
    pthread_mutex_unlock(&lock);
}

void member_ok(void) {
    pthread_mutex_lock(&cache.lock);
    of_member++;
    pthread_mutex_unlock(&cache.lock);
}

void tried_ok(void) {
    if (pthread_mutex_trylock(&lock) != 0)
        return;
    total = 0;
    pthread_mutex_unlock(&lock);
}

static void under_lock(void) {
    total = 1; // all callers have it
}

void calls_under_lock_ok(void) {
    pthread_mutex_lock(&lock);
    under_lock();
    pthread_mutex_unlock(&lock);
}

// Another lock is held: whether that is meant isn't known.
void FN_wrong_lock(void) {
    pthread_mutex_lock(&cache.lock);
    total++;
    pthread_mutex_unlock(&cache.lock);
}
