// Joining and detaching: once for each thread.
#include <pthread.h>
#include <threads.h>

struct worker {
    pthread_t thread;
    int started;
};

extern void *work(void *argument);
extern void restart(struct worker *w);

int join_twice_bad(pthread_t thread) {
    pthread_join(thread, NULL); // expected-note {{joined or detached here}}
    return pthread_join(thread, NULL); // expected-warning {{'thread' goes to 'pthread_join' after 'pthread_join'; a thread can be joined or detached only once}} expected-note {{take this call away}}
}

int join_after_detach_bad(void) {
    pthread_t thread;

    pthread_create(&thread, NULL, work, NULL);
    pthread_detach(thread);
    return pthread_join(thread, NULL); // expected-warning {{'thread' goes to 'pthread_join' after 'pthread_detach'}}
}

int c11_bad(thrd_t thread) {
    thrd_detach(thread);
    return thrd_join(thread, NULL); // expected-warning {{after 'thrd_detach'; a thread can be joined}}
}

int on_one_path_bad(pthread_t thread, int quick) {
    if (quick)
        pthread_detach(thread);
    return pthread_join(thread, NULL); // expected-warning {{after 'pthread_detach'; a thread can be joined}}
}

static void stop(pthread_t thread) {
    pthread_join(thread, NULL);
}

void helper_bad(pthread_t thread) {
    stop(thread);
    pthread_join(thread, NULL); // expected-warning {{after 'stop'; a thread can be joined}}
}

// FN_: while the first call waits, another thread may store another id there.
void FN_in_memory(struct worker *w) {
    pthread_join(w->thread, NULL);
    pthread_join(w->thread, NULL);
}

void once_ok(struct worker *w) {
    pthread_join(w->thread, NULL);
}

void either_ok(pthread_t thread, int quick) {
    if (quick)
        pthread_detach(thread);
    else
        pthread_join(thread, NULL);
}

void all_of_them_ok(pthread_t *threads, int n) {
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
}

void made_anew_ok(struct worker *w) {
    pthread_join(w->thread, NULL);
    pthread_create(&w->thread, NULL, work, w);
    pthread_join(w->thread, NULL);
}

void made_anew_elsewhere_ok(struct worker *w) {
    pthread_join(w->thread, NULL);
    restart(w);
    pthread_join(w->thread, NULL);
}

void each_turn_ok(int n) {
    pthread_t thread;

    for (int i = 0; i < n; i++) {
        pthread_create(&thread, NULL, work, NULL);
        pthread_join(thread, NULL);
    }
}

void itself_ok(void) {
    pthread_detach(pthread_self());
    pthread_detach(pthread_self());
}
