// No main. What callers hold, what readers may do, what may be taken again, whose type it is.
#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER, c = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t d = PTHREAD_MUTEX_INITIALIZER, e = PTHREAD_MUTEX_INITIALIZER, f = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t world = PTHREAD_MUTEX_INITIALIZER;

// ---- callers hold the gate ----

static void forth_under_world(void) {
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b);
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
}

static void back_under_world(void) {
    pthread_mutex_lock(&b);
    pthread_mutex_lock(&a);
    pthread_mutex_unlock(&a);
    pthread_mutex_unlock(&b);
}

static void deeper(void) {
    back_under_world();
}

void callers_hold_the_gate_ok(int which) {
    pthread_mutex_lock(&world);
    if (which)
        forth_under_world();
    else
        deeper();
    pthread_mutex_unlock(&world);
}

static void forth_sometimes(void) {
    pthread_mutex_lock(&c);
    pthread_mutex_lock(&d); // expected-warning {{'c' and 'd' are locked in opposite orders}}
    pthread_mutex_unlock(&d);
    pthread_mutex_unlock(&c);
}

void one_caller_does_not_bad(int which) {
    if (which) {
        pthread_mutex_lock(&world);
        forth_sometimes();
        pthread_mutex_unlock(&world);
    } else {
        forth_sometimes();
    }
}

void the_other_order_bad(void) {
    pthread_mutex_lock(&world);
    pthread_mutex_lock(&d);
    pthread_mutex_lock(&c);
    pthread_mutex_unlock(&c);
    pthread_mutex_unlock(&d);
    pthread_mutex_unlock(&world);
}

// ---- readers ----

static pthread_rwlock_t map = PTHREAD_RWLOCK_INITIALIZER, names = PTHREAD_RWLOCK_INITIALIZER;
static pthread_rwlock_t users = PTHREAD_RWLOCK_INITIALIZER, groups = PTHREAD_RWLOCK_INITIALIZER;
static pthread_rwlock_t rules = PTHREAD_RWLOCK_INITIALIZER, hosts = PTHREAD_RWLOCK_INITIALIZER;

void only_readers_ok(void) {
    pthread_rwlock_rdlock(&map);
    pthread_rwlock_rdlock(&names);
    pthread_rwlock_unlock(&names);
    pthread_rwlock_unlock(&map);
    pthread_rwlock_rdlock(&names);
    pthread_rwlock_rdlock(&map);
    pthread_rwlock_unlock(&map);
    pthread_rwlock_unlock(&names);
}

// Two readers of groups don't wait for each other, so there is no circle.
void one_of_them_read_by_both_ok(void) {
    pthread_rwlock_wrlock(&users);
    pthread_rwlock_rdlock(&groups);
    pthread_rwlock_unlock(&groups);
    pthread_rwlock_unlock(&users);
    pthread_rwlock_rdlock(&groups);
    pthread_rwlock_wrlock(&users);
    pthread_rwlock_unlock(&users);
    pthread_rwlock_unlock(&groups);
}

void one_writes_each_bad(void) {
    pthread_rwlock_rdlock(&rules);
    pthread_rwlock_rdlock(&hosts); // expected-warning {{'rules' and 'hosts' are locked in opposite orders}}
    pthread_rwlock_unlock(&hosts);
    pthread_rwlock_unlock(&rules);
    pthread_rwlock_wrlock(&hosts);
    pthread_rwlock_wrlock(&rules);
    pthread_rwlock_unlock(&rules);
    pthread_rwlock_unlock(&hosts);
}

// ---- locks that may be taken again ----

static pthread_mutex_t again = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP, plain = PTHREAD_MUTEX_INITIALIZER;

void held_already_ok(void) {
    pthread_mutex_lock(&again);
    pthread_mutex_lock(&plain);
    pthread_mutex_lock(&again);
    pthread_mutex_unlock(&again);
    pthread_mutex_unlock(&plain);
    pthread_mutex_unlock(&again);
}

static pthread_mutex_t twice = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP, other = PTHREAD_MUTEX_INITIALIZER;

void recursive_forth_bad(void) {
    pthread_mutex_lock(&twice);
    pthread_mutex_lock(&other); // expected-warning {{'twice' and 'other' are locked in opposite orders}}
    pthread_mutex_unlock(&other);
    pthread_mutex_unlock(&twice);
}

void recursive_back_bad(void) {
    pthread_mutex_lock(&other);
    pthread_mutex_lock(&twice);
    pthread_mutex_unlock(&twice);
    pthread_mutex_unlock(&other);
}

// ---- trying ----

void tried_first_bad(void) {
    if (pthread_mutex_trylock(&e) != 0)
        return;
    pthread_mutex_lock(&f); // expected-warning {{'e' and 'f' are locked in opposite orders}}
    pthread_mutex_unlock(&f);
    pthread_mutex_unlock(&e);
}

void waited_for_bad(void) {
    pthread_mutex_lock(&f);
    pthread_mutex_lock(&e);
    pthread_mutex_unlock(&e);
    pthread_mutex_unlock(&f);
}

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;

void backs_off_ok(void) {
    for (;;) {
        pthread_mutex_lock(&left);
        if (pthread_mutex_trylock(&right) == 0)
            break;
        pthread_mutex_unlock(&left);
    }
    pthread_mutex_unlock(&right);
    pthread_mutex_unlock(&left);
}

void backs_off_the_other_way_ok(void) {
    for (;;) {
        pthread_mutex_lock(&right);
        if (pthread_mutex_trylock(&left) == 0)
            break;
        pthread_mutex_unlock(&right);
    }
    pthread_mutex_unlock(&left);
    pthread_mutex_unlock(&right);
}

// ---- members of one object, and of two ----

struct node {
    pthread_mutex_t in, out;
    struct node *parent;
};

struct pair {
    pthread_mutex_t one, two;
    pthread_mutex_t all;
};

void both_of_one_bad(struct pair *p) {
    pthread_mutex_lock(&p->one);
    pthread_mutex_lock(&p->two); // expected-warning {{'struct pair.one' and 'struct pair.two' are locked in opposite orders}}
    pthread_mutex_unlock(&p->two);
    pthread_mutex_unlock(&p->one);
}

void both_of_one_back_bad(struct pair *p) {
    pthread_mutex_lock(&p->two);
    pthread_mutex_lock(&p->one);
    pthread_mutex_unlock(&p->one);
    pthread_mutex_unlock(&p->two);
}

// From a node to its parent and within a node: no two threads can stand in a circle of two.
void up_ok(struct node *n) {
    pthread_mutex_lock(&n->in);
    pthread_mutex_lock(&n->parent->out);
    pthread_mutex_unlock(&n->parent->out);
    pthread_mutex_unlock(&n->in);
}

void within_ok(struct node *n) {
    pthread_mutex_lock(&n->out);
    pthread_mutex_lock(&n->in);
    pthread_mutex_unlock(&n->in);
    pthread_mutex_unlock(&n->out);
}

struct store {
    pthread_mutex_t all, keys, values;
};

void gate_of_the_same_object_ok(struct store *s) {
    pthread_mutex_lock(&s->all);
    pthread_mutex_lock(&s->keys);
    pthread_mutex_lock(&s->values);
    pthread_mutex_unlock(&s->values);
    pthread_mutex_unlock(&s->keys);
    pthread_mutex_unlock(&s->all);
}

void gate_of_the_same_object_back_ok(struct store *s) {
    pthread_mutex_lock(&s->all);
    pthread_mutex_lock(&s->values);
    pthread_mutex_lock(&s->keys);
    pthread_mutex_unlock(&s->keys);
    pthread_mutex_unlock(&s->values);
    pthread_mutex_unlock(&s->all);
}

// ---- elements ----

static pthread_mutex_t stripes[16], stripe_table = PTHREAD_MUTEX_INITIALIZER;
static struct pair pairs[8];

void element_first_bad(unsigned hash) {
    pthread_mutex_lock(&stripes[hash % 16]);
    pthread_mutex_lock(&stripe_table); // expected-warning {{'stripes[]' and 'stripe_table' are locked in opposite orders}}
    pthread_mutex_unlock(&stripe_table);
    pthread_mutex_unlock(&stripes[hash % 16]);
}

void all_elements_bad(void) {
    pthread_mutex_lock(&stripe_table);
    for (int k = 0; k < 16; k++)
        pthread_mutex_lock(&stripes[k]);
    for (int k = 0; k < 16; k++)
        pthread_mutex_unlock(&stripes[k]);
    pthread_mutex_unlock(&stripe_table);
}

// Each pair has a lock for both, but here it may be that of another pair.
void gate_of_another_object_bad(int one, int other) {
    pthread_mutex_lock(&pairs[other].all);
    pthread_mutex_lock(&pairs[one].one);
    pthread_mutex_lock(&world); // expected-warning {{'struct pair.one' and 'world' are locked in opposite orders}}
    pthread_mutex_unlock(&world);
    pthread_mutex_unlock(&pairs[one].one);
    pthread_mutex_unlock(&pairs[other].all);
}

void gate_of_another_object_back_bad(int one, int other) {
    pthread_mutex_lock(&pairs[other].all);
    pthread_mutex_lock(&world);
    pthread_mutex_lock(&pairs[one].one);
    pthread_mutex_unlock(&pairs[one].one);
    pthread_mutex_unlock(&world);
    pthread_mutex_unlock(&pairs[other].all);
}

// ---- what only looks alike ----

// One type for all locks of a program says nothing of what each is for.
struct wrapped {
    pthread_mutex_t raw;
};

struct box {
    struct wrapped lock;
    struct wrapped *shared;
};

void wrapped_forth_ok(struct box *x, struct wrapped *w) {
    pthread_mutex_lock(&x->lock.raw);
    pthread_mutex_lock(&w->raw);
    pthread_mutex_unlock(&w->raw);
    pthread_mutex_unlock(&x->lock.raw);
}

void wrapped_back_ok(struct box *x, struct wrapped *w) {
    pthread_mutex_lock(&w->raw);
    pthread_mutex_lock(&x->lock.raw);
    pthread_mutex_unlock(&x->lock.raw);
    pthread_mutex_unlock(&w->raw);
}

// A pointer to a lock may lead to any.
void by_pointer_ok(pthread_mutex_t *one, pthread_mutex_t *two) {
    pthread_mutex_lock(one);
    pthread_mutex_lock(&world);
    pthread_mutex_unlock(&world);
    pthread_mutex_unlock(one);
    pthread_mutex_lock(&world);
    pthread_mutex_lock(two);
    pthread_mutex_unlock(two);
    pthread_mutex_unlock(&world);
}

// Nobody else can have a lock that lives in the function.
void local_ok(void) {
    pthread_mutex_t mine;
    pthread_mutex_init(&mine, 0);
    pthread_mutex_lock(&mine);
    pthread_mutex_lock(&world);
    pthread_mutex_unlock(&world);
    pthread_mutex_unlock(&mine);
    pthread_mutex_lock(&world);
    pthread_mutex_lock(&mine);
    pthread_mutex_unlock(&mine);
    pthread_mutex_unlock(&world);
    pthread_mutex_destroy(&mine);
}

// Nor one that has just been made.
struct item {
    pthread_mutex_t mu;
    struct item *next;
};

static pthread_mutex_t list = PTHREAD_MUTEX_INITIALIZER;
static struct item *items;

struct item *new_item_ok(void) {
    struct item *item = malloc(sizeof *item);
    if (!item)
        return 0;
    pthread_mutex_init(&item->mu, 0);
    pthread_mutex_lock(&item->mu);
    pthread_mutex_lock(&list);
    item->next = items;
    items = item;
    pthread_mutex_unlock(&list);
    pthread_mutex_unlock(&item->mu);
    return item;
}

void all_items_ok(void) {
    pthread_mutex_lock(&list);
    for (struct item *item = items; item; item = item->next) {
        pthread_mutex_lock(&item->mu);
        pthread_mutex_unlock(&item->mu);
    }
    pthread_mutex_unlock(&list);
}
