/* glib.c -- GLib's locks, lockers, bit locks, queues and calls that wait. */
// RUN-FLAGS: -Itestdata/include/glib
#include <glib.h>

typedef struct cache {
    GMutex mu;
    GCond changed;
    GRecMutex nested;
    GRWLock rw;
    gint flags;
    gpointer list;
    int count;
} Cache;

static GMutex stats_lock;
static GStaticMutex old_lock = G_STATIC_MUTEX_INIT;
static GOnce table_once = G_ONCE_INIT;
static gsize table_ready;
static int stats;
G_LOCK_DEFINE_STATIC(registry);

/* ---- GMutex ---- */

void mutex_bad(Cache *c) {
    g_mutex_lock(&c->mu);
    c->count++;
    g_mutex_lock(&c->mu); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
    g_mutex_unlock(&c->mu);
    g_mutex_unlock(&c->mu);
}

void mutex_ok(Cache *c) {
    g_mutex_lock(&c->mu);
    c->count++;
    g_mutex_unlock(&c->mu);
    g_usleep(10);
    g_mutex_lock(&c->mu);
    g_mutex_unlock(&c->mu);
}

void named_bad(void) {
    G_LOCK(registry);
    stats++;
    G_LOCK(registry); // expected-warning {{'g__registry_lock' is locked again while this thread already holds it}}
    G_UNLOCK(registry);
    G_UNLOCK(registry);
}

void named_ok(void) {
    if (!G_TRYLOCK(registry))
        G_LOCK(registry);
    stats++;
    G_UNLOCK(registry);
}

void static_bad(void) {
    g_static_mutex_lock(&old_lock);
    stats++;
    g_static_mutex_lock(&old_lock); // expected-warning {{(&old_lock)' is locked again while this thread already holds}}
    g_static_mutex_unlock(&old_lock);
    g_static_mutex_unlock(&old_lock);
}

/* ---- TRUE means that it was taken ---- */

void tried_bad(void) {
    if (!g_mutex_trylock(&stats_lock))
        return;
    stats++;
    g_usleep(100); // expected-warning {{'stats_lock' is held across 'g_usleep', which sleeps}}
    g_mutex_unlock(&stats_lock);
}

void tried_in_vain_ok(void) {
    if (!g_mutex_trylock(&stats_lock)) {
        g_usleep(100);
        g_mutex_lock(&stats_lock);
    }
    stats++;
    g_mutex_unlock(&stats_lock);
}

void tried_again_bad(void) {
    if (g_mutex_trylock(&stats_lock)) {
        g_mutex_lock(&stats_lock); // expected-warning {{'stats_lock' is locked again while this thread already holds it}}
        g_mutex_unlock(&stats_lock);
        g_mutex_unlock(&stats_lock);
    }
}

/* ---- GRecMutex ---- */

void recursive_ok(Cache *c) {
    g_rec_mutex_lock(&c->nested);
    g_rec_mutex_lock(&c->nested);
    c->count++;
    g_rec_mutex_unlock(&c->nested);
    g_rec_mutex_unlock(&c->nested);
    g_usleep(10);
}

void recursive_sleep_bad(Cache *c) {
    g_rec_mutex_lock(&c->nested);
    if (g_rec_mutex_trylock(&c->nested))
        g_rec_mutex_unlock(&c->nested);
    g_usleep(10); // expected-warning {{'c->nested' is held across 'g_usleep', which sleeps}}
    g_rec_mutex_unlock(&c->nested);
}

/* ---- GRWLock ---- */

void writer_bad(Cache *c) {
    g_rw_lock_writer_lock(&c->rw);
    c->count++;
    // expected-warning@+1 {{'c->rw' is write-locked while this thread already holds it for writing; it waits}}
    g_rw_lock_writer_lock(&c->rw);
    g_rw_lock_writer_unlock(&c->rw);
    g_rw_lock_writer_unlock(&c->rw);
}

int reader_under_writer_bad(Cache *c) {
    int count;

    g_rw_lock_writer_lock(&c->rw);
    // expected-warning@+1 {{'c->rw' is read-locked while this thread already holds it for writing}}
    g_rw_lock_reader_lock(&c->rw);
    count = c->count;
    g_rw_lock_reader_unlock(&c->rw);
    g_rw_lock_writer_unlock(&c->rw);
    return count;
}

int reader_ok(Cache *c) {
    int count;

    g_rw_lock_reader_lock(&c->rw);
    count = c->count;
    g_rw_lock_reader_unlock(&c->rw);
    g_rw_lock_writer_lock(&c->rw);
    c->count = 0;
    g_rw_lock_writer_unlock(&c->rw);
    if (g_rw_lock_reader_trylock(&c->rw))
        g_rw_lock_reader_unlock(&c->rw);
    if (!g_rw_lock_writer_trylock(&c->rw))
        return count;
    c->count = count;
    g_rw_lock_writer_unlock(&c->rw);
    return count;
}

void tried_modes_bad(Cache *c) {
    if (g_rw_lock_writer_trylock(&c->rw)) {
        g_usleep(1); // expected-warning {{'c->rw' is held across 'g_usleep', which sleeps}}
        g_rw_lock_writer_unlock(&c->rw);
    }
    if (g_rw_lock_reader_trylock(&c->rw)) {
        g_usleep(2); // expected-warning {{'c->rw' is held across 'g_usleep', which sleeps}}
        g_rw_lock_reader_unlock(&c->rw);
    }
    if (g_bit_trylock(&c->flags, 1)) {
        g_usleep(3); // expected-warning {{'c->flags[1]' is held across 'g_usleep', which sleeps}}
        g_bit_unlock(&c->flags, 1);
    }
}

/* ---- lockers ---- */

void locker_bad(Cache *c) {
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&c->mu);

    g_mutex_lock(&c->mu); // expected-warning {{'c->mu' is locked again while this thread already holds it}}
    c->count++;
    g_mutex_unlock(&c->mu);
    (void)locker;
}

void locker_sleep_bad(Cache *c) {
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&c->mu);

    c->count++;
    g_usleep(10); // expected-warning {{'c->mu' is held across 'g_usleep', which sleeps}}
    (void)locker;
}

void locker_yield_bad(Cache *c) {
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&c->mu);

    c->count++;
    g_thread_yield(); // expected-warning {{the guard 'locker' of 'c->mu' is still alive across this yield}}
    (void)locker;
}

void locker_block_ok(Cache *c) {
    {
        g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&c->mu);

        c->count++;
        (void)locker;
    }
    g_usleep(10);
    g_mutex_lock(&c->mu);
    g_mutex_unlock(&c->mu);
}

void unknown(void);

void locker_across_calls_ok(Cache *c) {
    if (c->count > 0) {
        g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&c->mu);

        unknown();
        g_assert_true(locker != NULL);
        c->count++;
    }
    g_usleep(10);
}

void locker_given_up_across_calls_ok(Cache *c) {
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&c->mu);

    unknown();
    g_clear_pointer(&locker, g_mutex_locker_free);
    g_usleep(10);
}

void asserted_bad(Cache *c) {
    g_assert_true(g_mutex_trylock(&c->mu));
    c->count++;
    g_usleep(10); // expected-warning {{'c->mu' is held across 'g_usleep', which sleeps}}
    g_mutex_unlock(&c->mu);
}

void locker_given_up_ok(Cache *c, int early) {
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&c->mu);

    c->count++;
    if (early)
        return;
    g_clear_pointer(&locker, g_mutex_locker_free);
    g_usleep(10);
}

void locker_recursive_ok(Cache *c) {
    g_autoptr(GRecMutexLocker) outer = g_rec_mutex_locker_new(&c->nested);
    g_autoptr(GRecMutexLocker) inner = g_rec_mutex_locker_new(&c->nested);

    c->count++;
    (void)outer;
    (void)inner;
}

void locker_writer_bad(Cache *c) {
    g_autoptr(GRWLockWriterLocker) locker = g_rw_lock_writer_locker_new(&c->rw);

    c->count++;
    g_thread_yield(); // expected-warning {{the guard 'locker' of 'c->rw' is still alive across this yield}}
    (void)locker;
}

int locker_reader_ok(Cache *c) {
    g_autoptr(GRWLockReaderLocker) locker = g_rw_lock_reader_locker_new(&c->rw);

    (void)locker;
    return c->count;
}

/* ---- bit locks ---- */

void bit_bad(Cache *c) {
    g_bit_lock(&c->flags, 3);
    c->count++;
    g_bit_lock(&c->flags, 3); // expected-warning {{is locked again while this thread already holds it}}
    g_bit_unlock(&c->flags, 3);
    g_bit_unlock(&c->flags, 3);
}

void bits_ok(Cache *c) {
    g_bit_lock(&c->flags, 3);
    g_bit_lock(&c->flags, 4);
    c->count++;
    g_bit_unlock(&c->flags, 4);
    g_bit_unlock(&c->flags, 3);
    if (g_bit_trylock(&c->flags, 0))
        g_bit_unlock(&c->flags, 0);
}

void pointer_bit_bad(Cache *c) {
    g_pointer_bit_lock(&c->list, 0);
    g_usleep(10); // expected-warning {{'c->list' is held across 'g_usleep', which sleeps}}
    g_pointer_bit_unlock(&c->list, 0);
}

/* ---- conditions ---- */

void wait_ok(Cache *c) {
    g_mutex_lock(&c->mu);
    while (c->count == 0)
        g_cond_wait(&c->changed, &c->mu);
    c->count--;
    g_mutex_unlock(&c->mu);
    g_usleep(10);
}

gboolean wait_until_bad(Cache *c, gint64 end) {
    g_mutex_lock(&c->mu);
    while (c->count == 0)
        if (!g_cond_wait_until(&c->changed, &c->mu, end)) {
            g_usleep(10); // expected-warning {{'c->mu' is held across 'g_usleep', which sleeps}}
            g_mutex_unlock(&c->mu);
            return FALSE;
        }
    g_mutex_unlock(&c->mu);
    return TRUE;
}

/* ---- once ---- */

static gpointer make_table(gpointer data) {
    g_mutex_lock(&stats_lock);
    stats = 0;
    g_mutex_unlock(&stats_lock);
    return data;
}

gpointer once_bad(void) {
    gpointer table;

    g_mutex_lock(&stats_lock);
    // expected-warning@+1 {{'stats_lock' is locked again while this thread already holds it}}
    table = g_once(&table_once, make_table, NULL);
    g_mutex_unlock(&stats_lock);
    return table;
}

gpointer once_ok(void) {
    return g_once(&table_once, make_table, NULL);
}

void once_init_ok(void) {
    if (g_once_init_enter(&table_ready)) {
        stats = 1;
        g_once_init_leave(&table_ready, 1);
    }
    g_usleep(10);
}

void once_init_bad(void) {
    if (g_once_init_enter(&table_ready)) {
        g_usleep(10); // expected-warning {{'table_ready' is held across 'g_usleep', which sleeps}}
        g_once_init_leave(&table_ready, 1);
    }
}

/* ---- threads and queues ---- */

static gpointer run(gpointer data) {
    Cache *c = data;

    g_mutex_lock(&c->mu);
    c->count++;
    g_mutex_unlock(&c->mu);
    return NULL;
}

void join_bad(Cache *c) {
    GThread *thread = g_thread_new("worker", run, c);

    g_mutex_lock(&c->mu);
    g_thread_join(thread); // expected-warning {{'c->mu' is held across 'g_thread_join', which waits for a thread to end}}
    g_mutex_unlock(&c->mu);
}

void spawn_ok(Cache *c) {
    GThread *thread;

    g_mutex_lock(&c->mu);
    thread = g_thread_new("worker", run, c);
    g_mutex_unlock(&c->mu);
    g_thread_join(thread);
}

void pool_bad(GThreadPool *pool, Cache *c) {
    g_mutex_lock(&c->mu);
    g_thread_pool_push(pool, c, NULL);
    g_thread_pool_free(pool, FALSE, FALSE);
    g_thread_pool_free(pool, FALSE, TRUE); // expected-warning {{'c->mu' is held across 'g_thread_pool_free'}}
    g_mutex_unlock(&c->mu);
}

void queue_bad(GAsyncQueue *queue, Cache *c) {
    g_mutex_lock(&c->mu);
    c->list = g_async_queue_try_pop(queue);
    c->list = g_async_queue_timeout_pop(queue, 0);
    c->list = g_async_queue_pop(queue); // expected-warning {{'c->mu' is held across 'g_async_queue_pop'}}
    g_mutex_unlock(&c->mu);
}

void queue_locked_bad(GAsyncQueue *queue, Cache *c) {
    g_async_queue_lock(queue);
    g_async_queue_push(queue, c); // expected-warning {{'queue' is locked again while this thread already holds it}}
    g_async_queue_unlock(queue);
}

void queue_locked_ok(GAsyncQueue *queue, Cache *c) {
    g_async_queue_lock(queue);
    g_async_queue_push_unlocked(queue, c);
    c->list = g_async_queue_pop_unlocked(queue);
    g_async_queue_unlock(queue);
    g_async_queue_push(queue, c);
}

void loop_bad(GMainLoop *loop, Cache *c) {
    g_mutex_lock(&c->mu);
    g_main_context_iteration(NULL, FALSE);
    g_main_loop_run(loop); // expected-warning {{'c->mu' is held across 'g_main_loop_run', which may wait for input}}
    g_mutex_unlock(&c->mu);
}
