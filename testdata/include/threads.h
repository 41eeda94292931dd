/* threads.h -- stand-in: C11 threads. */
#ifndef FIXTURE_THREADS_H
#define FIXTURE_THREADS_H

#include <time.h>

typedef unsigned long thrd_t;
typedef int (*thrd_start_t)(void *);

typedef union {
    char __size[40];
    long __align;
} mtx_t;

typedef union {
    char __size[48];
    long long __align;
} cnd_t;

enum { thrd_success = 0, thrd_busy = 1, thrd_error = 2, thrd_nomem = 3, thrd_timedout = 4 };
enum { mtx_plain = 0, mtx_recursive = 1, mtx_timed = 2 };

int thrd_create(thrd_t *thread, thrd_start_t entry, void *argument);
int thrd_join(thrd_t thread, int *result);
int thrd_detach(thrd_t thread);
int thrd_sleep(const struct timespec *wanted, struct timespec *left);
void thrd_yield(void);
void thrd_exit(int result) __attribute__((noreturn));

int mtx_init(mtx_t *mutex, int type);
void mtx_destroy(mtx_t *mutex);
int mtx_lock(mtx_t *mutex);
int mtx_trylock(mtx_t *mutex);
int mtx_timedlock(mtx_t *mutex, const struct timespec *deadline);
int mtx_unlock(mtx_t *mutex);

int cnd_init(cnd_t *cond);
void cnd_destroy(cnd_t *cond);
int cnd_wait(cnd_t *cond, mtx_t *mutex);
int cnd_timedwait(cnd_t *cond, mtx_t *mutex, const struct timespec *deadline);
int cnd_signal(cnd_t *cond);
int cnd_broadcast(cnd_t *cond);

#endif
