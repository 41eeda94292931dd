/* glib.h -- what fixtures need of GLib's threads, in words of our own. */
#ifndef STAND_IN_GLIB_H
#define STAND_IN_GLIB_H

#include <stddef.h>

#define TRUE 1
#define FALSE 0

typedef int gboolean;
typedef int gint;
typedef unsigned int guint;
typedef unsigned long gulong;
typedef unsigned long gsize;
typedef long gint64;
typedef unsigned long guint64;
typedef void *gpointer;
typedef char gchar;

typedef union _GMutex GMutex;
union _GMutex {
    gpointer word;
};
typedef struct _GRecMutex {
    gpointer word;
} GRecMutex;
typedef struct _GRWLock {
    gpointer word;
} GRWLock;
typedef struct _GCond {
    gpointer word;
} GCond;
typedef struct {
    GMutex *mutex;
} GStaticMutex;
typedef struct _GOnce {
    int status;
    gpointer retval;
} GOnce;
typedef struct _GThread GThread;
typedef struct _GThreadPool GThreadPool;
typedef struct _GAsyncQueue GAsyncQueue;
typedef struct _GMainLoop GMainLoop;
typedef struct _GMainContext GMainContext;
typedef struct _GError GError;
typedef gpointer (*GThreadFunc)(gpointer data);
typedef void (*GFunc)(gpointer data, gpointer user_data);

#define G_ONCE_INIT {0, NULL}
#define G_STATIC_MUTEX_INIT {NULL}

void g_mutex_init(GMutex *mutex);
void g_mutex_clear(GMutex *mutex);
void g_mutex_lock(GMutex *mutex);
gboolean g_mutex_trylock(GMutex *mutex);
void g_mutex_unlock(GMutex *mutex);

void g_rec_mutex_init(GRecMutex *mutex);
void g_rec_mutex_lock(GRecMutex *mutex);
gboolean g_rec_mutex_trylock(GRecMutex *mutex);
void g_rec_mutex_unlock(GRecMutex *mutex);

void g_rw_lock_init(GRWLock *lock);
void g_rw_lock_writer_lock(GRWLock *lock);
gboolean g_rw_lock_writer_trylock(GRWLock *lock);
void g_rw_lock_writer_unlock(GRWLock *lock);
void g_rw_lock_reader_lock(GRWLock *lock);
gboolean g_rw_lock_reader_trylock(GRWLock *lock);
void g_rw_lock_reader_unlock(GRWLock *lock);

void g_cond_wait(GCond *cond, GMutex *mutex);
gboolean g_cond_wait_until(GCond *cond, GMutex *mutex, gint64 end_time);
void g_cond_signal(GCond *cond);

void g_bit_lock(volatile gint *address, gint bit);
gboolean g_bit_trylock(volatile gint *address, gint bit);
void g_bit_unlock(volatile gint *address, gint bit);
void g_pointer_bit_lock(volatile void *address, gint bit);
void g_pointer_bit_unlock(volatile void *address, gint bit);

/* The variable of a named lock. */
#define G_LOCK_NAME(name) g__##name##_lock
#define G_LOCK_DEFINE_STATIC(name) static GMutex G_LOCK_NAME(name)
#define G_LOCK(name) g_mutex_lock(&G_LOCK_NAME(name))
#define G_UNLOCK(name) g_mutex_unlock(&G_LOCK_NAME(name))
#define G_TRYLOCK(name) g_mutex_trylock(&G_LOCK_NAME(name))

GMutex *g_static_mutex_get_mutex_impl(GStaticMutex *mutex);
#define g_static_mutex_lock(mutex) g_mutex_lock(g_static_mutex_get_mutex_impl(mutex))
#define g_static_mutex_unlock(mutex) g_mutex_unlock(g_static_mutex_get_mutex_impl(mutex))

/* A locker is the lock's own address under another type. */
#define STAND_IN_LOCKER(Locker, Lock, prefix, take, give)                                                              \
    typedef void Locker;                                                                                               \
    typedef Locker *Locker##_autoptr;                                                                                  \
    static inline Locker *prefix##_new(Lock *lock) {                                                                   \
        take(lock);                                                                                                    \
        return (Locker *)lock;                                                                                         \
    }                                                                                                                  \
    static inline void prefix##_free(Locker *locker) {                                                                 \
        give((Lock *)locker);                                                                                          \
    }                                                                                                                  \
    static inline void glib_autoptr_clear_##Locker(Locker *locker) {                                                   \
        if (locker)                                                                                                    \
            (prefix##_free)(locker);                                                                                   \
    }                                                                                                                  \
    static inline void glib_autoptr_cleanup_##Locker(Locker **locker) {                                                \
        glib_autoptr_clear_##Locker(*locker);                                                                          \
    }
STAND_IN_LOCKER(GMutexLocker, GMutex, g_mutex_locker, g_mutex_lock, g_mutex_unlock)
STAND_IN_LOCKER(GRecMutexLocker, GRecMutex, g_rec_mutex_locker, g_rec_mutex_lock, g_rec_mutex_unlock)
STAND_IN_LOCKER(GRWLockWriterLocker, GRWLock, g_rw_lock_writer_locker, g_rw_lock_writer_lock, g_rw_lock_writer_unlock)
STAND_IN_LOCKER(GRWLockReaderLocker, GRWLock, g_rw_lock_reader_locker, g_rw_lock_reader_lock, g_rw_lock_reader_unlock)

#define g_autoptr(Type) __attribute__((cleanup(glib_autoptr_cleanup_##Type))) Type##_autoptr
#define g_clear_pointer(place, free)                                                                                   \
    do {                                                                                                               \
        __typeof__((place)) its_place = (place);                                                                       \
        __typeof__(*(place)) its_value = *its_place;                                                                   \
        *its_place = NULL;                                                                                             \
        if (its_value)                                                                                                 \
            (free)(its_value);                                                                                         \
    } while (0)

gpointer g_rc_box_alloc0(gsize block_size);
gpointer g_rc_box_acquire(gpointer mem_block);
void g_rc_box_release(gpointer mem_block);
void g_rc_box_release_full(gpointer mem_block, void (*clear)(gpointer));
gpointer g_atomic_rc_box_alloc0(gsize block_size);
void g_atomic_rc_box_release(gpointer mem_block);
gpointer g_once_impl(GOnce *once, GThreadFunc function, gpointer argument);
#define g_once(once, function, argument)                                                                               \
    ((once)->status == 2 ? (once)->retval : g_once_impl((once), (function), (argument)))
gpointer g_atomic_pointer_get(volatile void *place);
gboolean g_once_init_enter(volatile void *location);
void g_once_init_leave(volatile void *location, gsize result);
#define g_once_init_enter(location) (!g_atomic_pointer_get(location) && g_once_init_enter(location))

GThread *g_thread_new(const gchar *name, GThreadFunc function, gpointer data);
gpointer g_thread_join(GThread *thread);
void g_thread_yield(void);
GThreadPool *g_thread_pool_new(GFunc function, gpointer user_data, gint most, gboolean exclusive, GError **error);
gboolean g_thread_pool_push(GThreadPool *pool, gpointer data, GError **error);
void g_thread_pool_free(GThreadPool *pool, gboolean immediate, gboolean wait);

void g_async_queue_lock(GAsyncQueue *queue);
void g_async_queue_unlock(GAsyncQueue *queue);
void g_async_queue_push(GAsyncQueue *queue, gpointer data);
void g_async_queue_push_unlocked(GAsyncQueue *queue, gpointer data);
gpointer g_async_queue_pop(GAsyncQueue *queue);
gpointer g_async_queue_pop_unlocked(GAsyncQueue *queue);
gpointer g_async_queue_try_pop(GAsyncQueue *queue);
gpointer g_async_queue_timeout_pop(GAsyncQueue *queue, guint64 timeout);

void g_assertion_message(const char *domain, const char *file, int line, const char *function, const char *message);
#define g_assert_true(condition)                                                                                       \
    do {                                                                                                               \
        if (condition)                                                                                                 \
            ;                                                                                                          \
        else                                                                                                           \
            g_assertion_message(NULL, __FILE__, __LINE__, __func__, #condition);                                       \
    } while (0)

void g_usleep(gulong microseconds);
void g_main_loop_run(GMainLoop *loop);
gboolean g_main_context_iteration(GMainContext *context, gboolean may_block);

#endif
