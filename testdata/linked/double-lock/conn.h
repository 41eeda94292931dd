/* conn.h -- a connection, whose lock others take through functions. */
#include <pthread.h>
#include <stdbool.h>

struct conn {
    pthread_mutex_t mu, nested;
    int used;
};

void conn_lock(struct conn *c);
void conn_unlock(struct conn *c);
pthread_mutex_t *conn_mutex(struct conn *c);
bool conn_try(struct conn *c);
int conn_enter(struct conn *c, int id); /* 0, or an error: then nothing is locked */
struct conn *conn_get_locked(int id);
void conn_count(struct conn *c); /* locks by itself */
void conn_count_locked(struct conn *c);
void conn_init(struct conn *c);
void lock_make(pthread_mutex_t *mutex);
void lock_make_nested(pthread_mutex_t *mutex);
