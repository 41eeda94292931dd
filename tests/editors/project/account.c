/* account.c -- what the editors' tests open: a finding that an edit takes away, and one that comes with a fix. */
#include <errno.h>
#include <pthread.h>

struct account {
    pthread_mutex_t mu;
    long balance;
};

int withdraw(struct account *account, long amount) {
    pthread_mutex_lock(&account->mu);
    if (amount > account->balance)
        return -ERANGE;
    account->balance -= amount;
    pthread_mutex_unlock(&account->mu);
    return 0;
}

void add_interest(struct account *account) {
    pthread_mutex_lock(&account->mu);
    account->balance += account->balance / 50;
    /* 😀 */ pthread_mutex_lock(&account->mu);
    pthread_mutex_unlock(&account->mu);
}
