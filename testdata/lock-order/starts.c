// A program: threads that wrappers start, callbacks, tables of functions, threads of threads.
#include <pthread.h>
#include <signal.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER, d = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t e = PTHREAD_MUTEX_INITIALIZER, f = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t g = PTHREAD_MUTEX_INITIALIZER, h = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t i = PTHREAD_MUTEX_INITIALIZER, j = PTHREAD_MUTEX_INITIALIZER;

typedef void *entry_function(void *);

static pthread_t start_thread(entry_function *entry, void *argument) {
    pthread_t thread;
    pthread_create(&thread, 0, entry, argument);
    return thread;
}

static pthread_t start_named(const char *name, entry_function *entry) {
    return start_thread(entry, (void *)name);
}

static void *started_by_a_wrapper_bad(void *argument) {
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b); // expected-warning {{'a' and 'b' are locked in opposite orders}}
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
    return argument;
}

static void in_main_bad(void) {
    pthread_mutex_lock(&b);
    pthread_mutex_lock(&a);
    pthread_mutex_unlock(&a);
    pthread_mutex_unlock(&b);
}

static void *started_and_joined_ok(void *argument) {
    pthread_mutex_lock(&c);
    pthread_mutex_lock(&d);
    pthread_mutex_unlock(&d);
    pthread_mutex_unlock(&c);
    return argument;
}

static void after_the_join_ok(void) {
    pthread_mutex_lock(&d);
    pthread_mutex_lock(&c);
    pthread_mutex_unlock(&c);
    pthread_mutex_unlock(&d);
}

// A pool: the threads run what is in a table.
struct job {
    void (*run)(void);
};

static void forth_bad(void) {
    pthread_mutex_lock(&e);
    pthread_mutex_lock(&f); // expected-warning {{'e' and 'f' are locked in opposite orders}}
    pthread_mutex_unlock(&f);
    pthread_mutex_unlock(&e);
}

static void back_bad(void) {
    pthread_mutex_lock(&f);
    pthread_mutex_lock(&e);
    pthread_mutex_unlock(&e);
    pthread_mutex_unlock(&f);
}

static const struct job jobs[] = {{forth_bad}, {back_bad}};

static void *pool_thread(void *argument) {
    const struct job *job = argument;
    job->run();
    return 0;
}

// A thread that a thread starts.
static void *child_bad(void *argument) {
    pthread_mutex_lock(&g);
    pthread_mutex_lock(&h); // expected-warning {{'g' and 'h' are locked in opposite orders}}
    pthread_mutex_unlock(&h);
    pthread_mutex_unlock(&g);
    return argument;
}

static void *parent_bad(void *argument) {
    pthread_t child = start_thread(child_bad, argument);
    pthread_mutex_lock(&h);
    pthread_mutex_lock(&g);
    pthread_mutex_unlock(&g);
    pthread_mutex_unlock(&h);
    pthread_join(child, 0);
    return argument;
}

// A handler of signals is another finding, and no thread.
static void on_signal(int number) {
    (void)number;
    pthread_mutex_lock(&i); // expected-warning {{'i' is locked in a signal handler}}
    pthread_mutex_lock(&j); // expected-warning {{'j' is locked in a signal handler}}
    pthread_mutex_unlock(&j);
    pthread_mutex_unlock(&i);
}

static void beside_the_handler_ok(void) {
    pthread_mutex_lock(&j);
    pthread_mutex_lock(&i);
    pthread_mutex_unlock(&i);
    pthread_mutex_unlock(&j);
}

// Another file may call this one, from whatever thread.
static pthread_mutex_t k = PTHREAD_MUTEX_INITIALIZER, l = PTHREAD_MUTEX_INITIALIZER;

void called_from_elsewhere_bad(void) {
    pthread_mutex_lock(&k);
    pthread_mutex_lock(&l); // expected-warning {{'k' and 'l' are locked in opposite orders}}
    pthread_mutex_unlock(&l);
    pthread_mutex_unlock(&k);
}

static void in_main_too_bad(void) {
    pthread_mutex_lock(&l);
    pthread_mutex_lock(&k);
    pthread_mutex_unlock(&k);
    pthread_mutex_unlock(&l);
}

// This one nobody calls: not here, and it has no name elsewhere.
__attribute__((unused)) static void never_called_ok(void) {
    pthread_mutex_lock(&d);
    pthread_mutex_lock(&c);
    pthread_mutex_unlock(&c);
    pthread_mutex_unlock(&d);
}

int main(void) {
    pthread_t pool[2], thread = start_named("joined", started_and_joined_ok);
    signal(2, on_signal);
    pthread_join(thread, 0);
    after_the_join_ok();
    beside_the_handler_ok();
    pthread_t other = start_named("other", started_by_a_wrapper_bad);
    in_main_bad();
    for (int k = 0; k < 2; k++)
        pthread_create(&pool[k], 0, pool_thread, (void *)&jobs[k]);
    pthread_t parent = start_thread(parent_bad, 0);
    in_main_too_bad();
    for (int k = 0; k < 2; k++)
        pthread_join(pool[k], 0);
    pthread_join(parent, 0);
    pthread_join(other, 0);
    return 0;
}
