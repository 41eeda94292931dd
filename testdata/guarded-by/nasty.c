// Code that accesses data without the lock in sight, and is right.
#include <pthread.h>
#include <stdlib.h>

struct pool;
struct object {
    pthread_mutex_t *lock; // that of the pool
    pthread_mutex_t own;
    struct object *next, *parent;
    struct pool *pool;
    int refs, value, state, private_part;
};

struct pool {
    pthread_mutex_t lock;
    struct object *free_list;
    int live, peak;
};

static struct pool pool = {.lock = PTHREAD_MUTEX_INITIALIZER};
static int is_threaded = 1;

static void change_ok(struct object *o) {
    pthread_mutex_lock(&o->own);
    o->value++;
    o->state = 1;
    pthread_mutex_unlock(&o->own);
}

static void change_again_ok(struct object *o) {
    pthread_mutex_lock(&o->own);
    o->value--;
    o->state = 2;
    pthread_mutex_unlock(&o->own);
}

static int look_ok(struct object *o) {
    pthread_mutex_lock(&o->own);
    int found = o->value + o->state;
    pthread_mutex_unlock(&o->own);
    return found;
}

static void set_both_ok(struct object *o, int value) {
    pthread_mutex_lock(&o->own);
    o->value = value;
    o->state = 3;
    pthread_mutex_unlock(&o->own);
}

// ---- new objects, by several ways ----
static struct object *object_new_ok(void) {
    struct object *o = malloc(sizeof *o);
    if (!o)
        return NULL;
    o->value = 0;
    o->state = 0;
    pthread_mutex_init(&o->own, NULL);
    o->refs = 1;
    return o;
}

static int object_make_ok(struct object **out) {
    struct object *o = calloc(1, sizeof *o);
    if (!o)
        return -1;
    pthread_mutex_init(&o->own, NULL);
    *out = o;
    (*out)->value = 4;
    return 0;
}

static void fill(struct object *o, int value) {
    o->value = value; // only for new ones
    o->state = 0;
}

static void prepare(struct object *o) {
    fill(o, 7);
}

static struct object *object_clone_ok(struct object *from) {
    struct object *o = object_new_ok();
    if (!o)
        return NULL;
    prepare(o);
    o->value = look_ok(from);
    return o;
}

// ---- the end of an object ----
static void clear(struct object *o) {
    o->value = o->state = 0;
}

static void object_free_ok(struct object *o) {
    clear(o);
    pthread_mutex_destroy(&o->own);
    free(o);
}

// An object that is made anew in its place.
static void object_renew_ok(struct object *o) {
    clear(o);
    o->value = 1;
    pthread_mutex_init(&o->own, NULL);
}

// ---- an object of one thread alone ----
static int on_stack_ok(void) {
    struct object o = {.refs = 1};
    o.value = 3;
    fill(&o, 2);
    return o.value;
}

// ---- locks that helpers take and give back, in odd ways ----
static int enter(struct object *o) {
    if (!o)
        return 0;
    pthread_mutex_lock(&o->own);
    return 1;
}

static void leave(struct object *o) {
    pthread_mutex_unlock(&o->own);
}

static void entered_ok(struct object *o) {
    if (!enter(o))
        return;
    o->value = 9;
    leave(o);
}

static void unlock_for_me(pthread_mutex_t **lock) {
    pthread_mutex_unlock(*lock);
}

static void scoped_ok(struct object *o) {
    pthread_mutex_lock(&o->own);
    __attribute__((cleanup(unlock_for_me))) pthread_mutex_t *guard = &o->own;
    o->value += guard != NULL;
}

static void both_ways_ok(struct object *o, int has_lock) {
    if (!has_lock)
        pthread_mutex_lock(&o->own);
    o->value = 5;
    o->state = 5;
    if (!has_lock)
        pthread_mutex_unlock(&o->own);
}

static void recursive_ok(struct object *o, int depth) {
    o->value = depth; // all who come here hold the lock
    if (depth)
        recursive_ok(o, depth - 1);
}

static void begins_recursion_ok(struct object *o) {
    pthread_mutex_lock(&o->own);
    recursive_ok(o, 3);
    pthread_mutex_unlock(&o->own);
}

static void with_object(struct object *o, void (*act)(struct object *)) {
    pthread_mutex_lock(&o->own);
    act(o);
    pthread_mutex_unlock(&o->own);
}

static void act_ok(struct object *o) {
    o->value = 11; // called back under the lock
}

static void calls_back_ok(struct object *o) {
    with_object(o, act_ok);
}

static void through_alias_ok(struct object *o) {
    struct object *same = o;
    pthread_mutex_lock(&same->own);
    o->value = 13;
    pthread_mutex_unlock(&o->own);
}

static void two_names_ok(struct object *o) {
    pthread_mutex_lock(&o->parent->own);
    struct object *parent = o->parent;
    parent->value = 1;
    pthread_mutex_unlock(&parent->own);
}

static void in_a_loop_ok(struct object *list) {
    while (list) {
        struct object *next = list->next;
        pthread_mutex_lock(&list->own);
        list->value = 0;
        pthread_mutex_unlock(&list->own);
        list = next;
    }
}

static void other_lock_ok(struct object *o) {
    pthread_mutex_lock(&o->pool->lock);
    o->value = 2; // the pool is stopped
    pthread_mutex_unlock(&o->pool->lock);
}

static void threaded_only_ok(struct object *o) {
    if (is_threaded)
        pthread_mutex_lock(&o->own);
    o->value = 17;
    if (is_threaded)
        pthread_mutex_unlock(&o->own);
}

// ---- counted by atomic operations ----
static void hold_ok(struct object *o) {
    __atomic_add_fetch(&o->refs, 1, 0);
}

static int refs_ok(struct object *o) {
    pthread_mutex_lock(&o->own);
    int refs = o->refs;
    o->refs = refs;
    pthread_mutex_unlock(&o->own);
    return refs;
}

static void drop_ok(struct object *o) {
    o->refs = 0;
}

// ---- taken from a list of free ones under the lock of the pool ----
static struct object *take_ok(void) {
    pthread_mutex_lock(&pool.lock);
    struct object *o = pool.free_list;
    if (o)
        pool.free_list = o->next;
    pool.live++;
    pthread_mutex_unlock(&pool.lock);
    return o;
}

static void *worker(void *arg) {
    struct object *o = arg, *made = NULL;
    change_ok(o);
    change_again_ok(o);
    set_both_ok(o, look_ok(o));
    made = object_clone_ok(o);
    if (made)
        object_free_ok(made);
    if (object_make_ok(&made) == 0)
        object_free_ok(made);
    object_renew_ok(o->next);
    entered_ok(o);
    scoped_ok(o);
    both_ways_ok(o, 0);
    pthread_mutex_lock(&o->own);
    both_ways_ok(o, 1);
    pthread_mutex_unlock(&o->own);
    begins_recursion_ok(o);
    calls_back_ok(o);
    through_alias_ok(o);
    two_names_ok(o);
    in_a_loop_ok(o);
    other_lock_ok(o);
    threaded_only_ok(o);
    hold_ok(o);
    refs_ok(o);
    drop_ok(o);
    o->private_part = on_stack_ok();
    made = take_ok();
    return made;
}

int main(void) { // expected-no-diagnostics
    pthread_t one, other;
    struct object *o = object_new_ok();
    if (!o)
        return 1;
    o->value = 1;
    o->pool = &pool;
    pthread_create(&one, NULL, worker, o);
    pthread_create(&other, NULL, worker, o);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    o->state = 0;
    object_free_ok(o);
    return 0;
}
