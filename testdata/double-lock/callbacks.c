/* callbacks.c -- functions that are called through pointers: handed on, stored once, or in constant tables. */
#include <pthread.h>
#include <stdlib.h>

struct node {
    pthread_mutex_t mu;
    struct node *next;
    int used;
};

static pthread_mutex_t registry = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void bump(struct node *n) {
    pthread_mutex_lock(&n->mu);
    n->used++;
    pthread_mutex_unlock(&n->mu);
}

static void touch(struct node *n) {
    n->used++;
}

static void take(struct node *n) {
    pthread_mutex_lock(&n->mu);
}

static void drop(struct node *n) {
    pthread_mutex_unlock(&n->mu);
}

/* ---- walkers ---- */

static void with_lock(struct node *n, void (*visit)(struct node *)) {
    pthread_mutex_lock(&n->mu);
    visit(n);
    pthread_mutex_unlock(&n->mu);
}

void visits_under_the_lock_bad(struct node *n) {
    with_lock(n, bump); // expected-warning {{'n->mu' is locked again while this thread already holds it}}
}

void visits_under_the_lock_ok(struct node *n) {
    with_lock(n, touch);
}

static void note_all(struct node *n, void (*visit)(void)) {
    for (; n; n = n->next)
        visit();
}

static void note(void) {
    pthread_mutex_lock(&registry);
    pthread_mutex_unlock(&registry);
}

void walks_bad(struct node *n) {
    pthread_mutex_lock(&registry);
    note_all(n, note); // expected-warning {{'registry' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&registry);
}

void walks_ok(struct node *n) {
    note_all(n, note);
    pthread_mutex_lock(&registry);
    pthread_mutex_unlock(&registry);
}

static void visit_some(struct node *n, void (*visit)(struct node *)) {
    if (n->used > 3)
        visit(n);
}

/* FN_: what a visitor does to locks is open afterwards, also where it is not called. */
void FN_visitor_not_called(struct node *n) {
    take(n);
    visit_some(n, drop);
    pthread_mutex_lock(&n->mu);
}

/* ---- the library calls back ---- */

static void set_up(void) {
    pthread_mutex_lock(&registry);
    pthread_mutex_unlock(&registry);
}

void once_bad(void) {
    pthread_mutex_lock(&registry);
    pthread_once(&once, set_up); // expected-warning {{'registry' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&registry);
}

void once_ok(void) {
    pthread_once(&once, set_up);
    pthread_mutex_lock(&registry);
    pthread_mutex_unlock(&registry);
}

static int compare(const void *a, const void *b) {
    pthread_mutex_lock(&registry);
    int result = *(const int *)a - *(const int *)b;
    pthread_mutex_unlock(&registry);
    return result;
}

void sorts_bad(int *items, size_t count) {
    pthread_mutex_lock(&registry);
    qsort(items, count, sizeof *items, compare); // expected-warning {{'registry' is locked again}}
    pthread_mutex_unlock(&registry);
}

void sorts_ok(int *items, size_t count) {
    qsort(items, count, sizeof *items, compare);
    pthread_mutex_lock(&registry);
    pthread_mutex_unlock(&registry);
}

/* ---- pointers that hold one function ---- */

static void (*hook)(struct node *) = bump;
static void (*open_hook)(struct node *) = bump;

void set_open_hook(void (*to)(struct node *)) {
    open_hook = to;
}

void hook_bad(struct node *n) {
    pthread_mutex_lock(&n->mu);
    hook(n); // expected-warning {{'n->mu' is locked again while this thread already holds it}}
    pthread_mutex_unlock(&n->mu);
}

void open_hook_ok(struct node *n) {
    pthread_mutex_lock(&n->mu);
    open_hook(n);
    pthread_mutex_unlock(&n->mu);
}

static void (*changing_hook)(struct node *) = bump;

void change_hook(void) {
    changing_hook = touch;
}

void changing_hook_ok(struct node *n) {
    pthread_mutex_lock(&n->mu);
    changing_hook(n);
    pthread_mutex_unlock(&n->mu);
}

static void (*locking_hook)(struct node *) = touch;

void set_locking_hook(void) {
    locking_hook = bump;
}

void locking_hook_ok(struct node *n) {
    pthread_mutex_lock(&n->mu);
    locking_hook(n);
    pthread_mutex_unlock(&n->mu);
}

void local_pointer_bad(struct node *n, int x) {
    void (*lock)(struct node *) = x ? take : take;
    lock(n);
    lock(n); // expected-warning {{'n->mu' is locked again while this thread already holds it}}
    drop(n);
}

/* FN_: the pointer holds one of two functions, and nothing is said of what either does. */
void FN_local_pointer(struct node *n, int x) {
    void (*lock)(struct node *) = x ? take : touch;
    lock(n);
    pthread_mutex_lock(&n->mu);
}

/* ---- tables ---- */

struct lock_ops {
    void (*take)(struct node *);
    void (*drop)(struct node *);
};

static const struct lock_ops real = {.take = take, .drop = drop};
static const struct lock_ops none = {.take = touch, .drop = touch};

void table_bad(struct node *n) {
    real.take(n);
    real.take(n); // expected-warning {{'n->mu' is locked again while this thread already holds it}}
    real.drop(n);
}

void table_ok(struct node *n) {
    real.take(n);
    real.drop(n);
    none.take(n);
    none.take(n);
    real.take(n);
    real.drop(n);
}

// In the order of the members.
static const struct lock_ops in_order = {take, drop};
static const struct {
    struct {
        void (*first)(struct node *);
        void (*second)(struct node *);
    } inner;
    void (*third)(struct node *);
} without_braces = {touch, touch, take}, with_braces = {{touch, touch}, take};

void in_order_bad(struct node *n) {
    in_order.take(n);
    in_order.take(n); // expected-warning {{'n->mu' is locked again while this thread already holds it}}
    in_order.drop(n);
}

void in_order_ok(struct node *n) {
    in_order.take(n);
    in_order.drop(n);
    with_braces.third(n);
    in_order.drop(n);
}

void with_braces_bad(struct node *n) {
    with_braces.third(n);
    with_braces.third(n); // expected-warning {{'n->mu' is locked again while this thread already holds it}}
    drop(n);
}

// FN_: which member such an item is for isn't counted out.
void FN_without_braces(struct node *n) {
    without_braces.third(n);
    without_braces.third(n);
    drop(n);
}

void table_that_nobody_knows_ok(const struct lock_ops *ops, struct node *n) {
    ops->take(n);
    ops->take(n);
    ops->drop(n);
}
