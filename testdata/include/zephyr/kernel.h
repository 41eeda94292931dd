/* kernel.h -- stand-in: Zephyr's mutexes, spin locks, conditions and sleeping. */
#ifndef FIXTURE_ZEPHYR_KERNEL_H
#define FIXTURE_ZEPHYR_KERNEL_H

typedef struct {
    long long ticks;
} k_timeout_t;
#define K_NO_WAIT ((k_timeout_t){0})
#define K_FOREVER ((k_timeout_t){-1})

struct k_mutex {
    int owner, count;
};
struct k_sem {
    unsigned count;
};
struct k_condvar {
    int waiters;
};
struct k_spinlock {
    unsigned long word;
};
typedef struct {
    int key;
} k_spinlock_key_t;

int z_impl_k_mutex_lock(struct k_mutex *mutex, k_timeout_t timeout);
int z_impl_k_mutex_unlock(struct k_mutex *mutex);

static inline int k_mutex_lock(struct k_mutex *mutex, k_timeout_t timeout) {
    return z_impl_k_mutex_lock(mutex, timeout);
}

static inline int k_mutex_unlock(struct k_mutex *mutex) {
    return z_impl_k_mutex_unlock(mutex);
}

static inline k_spinlock_key_t k_spin_lock(struct k_spinlock *lock) {
    k_spinlock_key_t key = {1};
    while (__atomic_exchange_n(&lock->word, 1, __ATOMIC_ACQUIRE) != 0)
        ;
    return key;
}

static inline int k_spin_trylock(struct k_spinlock *lock, k_spinlock_key_t *key) {
    key->key = 1;
    return __atomic_exchange_n(&lock->word, 1, __ATOMIC_ACQUIRE) == 0 ? 0 : -16;
}

static inline void k_spin_unlock(struct k_spinlock *lock, k_spinlock_key_t key) {
    (void)key;
    __atomic_store_n(&lock->word, 0, __ATOMIC_RELEASE);
}

#define K_SPINLOCK(lck)                                                                                                \
    for (k_spinlock_key_t done_ = {0}, key_ = k_spin_lock(lck); !done_.key; k_spin_unlock((lck), key_), done_.key = 1)

int k_condvar_wait(struct k_condvar *cond, struct k_mutex *mutex, k_timeout_t timeout);
int k_sem_take(struct k_sem *sem, k_timeout_t timeout);
void k_sem_give(struct k_sem *sem);
int k_sleep(k_timeout_t timeout);
int k_msleep(int milliseconds);
void k_yield(void);

#endif
