/* accounts.c -- money moves, and is noted. */
#include "bank.h"

pthread_mutex_t accounts = PTHREAD_MUTEX_INITIALIZER;
static long total;

void transfer(long amount) {
    pthread_mutex_lock(&accounts);
    total += amount;
    note(amount);
    pthread_mutex_unlock(&accounts);
}

long balance(void) {
    pthread_mutex_lock(&accounts);
    long found = total;
    pthread_mutex_unlock(&accounts);
    return found;
}
