// Tries, ladders, arrays and helpers that unlock just what they hold.
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct conn {
    pthread_mutex_t mu, mu2;
    pthread_rwlock_t rw;
    pthread_spinlock_t spin;
    pthread_cond_t cv;
    struct conn *next;
    int fd, state, depth;
    unsigned flags;
    bool locked, closed;
};
extern int check(int fd);
extern void relax(void);
extern struct conn *find(int fd);
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static int work, total;
static struct conn *volatile shared;

void drop_by_flag_ok(struct conn *c) {
    bool held = true;
    pthread_mutex_lock(&c->mu);
    if (c->closed) {
        pthread_mutex_unlock(&c->mu);
        held = false;
    }
    c->state = 1;
    if (held)
        pthread_mutex_unlock(&c->mu);
}
void drop_by_field_ok(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    c->locked = true;
    if (c->closed) {
        c->locked = false;
        pthread_mutex_unlock(&c->mu);
    }
    if (c->locked)
        pthread_mutex_unlock(&c->mu);
}
static int helper_drops(struct conn *c) {
    if (c->closed) {
        pthread_mutex_unlock(&c->mu);
        return -1;
    }
    return 0;
}
int drops_on_error_ok(struct conn *c) {
    int r;
    pthread_mutex_lock(&c->mu);
    r = helper_drops(c);
    if (r < 0)
        return r;
    pthread_mutex_unlock(&c->mu);
    return 0;
}
static bool helper_bool(struct conn *c) {
    bool ok = c->state > 2 && c->fd;
    if (!ok)
        pthread_mutex_unlock(&c->mu);
    return ok;
}
void drops_bool_ok(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    if (helper_bool(c))
        pthread_mutex_unlock(&c->mu);
}
int try_ladder_ok(struct conn *a, struct conn *b, struct conn *c) {
    int r = -EBUSY;
    if (pthread_mutex_trylock(&a->mu))
        return r;
    if (pthread_mutex_trylock(&b->mu))
        goto ua;
    if (pthread_mutex_trylock(&c->mu))
        goto ub;
    r = check(1);
    pthread_mutex_unlock(&c->mu);
ub:
    pthread_mutex_unlock(&b->mu);
ua:
    pthread_mutex_unlock(&a->mu);
    return r;
}
int try_all_ok(pthread_mutex_t *a, int n) {
    int i;
    for (i = 0; i < n; i++)
        if (pthread_mutex_trylock(&a[i]) != 0)
            break;
    if (i == n)
        return 0;
    while (i--)
        pthread_mutex_unlock(&a[i]);
    return -1;
}
int backoff_ok(struct conn *c) {
    int n = 0, d = 1;
    while (pthread_mutex_trylock(&c->mu) != 0) {
        if (++n > 10)
            return -1;
        usleep((unsigned)d);
        d *= 2;
    }
    c->state++;
    pthread_mutex_unlock(&c->mu);
    return 0;
}
int try_var_ok(struct conn *c) {
    int rc;
    do {
        rc = pthread_mutex_trylock(&c->mu);
        if (rc)
            relax();
    } while (rc);
    c->state++;
    return pthread_mutex_unlock(&c->mu);
}
int try_for_ok(struct conn *c) {
    int i;
    for (i = 0; i < 100; i++)
        if (!pthread_mutex_trylock(&c->mu))
            break;
    if (i == 100)
        return -1;
    c->state++;
    pthread_mutex_unlock(&c->mu);
    return 0;
}
int try_for_flag_ok(struct conn *c) {
    bool got = false;
    for (int i = 0; i < 100 && !got; i++) {
        got = !pthread_mutex_trylock(&c->mu);
        if (!got)
            relax();
    }
    if (got)
        pthread_mutex_unlock(&c->mu);
    return got ? 0 : -1;
}
int try_then_lock_ok(struct conn *c) {
    if (pthread_mutex_trylock(&c->mu) == EBUSY)
        pthread_mutex_lock(&c->mu);
    c->state++;
    pthread_mutex_unlock(&c->mu);
    return 0;
}
int try_switch_ok(struct conn *c) {
    switch (pthread_mutex_trylock(&c->mu)) {
    case 0:
        break;
    case EBUSY:
        return -1;
    default:
        abort();
    }
    pthread_mutex_unlock(&c->mu);
    return 0;
}
int try_ternary_ok(struct conn *c) {
    int r = pthread_mutex_trylock(&c->mu) ? -1 : 0;
    if (r == 0)
        pthread_mutex_unlock(&c->mu);
    return r;
}
int try_deadlk_ok(struct conn *c) {
    int r = pthread_mutex_lock(&c->mu);
    bool mine = r != EDEADLK;
    if (r && r != EDEADLK)
        abort();
    c->state++;
    if (mine)
        pthread_mutex_unlock(&c->mu);
    return 0;
}
int robust_ok(struct conn *c) {
    int r = pthread_mutex_lock(&c->mu);
    if (r == EOWNERDEAD) {
        pthread_mutex_consistent(&c->mu);
        r = 0;
    }
    if (r)
        return -r;
    pthread_mutex_unlock(&c->mu);
    return 0;
}
int robust_try_ok(struct conn *c) {
    int r = pthread_mutex_trylock(&c->mu);
    switch (r) {
    case EOWNERDEAD:
        if (pthread_mutex_consistent(&c->mu) != 0) {
            pthread_mutex_unlock(&c->mu);
            return -1;
        }
        break;
    case 0:
        break;
    default:
        return r;
    }
    pthread_mutex_unlock(&c->mu);
    return 0;
}
int timed_loop_ok(struct conn *c) {
    struct timespec ts;
    int r;
    clock_gettime(CLOCK_REALTIME, &ts);
    ts.tv_sec += 1;
    r = pthread_mutex_timedlock(&c->mu, &ts);
    if (r == ETIMEDOUT)
        return 0;
    if (r == 0) {
        pthread_mutex_unlock(&c->mu);
        return 1;
    }
    return -r;
}
void loop_unlock_relock_ok(void) {
    pthread_mutex_lock(&m);
    while (work > 0) {
        work--;
        pthread_mutex_unlock(&m);
        check(1);
        pthread_mutex_lock(&m);
    }
    pthread_mutex_unlock(&m);
}
void loop_unlock_break_ok(void) {
    for (;;) {
        pthread_mutex_lock(&m);
        if (!work) {
            pthread_mutex_unlock(&m);
            break;
        }
        work--;
        if (work == 5) {
            pthread_mutex_unlock(&m);
            continue;
        }
        total++;
        pthread_mutex_unlock(&m);
    }
}
void retry_goto_ok(struct conn *c) {
retry:
    pthread_mutex_lock(&m);
    if (pthread_mutex_trylock(&c->mu) != 0) {
        pthread_mutex_unlock(&m);
        pthread_mutex_lock(&c->mu);
        pthread_mutex_unlock(&c->mu);
        goto retry;
    }
    pthread_mutex_unlock(&m);
    pthread_mutex_unlock(&c->mu);
}
int chain_ok(int fd) {
    struct conn *c, *n;
    pthread_mutex_lock(&m);
    c = shared;
    if (!c) {
        pthread_mutex_unlock(&m);
        return -1;
    }
    pthread_mutex_lock(&c->mu);
    pthread_mutex_unlock(&m);
    while ((n = c->next)) {
        if (n->fd == fd)
            break;
        pthread_mutex_lock(&n->mu);
        pthread_mutex_unlock(&c->mu);
        c = n;
    }
    pthread_mutex_unlock(&c->mu);
    return 0;
}
void two_names_ok(struct conn *a, struct conn *b) {
    pthread_mutex_t *one = &a->mu, *two = &b->mu, *t;
    if (one > two) {
        t = one;
        one = two;
        two = t;
    }
    pthread_mutex_lock(one);
    if (one != two)
        pthread_mutex_lock(two);
    relax();
    if (one != two)
        pthread_mutex_unlock(two);
    pthread_mutex_unlock(one);
}
void swap_pair_ok(struct conn *a, struct conn *b) {
    if (a > b) {
        struct conn *t = a;
        a = b;
        b = t;
    }
    pthread_mutex_lock(&a->mu);
    pthread_mutex_lock(&b->mu);
    pthread_mutex_unlock(&b->mu);
    pthread_mutex_unlock(&a->mu);
}
void array_ok(void) {
    static pthread_mutex_t locks[4];
    for (int i = 0; i < 4; i++)
        pthread_mutex_lock(&locks[i]);
    for (int i = 3; i >= 0; i--)
        pthread_mutex_unlock(&locks[i]);
}
void array_const_ok(pthread_mutex_t *a) {
    pthread_mutex_lock(&a[0]);
    pthread_mutex_lock(&a[1]);
    for (int i = 0; i < 2; i++)
        pthread_mutex_unlock(&a[i]);
}
void array_each_ok(pthread_mutex_t *a, int n) {
    for (int i = 0; i < n; i++) {
        pthread_mutex_lock(a + i);
        pthread_mutex_unlock(a + i);
    }
    for (pthread_mutex_t *p = a; p < a + n; p++) {
        pthread_mutex_lock(p);
        relax();
        pthread_mutex_unlock(p);
    }
}
void hash_two_ok(pthread_mutex_t *a, unsigned x, unsigned y) {
    unsigned i = x % 16, j = y % 16;
    if (i == j) {
        pthread_mutex_lock(&a[i]);
    } else if (i < j) {
        pthread_mutex_lock(&a[i]);
        pthread_mutex_lock(&a[j]);
    } else {
        pthread_mutex_lock(&a[j]);
        pthread_mutex_lock(&a[i]);
    }
    relax();
    pthread_mutex_unlock(&a[i]);
    if (i != j)
        pthread_mutex_unlock(&a[j]);
}
void double_unlock_between_call_ok(struct conn *c) {
    pthread_mutex_unlock(&c->mu);
    relax();
    pthread_mutex_unlock(&c->mu2);
}
void released_then_reread_ok(void) {
    pthread_mutex_unlock(&shared->mu);
    shared = shared->next;
    pthread_mutex_unlock(&shared->mu);
}
void unlock_list_ok(struct conn *c) {
    for (; c; c = c->next)
        pthread_mutex_unlock(&c->mu);
}
void unlock_two_args_ok(struct conn *a, struct conn *b) {
    pthread_mutex_unlock(&a->mu);
    if (b != a)
        pthread_mutex_unlock(&b->mu);
}
void unlock_two_args_plain_ok(struct conn *a, struct conn *b) {
    pthread_mutex_unlock(&a->mu);
    pthread_mutex_unlock(&b->mu);
}
/* ---- roots ---- */
static void lock_both(struct conn *a, struct conn *b) {
    if (a == b) {
        pthread_mutex_lock(&a->mu);
    } else if (a < b) {
        pthread_mutex_lock(&a->mu);
        pthread_mutex_lock(&b->mu);
    } else {
        pthread_mutex_lock(&b->mu);
        pthread_mutex_lock(&a->mu);
    }
}
static void unlock_both(struct conn *a, struct conn *b) {
    pthread_mutex_unlock(&a->mu);
    if (a != b)
        pthread_mutex_unlock(&b->mu);
}
static void transfer(struct conn *a, struct conn *b) {
    lock_both(a, b);
    a->state--;
    b->state++;
    unlock_both(a, b);
}
static struct conn *get_locked(int fd) {
    struct conn *c;
    pthread_mutex_lock(&m);
    for (c = shared; c; c = c->next)
        if (c->fd == fd) {
            pthread_mutex_lock(&c->mu);
            break;
        }
    pthread_mutex_unlock(&m);
    return c;
}
static void put(struct conn *c) {
    if (c)
        pthread_mutex_unlock(&c->mu);
}
static int get_status(struct conn *c) {
    return pthread_mutex_trylock(&c->mu) == 0;
}
static int get_neg(struct conn *c) {
    int e = pthread_mutex_trylock(&c->mu);
    return -e;
}
static int get_out(int fd, struct conn **out) {
    struct conn *c = find(fd);
    *out = NULL;
    if (!c)
        return -1;
    pthread_mutex_lock(&c->mu);
    *out = c;
    return 0;
}
static void big_lock(void) {
    if (total++ == 0)
        pthread_mutex_lock(&m);
}
static void big_unlock(void) {
    if (--total == 0)
        pthread_mutex_unlock(&m);
}
static pthread_mutex_t *pick(int n) {
    static pthread_mutex_t pool[8];
    return &pool[n & 7];
}
static void for_all(void (*f)(pthread_mutex_t *)) {
    for (int i = 0; i < 8; i++)
        f(pick(i));
}
static void l1(pthread_mutex_t *x) { pthread_mutex_lock(x); }
static void u1(pthread_mutex_t *x) { pthread_mutex_unlock(x); }
static void (*const lockers[2])(pthread_mutex_t *) = {l1, u1};
static void *entry_ok(void *arg) {
    struct conn *c = arg, *d = c->next, *e;
    transfer(c, d);
    e = get_locked(4);
    put(e);
    e = get_locked(5);
    if (!e)
        return NULL;
    pthread_mutex_unlock(&e->mu);
    if (get_status(c))
        pthread_mutex_unlock(&c->mu);
    if (get_neg(c) < 0)
        return NULL;
    pthread_mutex_unlock(&c->mu);
    if (get_out(5, &e) == 0)
        pthread_mutex_unlock(&e->mu);
    big_lock();
    big_unlock();
    pthread_mutex_lock(pick(3));
    pthread_mutex_unlock(pick(3));
    for_all(l1);
    for_all(u1);
    lockers[0](&c->mu);
    lockers[1](&c->mu);
    return NULL;
}
static void *entry_cond_ok(void *arg) {
    struct conn *c = arg;
    int cancelled;
    if (c->flags & 1)
        pthread_mutex_lock(&c->mu);
    cancelled = c->closed;
    if (c->flags & 1)
        pthread_mutex_unlock(&c->mu);
    return cancelled ? NULL : arg;
}
static void *entry_mode_ok(void *arg) {
    struct conn *c = arg;
    const int mode = c->state;
    if (mode != 0)
        pthread_mutex_lock(&c->mu);
    check(mode);
    if (mode)
        pthread_mutex_unlock(&c->mu);
    if (mode == 1)
        pthread_rwlock_rdlock(&c->rw);
    else if (mode == 2)
        pthread_rwlock_wrlock(&c->rw);
    if (mode == 1 || mode == 2)
        pthread_rwlock_unlock(&c->rw);
    return NULL;
}
static void handed(struct conn *c) { pthread_mutex_unlock(&c->mu); }
static void *entry_handed_ok(void *arg) {
    struct conn *c = arg;
    void (*done)(struct conn *) = c->state ? handed : NULL;
    pthread_mutex_lock(&c->mu);
    if (done)
        done(c);
    else
        pthread_mutex_unlock(&c->mu);
    return NULL;
}
/* A lock that was locked before the thread began (handshake) is owned by the creator. */
int main(int argc, char **argv) {
    pthread_t t;
    struct conn *c = find(argc);
    (void)argv;
    pthread_create(&t, NULL, entry_ok, c);
    pthread_create(&t, NULL, entry_cond_ok, c);
    pthread_create(&t, NULL, entry_mode_ok, c);
    pthread_create(&t, NULL, entry_handed_ok, c);
    for (int i = 0; i < argc; i++)
        pthread_mutex_lock(pick(i));
    for (int i = 0; i < argc; i++)
        pthread_mutex_unlock(pick(i));
    if (argc > 1)
        pthread_mutex_lock(&m);
    total = argc;
    if (argc >= 2)
        pthread_mutex_unlock(&m);
    switch (argc) {
    case 3:
        pthread_mutex_lock(&m);
    }
    if (argc == 3)
        pthread_mutex_unlock(&m);
    return 0;
}
/* ---- rwlocks ---- */
int upgrade_ok(struct conn *c) {
    pthread_rwlock_rdlock(&c->rw);
    if (c->state) {
        pthread_rwlock_unlock(&c->rw);
        return 0;
    }
    pthread_rwlock_unlock(&c->rw);
    pthread_rwlock_wrlock(&c->rw);
    if (!c->state)
        c->state = 1;
    pthread_rwlock_unlock(&c->rw);
    return 1;
}
int upgrade_flag_ok(struct conn *c) {
    bool write = false;
again:
    if (write)
        pthread_rwlock_wrlock(&c->rw);
    else
        pthread_rwlock_rdlock(&c->rw);
    if (!c->state) {
        if (!write) {
            pthread_rwlock_unlock(&c->rw);
            write = true;
            goto again;
        }
        c->state = 1;
    }
    pthread_rwlock_unlock(&c->rw);
    return 0;
}
int upgrade_loop_ok(struct conn *c) {
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 0)
            pthread_rwlock_rdlock(&c->rw);
        else
            pthread_rwlock_wrlock(&c->rw);
        check(pass);
        pthread_rwlock_unlock(&c->rw);
    }
    return 0;
}
int upgrade_cond_ok(struct conn *c) {
    bool locked = false;
    if (pthread_rwlock_rdlock(&c->rw) == 0)
        locked = true;
    if (c->closed && locked) {
        pthread_rwlock_unlock(&c->rw);
        locked = false;
    }
    if (!locked)
        pthread_rwlock_wrlock(&c->rw);
    pthread_rwlock_unlock(&c->rw);
    return 0;
}
int downgrade_ok(struct conn *c) {
    pthread_rwlock_wrlock(&c->rw);
    c->state = 1;
    pthread_rwlock_unlock(&c->rw);
    pthread_rwlock_rdlock(&c->rw);
    check(c->state);
    pthread_rwlock_unlock(&c->rw);
    return 0;
}
enum kind { READ, WRITE };
static void rwl(pthread_rwlock_t *l, enum kind k) {
    if (k == WRITE)
        pthread_rwlock_wrlock(l);
    else
        pthread_rwlock_rdlock(l);
}
int by_kind_ok(struct conn *c, enum kind k) {
    rwl(&c->rw, k);
    if (k == READ && c->state == 0) {
        pthread_rwlock_unlock(&c->rw);
        k = WRITE;
        rwl(&c->rw, k);
    }
    pthread_rwlock_unlock(&c->rw);
    return 0;
}
int two_rw_ok(struct conn *a) {
    struct conn *b = a->next;
    pthread_rwlock_rdlock(&a->rw);
    pthread_rwlock_wrlock(&b->rw);
    pthread_rwlock_unlock(&b->rw);
    pthread_rwlock_unlock(&a->rw);
    pthread_rwlock_rdlock(&rw);
    pthread_rwlock_rdlock(&rw);
    pthread_rwlock_unlock(&rw);
    pthread_rwlock_unlock(&rw);
    pthread_rwlock_wrlock(&rw);
    pthread_rwlock_unlock(&rw);
    return 0;
}
int trywr_ok(struct conn *c) {
    pthread_rwlock_rdlock(&c->rw);
    if (pthread_rwlock_trywrlock(&c->rw) == 0)
        return 1;
    pthread_rwlock_unlock(&c->rw);
    pthread_rwlock_wrlock(&c->rw);
    pthread_rwlock_unlock(&c->rw);
    return 0;
}
int lookup_insert_ok(struct conn *c, int key) {
    struct conn *f;
    pthread_rwlock_rdlock(&c->rw);
    for (f = c->next; f; f = f->next)
        if (f->fd == key)
            goto found;
    pthread_rwlock_unlock(&c->rw);
    pthread_rwlock_wrlock(&c->rw);
    for (f = c->next; f; f = f->next)
        if (f->fd == key)
            goto found;
    f = malloc(sizeof *f);
    f->next = c->next;
    c->next = f;
found:
    key = f->state;
    pthread_rwlock_unlock(&c->rw);
    return key;
}
/* ---- checked ---- */
static int my_try(struct conn *c) { return pthread_mutex_trylock(&c->mu); }
static bool my_try_b(struct conn *c) { return pthread_mutex_trylock(&c->mu) == 0; }
void cast_void_lock_ok(struct conn *c) {
    (void)pthread_mutex_lock(&c->mu);
    (void)pthread_mutex_unlock(&c->mu);
}
int comma_ok(struct conn *c) {
    int r;
    if (r = my_try(c), r != 0)
        return r;
    pthread_mutex_unlock(&c->mu);
    if (c->closed || !my_try_b(c))
        return -1;
    pthread_mutex_unlock(&c->mu);
    return 0;
}
int assert_ok(struct conn *c) {
    pthread_mutex_trylock(&c->mu) == 0 || (abort(), 0);
    pthread_mutex_unlock(&c->mu);
    return 0;
}
int and_ok(struct conn *c) {
    int r = 1;
    c->closed && (r = my_try(c));
    if (!r)
        pthread_mutex_unlock(&c->mu);
    return 0;
}
extern void report(int r);
void passed_ok(struct conn *c) {
    report(pthread_mutex_trylock(&c->mu));
}
/* asks whether it is held (debug assertion) */
void assert_held_ok(struct conn *c) {
    int r = pthread_mutex_trylock(&c->mu);
    if (r == 0)
        abort();
}
// FP_: a try that must fail asks whether the lock is held; it looks like one that did not get it.
void FP_assert_held2(struct conn *c) {
    if (pthread_mutex_trylock(&c->mu) != EBUSY)
        abort();
    c->state++;
    pthread_mutex_unlock(&c->mu); // expected-warning {{'c->mu' is unlocked although this thread did not get it}}
}
/* makes sure that it is not held, whoever holds it: after a fork, or at recovery */
void ensure_unlocked_bad(struct conn *c) {
    int r = pthread_mutex_trylock(&c->mu);
    (void)r;
    pthread_mutex_unlock(&c->mu); // expected-warning {{'c->mu' is unlocked although this thread did not get it}}
}
void ensure_unlocked_drop_bad(struct conn *c) {
    (void)pthread_mutex_trylock(&c->mu); // expected-warning {{the result of 'pthread_mutex_trylock' is ignored: whether 'c->mu' is locked now, nobody knows}}
    pthread_mutex_unlock(&c->mu);
}
/* A lock that waits where the try did not get it: that it may fail in turn makes it no lock that is free for sure. */
int wait_after_try_ok(struct conn *c) {
    int r = pthread_mutex_trylock(&c->mu);
    if (r != 0) {
        c->state++;
        r = pthread_mutex_lock(&c->mu);
    }
    c->state--;
    pthread_mutex_unlock(&c->mu);
    return r;
}
void wait_unless_tried_ok(struct conn *c) {
    pthread_mutex_trylock(&c->mu) && pthread_mutex_lock(&c->mu);
    c->state++;
    pthread_mutex_unlock(&c->mu);
}
int result_of_second_ok(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    c->state++;
    pthread_mutex_unlock(&c->mu);
    int r = pthread_mutex_lock(&c->mu);
    c->state++;
    pthread_mutex_unlock(&c->mu);
    return r;
}
int result_of_second_bad(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    pthread_mutex_unlock(&c->mu);
    int r = pthread_mutex_lock(&c->mu);
    pthread_mutex_unlock(&c->mu);
    if (r == 0)
        pthread_mutex_unlock(&c->mu); // expected-warning {{'c->mu' is unlocked twice; whoever has locked it in between loses it}}
    return r;
}
// FN_: a try may also say EOWNERDEAD, and hold; behind the lock that follows, the ways are one, and nothing is sure.
void FN_twice_after_try_and_wait(struct conn *c) {
    if (pthread_mutex_trylock(&c->mu) != 0)
        pthread_mutex_lock(&c->mu);
    pthread_mutex_unlock(&c->mu);
    pthread_mutex_unlock(&c->mu);
}
void FN_twice_after_tries(struct conn *c) {
    while (pthread_mutex_trylock(&c->mu) != 0)
        c->state++;
    pthread_mutex_unlock(&c->mu);
    pthread_mutex_unlock(&c->mu);
}

// What is called before the program ends takes nothing that the callers could find locked.
extern void complain(const char *what, struct conn *c);
static void let_go_or_die(struct conn *c) {
    if (pthread_mutex_unlock(&c->mu) != 0) {
        complain("unlock", c);
        abort();
    }
}
static void let_go_or_complain(struct conn *c) {
    if (pthread_mutex_unlock(&c->mu) != 0)
        complain("unlock", c);
}
void twice_or_die_bad(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    let_go_or_die(c);
    let_go_or_die(c); // expected-warning {{'c->mu' is unlocked twice}}
}
void once_or_die_ok(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    let_go_or_die(c);
    pthread_mutex_lock(&c->mu);
    let_go_or_die(c);
}
// FN_: complain may take it again, by what is agreed on.
void FN_twice_or_complain(struct conn *c) {
    pthread_mutex_lock(&c->mu);
    let_go_or_complain(c);
    let_go_or_complain(c);
}

// Where it is seen that the lock is an ordinary one, a failed try says nothing of an owner that died.
static pthread_mutex_t ordinary = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t made_elsewhere;
void twice_after_tries_bad(struct conn *c) {
    while (pthread_mutex_trylock(&ordinary) != 0)
        c->state++;
    pthread_mutex_unlock(&ordinary);
    pthread_mutex_unlock(&ordinary); // expected-warning {{'ordinary' is unlocked twice}}
}
void after_failed_try_bad(struct conn *c) {
    int r = pthread_mutex_trylock(&ordinary);
    if (r != 0)
        c->state++;
    pthread_mutex_unlock(&ordinary); // expected-warning {{'ordinary' is unlocked although this thread did not get it}}
}
extern void make(pthread_mutex_t *mutex);
void after_owner_died_ok(struct conn *c) {
    make(&made_elsewhere);
    int r = pthread_mutex_trylock(&made_elsewhere);
    if (r == EBUSY)
        return;
    c->state++;
    pthread_mutex_unlock(&made_elsewhere);
}
