// Calls that nobody knows, again and again under a lock.
#include <pthread.h>

struct listener {
    struct listener *next;
    void (*call)(void *argument);
    void *argument;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct listener *listeners;
void tell(struct listener *l);

void notify_bad(void) {
    pthread_mutex_lock(&lock);
    for (struct listener *l = listeners; l; l = l->next)
        l->call(l->argument); // expected-warning {{a function is called in a loop with 'lock' held}}
    pthread_mutex_unlock(&lock);
}

void tell_bad(void) {
    pthread_mutex_lock(&lock);
    for (struct listener *l = listeners; l; l = l->next)
        tell(l); // expected-warning {{'tell' is called in a loop with 'lock' held}}
    pthread_mutex_unlock(&lock);
}

void rounds_bad(int rounds) {
    while (rounds-- > 0) {
        pthread_mutex_lock(&lock);
        for (struct listener *l = listeners; l; l = l->next)
            tell(l); // expected-warning {{'tell' is called in a loop with 'lock' held}}
        pthread_mutex_unlock(&lock);
    }
}

void once_ok(void) {
    pthread_mutex_lock(&lock);
    if (listeners)
        tell(listeners);
    pthread_mutex_unlock(&lock);
}

void section_in_loop_ok(int rounds) {
    while (rounds-- > 0) {
        pthread_mutex_lock(&lock);
        if (listeners)
            tell(listeners);
        pthread_mutex_unlock(&lock);
    }
}

static int weigh(const struct listener *l) {
    return l->argument != NULL;
}

int known_ok(void) {
    int sum = 0;
    pthread_mutex_lock(&lock);
    for (struct listener *l = listeners; l; l = l->next)
        sum += weigh(l);
    pthread_mutex_unlock(&lock);
    return sum;
}

void let_go_ok(void) {
    pthread_mutex_lock(&lock);
    for (struct listener *l = listeners; l; l = l->next) {
        pthread_mutex_unlock(&lock);
        tell(l);
        pthread_mutex_lock(&lock);
    }
    pthread_mutex_unlock(&lock);
}

void after_ok(void) {
    pthread_mutex_lock(&lock);
    struct listener *first = listeners;
    pthread_mutex_unlock(&lock);
    for (struct listener *l = first; l; l = l->next)
        tell(l);
}

static void (*const known[])(void *) = {0};

static int add_one(int n) {
    return n + 1;
}
static int (*step)(int) = add_one;

int known_pointer_ok(void) {
    int n = 0;
    pthread_mutex_lock(&lock);
    for (struct listener *l = listeners; l; l = l->next)
        n = step(l->argument ? n : 1);
    pthread_mutex_unlock(&lock);
    return n + (known[0] != 0);
}

static pthread_mutex_t inner = PTHREAD_MUTEX_INITIALIZER;
static int counted;
void complain(int error);

/* Only where a lock can't be had, which is once in a blue moon: that a path is such a one is not known of what is done
   on it. */
void FP_complain(void) {
    pthread_mutex_lock(&lock);
    for (struct listener *l = listeners; l; l = l->next) {
        int error = pthread_mutex_lock(&inner);
        if (error) {
            complain(error); // expected-warning {{'complain' is called in a loop with 'lock' held}}
            continue;
        }
        counted++;
        pthread_mutex_unlock(&inner);
    }
    pthread_mutex_unlock(&lock);
}
