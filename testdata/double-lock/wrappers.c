/* wrappers.c -- locks of one's own, made of others: what a call does to a lock is read from its body. */
#include <pthread.h>
#include <stdlib.h>

struct shard {
    pthread_mutex_t mu;
    int used;
};

struct store {
    struct shard shards[16];
    pthread_mutex_t *big;
    pthread_rwlock_t rw;
    int threaded;
    int count;
};

struct shard *look_up(int key);
void log_line(const char *text);
int ask(void);

/* ---- wrappers that take any mutex ---- */

static void my_lock(pthread_mutex_t *m) {
    if (pthread_mutex_lock(m) != 0)
        abort();
}

static void my_unlock(pthread_mutex_t *m) {
    pthread_mutex_unlock(m);
}

#define LOCK_STORE(s)                                                                                                  \
    do {                                                                                                               \
        my_lock((s)->big);                                                                                             \
    } while (0)

void pointer_to_mutex_bad(struct store *s) {
    LOCK_STORE(s);
    s->count++;
    LOCK_STORE(s); // expected-warning {{'s->big' is locked again while this thread already holds it}}
    my_unlock(s->big);
}

void pointer_to_mutex_ok(struct store *s) {
    LOCK_STORE(s);
    s->count++;
    my_unlock(s->big);
    LOCK_STORE(s);
    my_unlock(s->big);
}

/* ---- an element that the wrapper computes ---- */

static void lock_shard(struct store *s, unsigned hash) {
    pthread_mutex_lock(&s->shards[hash & 15].mu);
}

static void unlock_shard(struct store *s, unsigned hash) {
    pthread_mutex_unlock(&s->shards[hash & 15].mu);
}

void same_shard_bad(struct store *s, unsigned hash) {
    lock_shard(s, hash);
    lock_shard(s, hash); // expected-warning {{'s->shards[hash & 15].mu' is locked again}}
    unlock_shard(s, hash);
}

void one_shard_after_the_other_ok(struct store *s, unsigned hash, unsigned other) {
    lock_shard(s, hash);
    unlock_shard(s, hash);
    lock_shard(s, other);
    unlock_shard(s, other);
}

void two_shards_ok(struct store *s, unsigned hash, unsigned other) {
    lock_shard(s, hash);
    lock_shard(s, other);
    unlock_shard(s, other);
    unlock_shard(s, hash);
}

/* ---- try wrappers, each with its own idea of success ---- */

static int try_yes(struct shard *s) {
    return pthread_mutex_trylock(&s->mu) == 0;
}

static int try_not(struct shard *s) {
    return !pthread_mutex_trylock(&s->mu);
}

static int try_numbers(struct shard *s) {
    if (pthread_mutex_trylock(&s->mu))
        return -7;
    return 42;
}

void try_yes_bad(struct shard *s) {
    if (try_yes(s))
        pthread_mutex_lock(&s->mu); // expected-warning {{'s->mu' is locked again while this thread already holds it}}
}

void try_not_bad(struct shard *s) {
    if (!try_not(s))
        return;
    pthread_mutex_lock(&s->mu); // expected-warning {{'s->mu' is locked again while this thread already holds it}}
}

void try_numbers_bad(struct shard *s) {
    switch (try_numbers(s)) {
    case 42:
        pthread_mutex_lock(&s->mu); // expected-warning {{'s->mu' is locked again while this thread already holds it}}
        break;
    default:
        break;
    }
}

void try_then_wait_ok(struct shard *s) {
    if (!try_yes(s))
        pthread_mutex_lock(&s->mu);
    s->used++;
    pthread_mutex_unlock(&s->mu);
    if (try_numbers(s) < 0)
        pthread_mutex_lock(&s->mu);
    s->used--;
    pthread_mutex_unlock(&s->mu);
}

/* ---- an object that comes back locked ---- */

static struct shard *get_locked(int key) {
    struct shard *found = look_up(key);
    if (!found)
        return NULL;
    pthread_mutex_lock(&found->mu);
    return found;
}

static int find_locked(int key, struct shard **out) {
    struct shard *found = look_up(key);
    if (!found)
        return -1;
    pthread_mutex_lock(&found->mu);
    *out = found;
    return 0;
}

static void put(struct shard *s) {
    pthread_mutex_unlock(&s->mu);
}

void returned_locked_bad(int key) {
    struct shard *s = get_locked(key);
    if (!s)
        return;
    pthread_mutex_lock(&s->mu); // expected-warning {{'s->mu' is locked again while this thread already holds it}}
    put(s);
}

void returned_locked_ok(int key) {
    struct shard *s = get_locked(key);
    if (s) {
        put(s);
        pthread_mutex_lock(&s->mu);
        put(s);
    }
}

void out_parameter_bad(int key) {
    struct shard *s;
    if (find_locked(key, &s) == 0) {
        pthread_mutex_lock(&s->mu); // expected-warning {{'s->mu' is locked again while this thread already holds it}}
        put(s);
    }
}

void out_parameter_ok(int key) {
    struct shard *s;
    if (find_locked(key, &s) < 0)
        return;
    put(s);
    pthread_mutex_lock(&s->mu);
    put(s);
}

/* ---- held only on some ways ---- */

static void lock_if_threaded(struct store *s) {
    if (s->threaded)
        my_lock(s->big);
}

static void unlock_if_threaded(struct store *s) {
    if (s->threaded)
        my_unlock(s->big);
}

void conditional_pairs_ok(struct store *s) {
    lock_if_threaded(s);
    log_line("first");
    unlock_if_threaded(s);
    lock_if_threaded(s);
    unlock_if_threaded(s);
}

void conditional_twice_bad(struct store *s) {
    lock_if_threaded(s);
    lock_if_threaded(s); // expected-warning {{'s->big' is locked again while this thread already holds it}}
    unlock_if_threaded(s);
}

static void count(struct store *s, int is_locked) {
    if (!is_locked)
        my_lock(s->big);
    s->count++;
    if (!is_locked)
        my_unlock(s->big);
}

void told_by_an_argument_ok(struct store *s) {
    my_lock(s->big);
    count(s, 1);
    my_unlock(s->big);
    count(s, 0);
}

void told_by_an_argument_bad(struct store *s) {
    my_lock(s->big);
    count(s, 0); // expected-warning {{'s->big' is locked again while this thread already holds it}}
    my_unlock(s->big);
}

static void lock_perhaps(struct shard *s) {
    if (ask())
        pthread_mutex_lock(&s->mu);
}

/* FN_: which of the two it was is forgotten. */
void FN_nobody_knows(struct shard *s) {
    lock_perhaps(s);
    pthread_mutex_lock(&s->mu);
}

/* ---- unlock and give up, in one call ---- */

static int fail(struct store *s, int code) {
    my_unlock(s->big);
    return code;
}

int fails_ok(struct store *s, int x) {
    my_lock(s->big);
    if (x < 0)
        return fail(s, -x);
    my_unlock(s->big);
    my_lock(s->big);
    my_unlock(s->big);
    return 0;
}

static void die(struct store *s) {
    my_unlock(s->big);
    log_line("no way on");
    abort();
}

void dies_ok(struct store *s, int x) {
    my_lock(s->big);
    if (x)
        die(s);
    my_unlock(s->big);
    my_lock(s->big);
    my_unlock(s->big);
}

/* ---- two at once, ordered by address ---- */

static void lock_both(struct shard *a, struct shard *b) {
    if (a < b) {
        pthread_mutex_lock(&a->mu);
        pthread_mutex_lock(&b->mu);
    } else {
        pthread_mutex_lock(&b->mu);
        pthread_mutex_lock(&a->mu);
    }
}

static void unlock_both(struct shard *a, struct shard *b) {
    pthread_mutex_unlock(&a->mu);
    pthread_mutex_unlock(&b->mu);
}

void both_ok(struct shard *a, struct shard *b) {
    lock_both(a, b);
    unlock_both(a, b);
    lock_both(b, a);
    unlock_both(b, a);
}

void both_bad(struct shard *a, struct shard *b) {
    lock_both(a, b);
    pthread_mutex_lock(&a->mu); // expected-warning {{'a->mu' is locked again while this thread already holds it}}
    unlock_both(a, b);
}

/* ---- reader and writer ---- */

static void read_lock(struct store *s) {
    pthread_rwlock_rdlock(&s->rw);
}

static void write_lock(struct store *s) {
    pthread_rwlock_wrlock(&s->rw);
}

static void leave(struct store *s) {
    pthread_rwlock_unlock(&s->rw);
}

void read_twice_ok(struct store *s) {
    read_lock(s);
    read_lock(s);
    leave(s);
    leave(s);
    write_lock(s);
    leave(s);
}

void read_after_write_bad(struct store *s) {
    write_lock(s);
    read_lock(s); // expected-warning {{'s->rw' is read-locked while this thread already holds it for writing}}
    leave(s);
}

/* ---- the caller's lock is let go for a while ---- */

static void refresh(struct shard *s) {
    pthread_mutex_unlock(&s->mu);
    log_line("refresh");
    pthread_mutex_lock(&s->mu);
}

void let_go_inside_ok(struct shard *s) {
    pthread_mutex_lock(&s->mu);
    refresh(s);
    s->used++;
    pthread_mutex_unlock(&s->mu);
}

void let_go_inside_bad(struct shard *s) {
    pthread_mutex_lock(&s->mu);
    refresh(s);
    pthread_mutex_lock(&s->mu); // expected-warning {{'s->mu' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&s->mu);
}

/* ---- recursion ---- */

static int depth_first(struct shard *s, int depth) {
    if (depth == 7) {
        pthread_mutex_lock(&s->mu);
        s->used++;
        pthread_mutex_unlock(&s->mu);
    }
    return depth == 0 ? 0 : depth_first(s, depth - 1);
}

void recursive_bad(struct shard *s) {
    pthread_mutex_lock(&s->mu);
    depth_first(s, 8); // expected-warning {{'s->mu' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&s->mu);
}

void recursive_ok(struct shard *s) {
    depth_first(s, 8);
    pthread_mutex_lock(&s->mu);
    pthread_mutex_unlock(&s->mu);
}

static int odd(struct store *s, int n);

static int even(struct store *s, int n) {
    return n == 0 ? 1 : odd(s, n - 1);
}

static int odd(struct store *s, int n) {
    if (n > 0)
        return even(s, n - 1);
    my_lock(s->big);
    my_unlock(s->big);
    return 0;
}

void each_other_bad(struct store *s) {
    my_lock(s->big);
    even(s, 1); // expected-warning {{'s->big' is locked again while this thread already holds it}}
    my_unlock(s->big);
}

/* FN_: a recursion is followed two turns deep, and this one locks in the fifth. */
void FN_each_other_far_down(struct store *s) {
    my_lock(s->big);
    even(s, 5);
    my_unlock(s->big);
}

/* ---- which object it is ---- */

static struct shard *one_of(struct shard *s) {
    if (ask())
        return s;
    return s + 1;
}

/* FN_: what one_of() gives is one of two. */
void FN_may_be_the_same(struct shard *s) {
    struct shard *other = one_of(s);
    pthread_mutex_lock(&s->mu);
    pthread_mutex_lock(&other->mu);
    pthread_mutex_unlock(&other->mu);
    pthread_mutex_unlock(&s->mu);
}

struct link {
    struct shard *shard;
};

static void lock_and_replace(struct link *l, struct shard *by) {
    pthread_mutex_lock(&l->shard->mu);
    l->shard = by;
}

/* What is locked is the shard that was there before. */
void locked_before_it_was_replaced_bad(struct link *l, struct shard *by) {
    struct shard *old = l->shard;
    lock_and_replace(l, by);
    pthread_mutex_lock(&old->mu); // expected-warning {{is locked again while this thread already holds it}}
    pthread_mutex_unlock(&old->mu);
}

void the_new_one_ok(struct link *l, struct shard *by) {
    lock_and_replace(l, by);
    pthread_mutex_lock(&by->mu);
    pthread_mutex_unlock(&by->mu);
}

static struct shard **kept;

static void keep(struct shard **slot) {
    kept = slot;
}

/* Who has the address of the variable can put another shard there. */
void kept_address_ok(struct shard *s) {
    struct shard *mine = s;
    keep(&mine);
    pthread_mutex_lock(&mine->mu);
    log_line("others run");
    pthread_mutex_lock(&mine->mu);
}

void watch(struct shard **slot);

static void watch_it(struct shard **slot) {
    watch(slot);
}

void watched_address_ok(struct shard *s) {
    struct shard *mine = s;
    watch_it(&mine);
    pthread_mutex_lock(&mine->mu);
    log_line("others run");
    pthread_mutex_lock(&mine->mu);
}

/* ---- mutexes that may be taken again ---- */

struct nested {
    pthread_mutex_t mu;
};

void make_nested(struct nested *n, pthread_mutexattr_t *recursive) {
    pthread_mutex_init(&n->mu, recursive);
}

void recursive_mutex_ok(struct nested *n) {
    my_lock(&n->mu);
    my_lock(&n->mu);
    my_unlock(&n->mu);
    my_unlock(&n->mu);
}
