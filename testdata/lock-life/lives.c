// Locks before, after and at the end of their lives.
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct session {
    pthread_mutex_t mu;
    int users;
};

extern void prepare(pthread_mutex_t *mutex);
extern void publish(struct session *s);

// ---- held at the end ----

void destroyed_bad(struct session *s) {
    pthread_mutex_lock(&s->mu); // expected-note {{locked here}}
    s->users = 0;
    pthread_mutex_destroy(&s->mu); // expected-warning {{'s->mu' is destroyed while this thread still holds it}} expected-note {{unlock it first}}
}

void freed_bad(struct session *s) {
    pthread_mutex_lock(&s->mu);
    if (--s->users == 0) {
        free(s); // expected-warning {{'s->mu' is freed while this thread still holds it}}
        return;
    }
    pthread_mutex_unlock(&s->mu);
}

static void session_free(struct session *s) {
    pthread_mutex_destroy(&s->mu);
    free(s);
}

void freed_by_a_helper_bad(struct session *s) {
    pthread_mutex_lock(&s->mu);
    session_free(s); // expected-warning {{'s->mu' is destroyed while this thread still holds it}}
}

int out_of_scope_bad(int n) {
    pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;

    pthread_mutex_lock(&mu); // expected-note {{locked here}}
    return n; // expected-warning {{'mu' goes out of scope while this thread still holds it}} expected-note {{unlock it first}}
}

void unlocked_first_ok(struct session *s) {
    pthread_mutex_lock(&s->mu);
    s->users = 0;
    pthread_mutex_unlock(&s->mu);
    session_free(s);
}

static void leave(struct session *s) {
    pthread_mutex_unlock(&s->mu);
    session_free(s);
}

void unlocked_by_the_helper_ok(struct session *s) {
    pthread_mutex_lock(&s->mu);
    leave(s);
}

void another_one_ok(struct session *s, struct session *t) {
    pthread_mutex_lock(&s->mu);
    free(t);
    pthread_mutex_unlock(&s->mu);
}

int in_scope_ok(int n) {
    pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;

    pthread_mutex_lock(&mu);
    n++;
    pthread_mutex_unlock(&mu);
    return n;
}

// ---- before and after ----

void never_initialised_bad(void) {
    pthread_mutex_t mu; // expected-note {{declared here, without an initialiser}}

    pthread_mutex_lock(&mu); // expected-warning {{'mu' is locked before it is initialised}} expected-note {{give it its static initialiser}}
    pthread_mutex_unlock(&mu);
}

void after_the_end_bad(struct session *s) {
    pthread_mutex_destroy(&s->mu); // expected-note {{destroyed here}}
    pthread_mutex_lock(&s->mu); // expected-warning {{'s->mu' is locked after it was destroyed}} expected-note {{destroy it when nobody uses it any more}}
    pthread_mutex_unlock(&s->mu);
}

void ended_twice_bad(struct session *s) {
    pthread_mutex_destroy(&s->mu);
    pthread_mutex_destroy(&s->mu); // expected-warning {{'s->mu' is destroyed twice}}
}

void begun_twice_bad(struct session *s) {
    pthread_mutex_init(&s->mu, NULL); // expected-note {{initialised here}}
    s->users = 0;
    pthread_mutex_init(&s->mu, NULL); // expected-warning {{'s->mu' is initialised twice}}
}

void initialised_ok(void) {
    pthread_mutex_t mu;

    pthread_mutex_init(&mu, NULL);
    pthread_mutex_lock(&mu);
    pthread_mutex_unlock(&mu);
    pthread_mutex_destroy(&mu);
}

void initialised_elsewhere_ok(void) {
    pthread_mutex_t mu;

    prepare(&mu);
    pthread_mutex_lock(&mu);
    pthread_mutex_unlock(&mu);
}

void zeroed_ok(void) {
    pthread_mutex_t mu;

    memset(&mu, 0, sizeof mu);
    pthread_mutex_lock(&mu);
    pthread_mutex_unlock(&mu);
}

void one_after_another_ok(int n) {
    pthread_mutex_t mu;

    for (int i = 0; i < n; i++) {
        pthread_mutex_init(&mu, NULL);
        pthread_mutex_lock(&mu);
        pthread_mutex_unlock(&mu);
        pthread_mutex_destroy(&mu);
    }
}

void all_of_them_ok(pthread_mutex_t *locks, int n) {
    for (int i = 0; i < n; i++)
        pthread_mutex_init(&locks[i], NULL);
    for (int i = 0; i < n; i++)
        pthread_mutex_destroy(&locks[i]);
}

void tried_again_ok(struct session *s) {
    while (pthread_mutex_init(&s->mu, NULL) != 0)
        s->users++;
}

void begun_again_ok(struct session *s) {
    pthread_mutex_init(&s->mu, NULL);
    pthread_mutex_destroy(&s->mu);
    pthread_mutex_init(&s->mu, NULL);
}

void begun_again_elsewhere_ok(struct session *s) {
    pthread_mutex_destroy(&s->mu);
    publish(s);
    pthread_mutex_lock(&s->mu);
    pthread_mutex_unlock(&s->mu);
}

void some_of_them_ok(struct session *s, int again) {
    if (again)
        pthread_mutex_destroy(&s->mu);
    if (again)
        pthread_mutex_init(&s->mu, NULL);
    pthread_mutex_lock(&s->mu);
    pthread_mutex_unlock(&s->mu);
}

// ---- copies ----

void assigned_bad(struct session *s, struct session *t) {
    t->mu = s->mu; // expected-warning {{the lock 's->mu' is copied}} expected-note {{hand a pointer to it on}}
}

extern void use(pthread_mutex_t mutex);

void given_by_value_bad(struct session *s) {
    use(s->mu); // expected-warning {{the lock 's->mu' is copied}}
}

void from_a_template_ok(struct session *s) {
    static const pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;

    s->mu = fresh;
}

// FN_: a structure with a lock inside.
void FN_with_its_structure(struct session *s, struct session *t) {
    *t = *s;
}

// ---- signal handlers ----

static struct session *shared;

static void on_signal_bad(int number) { // expected-note {{'on_signal_bad' runs when a signal comes}}
    pthread_mutex_lock(&shared->mu); // expected-warning {{'shared->mu' is locked in a signal handler; the thread that it interrupts may hold it}} expected-note {{set a 'volatile sig_atomic_t' flag}}
    shared->users = number;
    pthread_mutex_unlock(&shared->mu);
}

static void on_other_signal_ok(int number) {
    if (pthread_mutex_trylock(&shared->mu) != 0)
        return;
    shared->users = number;
    pthread_mutex_unlock(&shared->mu);
}

void listen_ok(void) {
    signal(15, on_signal_bad);
    signal(1, on_other_signal_ok);
}

static void on_hangup_bad(int number) {
    pthread_mutex_lock(&shared->mu); // expected-warning {{'shared->mu' is locked in a signal handler}}
    shared->users = number;
    pthread_mutex_unlock(&shared->mu);
}

int install_ok(void) {
    struct sigaction action = {.sa_flags = 0};

    action.sa_handler = on_hangup_bad;
    return sigaction(1, &action, NULL);
}
