// Makes sessions, and takes them apart.
#include "session.h"

#include <stdlib.h>

struct session *shared;

void session_init(struct session *s) {
    pthread_mutex_init(&s->mu, NULL);
    s->users = 1;
}

void session_destroy(struct session *s) {
    pthread_mutex_destroy(&s->mu);
}

void session_free(struct session *s) {
    session_destroy(s);
    free(s);
}
