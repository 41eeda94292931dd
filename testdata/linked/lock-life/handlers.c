// Signal handlers, installed in install.c.
#include "session.h"

void on_signal_bad(int number) {
    pthread_mutex_lock(&shared->mu); // expected-warning {{'shared->mu' is locked in a signal handler}}
    shared->users = number;
    pthread_mutex_unlock(&shared->mu);
}

void on_hangup_ok(int number) {
    if (pthread_mutex_trylock(&shared->mu) != 0)
        return;
    shared->users = number;
    pthread_mutex_unlock(&shared->mu);
}

void on_nothing_ok(int number) {
    pthread_mutex_lock(&shared->mu);
    shared->users = number;
    pthread_mutex_unlock(&shared->mu);
}
