// Locks that guard one number, and locks that only look like it.
#include <pthread.h>

// expected-warning@+1 {{'hits_lock' guards nothing but 'hits', in 3 sections}}
static pthread_mutex_t hits_lock = PTHREAD_MUTEX_INITIALIZER;
static long hits;

void hit_bad(void) {
    pthread_mutex_lock(&hits_lock);
    hits++;
    pthread_mutex_unlock(&hits_lock);
}

long hits_bad(void) {
    pthread_mutex_lock(&hits_lock);
    long found = hits;
    pthread_mutex_unlock(&hits_lock);
    return found;
}

void reset_bad(int how) {
    long value = how ? 0 : 1;
    pthread_mutex_lock(&hits_lock);
    hits = value;
    pthread_mutex_unlock(&hits_lock);
}

// A member, of a type that this file alone knows.
struct job {
    pthread_mutex_t lock; // expected-warning {{'lock' guards nothing but 'stopping', in 2 sections}}
    _Bool stopping;
    int id;
};

void job_stop_bad(struct job *j) {
    pthread_mutex_lock(&j->lock);
    j->stopping = 1;
    pthread_mutex_unlock(&j->lock);
}

int job_stops_bad(struct job *j) {
    pthread_mutex_lock(&j->lock);
    int stops = j->stopping;
    pthread_mutex_unlock(&j->lock);
    return stops && j->id;
}

// ---- two things ----
static pthread_mutex_t both_lock = PTHREAD_MUTEX_INITIALIZER;
static int sum, count;

void both_ok(int n) {
    pthread_mutex_lock(&both_lock);
    sum += n;
    count++;
    pthread_mutex_unlock(&both_lock);
}

int count_ok(void) {
    pthread_mutex_lock(&both_lock);
    int found = count;
    pthread_mutex_unlock(&both_lock);
    return found;
}

// ---- a condition is waited for ----
static pthread_mutex_t ready_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ready_changed = PTHREAD_COND_INITIALIZER;
static int ready;

void set_ready_ok(void) {
    pthread_mutex_lock(&ready_lock);
    ready = 1;
    pthread_mutex_unlock(&ready_lock);
    pthread_cond_broadcast(&ready_changed);
}

void wait_ready_ok(void) {
    pthread_mutex_lock(&ready_lock);
    while (!ready)
        pthread_cond_wait(&ready_changed, &ready_lock);
    pthread_mutex_unlock(&ready_lock);
}

// ---- a decision ----
static pthread_mutex_t limit_lock = PTHREAD_MUTEX_INITIALIZER;
static int used;

int take_ok(void) {
    int got = 0;
    pthread_mutex_lock(&limit_lock);
    if (used < 10) {
        used++;
        got = 1;
    }
    pthread_mutex_unlock(&limit_lock);
    return got;
}

void give_ok(void) {
    pthread_mutex_lock(&limit_lock);
    used--;
    pthread_mutex_unlock(&limit_lock);
}

// ---- a call in between ----
void publish(int number);
static pthread_mutex_t order_lock = PTHREAD_MUTEX_INITIALIZER;
static int next_number;

void numbered_ok(void) {
    pthread_mutex_lock(&order_lock);
    publish(next_number++);
    pthread_mutex_unlock(&order_lock);
}

void restart_ok(void) {
    pthread_mutex_lock(&order_lock);
    next_number = 0;
    pthread_mutex_unlock(&order_lock);
}

// ---- taken by helpers for whoever calls ----
static pthread_mutex_t helped_lock = PTHREAD_MUTEX_INITIALIZER;
static int helped;

void helped_begin(void) {
    pthread_mutex_lock(&helped_lock);
}

void helped_end(void) {
    pthread_mutex_unlock(&helped_lock);
}

void helped_ok(void) {
    helped_begin();
    helped++;
    helped_end();
}

// ---- other files may use it ----
pthread_mutex_t open_lock = PTHREAD_MUTEX_INITIALIZER;
int opened;

void open_ok(void) {
    pthread_mutex_lock(&open_lock);
    opened++;
    pthread_mutex_unlock(&open_lock);
}

void close_ok(void) {
    pthread_mutex_lock(&open_lock);
    opened--;
    pthread_mutex_unlock(&open_lock);
}

// ---- it is handed out ----
void with_lock(pthread_mutex_t *lock);
static pthread_mutex_t given_lock = PTHREAD_MUTEX_INITIALIZER;
static int given;

void given_ok(void) {
    pthread_mutex_lock(&given_lock);
    given++;
    pthread_mutex_unlock(&given_lock);
    with_lock(&given_lock);
}

void given_back_ok(void) {
    pthread_mutex_lock(&given_lock);
    given--;
    pthread_mutex_unlock(&given_lock);
}

// ---- inside another section ----
static pthread_mutex_t outer_lock = PTHREAD_MUTEX_INITIALIZER, inner_lock = PTHREAD_MUTEX_INITIALIZER;
static int outer, inner;

void nested_ok(void) {
    pthread_mutex_lock(&outer_lock);
    outer++;
    pthread_mutex_lock(&inner_lock);
    inner++;
    pthread_mutex_unlock(&inner_lock);
    pthread_mutex_unlock(&outer_lock);
}

int inner_ok(void) {
    pthread_mutex_lock(&inner_lock);
    int found = inner;
    pthread_mutex_unlock(&inner_lock);
    return found;
}
