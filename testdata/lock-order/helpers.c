// Locks that helpers take: which objects they are is known further up.
#include <pthread.h>
#include <stdint.h>

struct account {
    pthread_mutex_t mu;
    long balance;
};

static struct account savings, current, cash, bank;

static void transfer(struct account *from, struct account *to, long amount) {
    pthread_mutex_lock(&from->mu);
    pthread_mutex_lock(&to->mu);
    from->balance -= amount;
    to->balance += amount;
    pthread_mutex_unlock(&to->mu);
    pthread_mutex_unlock(&from->mu);
}

void save_bad(long amount) {
    transfer(&current, &savings, amount); // expected-warning {{'current.mu' and 'savings.mu' are locked in opposite orders}}
}

void spend_bad(long amount) {
    transfer(&savings, &current, amount);
}

static void lock_in_order(struct account *a, struct account *b) {
    if (a < b) {
        pthread_mutex_lock(&a->mu);
        pthread_mutex_lock(&b->mu);
    } else {
        pthread_mutex_lock(&b->mu);
        pthread_mutex_lock(&a->mu);
    }
}

static void transfer_ordered(struct account *from, struct account *to, long amount) {
    lock_in_order(from, to);
    from->balance -= amount;
    to->balance += amount;
    pthread_mutex_unlock(&to->mu);
    pthread_mutex_unlock(&from->mu);
}

void pay_in_ok(long amount) {
    transfer_ordered(&cash, &bank, amount);
}

void draw_ok(long amount) {
    transfer_ordered(&bank, &cash, amount);
}
