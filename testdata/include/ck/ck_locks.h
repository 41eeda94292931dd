/* ck_locks.h -- what fixtures need of Concurrency Kit's locks: defined in the header, as there, in words of our own. */
#ifndef STAND_IN_CK_LOCKS_H
#define STAND_IN_CK_LOCKS_H

#define bool _Bool
#define false 0

struct ck_spinlock_fas {
    unsigned int value;
};
typedef struct ck_spinlock_fas ck_spinlock_fas_t;

static inline void ck_spinlock_fas_init(struct ck_spinlock_fas *lock) {
    __atomic_store_n(&lock->value, 0, __ATOMIC_RELEASE);
}
static inline bool ck_spinlock_fas_trylock(struct ck_spinlock_fas *lock) {
    return __atomic_exchange_n(&lock->value, 1, __ATOMIC_ACQUIRE) == 0;
}
static inline void ck_spinlock_fas_lock(struct ck_spinlock_fas *lock) {
    while (__atomic_exchange_n(&lock->value, 1, __ATOMIC_ACQUIRE) != 0)
        ;
}
static inline void ck_spinlock_fas_unlock(struct ck_spinlock_fas *lock) {
    __atomic_store_n(&lock->value, 0, __ATOMIC_RELEASE);
}

#define ck_spinlock_t ck_spinlock_fas_t
#define CK_SPINLOCK_INITIALIZER {0}
#define ck_spinlock_init(lock) ck_spinlock_fas_init(lock)
#define ck_spinlock_lock(lock) ck_spinlock_fas_lock(lock)
#define ck_spinlock_trylock(lock) ck_spinlock_fas_trylock(lock)
#define ck_spinlock_unlock(lock) ck_spinlock_fas_unlock(lock)

/* The rest without bodies. */
typedef struct ck_spinlock_mcs {
    unsigned int locked;
    struct ck_spinlock_mcs *next;
} ck_spinlock_mcs_t;
void ck_spinlock_mcs_lock(struct ck_spinlock_mcs **queue, struct ck_spinlock_mcs *node);
bool ck_spinlock_mcs_trylock(struct ck_spinlock_mcs **queue, struct ck_spinlock_mcs *node);
void ck_spinlock_mcs_unlock(struct ck_spinlock_mcs **queue, struct ck_spinlock_mcs *node);

typedef struct ck_rwlock {
    unsigned int writer, readers;
} ck_rwlock_t;
void ck_rwlock_read_lock(ck_rwlock_t *lock);
bool ck_rwlock_read_trylock(ck_rwlock_t *lock);
void ck_rwlock_read_unlock(ck_rwlock_t *lock);
void ck_rwlock_write_lock(ck_rwlock_t *lock);
bool ck_rwlock_write_trylock(ck_rwlock_t *lock);
void ck_rwlock_write_unlock(ck_rwlock_t *lock);
void ck_rwlock_write_downgrade(ck_rwlock_t *lock);

typedef struct ck_rwlock_recursive {
    ck_rwlock_t lock;
    unsigned int depth;
} ck_rwlock_recursive_t;
void ck_rwlock_recursive_write_lock(ck_rwlock_recursive_t *lock, unsigned int thread);
void ck_rwlock_recursive_write_unlock(ck_rwlock_recursive_t *lock);

typedef struct ck_bytelock {
    unsigned int owner, readers;
} ck_bytelock_t;
void ck_bytelock_write_lock(struct ck_bytelock *lock, unsigned int slot);
void ck_bytelock_write_unlock(struct ck_bytelock *lock);
void ck_bytelock_read_lock(struct ck_bytelock *lock, unsigned int slot);

typedef struct ck_brlock_reader {
    unsigned int readers;
} ck_brlock_reader_t;
typedef struct ck_brlock {
    struct ck_brlock_reader *readers;
    unsigned int writer;
} ck_brlock_t;
void ck_brlock_write_lock(struct ck_brlock *lock);
void ck_brlock_write_unlock(struct ck_brlock *lock);
void ck_brlock_read_lock(struct ck_brlock *lock, struct ck_brlock_reader *reader);
void ck_brlock_read_unlock(struct ck_brlock_reader *reader);

typedef struct ck_sequence {
    unsigned int sequence;
} ck_sequence_t;
unsigned int ck_sequence_read_begin(const struct ck_sequence *sequence);
bool ck_sequence_read_retry(const struct ck_sequence *sequence, unsigned int version);
void ck_sequence_write_begin(struct ck_sequence *sequence);
void ck_sequence_write_end(struct ck_sequence *sequence);

typedef struct ck_barrier_centralized {
    unsigned int value, sense;
} ck_barrier_centralized_t;
typedef struct ck_barrier_centralized_state {
    unsigned int sense;
} ck_barrier_centralized_state_t;
void ck_barrier_centralized(ck_barrier_centralized_t *barrier, ck_barrier_centralized_state_t *state,
                            unsigned int count);

#endif
