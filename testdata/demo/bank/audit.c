/* audit.c -- notes of what moved, and a report of them. */
#include "bank.h"

pthread_mutex_t audit = PTHREAD_MUTEX_INITIALIZER, journal = PTHREAD_MUTEX_INITIALIZER;
static long noted, pages;

void note(long amount) {
    pthread_mutex_lock(&audit);
    noted += amount;
    pthread_mutex_lock(&journal);
    pages++;
    pthread_mutex_unlock(&journal);
    pthread_mutex_unlock(&audit);
}

void *report(void *argument) {
    pthread_mutex_lock(&audit);
    long missing = noted - balance();
    pthread_mutex_unlock(&audit);
    return missing ? argument : 0;
}
