/* rte_locks.h -- stand-in: DPDK's locks, functions of its headers whose bodies are atomics. */
#ifndef FIXTURE_RTE_LOCKS_H
#define FIXTURE_RTE_LOCKS_H

typedef struct {
    volatile int locked;
} rte_spinlock_t;

typedef struct {
    rte_spinlock_t sl;
    volatile int user, count;
} rte_spinlock_recursive_t;

typedef struct {
    int cnt;
} rte_rwlock_t;

typedef union {
    unsigned int tickets;
} rte_ticketlock_t;

typedef struct rte_mcslock {
    struct rte_mcslock *next;
    int locked;
} rte_mcslock_t;

static inline void rte_spinlock_lock(rte_spinlock_t *lock) {
    while (__atomic_exchange_n(&lock->locked, 1, __ATOMIC_ACQUIRE) != 0)
        ;
}

static inline void rte_spinlock_unlock(rte_spinlock_t *lock) {
    __atomic_store_n(&lock->locked, 0, __ATOMIC_RELEASE);
}

static inline int rte_spinlock_trylock(rte_spinlock_t *lock) {
    return __atomic_exchange_n(&lock->locked, 1, __ATOMIC_ACQUIRE) == 0;
}

static inline void rte_spinlock_recursive_lock(rte_spinlock_recursive_t *lock) {
    if (lock->user != 1)
        rte_spinlock_lock(&lock->sl);
    lock->user = 1;
    lock->count++;
}

static inline void rte_spinlock_recursive_unlock(rte_spinlock_recursive_t *lock) {
    if (--lock->count == 0)
        rte_spinlock_unlock(&lock->sl);
}

void rte_rwlock_read_lock(rte_rwlock_t *lock);
int rte_rwlock_read_trylock(rte_rwlock_t *lock);
void rte_rwlock_read_unlock(rte_rwlock_t *lock);
void rte_rwlock_write_lock(rte_rwlock_t *lock);
int rte_rwlock_write_trylock(rte_rwlock_t *lock);
void rte_rwlock_write_unlock(rte_rwlock_t *lock);
void rte_ticketlock_lock(rte_ticketlock_t *lock);
int rte_ticketlock_trylock(rte_ticketlock_t *lock);
void rte_ticketlock_unlock(rte_ticketlock_t *lock);
void rte_mcslock_lock(rte_mcslock_t **last, rte_mcslock_t *me);
int rte_mcslock_trylock(rte_mcslock_t **last, rte_mcslock_t *me);
void rte_mcslock_unlock(rte_mcslock_t **last, rte_mcslock_t *me);

int rte_eal_wait_lcore(unsigned worker);
void rte_delay_us_sleep(unsigned microseconds);

#endif
