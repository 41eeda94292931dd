// What a thread begins with has no caller that could unlock for it.
#include <pthread.h>
#include <stdlib.h>
#include <threads.h>

struct work {
    pthread_mutex_t mu;
    mtx_t plain;
    int left;
};

static void *forgets_bad(void *argument) {
    struct work *w = argument;

    pthread_mutex_lock(&w->mu); // expected-note {{locked here}}
    w->left--;
    return NULL; // expected-warning {{the thread ends here with 'w->mu' still locked; nobody else can unlock it}} expected-note {{unlock it before the thread ends}}
}

static void *forgets_once_bad(void *argument) {
    struct work *w = argument;

    pthread_mutex_lock(&w->mu);
    if (w->left == 0)
        return NULL; // expected-warning {{returning with 'w->mu' still locked}}
    w->left--;
    pthread_mutex_unlock(&w->mu);
    return w;
}

static void *exits_bad(void *argument) {
    struct work *w = argument;

    pthread_mutex_lock(&w->mu); // expected-note {{locked here}}
    if (w->left == 0) // expected-note {{taking the true branch, 'w->left == 0'}}
        pthread_exit(NULL); // expected-warning {{the thread ends here with 'w->mu' still locked}} expected-note {{unlock it before the thread ends}}
    w->left--;
    pthread_mutex_unlock(&w->mu);
    return NULL;
}

static void give_up(void) {
    pthread_exit(NULL);
}

static void *exits_in_a_helper_bad(void *argument) {
    struct work *w = argument;

    pthread_mutex_lock(&w->mu);
    if (w->left == 0)
        give_up(); // expected-warning {{the thread ends here with 'w->mu' still locked}}
    pthread_mutex_unlock(&w->mu);
    return NULL;
}

static int c11_bad(void *argument) {
    struct work *w = argument;

    mtx_lock(&w->plain);
    if (w->left == 0)
        thrd_exit(1); // expected-warning {{the thread ends here with 'w->plain' still locked}}
    mtx_unlock(&w->plain);
    return 0;
}

static void *balanced_ok(void *argument) {
    struct work *w = argument;

    pthread_mutex_lock(&w->mu);
    w->left--;
    pthread_mutex_unlock(&w->mu);
    pthread_exit(NULL);
}

static void unlock(void *mutex) {
    pthread_mutex_unlock(mutex);
}

static void *cleaned_up_ok(void *argument) {
    struct work *w = argument;

    pthread_mutex_lock(&w->mu);
    pthread_cleanup_push(unlock, &w->mu);
    if (w->left == 0)
        pthread_exit(NULL);
    w->left--;
    pthread_cleanup_pop(1);
    return NULL;
}

static void *process_ends_ok(void *argument) {
    struct work *w = argument;

    pthread_mutex_lock(&w->mu);
    if (w->left < 0)
        exit(1);
    pthread_mutex_unlock(&w->mu);
    return NULL;
}

int main(void) {
    static void *(*const entries[])(void *) = {forgets_bad};
    static struct work w;
    pthread_t thread;
    thrd_t other;

    (void)entries;
    pthread_create(&thread, NULL, forgets_bad, &w);
    pthread_create(&thread, NULL, forgets_once_bad, &w);
    pthread_create(&thread, NULL, exits_bad, &w);
    pthread_create(&thread, NULL, exits_in_a_helper_bad, &w);
    pthread_create(&thread, NULL, balanced_ok, &w);
    pthread_create(&thread, NULL, cleaned_up_ok, &w);
    pthread_create(&thread, NULL, process_ends_ok, &w);
    thrd_create(&other, c11_bad, &w);
    pthread_join(thread, NULL);
    return 0;
}
