/* thread.h -- stand-in: QEMU's threads, which lock through pointers. */
#ifndef FIXTURE_QEMU_THREAD_H
#define FIXTURE_QEMU_THREAD_H

typedef struct QemuMutex {
    int lock;
} QemuMutex;
typedef struct QemuRecMutex {
    QemuMutex m;
} QemuRecMutex;
typedef struct QemuCond {
    int waiters;
} QemuCond;
typedef struct QemuSpin {
    int value;
} QemuSpin;
typedef struct QemuEvent QemuEvent;
typedef struct CoMutex {
    unsigned locked;
} CoMutex;

typedef void (*QemuMutexLockFunc)(QemuMutex *m, const char *f, int l);
typedef int (*QemuMutexTrylockFunc)(QemuMutex *m, const char *f, int l);
typedef void (*QemuRecMutexLockFunc)(QemuRecMutex *m, const char *f, int l);
typedef void (*QemuCondWaitFunc)(QemuCond *c, QemuMutex *m, const char *f, int l);
extern QemuMutexLockFunc qemu_mutex_lock_func;
extern QemuMutexTrylockFunc qemu_mutex_trylock_func;
extern QemuRecMutexLockFunc qemu_rec_mutex_lock_func;
extern QemuCondWaitFunc qemu_cond_wait_func;
void qemu_mutex_unlock_impl(QemuMutex *mutex, const char *file, const int line);
void qemu_rec_mutex_unlock_impl(QemuRecMutex *mutex, const char *file, int line);

#define qatomic_read(place) __atomic_load_n(place, __ATOMIC_RELAXED)

#define qemu_mutex_lock(m)                                                                                             \
    ({                                                                                                                 \
        QemuMutexLockFunc _f = qatomic_read(&qemu_mutex_lock_func);                                                    \
        _f(m, __FILE__, __LINE__);                                                                                     \
    })
#define qemu_mutex_trylock(m)                                                                                          \
    ({                                                                                                                 \
        QemuMutexTrylockFunc _f = qatomic_read(&qemu_mutex_trylock_func);                                              \
        _f(m, __FILE__, __LINE__);                                                                                     \
    })
#define qemu_rec_mutex_lock(m)                                                                                         \
    ({                                                                                                                 \
        QemuRecMutexLockFunc _f = qatomic_read(&qemu_rec_mutex_lock_func);                                             \
        _f(m, __FILE__, __LINE__);                                                                                     \
    })
#define qemu_cond_wait(c, m)                                                                                           \
    ({                                                                                                                 \
        QemuCondWaitFunc _f = qatomic_read(&qemu_cond_wait_func);                                                      \
        _f(c, m, __FILE__, __LINE__);                                                                                  \
    })
#define qemu_mutex_unlock(mutex) qemu_mutex_unlock_impl(mutex, __FILE__, __LINE__)
#define qemu_rec_mutex_unlock(mutex) qemu_rec_mutex_unlock_impl(mutex, __FILE__, __LINE__)

/* The same as functions, for those who need a pointer to one. */
static inline void(qemu_mutex_lock)(QemuMutex *mutex) {
    qemu_mutex_lock(mutex);
}

static inline void(qemu_mutex_unlock)(QemuMutex *mutex) {
    qemu_mutex_unlock(mutex);
}

static inline void qemu_spin_lock(QemuSpin *spin) {
    while (__sync_lock_test_and_set(&spin->value, 1))
        ;
}

static inline _Bool qemu_spin_trylock(QemuSpin *spin) {
    return __sync_lock_test_and_set(&spin->value, 1);
}

static inline void qemu_spin_unlock(QemuSpin *spin) {
    __sync_lock_release(&spin->value);
}

void qemu_event_wait(QemuEvent *event);
void qemu_co_mutex_lock(CoMutex *mutex);
void qemu_co_mutex_unlock(CoMutex *mutex);
void qemu_coroutine_yield(void);

/* A lock of whatever kind, and guards over it. */
typedef void QemuLockUnlockFunc(void *);
typedef struct QemuLockable {
    void *object;
    QemuLockUnlockFunc *lock, *unlock;
} QemuLockable;

#define QML_OBJ_(x, name)                                                                                              \
    (&(QemuLockable){.object = (x),                                                                                    \
                     .lock = (QemuLockUnlockFunc *)qemu_##name##_lock,                                                 \
                     .unlock = (QemuLockUnlockFunc *)qemu_##name##_unlock})
#define QEMU_MAKE_LOCKABLE(x) _Generic((x), QemuMutex *: QML_OBJ_(x, mutex), QemuSpin *: QML_OBJ_(x, spin))

static inline QemuLockable *qemu_lockable_auto_lock(QemuLockable *x) {
    x->lock(x->object);
    return x;
}

static inline void qemu_lockable_auto_unlock(QemuLockable **x) {
    if (*x)
        (*x)->unlock((*x)->object);
}

#define QEMU_LOCK_GUARD(x)                                                                                             \
    __attribute__((cleanup(qemu_lockable_auto_unlock))) QemuLockable *guard_ =                                         \
        qemu_lockable_auto_lock(QEMU_MAKE_LOCKABLE(x))

#endif
