// Locks whose lives begin and end in session.c.
#include "session.h"

void destroyed_bad(struct session *s) {
    pthread_mutex_lock(&s->mu);
    s->users = 0;
    session_destroy(s); // expected-warning {{'s->mu' is destroyed while this thread still holds it}}
}

void freed_bad(struct session *s) {
    pthread_mutex_lock(&s->mu);
    session_free(s); // expected-warning {{'s->mu' is destroyed while this thread still holds it}}
}

// FN_: what the call did to the lock's life is not handed on.
void FN_after_the_end(struct session *s) {
    session_destroy(s);
    pthread_mutex_lock(&s->mu);
    pthread_mutex_unlock(&s->mu);
}

void unlocked_first_ok(struct session *s) {
    pthread_mutex_lock(&s->mu);
    s->users = 0;
    pthread_mutex_unlock(&s->mu);
    session_free(s);
}

void begun_again_ok(struct session *s) {
    session_destroy(s);
    session_init(s);
    pthread_mutex_lock(&s->mu);
    pthread_mutex_unlock(&s->mu);
}
