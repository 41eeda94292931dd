// Waits, lives of locks and threads as real programs have them.
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#define ENOENT 2
#define EIO 5
#define SIGINT 2
#define SIGTERM 15
#define SIGPIPE 13
#define SIG_IGN ((void (*)(int))1)

struct q {
    pthread_mutex_t mu, mu2;
    pthread_cond_t cv, cv2;
    struct q *next;
    int n, refs, waiters;
    bool closed, ready, init, joinable, running;
    pthread_t th, ths[8];
    int nth;
    char *name;
    pthread_mutex_t *lp;
};
extern int check(int);
extern void relax(void);
extern struct q *q_alloc(void);
extern void publish(struct q *q);
extern void *work(void *);
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cv = PTHREAD_COND_INITIALIZER;
static bool ready;
static struct q *all;

void goto_wait_ok(struct q *q) {
    pthread_mutex_lock(&q->mu);
again:
    if (!q->n) {
        pthread_cond_wait(&q->cv, &q->mu);
        goto again;
    }
    q->n--;
    pthread_mutex_unlock(&q->mu);
}
void goto_relock_ok(struct q *q) {
restart:
    pthread_mutex_lock(&q->mu);
    if (!q->n) {
        pthread_cond_wait(&q->cv, &q->mu);
        pthread_mutex_unlock(&q->mu);
        goto restart;
    }
    q->n--;
    pthread_mutex_unlock(&q->mu);
}
int timed_once_ok(struct q *q, struct timespec *ts) {
    int r;
    pthread_mutex_lock(&q->mu);
    r = pthread_cond_timedwait(&q->cv, &q->mu, ts);
    pthread_mutex_unlock(&q->mu);
    return r;
}
int timed_loop_ok(struct q *q, struct timespec *ts) {
    int r = 0;
    pthread_mutex_lock(&q->mu);
    while (!q->n && r != ETIMEDOUT)
        r = ts ? pthread_cond_timedwait(&q->cv, &q->mu, ts) : pthread_cond_wait(&q->cv, &q->mu);
    if (!q->n) {
        pthread_mutex_unlock(&q->mu);
        return r;
    }
    q->n--;
    pthread_mutex_unlock(&q->mu);
    return 0;
}
static void wait_change(struct q *q) {
    q->waiters++;
    pthread_cond_wait(&q->cv, &q->mu);
    q->waiters--;
}
void wrapper_loop_ok(struct q *q) {
    pthread_mutex_lock(&q->mu);
    while (!q->n)
        wait_change(q);
    pthread_mutex_unlock(&q->mu);
}
// The loop is in the caller.
static bool step_ok(struct q *q) {
    bool done;
    pthread_mutex_lock(&q->mu);
    done = q->n > 0;
    if (!done)
        pthread_cond_wait(&q->cv, &q->mu);
    pthread_mutex_unlock(&q->mu);
    return done;
}
void step_loop_ok(struct q *q) {
    while (!step_ok(q))
        continue;
}
static void lock_q(struct q *q) { pthread_mutex_lock(&q->mu); }
static void unlock_q(struct q *q) { pthread_mutex_unlock(&q->mu); }
void sleepy_ok(struct q *q) {
    lock_q(q);
    for (;;) {
        if (q->closed)
            break;
        if (q->n)
            break;
        wait_change(q);
    }
    unlock_q(q);
}
void do_while_ok(struct q *q) {
    pthread_mutex_lock(&q->mu);
    if (!q->n)
        do
            pthread_cond_wait(&q->cv, &q->mu);
        while (!q->n);
    pthread_mutex_unlock(&q->mu);
}
void two_conds_ok(struct q *q) {
    pthread_mutex_lock(&q->mu);
    while (!q->n)
        pthread_cond_wait(q->closed ? &q->cv : &q->cv2, &q->mu);
    pthread_mutex_unlock(&q->mu);
}
/* the second mutex is another one: the condition of another object */
void other_cond_ok(struct q *a, struct q *b) {
    pthread_mutex_lock(&a->mu2);
    while (!b->n)
        pthread_cond_wait(&b->cv, &a->mu2);
    pthread_mutex_unlock(&a->mu2);
}
void lp_ok(struct q *q) {
    pthread_mutex_lock(q->lp);
    while (!q->n)
        pthread_cond_wait(&q->cv2, q->lp);
    pthread_mutex_unlock(q->lp);
}
void lp2_ok(struct q *q) {
    pthread_mutex_lock(&q->mu);
    while (!q->n)
        pthread_cond_wait(&q->cv2, &q->mu);
    pthread_mutex_unlock(&q->mu);
}
void pause_for_ever_ok(void) {
    pthread_mutex_lock(&m);
    while (1)
        pthread_cond_wait(&cv, &m);
}
void relocked_ok(struct q *q) {
    pthread_mutex_lock(&m);
    pthread_mutex_lock(&q->mu);
    pthread_mutex_unlock(&m);
    while (!q->n)
        pthread_cond_wait(&q->cv, &q->mu);
    pthread_mutex_unlock(&q->mu);
}
void cond_other_ok(struct q *q, bool global) {
    if (global)
        pthread_mutex_lock(&m);
    pthread_mutex_lock(&q->mu);
    if (global)
        pthread_mutex_unlock(&m);
    while (!q->n)
        pthread_cond_wait(&q->cv, &q->mu);
    pthread_mutex_unlock(&q->mu);
}
void switch_wait_ok(struct q *q) {
    int st = 0;
    pthread_mutex_lock(&q->mu);
    while (st != 3) {
        switch (st) {
        case 0:
            st = q->n ? 2 : 1;
            break;
        case 1:
            pthread_cond_wait(&q->cv, &q->mu);
            st = 0;
            break;
        case 2:
            q->n--;
            st = 3;
            break;
        }
    }
    pthread_mutex_unlock(&q->mu);
}
static void unlock_arg(void *p) { pthread_mutex_unlock(p); }
void cancel_ok(struct q *q) {
    pthread_mutex_lock(&q->mu);
    pthread_cleanup_push(unlock_arg, &q->mu);
    while (!q->n)
        pthread_cond_wait(&q->cv, &q->mu);
    pthread_cleanup_pop(1);
}
#define WAIT_UNTIL(x, c, l) while (!(x)) pthread_cond_wait(c, l)
void macro_wait_ok(struct q *q) {
    pthread_mutex_lock(&q->mu);
    WAIT_UNTIL(q->n, &q->cv, &q->mu);
    pthread_mutex_unlock(&q->mu);
}
/* recursion in place of a loop */
// FP_: the function calls itself in place of a loop.
void FP_recursive_wait(struct q *q) {
    pthread_mutex_lock(&q->mu);
    if (!q->n) {
        pthread_cond_wait(&q->cv, &q->mu); // expected-warning {{'q->cv' is waited for only once}}
        pthread_mutex_unlock(&q->mu);
        FP_recursive_wait(q);
        return;
    }
    pthread_mutex_unlock(&q->mu);
}
/* ---- life ---- */
struct q *create_ok(void) {
    struct q *q = malloc(sizeof *q);
    if (!q)
        return NULL;
    if (pthread_mutex_init(&q->mu, NULL))
        goto f0;
    if (pthread_mutex_init(&q->mu2, NULL))
        goto f1;
    if (pthread_cond_init(&q->cv, NULL))
        goto f2;
    return q;
f2:
    pthread_mutex_destroy(&q->mu2);
f1:
    pthread_mutex_destroy(&q->mu);
f0:
    free(q);
    return NULL;
}
void shutdown_ok(struct q *q) {
    pthread_mutex_lock(&q->mu);
    q->closed = true;
    pthread_cond_broadcast(&q->cv);
    pthread_mutex_unlock(&q->mu);
    for (int i = 0; i < q->nth; i++)
        pthread_join(q->ths[i], NULL);
    pthread_mutex_destroy(&q->mu);
    free(q);
}
void unref_ok(struct q *q) {
    bool last;
    pthread_mutex_lock(&q->mu);
    last = --q->refs == 0;
    pthread_mutex_unlock(&q->mu);
    if (last) {
        pthread_mutex_destroy(&q->mu);
        free(q->name);
        free(q);
    }
}
void unref_early_ok(struct q *q) {
    pthread_mutex_lock(&q->mu);
    if (--q->refs > 0) {
        pthread_mutex_unlock(&q->mu);
        return;
    }
    free(q->name);
    q->name = NULL;
    pthread_mutex_unlock(&q->mu);
    pthread_mutex_destroy(&q->mu);
    free(q);
}
void remove_all_ok(void) {
    struct q *q, *n;
    pthread_mutex_lock(&m);
    for (q = all; q; q = n) {
        n = q->next;
        pthread_mutex_lock(&q->mu);
        q->closed = true;
        pthread_mutex_unlock(&q->mu);
        pthread_mutex_destroy(&q->mu);
        free(q);
    }
    all = NULL;
    pthread_mutex_unlock(&m);
}
void free_next_ok(struct q *q) {
    struct q *n = q->next;
    pthread_mutex_lock(&q->mu);
    pthread_mutex_lock(&n->mu);
    q->next = n->next;
    pthread_mutex_unlock(&n->mu);
    pthread_mutex_destroy(&n->mu);
    free(n);
    pthread_mutex_unlock(&q->mu);
}
void free_member_ok(struct q *q) {
    pthread_mutex_lock(&q->mu);
    free(q->name);
    free(q->next);
    pthread_mutex_unlock(&q->mu);
}
void realloc_ok(struct q **arr, int n) {
    struct q *old = *arr;
    pthread_mutex_lock(&m);
    *arr = realloc(old, (size_t)n * sizeof **arr);
    pthread_mutex_unlock(&m);
}
int local_ok(void) {
    pthread_mutex_t l;
    pthread_mutex_init(&l, NULL);
    pthread_mutex_lock(&l);
    pthread_mutex_unlock(&l);
    pthread_mutex_destroy(&l);
    pthread_mutex_init(&l, NULL);
    pthread_mutex_lock(&l);
    pthread_mutex_unlock(&l);
    return pthread_mutex_destroy(&l);
}
int local_static_init_ok(void) {
    pthread_mutex_t l = PTHREAD_MUTEX_INITIALIZER;
    static pthread_mutex_t s;
    pthread_mutex_lock(&s);
    pthread_mutex_lock(&l);
    pthread_mutex_unlock(&l);
    pthread_mutex_unlock(&s);
    return 0;
}
int local_memset_ok(void) {
    pthread_mutex_t l;
    memset(&l, 0, sizeof l);
    pthread_mutex_lock(&l);
    pthread_mutex_unlock(&l);
    return 0;
}
int local_assign_ok(void) {
    pthread_mutex_t l;
    l = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&l);
    pthread_mutex_unlock(&l);
    return 0;
}
int local_memcpy_ok(void) {
    static const pthread_mutex_t proto = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_t l;
    memcpy(&l, &proto, sizeof l);
    pthread_mutex_lock(&l);
    pthread_mutex_unlock(&l);
    return 0;
}
static void init_it(pthread_mutex_t *l) { pthread_mutex_init(l, NULL); }
static int init_maybe(pthread_mutex_t *l) { return pthread_mutex_init(l, NULL) ? -1 : 0; }
static void init_struct(struct q *q) { init_it(&q->mu); }
int local_helper_ok(void) {
    pthread_mutex_t l, k;
    struct q q;
    init_it(&l);
    if (init_maybe(&k))
        return -1;
    init_struct(&q);
    pthread_mutex_lock(&q.mu);
    pthread_mutex_lock(&l);
    pthread_mutex_lock(&k);
    pthread_mutex_unlock(&k);
    pthread_mutex_unlock(&l);
    pthread_mutex_unlock(&q.mu);
    return 0;
}
int local_cond_init_ok(int on) {
    pthread_mutex_t l;
    if (on)
        pthread_mutex_init(&l, NULL);
    relax();
    if (on)
        pthread_mutex_lock(&l);
    relax();
    if (on) {
        pthread_mutex_unlock(&l);
        pthread_mutex_destroy(&l);
    }
    return 0;
}
int local_loop_ok(int n) {
    for (int i = 0; i < n; i++) {
        pthread_mutex_t l;
        pthread_mutex_init(&l, NULL);
        if (i == 3) {
            pthread_mutex_destroy(&l);
            continue;
        }
        pthread_mutex_lock(&l);
        pthread_mutex_unlock(&l);
        pthread_mutex_destroy(&l);
    }
    return 0;
}
int local_array_ok(void) {
    pthread_mutex_t l[4];
    for (int i = 0; i < 4; i++)
        pthread_mutex_init(&l[i], NULL);
    for (int i = 0; i < 4; i++)
        pthread_mutex_lock(&l[i]);
    for (int i = 0; i < 4; i++)
        pthread_mutex_unlock(&l[i]);
    for (int i = 0; i < 4; i++)
        pthread_mutex_destroy(&l[i]);
    return 0;
}
int local_spin_sem_ok(void) {
    pthread_spinlock_t s;
    sem_t sem;
    pthread_spin_init(&s, 0);
    sem_init(&sem, 0, 0);
    pthread_spin_lock(&s);
    pthread_spin_unlock(&s);
    sem_wait(&sem);
    sem_destroy(&sem);
    pthread_spin_destroy(&s);
    return 0;
}
int local_pointer_ok(struct q *q) {
    pthread_mutex_t l, *p = &q->mu;
    if (q->closed) {
        pthread_mutex_init(&l, NULL);
        p = &l;
    }
    pthread_mutex_lock(p);
    pthread_mutex_unlock(p);
    if (p == &l)
        pthread_mutex_destroy(&l);
    return 0;
}
int local_address_first_ok(void) {
    pthread_mutex_t l;
    pthread_mutex_t *p = &l;
    pthread_mutex_init(p, NULL);
    pthread_mutex_lock(&l);
    pthread_mutex_unlock(p);
    return 0;
}
struct wait { pthread_mutex_t mu; pthread_cond_t cv; bool done; };
static void *waker(void *a) {
    struct wait *w = a;
    pthread_mutex_lock(&w->mu);
    w->done = true;
    pthread_cond_signal(&w->cv);
    pthread_mutex_unlock(&w->mu);
    return NULL;
}
int stack_wait_ok(void) {
    struct wait w = {.done = false};
    pthread_t t;
    pthread_mutex_init(&w.mu, NULL);
    pthread_cond_init(&w.cv, NULL);
    if (pthread_create(&t, NULL, waker, &w)) {
        pthread_mutex_destroy(&w.mu);
        return -1;
    }
    pthread_mutex_lock(&w.mu);
    while (!w.done)
        pthread_cond_wait(&w.cv, &w.mu);
    pthread_mutex_unlock(&w.mu);
    pthread_join(t, NULL);
    pthread_mutex_destroy(&w.mu);
    pthread_cond_destroy(&w.cv);
    return 0;
}
int reinit_after_fork_ok(void) {
    pthread_mutex_lock(&m);
    if (fork() == 0) {
        pthread_mutex_init(&m, NULL);
        return 0;
    }
    pthread_mutex_unlock(&m);
    return 1;
}
void once_init_ok(struct q *q) {
    if (!q->init) {
        pthread_mutex_init(&q->mu, NULL);
        q->init = true;
    }
    pthread_mutex_lock(&q->mu);
    pthread_mutex_unlock(&q->mu);
}
void init_many_ok(struct q *q, int n) {
    for (int i = 0; i < n; i++)
        pthread_mutex_init(&q[i].mu, NULL);
    for (int i = 0; i < n; i++)
        pthread_mutex_destroy(&q[i].mu);
}
void init_list_ok(struct q *q) {
    for (; q; q = q->next) {
        pthread_mutex_init(&q->mu, NULL);
        pthread_mutex_init(&q->mu2, NULL);
    }
}
void init_retry_ok(struct q *q) {
    while (pthread_mutex_init(&q->mu, NULL) == EAGAIN)
        relax();
    if (pthread_mutex_init(&q->mu2, NULL) != 0 && pthread_mutex_init(&q->mu2, NULL) != 0)
        abort();
}
void reset_ok(struct q *q) {
    pthread_mutex_destroy(&q->mu);
    pthread_mutex_init(&q->mu, NULL);
    pthread_mutex_lock(&q->mu);
    pthread_mutex_unlock(&q->mu);
}
int destroy_busy_ok(struct q *q) {
    if (pthread_mutex_destroy(&q->mu) == EBUSY) {
        pthread_mutex_lock(&q->mu);
        pthread_mutex_unlock(&q->mu);
        return -1;
    }
    return 0;
}
int destroy_busy_retry_ok(struct q *q) {
    while (pthread_mutex_destroy(&q->mu) != 0)
        relax();
    return 0;
}
void destroy_two_ok(struct q *a, struct q *b) {
    pthread_mutex_destroy(&a->mu);
    if (b != a)
        pthread_mutex_destroy(&b->mu);
    a = a->next;
    pthread_mutex_destroy(&a->mu);
}
void pool_ok(struct q **p, int n) {
    while (n--) {
        pthread_mutex_lock(&p[n]->mu);
        pthread_mutex_unlock(&p[n]->mu);
        pthread_mutex_destroy(&p[n]->mu);
        free(p[n]);
    }
}
void realloc_same_ok(void) {
    struct q *q = malloc(sizeof *q);
    pthread_mutex_init(&q->mu, NULL);
    free(q);
    q = malloc(sizeof *q);
    pthread_mutex_init(&q->mu, NULL);
    pthread_mutex_destroy(&q->mu);
    free(q);
}
void alloc_loop_ok(struct q **out, int n) {
    for (int i = 0; i < n; i++) {
        struct q *q = q_alloc();
        pthread_mutex_init(&q->mu, NULL);
        out[i] = q;
    }
}
void template_ok(struct q *q) {
    static const struct q zero;
    struct q copy = *q;
    *q = zero;
    q->n = copy.n;
}
static pthread_mutex_t made = PTHREAD_MUTEX_INITIALIZER;
void set_static_ok(struct q *q) {
    static const pthread_mutex_t proto = PTHREAD_MUTEX_INITIALIZER;
    q->mu = proto;
    q->mu2 = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    q->lp = &made;
}
static volatile sig_atomic_t stop;
static sem_t sem;
static void on_signal(int s) {
    (void)s;
    stop = 1;
    sem_post(&sem);
}
static void on_try(int s) {
    (void)s;
    if (pthread_mutex_trylock(&m) == 0)
        pthread_mutex_unlock(&m);
}
void signals_ok(void) {
    signal(SIGINT, on_signal);
    signal(SIGTERM, on_try);
    signal(SIGPIPE, SIG_IGN);
}
void goto_over_ok(int x) {
    if (x)
        goto out;
    {
        pthread_mutex_t l;
        pthread_mutex_init(&l, NULL);
        pthread_mutex_lock(&l);
        if (check(x)) {
            pthread_mutex_unlock(&l);
            goto out;
        }
        pthread_mutex_unlock(&l);
    }
out:
    relax();
}
void local_given_away_ok(void) {
    struct q q;
    memset(&q, 0, sizeof q);
    pthread_mutex_init(&q.mu, NULL);
    pthread_mutex_lock(&q.mu);
    publish(&q);
    pthread_mutex_unlock(&q.mu);
}
void local_unlocked_elsewhere_ok(void) {
    struct q q = {.n = 1};
    pthread_mutex_init(&q.mu, NULL);
    pthread_mutex_lock(&q.mu);
    publish(&q);
}
/* ---- threads ---- */
int join_or_detach_ok(struct q *q, bool wait) {
    pthread_t t;
    if (pthread_create(&t, NULL, work, q))
        return -1;
    if (wait)
        return pthread_join(t, NULL);
    return pthread_detach(t);
}
int join_flag_ok(struct q *q) {
    pthread_t t;
    bool detached = false;
    if (pthread_create(&t, NULL, work, q))
        return -1;
    if (q->closed) {
        pthread_detach(t);
        detached = true;
    }
    if (!detached)
        pthread_join(t, NULL);
    return 0;
}
int join_field_ok(struct q *q) {
    if (q->joinable) {
        q->joinable = false;
        pthread_join(q->th, NULL);
    }
    if (q->joinable)
        pthread_detach(q->th);
    return 0;
}
int join_fail_detach_ok(struct q *q) {
    if (pthread_join(q->th, NULL) != 0)
        pthread_detach(q->th);
    return 0;
}
int join_retry_ok(struct q *q) {
    int r;
    do
        r = pthread_join(q->th, NULL);
    while (r == EINTR);
    return r;
}
int tryjoin_ok(struct q *q) {
    if (pthread_tryjoin_np(q->th, NULL) == EBUSY)
        return pthread_join(q->th, NULL);
    return 0;
}
int pool_join_ok(struct q *q) {
    int i;
    for (i = 0; i < 8; i++)
        if (pthread_create(&q->ths[i], NULL, work, q))
            break;
    if (i < 8) {
        while (i-- > 0)
            pthread_join(q->ths[i], NULL);
        return -1;
    }
    for (i = 0; i < 8; i++)
        pthread_join(q->ths[i], NULL);
    return 0;
}
int two_threads_ok(void) {
    pthread_t a, b, *p = &a;
    pthread_create(&a, NULL, work, NULL);
    pthread_create(&b, NULL, work, NULL);
    pthread_join(*p, NULL);
    p = &b;
    pthread_join(*p, NULL);
    return 0;
}
int reuse_ok(void) {
    pthread_t t;
    for (int i = 0; i < 3; i++) {
        pthread_create(&t, NULL, work, NULL);
        pthread_join(t, NULL);
    }
    pthread_create(&t, NULL, work, NULL);
    pthread_join(t, NULL);
    if (pthread_create(&t, NULL, work, NULL) == 0)
        pthread_detach(t);
    return 0;
}
static pthread_t g_thread;
static bool g_running;
void restart_ok(void) {
    if (g_running)
        pthread_join(g_thread, NULL);
    g_running = pthread_create(&g_thread, NULL, work, NULL) == 0;
    if (g_running)
        pthread_join(g_thread, NULL);
    g_running = false;
}
static int start(pthread_t *t) { return pthread_create(t, NULL, work, NULL); }
// FP_: when the second start fails, the first thread is still in the variable; nobody asked.
int FP_start_helper(void) {
    pthread_t t;
    start(&t);
    pthread_join(t, NULL);
    start(&t);
    pthread_join(t, NULL); // expected-warning {{'t' goes to 'pthread_join' after 'pthread_join'}}
    return 0;
}
void list_join_ok(struct q *q) {
    struct q *i;
    for (i = q; i; i = i->next)
        pthread_join(i->th, NULL);
}
void self_ok(struct q *q) {
    if (pthread_equal(pthread_self(), q->th))
        pthread_detach(q->th);
    else
        pthread_join(q->th, NULL);
}
void two_args_ok(struct q *a, struct q *b) {
    pthread_join(a->th, NULL);
    pthread_join(b->th, NULL);
    pthread_detach(a->next->th);
}
