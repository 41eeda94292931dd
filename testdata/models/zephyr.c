/* zephyr.c -- Zephyr: mutexes that their owner can take again, spin locks with a key, scoped ones too. */
// RUN-FLAGS: -Itestdata/include/zephyr
#include <kernel.h>

struct device {
    struct k_mutex mutex;
    struct k_spinlock lock;
    struct k_condvar changed;
    struct k_sem ready;
    int count;
};

void spin_bad(struct device *d) {
    k_spinlock_key_t key = k_spin_lock(&d->lock);
    // expected-warning@+1 {{'d->lock' is locked again while this thread already holds it}}
    k_spinlock_key_t again = k_spin_lock(&d->lock);

    k_spin_unlock(&d->lock, again);
    k_spin_unlock(&d->lock, key);
}

void scoped_bad(struct device *d) {
    K_SPINLOCK(&d->lock) {
        d->count++;
        k_spinlock_key_t key = k_spin_lock(&d->lock); // expected-warning {{'d->lock' is locked again}}
        k_spin_unlock(&d->lock, key);
    }
}

void scoped_ok(struct device *d) {
    K_SPINLOCK(&d->lock) {
        d->count++;
    }
    K_SPINLOCK(&d->lock) {
        d->count--;
    }
}

void try_has_it_bad(struct device *d) {
    k_spinlock_key_t key, again;

    if (k_spin_trylock(&d->lock, &key) == 0) {
        again = k_spin_lock(&d->lock); // expected-warning {{'d->lock' is locked again while this thread already holds it}}
        k_spin_unlock(&d->lock, again);
        k_spin_unlock(&d->lock, key);
    }
}

void try_failed_ok(struct device *d) {
    k_spinlock_key_t key;

    if (k_spin_trylock(&d->lock, &key) != 0)
        key = k_spin_lock(&d->lock);
    k_spin_unlock(&d->lock, key);
}

void mutex_ok(struct device *d) {
    k_mutex_lock(&d->mutex, K_FOREVER);
    k_mutex_lock(&d->mutex, K_FOREVER);
    d->count++;
    k_mutex_unlock(&d->mutex);
    k_mutex_unlock(&d->mutex);
}

void condition_ok(struct device *d) {
    k_mutex_lock(&d->mutex, K_FOREVER);
    while (d->count == 0)
        k_condvar_wait(&d->changed, &d->mutex, K_FOREVER);
    k_mutex_unlock(&d->mutex);
}

void sleep_bad(struct device *d) {
    k_mutex_lock(&d->mutex, K_FOREVER);
    k_msleep(10); // expected-warning {{'d->mutex' is held across 'k_msleep', which sleeps}}
    k_mutex_unlock(&d->mutex);
}

void sleep_under_spin_bad(struct device *d) {
    k_spinlock_key_t key = k_spin_lock(&d->lock);

    k_sleep(K_FOREVER); // expected-warning {{'d->lock' is held across 'k_sleep', which sleeps}}
    k_spin_unlock(&d->lock, key);
}

void failed_ok(struct device *d) {
    if (k_mutex_lock(&d->mutex, K_NO_WAIT) != 0) {
        k_msleep(10);
        return;
    }
    k_msleep(0);
    k_mutex_unlock(&d->mutex);
}

void yield_bad(struct device *d) {
    k_mutex_lock(&d->mutex, K_FOREVER);
    k_yield(); // expected-warning {{'d->mutex' is still locked across this yield}}
    k_mutex_unlock(&d->mutex);
}

/* What a struct holds no condition sees: with K_NO_WAIT it would not wait. */
void FN_take_waits(struct device *d) {
    k_mutex_lock(&d->mutex, K_FOREVER);
    k_sem_take(&d->ready, K_FOREVER);
    k_mutex_unlock(&d->mutex);
}

void take_ok(struct device *d) {
    k_mutex_lock(&d->mutex, K_FOREVER);
    k_sem_take(&d->ready, K_NO_WAIT);
    k_mutex_unlock(&d->mutex);
}
