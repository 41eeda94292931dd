/* session.h -- a session, made and taken apart in session.c. */
#include <pthread.h>

struct session {
    pthread_mutex_t mu;
    int users;
};

extern struct session *shared;

void session_init(struct session *s);
void session_destroy(struct session *s);
void session_free(struct session *s);
void on_signal_bad(int number);
void on_hangup_ok(int number);
