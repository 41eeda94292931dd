// Waiting behind a call into slow.c.
#include "slow.h"

void sleeps_bad(int n) {
    pthread_mutex_lock(&table); // expected-note {{locked here}}
    back_off(n); // expected-warning {{'table'}} expected-note {{'back_off' is called here}}
    pthread_mutex_unlock(&table);
}

void sleeps_after_ok(int n) {
    pthread_mutex_lock(&table);
    n = count_all(n);
    pthread_mutex_unlock(&table);
    back_off(n);
    flush_all(n);
}

void lets_go_ok(int n) {
    pthread_mutex_lock(&table);
    back_off_unlocked(n);
    pthread_mutex_unlock(&table);
}

void no_nap_ok(void) {
    pthread_mutex_lock(&table);
    maybe_sleep(0);
    pthread_mutex_unlock(&table);
}

void nap_bad(void) {
    pthread_mutex_lock(&table); // expected-note {{locked here}}
    maybe_sleep(2); // expected-warning {{'table'}} expected-note {{'maybe_sleep' is called here}}
    pthread_mutex_unlock(&table);
}
