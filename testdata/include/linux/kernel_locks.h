/* kernel_locks.h -- stand-in: the kernel's locks as its headers stack them, RCU, waiting, and guards. */
#ifndef FIXTURE_KERNEL_LOCKS_H
#define FIXTURE_KERNEL_LOCKS_H

#define NULL ((void *)0)

struct mutex {
    int owner;
};
typedef struct raw_spinlock {
    int word;
} raw_spinlock_t;
typedef struct spinlock {
    union {
        struct raw_spinlock rlock;
    };
} spinlock_t;
typedef struct {
    int word;
} rwlock_t;
struct rw_semaphore {
    long count;
};
struct semaphore {
    int count;
};
struct completion {
    int done;
};
struct ww_mutex {
    struct mutex base;
};
struct ww_acquire_ctx {
    int stamp;
};
struct srcu_struct {
    int index;
};

/* ---- mutexes, with the checker of lock orders switched on ---- */
void mutex_lock_nested(struct mutex *lock, unsigned int subclass);
int mutex_lock_interruptible_nested(struct mutex *lock, unsigned int subclass);
int mutex_trylock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
#define mutex_lock(lock) mutex_lock_nested(lock, 0)
#define mutex_lock_interruptible(lock) mutex_lock_interruptible_nested(lock, 0)
int ww_mutex_lock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx);
void ww_mutex_unlock(struct ww_mutex *lock);

/* ---- spin locks ---- */
void _raw_spin_lock(raw_spinlock_t *lock);
unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *lock);
int _raw_spin_trylock(raw_spinlock_t *lock);
void _raw_spin_unlock(raw_spinlock_t *lock);
void _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags);

#define raw_spin_lock(lock) _raw_spin_lock(lock)
#define raw_spin_unlock(lock) _raw_spin_unlock(lock)
#define raw_spin_lock_irqsave(lock, flags)                                                                             \
    do {                                                                                                               \
        flags = _raw_spin_lock_irqsave(lock);                                                                          \
    } while (0)

static inline raw_spinlock_t *spinlock_check(spinlock_t *lock) {
    return &lock->rlock;
}

static inline void spin_lock(spinlock_t *lock) {
    raw_spin_lock(&lock->rlock);
}

static inline int spin_trylock(spinlock_t *lock) {
    return _raw_spin_trylock(&lock->rlock);
}

static inline void spin_unlock(spinlock_t *lock) {
    raw_spin_unlock(&lock->rlock);
}

static inline void spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags) {
    _raw_spin_unlock_irqrestore(&lock->rlock, flags);
}

#define spin_lock_irqsave(lock, flags)                                                                                 \
    do {                                                                                                               \
        raw_spin_lock_irqsave(spinlock_check(lock), flags);                                                            \
    } while (0)

void _raw_read_lock(rwlock_t *lock);
void _raw_read_unlock(rwlock_t *lock);
void _raw_write_lock(rwlock_t *lock);
void _raw_write_unlock(rwlock_t *lock);
#define read_lock(lock) _raw_read_lock(lock)
#define read_unlock(lock) _raw_read_unlock(lock)
#define write_lock(lock) _raw_write_lock(lock)
#define write_unlock(lock) _raw_write_unlock(lock)

/* ---- semaphores, completions ---- */
void down_read(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
int down_write_trylock(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);
void downgrade_write(struct rw_semaphore *sem);
void down(struct semaphore *sem);
int down_trylock(struct semaphore *sem);
void up(struct semaphore *sem);
void wait_for_completion(struct completion *completion);
void msleep(unsigned int milliseconds);

/* ---- RCU ---- */
void __rcu_read_lock(void);
void __rcu_read_unlock(void);
void synchronize_rcu(void);

static inline void rcu_read_lock(void) {
    __rcu_read_lock();
}

static inline void rcu_read_unlock(void) {
    __rcu_read_unlock();
}

/* ---- guards ---- */
#define DEFINE_CLASS(_name, _type, _exit, _init, _init_args)                                                           \
    typedef _type class_##_name##_t;                                                                                   \
    static inline void class_##_name##_destructor(_type *p) {                                                          \
        _type _T = *p;                                                                                                 \
        _exit;                                                                                                         \
    }                                                                                                                  \
    static inline _type class_##_name##_constructor(_init_args) {                                                      \
        _type t = _init;                                                                                               \
        return t;                                                                                                      \
    }

#define CLASS(_name, var)                                                                                              \
    class_##_name##_t var __attribute__((cleanup(class_##_name##_destructor))) = class_##_name##_constructor

#define DEFINE_GUARD(_name, _type, _lock, _unlock)                                                                     \
    DEFINE_CLASS(_name, _type, if (_T) _unlock, (_lock, _T), _type _T)                                                 \
    static inline void *class_##_name##_lock_ptr(class_##_name##_t *_T) {                                              \
        return *_T;                                                                                                    \
    }

#define guard(_name) CLASS(_name, guard_of_this_scope)
#define scoped_guard(_name, args)                                                                                      \
    for (CLASS(_name, scope)(args), *done = NULL; class_##_name##_lock_ptr(&scope) && !done; done = (void *)1)

DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T), mutex_unlock(_T))
DEFINE_GUARD(rwsem_read, struct rw_semaphore *, down_read(_T), up_read(_T))
DEFINE_GUARD(rwsem_write, struct rw_semaphore *, down_write(_T), up_write(_T))

/* Guards that keep more than a pointer are structs. */
typedef struct {
    spinlock_t *lock;
    unsigned long flags;
} class_spinlock_irqsave_t;

static inline void class_spinlock_irqsave_destructor(class_spinlock_irqsave_t *_T) {
    if (_T->lock)
        spin_unlock_irqrestore(_T->lock, _T->flags);
}

static inline class_spinlock_irqsave_t class_spinlock_irqsave_constructor(spinlock_t *l) {
    class_spinlock_irqsave_t _t = {.lock = l}, *_T = &_t;
    spin_lock_irqsave(_T->lock, _T->flags);
    return _t;
}

#endif
