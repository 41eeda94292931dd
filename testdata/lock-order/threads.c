// A program: which threads run which side.
#include <pthread.h>

static pthread_mutex_t accounts = PTHREAD_MUTEX_INITIALIZER, audit = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t once_a = PTHREAD_MUTEX_INITIALIZER, once_b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t many_a = PTHREAD_MUTEX_INITIALIZER, many_b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t main_a = PTHREAD_MUTEX_INITIALIZER, main_b = PTHREAD_MUTEX_INITIALIZER;
static int balance, entries;

static int balance_of(void) {
    pthread_mutex_lock(&accounts); // expected-note {{... which locks 'accounts' here}}
    int sum = balance;
    pthread_mutex_unlock(&accounts);
    return sum;
}

static void transfer_bad(int amount) {
    pthread_mutex_lock(&accounts); // expected-note {{this side locks 'accounts' first, in 'transfer_bad', called from 'main'}}
    pthread_mutex_lock(&audit); // expected-warning {{'accounts' and 'audit' are locked in opposite orders; two threads can wait for each other for ever}} expected-note {{... then 'audit'}}
    balance += amount;
    entries++;
    pthread_mutex_unlock(&audit);
    pthread_mutex_unlock(&accounts);
}

static void *report_all(void *argument) {
    (void)argument;
    pthread_mutex_lock(&audit); // expected-note {{the other side locks 'audit' first, in 'report_all', which the thread made at threads.c:88:5 runs}}
    balance_of(); // expected-note {{... then 'accounts', through 'balance_of'}} expected-note {{lock them everywhere in one order, say 'accounts' before 'audit'}}
    pthread_mutex_unlock(&audit);
    return 0;
}

// Both in one thread, which there is only once.
static void *one_thread_ok(void *argument) {
    (void)argument;
    pthread_mutex_lock(&once_a);
    pthread_mutex_lock(&once_b);
    pthread_mutex_unlock(&once_b);
    pthread_mutex_unlock(&once_a);
    pthread_mutex_lock(&once_b);
    pthread_mutex_lock(&once_a);
    pthread_mutex_unlock(&once_a);
    pthread_mutex_unlock(&once_b);
    return 0;
}

// The same, but many threads run it.
static void *many_threads_bad(void *argument) {
    (void)argument;
    pthread_mutex_lock(&many_a);
    pthread_mutex_lock(&many_b); // expected-warning {{'many_a' and 'many_b' are locked in opposite orders}}
    pthread_mutex_unlock(&many_b);
    pthread_mutex_unlock(&many_a);
    pthread_mutex_lock(&many_b);
    pthread_mutex_lock(&many_a);
    pthread_mutex_unlock(&many_a);
    pthread_mutex_unlock(&many_b);
    return 0;
}

// Both in the main thread alone.
static void forth_ok(void) {
    pthread_mutex_lock(&main_a);
    pthread_mutex_lock(&main_b);
    pthread_mutex_unlock(&main_b);
    pthread_mutex_unlock(&main_a);
}

static void back_ok(void) {
    pthread_mutex_lock(&main_b);
    pthread_mutex_lock(&main_a);
    pthread_mutex_unlock(&main_a);
    pthread_mutex_unlock(&main_b);
}

static void start_many(pthread_t *threads) {
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], 0, many_threads_bad, 0);
}

int main(void) {
    pthread_t one, other, workers[4];
    forth_ok();
    back_ok();
    pthread_create(&one, 0, one_thread_ok, 0);
    start_many(workers);
    pthread_create(&other, 0, report_all, 0);
    transfer_bad(1);
    forth_ok();
    back_ok();
    pthread_join(one, 0);
    pthread_join(other, 0);
    for (int i = 0; i < 4; i++)
        pthread_join(workers[i], 0);
    return 0;
}
