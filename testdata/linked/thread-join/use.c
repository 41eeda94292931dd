// Threads that stop.c joins or detaches.
#include "stop.h"

void joined_twice_bad(pthread_t thread) {
    stop(thread);
    pthread_join(thread, NULL); // expected-warning {{after 'stop'; a thread can be joined or detached only once}}
}

void joined_after_detach_bad(pthread_t thread) {
    let_go(thread);
    pthread_join(thread, NULL); // expected-warning {{after 'let_go'; a thread can be joined}}
}

// FN_: the second call is only looked at where it stands.
void FN_both_elsewhere(pthread_t thread) {
    let_go(thread);
    stop(thread);
}

void once_ok(pthread_t one, pthread_t other) {
    stop(one);
    let_go(other);
}
