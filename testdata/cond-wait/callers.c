// A function that waits once, and leaves the loop to those who call it.
#include <pthread.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

// All of its callers look again.
static void wait_while_ok(const int *word, int value) {
    pthread_mutex_lock(&mu);
    if (*word == value)
        pthread_cond_wait(&changed, &mu);
    pthread_mutex_unlock(&mu);
}

void bit_lock(int *word) {
    int value;
retry:
    value = *word;
    if (value & 1) {
        wait_while_ok(word, value);
        goto retry;
    }
}

void wait_for_zero(int *word) {
    for (int value = *word; value != 0; value = *word)
        wait_while_ok(word, value);
}

// One of its callers doesn't.
static void wait_for_change_bad(const int *word, int value) {
    pthread_mutex_lock(&mu);
    if (*word == value)
        pthread_cond_wait(&changed, &mu); // expected-warning {{'changed' is waited for only once}}
    pthread_mutex_unlock(&mu);
}

void wait_for_one(int *word) {
    while (*word == 0)
        wait_for_change_bad(word, 0);
}

int next(int *word) {
    wait_for_change_bad(word, *word);
    return *word;
}

// Somebody may call it through the pointer.
static void wait_for_signal_bad(void) {
    pthread_mutex_lock(&mu);
    pthread_cond_wait(&changed, &mu); // expected-warning {{'changed' is waited for only once}}
    pthread_mutex_unlock(&mu);
}
static void (*waiting)(void) = wait_for_signal_bad;

void wait_somehow(void) {
    waiting();
}

void wait_for_signals(int *word) {
    while (*word)
        wait_for_signal_bad();
}

// FP_: waiting is only politeness here; what counts is looked at in the loop behind it.
void FP_let_writers_first(int *writers, int *active) {
    pthread_mutex_lock(&mu);
    if (*writers > 0)
        pthread_cond_wait(&changed, &mu); // expected-warning {{'changed' is waited for only once}}
    pthread_mutex_unlock(&mu);
    while (*active) {
        pthread_mutex_lock(&mu);
        while (*active)
            pthread_cond_wait(&changed, &mu);
        pthread_mutex_unlock(&mu);
    }
}
