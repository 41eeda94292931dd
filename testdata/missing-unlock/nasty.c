// Ways out that look like forgotten unlocks, and are none.
#include <errno.h>
#include <pthread.h>
#include <sched.h>
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

enum mode { IDLE, RUN, STOP };
enum { F_KEEP = 1, F_LOCKED = 2, F_THREADED = 4 };
struct node { struct node *next; };
struct conn;
struct ops { int (*submit)(struct conn *c); void (*finish)(struct conn *c); bool (*threaded)(void); };
struct conn {
    pthread_mutex_t mu, mu2;
    struct conn *next, *parent;
    struct node node;
    const struct ops *ops;
    int fd, state, refs;
    unsigned flags;
    enum mode mode;
    bool closed, locked, threaded, batch;
    int depth;
    pthread_t owner;
};
struct req { struct conn *conn; int what; bool has_lock; pthread_mutex_t *held; };
struct pool { pthread_mutex_t mu[8]; struct conn *slots[8]; int n; };
struct cursor { struct conn *c; int pos; };

extern int check(int fd);
extern void log_error(const char *text, ...);
extern struct conn *conn_find(int fd);
extern int submit(struct req *r);
extern void list_add(struct node *n);
extern void finish_global(void);
extern bool use_threads(void);
extern pthread_mutex_t big;
static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;
static struct conn *first;
static bool g_threaded;

int via_request_ok(struct conn *c, struct req *r) {
    pthread_mutex_lock(&c->mu);
    if (c->closed) {
        pthread_mutex_unlock(&c->mu);
        return -1;
    }
    r->conn = c;
    return submit(r);
}
void via_node_ok(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    if (c->state > 3) {
        list_add(&c->node);
        return;
    }
    pthread_mutex_unlock(&c->mu);
}
int via_ops_ok(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    if (c->closed) {
        pthread_mutex_unlock(&c->mu);
        return -1;
    }
    return c->ops->submit(c);
}
// FP_: a function out of sight that gets nothing may unlock a lock of the program; after an error message, say, it does not.
int FP_extern_global(int x) {
    pthread_mutex_lock(&big);
    if (x < 0) {
        finish_global();
        return -1; // expected-warning {{returning with 'big' still locked}}
    }
    pthread_mutex_unlock(&big);
    return 0;
}
void table_unlock(void) {
    pthread_mutex_unlock(&table);
}
// FP_: the function out of sight may call table_unlock().
int FP_static_global_by_foreign(int x) {
    pthread_mutex_lock(&table);
    if (x < 0) {
        finish_global();
        return -1; // expected-warning {{returning with 'table' still locked}}
    }
    pthread_mutex_unlock(&table);
    return 0;
}
void batch_field_ok(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    c->state++;
    if (!c->batch)
        pthread_mutex_unlock(&c->mu);
}
void keep_mask_ok(struct conn *c, unsigned flags) {
    pthread_mutex_lock(&c->mu);
    c->state++;
    if (!(flags & F_KEEP))
        pthread_mutex_unlock(&c->mu);
}
void field_mask_ok(struct conn *c) {
    if (c->flags & F_THREADED)
        pthread_mutex_lock(&c->mu);
    c->state++;
    if (c->flags & F_THREADED)
        pthread_mutex_unlock(&c->mu);
}
void field_mask_call_between_ok(struct conn *c) {
    if (c->flags & F_THREADED)
        pthread_mutex_lock(&c->mu);
    log_error("x");
    if (c->flags & F_THREADED)
        pthread_mutex_unlock(&c->mu);
}
void global_flag_ok(struct conn *c) {
    if (g_threaded)
        pthread_mutex_lock(&c->mu);
    check(c->fd);
    if (g_threaded)
        pthread_mutex_unlock(&c->mu);
}
static bool is_threaded(const struct conn *c) {
    return c->ops->threaded && c->flags & F_THREADED;
}
void static_getter_ok(struct conn *c) {
    if (is_threaded(c))
        pthread_mutex_lock(&c->mu);
    c->state = check(3);
    if (is_threaded(c))
        pthread_mutex_unlock(&c->mu);
}
void extern_getter_ok(struct conn *c) {
    if (use_threads())
        pthread_mutex_lock(&c->mu);
    c->state = check(3);
    if (use_threads())
        pthread_mutex_unlock(&c->mu);
}
// FP_: a question that goes through a pointer is not known to be the same one.
void FP_callback_getter(struct conn *c) {
    if (c->ops->threaded())
        pthread_mutex_lock(&c->mu);
    c->state = check(3);
    if (c->ops->threaded())
        pthread_mutex_unlock(&c->mu);
} // expected-warning {{returning with 'c->mu' still locked}}
void enum_state_ok(struct conn *c) {
    if (c->mode == RUN || c->mode == STOP)
        pthread_mutex_lock(&c->mu);
    log_error("a");
    if (c->mode != IDLE)
        pthread_mutex_unlock(&c->mu);
}
void enum_local_ok(struct conn *c, enum mode mode) {
    switch (mode) {
    case RUN:
        pthread_mutex_lock(&c->mu);
        break;
    case STOP:
        pthread_mutex_lock(&c->mu);
        c->state = 0;
        break;
    default:
        break;
    }
    check(1);
    switch (mode) {
    case IDLE:
        break;
    case RUN:
    case STOP:
        pthread_mutex_unlock(&c->mu);
    }
}
int has_lock_field_ok(struct conn *c, struct req *r) {
    pthread_mutex_lock(&c->mu);
    if (check(c->fd)) {
        pthread_mutex_unlock(&c->mu);
        r->has_lock = false;
        return 0;
    }
    r->has_lock = true;
    return 0;
}
int locked_out_ok(struct conn *c, bool *locked) {
    *locked = false;
    pthread_mutex_lock(&c->mu);
    if (check(c->fd)) {
        pthread_mutex_unlock(&c->mu);
        return -1;
    }
    *locked = true;
    return c->state;
}
// FP_: what the flag holds is forgotten when an unknown function runs, so the paths look alike.
void FP_locked_field_of_self(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    c->locked = true;
    if (check(c->fd)) {
        c->locked = false;
        pthread_mutex_unlock(&c->mu);
    }
} // expected-warning {{returning with 'c->mu' still locked}}
int held_pointer_ok(struct conn *c, struct req *r) {
    pthread_mutex_lock(&c->mu);
    r->held = &c->mu;
    if (c->closed) {
        pthread_mutex_unlock(r->held);
        r->held = NULL;
    }
    return c->fd;
}
int conn_out_param_ok(int fd, struct conn **out) {
    struct conn *c = first;
    for (; c; c = c->next) {
        pthread_mutex_lock(&c->mu);
        if (c->fd == fd) {
            *out = c;
            return 0;
        }
        pthread_mutex_unlock(&c->mu);
    }
    return 0;
}
void cursor_ok(struct cursor *cur, struct conn *c) {
    pthread_mutex_lock(&c->mu);
    if (c->closed) {
        pthread_mutex_unlock(&c->mu);
        cur->c = NULL;
        return;
    }
    cur->c = c;
}
// FP_: a variable is forgotten at the end of its scope, before what is returned is compared.
struct cursor FP_cursor_by_value(struct conn *c) {
    struct cursor cur = {NULL, 0};
    pthread_mutex_lock(&c->mu);
    if (c->closed) {
        pthread_mutex_unlock(&c->mu);
        return cur;
    }
    cur.c = c;
    return cur; // expected-warning {{returning with 'c->mu' still locked}}
}
struct cursor *cursor_new_ok(int fd) {
    struct cursor *cur = malloc(sizeof *cur);
    struct conn *c = conn_find(fd);
    pthread_mutex_lock(&c->mu);
    cur->c = NULL;
    if (c->closed) {
        pthread_mutex_unlock(&c->mu);
        return cur;
    }
    cur->c = c;
    return cur;
}
int slot_lock_ok(struct pool *p, int i) {
    pthread_mutex_lock(&p->mu[i]);
    if (!p->slots[i]) {
        pthread_mutex_unlock(&p->mu[i]);
        return -1;
    }
    return i;
}
int all_locks_ok(struct pool *p) {
    int i;
    for (i = 0; i < p->n; i++)
        if (pthread_mutex_trylock(&p->mu[i]) != 0)
            goto undo;
    return 0;
undo:
    while (--i >= 0)
        pthread_mutex_unlock(&p->mu[i]);
    return -1;
}
void all_and_back_ok(struct pool *p) {
    for (int i = 0; i < 8; i++)
        pthread_mutex_lock(&p->mu[i]);
    check(1);
    for (int i = 7; i >= 0; i--)
        pthread_mutex_unlock(&p->mu[i]);
}
int all_and_early_ok(struct pool *p) {
    int i, error = 0;
    for (i = 0; i < p->n; i++) {
        pthread_mutex_lock(&p->mu[i]);
        if (!p->slots[i]) {
            error = -ENOENT;
            i++;
            break;
        }
    }
    while (i-- > 0)
        pthread_mutex_unlock(&p->mu[i]);
    return error;
}
void chain_lock_ok(struct conn *c) {
    struct conn *p;
    for (p = c; p; p = p->parent)
        pthread_mutex_lock(&p->mu);
    c->state++;
    for (p = c; p; p = p->parent)
        pthread_mutex_unlock(&p->mu);
}
void by_address_ok(struct conn *a, struct conn *b) {
    if (a < b) {
        pthread_mutex_lock(&a->mu);
        pthread_mutex_lock(&b->mu);
    } else {
        pthread_mutex_lock(&b->mu);
        if (a != b)
            pthread_mutex_lock(&a->mu);
    }
    a->state = b->state;
    pthread_mutex_unlock(&a->mu);
    if (a != b)
        pthread_mutex_unlock(&b->mu);
}
void by_swap_ok(struct conn *a, struct conn *b) {
    struct conn *x = a, *y = b;
    if (x > y) {
        x = b;
        y = a;
    }
    pthread_mutex_lock(&x->mu);
    pthread_mutex_lock(&y->mu);
    a->state = b->state;
    pthread_mutex_unlock(&a->mu);
    pthread_mutex_unlock(&b->mu);
}
bool try_both_ok(struct conn *a, struct conn *b) {
    for (int i = 0; i < 5; i++) {
        pthread_mutex_lock(&a->mu);
        if (pthread_mutex_trylock(&b->mu) == 0)
            return true;
        pthread_mutex_unlock(&a->mu);
        usleep(10);
    }
    return false;
}
void backoff_ok(struct conn *a, struct conn *b) {
again:
    pthread_mutex_lock(&a->mu);
    if (pthread_mutex_trylock(&b->mu)) {
        pthread_mutex_unlock(&a->mu);
        sched_yield();
        goto again;
    }
    a->state = b->state;
    pthread_mutex_unlock(&b->mu);
    pthread_mutex_unlock(&a->mu);
}
#define FAIL(e) do { err = (e); goto fail; } while (0)
#define RETURN_IF(x, m) do { if (x) { pthread_mutex_unlock(m); return -1; } } while (0)
int macros_ok(struct conn *c, struct conn *d) {
    int err;
    bool d_locked = false;
    pthread_mutex_lock(&c->mu);
    RETURN_IF(c->closed, &c->mu);
    if (c->state < 0)
        FAIL(-EINVAL);
    pthread_mutex_lock(&d->mu);
    d_locked = true;
    if (d->closed)
        FAIL(-EIO);
    pthread_mutex_unlock(&d->mu);
    d_locked = false;
    err = check(c->fd);
    if (err)
        FAIL(err);
fail:
    if (d_locked)
        pthread_mutex_unlock(&d->mu);
    pthread_mutex_unlock(&c->mu);
    return err;
}
int stage_ok(struct conn *c) {
    int stage = 0, err = -1;
    pthread_mutex_lock(&c->mu);
    stage = 1;
    if (c->closed)
        goto out;
    pthread_mutex_lock(&c->mu2);
    stage = 2;
    if (c->state)
        goto out;
    err = 0;
out:
    switch (stage) {
    case 2:
        pthread_mutex_unlock(&c->mu2); /* fall through */
    case 1:
        pthread_mutex_unlock(&c->mu);
    }
    return err;
}
int stage_ge_ok(struct conn *c) {
    int stage = 0, err = -1;
    if (check(0))
        goto out;
    pthread_mutex_lock(&c->mu);
    stage++;
    if (c->closed)
        goto out;
    pthread_mutex_lock(&c->mu2);
    stage++;
    err = 0;
out:
    if (stage >= 2)
        pthread_mutex_unlock(&c->mu2);
    if (stage >= 1)
        pthread_mutex_unlock(&c->mu);
    return err;
}
int mask_ladder_ok(struct conn *c) {
    unsigned held = 0;
    int err = -1;
    pthread_mutex_lock(&c->mu);
    held |= 1;
    if (c->closed)
        goto out;
    pthread_mutex_lock(&c->mu2);
    held |= 2;
    err = check(1);
out:
    if (held & 2)
        pthread_mutex_unlock(&c->mu2);
    if (held & 1)
        pthread_mutex_unlock(&c->mu);
    return err;
}
int pointer_ladder_ok(struct conn *c) {
    pthread_mutex_t *held = NULL;
    int err = -1;
    if (c->closed)
        goto out;
    pthread_mutex_lock(&c->mu);
    held = &c->mu;
    err = check(1);
out:
    if (held)
        pthread_mutex_unlock(held);
    return err;
}
int conn_pointer_ladder_ok(int fd) {
    struct conn *c = NULL;
    int err = -1;
    if (fd < 0)
        goto out;
    c = conn_find(fd);
    if (!c)
        goto out;
    pthread_mutex_lock(&c->mu);
    err = check(1);
out:
    if (c)
        pthread_mutex_unlock(&c->mu);
    return err;
}
int errno_result_ok(struct conn *c) {
    int r = pthread_mutex_lock(&c->mu);
    if (r)
        return -r;
    r = check(1);
    pthread_mutex_unlock(&c->mu);
    return r;
}
int result_var_ok(struct conn *c) {
    int r = -1;
    pthread_mutex_lock(&c->mu);
    if (!c->closed) {
        r = check(c->fd);
    }
    if (r < 0)
        pthread_mutex_unlock(&c->mu);
    return r;
}
int result_nonzero_ok(struct conn *c) {
    int r;
    pthread_mutex_lock(&c->mu);
    r = check(c->fd);
    if (r)
        pthread_mutex_unlock(&c->mu);
    return r;
}
int result_of_two_ok(struct conn *c, int n) {
    int r;
    pthread_mutex_lock(&c->mu);
    if ((r = check(n)) != 0 || (r = check(n + 1)) != 0) {
        pthread_mutex_unlock(&c->mu);
        return r;
    }
    return 0;
}
// FP_: a negative number is taken for failure, and a function that fails for one that holds nothing.
int FP_eagain_holds(struct conn *c) {
    int r = check(1);
    pthread_mutex_lock(&c->mu);
    if (r == -EAGAIN)
        return r; // expected-warning {{returning with 'c->mu' still locked}}
    pthread_mutex_unlock(&c->mu);
    return r;
}
static void *entry_for_ever(void *arg) {
    struct conn *c = arg;
    pthread_mutex_lock(&c->mu);
    for (;;) {
        while (!c->state)
            pthread_cond_wait((pthread_cond_t *)0, &c->mu);
        c->state = 0;
        pthread_mutex_unlock(&c->mu);
        check(1);
        pthread_mutex_lock(&c->mu);
    }
    return NULL;
}
static void *entry_break(void *arg) {
    struct conn *c = arg;
    for (;;) {
        pthread_mutex_lock(&c->mu);
        if (c->closed) {
            pthread_mutex_unlock(&c->mu);
            break;
        }
        c->state++;
        pthread_mutex_unlock(&c->mu);
    }
    return arg;
}
static void *entry_unlock_foreign(void *arg) {
    struct conn *c = arg;
    pthread_mutex_lock(&c->mu);
    c->ops->finish(c);
    return NULL;
}
static void *entry_unlock_parent(void *arg) {
    struct conn *c = arg;
    pthread_mutex_lock(&c->parent->mu);
    c->ops->finish(c);
    return NULL;
}
// FP_: a function out of sight that gets nothing may unlock a lock of the program.
static void *FP_entry_global_foreign(void *arg) {
    pthread_mutex_lock(&big);
    finish_global();
    return arg; // expected-warning {{the thread ends here with 'big' still locked}}
}
int main(void) {
    pthread_t t;
    pthread_create(&t, NULL, entry_for_ever, first);
    pthread_create(&t, NULL, entry_break, first);
    pthread_create(&t, NULL, entry_unlock_foreign, first);
    pthread_create(&t, NULL, entry_unlock_parent, first);
    pthread_create(&t, NULL, FP_entry_global_foreign, first);
    pthread_mutex_lock(&table);
    if (!first)
        return 1;
    pthread_mutex_unlock(&table);
    return 0;
}
void rec_lock_ok(struct conn *c) {
    pthread_t self = pthread_self();
    if (c->depth > 0 && pthread_equal(c->owner, self)) {
        c->depth++;
        return;
    }
    pthread_mutex_lock(&c->mu);
    c->owner = self;
    c->depth = 1;
}
void rec_unlock_ok(struct conn *c) {
    if (--c->depth > 0)
        return;
    c->owner = 0;
    pthread_mutex_unlock(&c->mu);
}
int rec_user_ok(struct conn *c) {
    rec_lock_ok(c);
    if (c->closed) {
        rec_unlock_ok(c);
        return -1;
    }
    rec_unlock_ok(c);
    return 0;
}
#define XLOCK(x) do { if ((x)->threaded) pthread_mutex_lock(&(x)->mu); } while (0)
#define XUNLOCK(x) do { if ((x)->threaded) pthread_mutex_unlock(&(x)->mu); } while (0)
int xlock_ok(struct conn *c) {
    XLOCK(c);
    if (c->closed) {
        XUNLOCK(c);
        return -1;
    }
    log_error("x %d", c->fd);
    c->state = check(2);
    XUNLOCK(c);
    return c->state;
}
int xlock_loop_ok(struct conn *c) {
    int n = 0;
    XLOCK(c);
    while (!c->closed && n < 10) {
        XUNLOCK(c);
        n += check(n);
        XLOCK(c);
    }
    XUNLOCK(c);
    return n;
}
void must_ok(struct conn *c) {
    if (pthread_mutex_lock(&c->mu) != 0)
        abort();
    c->state++;
    pthread_mutex_unlock(&c->mu) == 0 || (abort(), 0);
}
static void vlock(void *m) { pthread_mutex_lock(m); }
static void vunlock(void *m) { pthread_mutex_unlock(m); }
static int vcond(int on, void *m) { if (on) vlock(m); return on; }
int vlock_ok(struct conn *c) {
    vlock(&c->mu);
    if (c->closed) {
        vunlock(&c->mu);
        return -1;
    }
    vunlock(&c->mu);
    return vcond(0, &c->mu);
}
int first_call_ok(struct conn *c) {
    static bool done;
    if (!done) {
        pthread_mutex_lock(&table);
        if (!done) {
            first = c;
            done = true;
        }
        pthread_mutex_unlock(&table);
    }
    return 0;
}
void big_lock_once_ok(struct conn *c) {
    if (c->depth++ == 0)
        pthread_mutex_lock(&c->mu);
}
void big_unlock_once_ok(struct conn *c) {
    if (--c->depth == 0)
        pthread_mutex_unlock(&c->mu);
}
int nested_count_ok(struct conn *c) {
    big_lock_once_ok(c);
    big_lock_once_ok(c);
    check(0);
    big_unlock_once_ok(c);
    big_unlock_once_ok(c);
    return 0;
}
bool maybe_locked_ok(struct conn *c, bool have) {
    if (!have)
        pthread_mutex_lock(&c->mu);
    if (c->closed) {
        if (!have)
            pthread_mutex_unlock(&c->mu);
        return false;
    }
    if (!have)
        pthread_mutex_unlock(&c->mu);
    return true;
}
struct conn *ref_ok(int fd) {
    struct conn *c;
    pthread_mutex_lock(&table);
    for (c = first; c; c = c->next) {
        pthread_mutex_lock(&c->mu);
        if (c->fd == fd && !c->closed)
            break;
        pthread_mutex_unlock(&c->mu);
    }
    pthread_mutex_unlock(&table);
    return c;
}
int ref_status_ok(int fd, struct conn **out) {
    struct conn *c;
    int err = ENOENT;
    pthread_mutex_lock(&table);
    for (c = first; c; c = c->next) {
        pthread_mutex_lock(&c->mu);
        if (c->fd == fd) {
            *out = c;
            err = 0;
            break;
        }
        pthread_mutex_unlock(&c->mu);
    }
    pthread_mutex_unlock(&table);
    return err;
}
static struct conn *lock_conn(int fd) {
    struct conn *c = conn_find(fd);
    if (c)
        pthread_mutex_lock(&c->mu);
    return c;
}
int uses_lock_conn_ok(int fd) {
    struct conn *c = lock_conn(fd);
    int r;
    if (!c)
        return -1;
    r = c->state;
    pthread_mutex_unlock(&c->mu);
    return r;
}
void seq_ok(struct conn *c, int cmd) {
    switch (cmd) {
    case F_LOCKED:
        pthread_mutex_lock(&c->mu);
        return;
    case F_KEEP:
        pthread_mutex_unlock(&c->mu);
        return;
    default:
        log_error("cmd");
    }
}
int locking_function_ok(int mode, int n) {
    static pthread_mutex_t locks[10];
    if (mode & 1)
        pthread_mutex_lock(&locks[n]);
    else
        pthread_mutex_unlock(&locks[n]);
    return 0;
}
void relock_in_loop_ok(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    for (int i = 0; i < 10; i++) {
        if (i % 3 == 0) {
            pthread_mutex_unlock(&c->mu);
            check(i);
            pthread_mutex_lock(&c->mu);
        }
        if (c->closed)
            break;
    }
    pthread_mutex_unlock(&c->mu);
}
static void unlock_p(pthread_mutex_t **m) { if (*m) pthread_mutex_unlock(*m); }
#define SCOPED(m) pthread_mutex_t *scoped_ __attribute__((cleanup(unlock_p))) = (pthread_mutex_lock(m), (m))
int scoped_ok(struct conn *c) {
    SCOPED(&c->mu);
    if (c->closed)
        return -1;
    for (int i = 0; i < 3; i++) {
        SCOPED(&c->mu2);
        if (i == c->fd)
            continue;
        if (check(i))
            return i;
    }
    return 0;
}
int scoped_steal_ok(struct conn *c) {
    pthread_mutex_t *g __attribute__((cleanup(unlock_p))) = &c->mu;
    pthread_mutex_lock(g);
    if (c->closed)
        return -1;
    g = NULL;
    return 0;
}
int drop_across_call_ok(struct conn *c) {
    int r;
    pthread_mutex_lock(&c->mu);
    if (c->closed) {
        r = -1;
    } else {
        pthread_mutex_unlock(&c->mu);
        r = check(c->fd);
        pthread_mutex_lock(&c->mu);
    }
    c->state = r;
    pthread_mutex_unlock(&c->mu);
    return r;
}
int timed_ok(struct conn *c, const struct timespec *ts) {
    int r;
    while ((r = pthread_mutex_timedlock(&c->mu, ts)) == EINTR)
        continue;
    if (r == ETIMEDOUT)
        return -1;
    if (r != 0)
        return -r;
    c->state++;
    pthread_mutex_unlock(&c->mu);
    return 0;
}
int try_else_ok(struct conn *c) {
    bool got = pthread_mutex_trylock(&c->mu) == 0;
    if (!got) {
        log_error("contended");
        pthread_mutex_lock(&c->mu);
    }
    c->state++;
    pthread_mutex_unlock(&c->mu);
    return got;
}
int try_flag_ok(struct conn *c) {
    int rc = pthread_mutex_trylock(&c->mu);
    if (rc == EBUSY)
        c->state = 1;
    else if (rc != 0)
        abort();
    check(5);
    if (!rc)
        pthread_mutex_unlock(&c->mu);
    return 0;
}
int keep_on_error_and_parent_ok(struct conn *c) {
    struct conn *p = c->parent;
    pthread_mutex_lock(&p->mu);
    if (c->closed) {
        c->ops->finish(c);
        return -1;
    }
    pthread_mutex_unlock(&p->mu);
    return 0;
}

/* The same question twice, with an `or` in it: which half it was is another matter each time. */
struct section {
    int is_alone, is_served;
    pthread_mutex_t mu;
};

int enter_either_ok(struct section *s) {
    if (!s->is_alone || s->is_served)
        pthread_mutex_lock(&s->mu);
    int failed = check(1);
    if (!s->is_alone || s->is_served)
        pthread_mutex_unlock(&s->mu);
    return failed ? -1 : 0;
}

/* What was asked first was just stored; what is asked then may have changed, and mostly has not. */
int enter_stored_ok(struct section *s, int is_alone) {
    s->is_alone = is_alone;
    if (!s->is_alone)
        pthread_mutex_lock(&s->mu);
    int failed = check(1);
    if (!s->is_alone)
        pthread_mutex_unlock(&s->mu);
    return failed ? -1 : 0;
}

/* The constant comes first. */
void enter_yoda_ok(struct section *s) {
    if (0 != s->is_alone)
        pthread_mutex_lock(&s->mu);
    int failed = check(1);
    if (0 != s->is_alone)
        pthread_mutex_unlock(&s->mu);
    if (failed)
        return;
    s->is_served = 1;
}

/* The answer was thrown away in between: it is another question then. */
int enter_changed_bad(struct section *s) {
    if (s->is_alone)
        pthread_mutex_lock(&s->mu);
    s->is_alone = check(1);
    if (s->is_alone)
        pthread_mutex_unlock(&s->mu);
    return 0; // expected-warning {{returning with 's->mu' still locked}}
}

/* ... and what is asked was just stored. */
void enter_stored_yoda_ok(struct section *s, int is_alone) {
    s->is_alone = is_alone;
    if (0 != s->is_alone)
        pthread_mutex_lock(&s->mu);
    int failed = check(1);
    if (0 != s->is_alone)
        pthread_mutex_unlock(&s->mu);
    if (failed)
        return;
    s->is_served = 1;
}

/* More ways to come to the lock than are kept apart. */
struct wide {
    int a, b, c, d, e, f, g, h, i, j, k, l;
    pthread_mutex_t mu;
};

int enter_crowded_ok(struct wide *w) {
    if (w->a || w->b || w->c || w->d || w->e || w->f || w->g || w->h || w->i || w->j || w->k || w->l)
        pthread_mutex_lock(&w->mu);
    int failed = check(1);
    if (w->a || w->b || w->c || w->d || w->e || w->f || w->g || w->h || w->i || w->j || w->k || w->l)
        pthread_mutex_unlock(&w->mu);
    return failed ? -1 : 0;
}
