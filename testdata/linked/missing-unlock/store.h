/* store.h -- a store with a lock, and functions that leave it locked, or not. */
#include <pthread.h>

struct store {
    pthread_mutex_t mu;
    int rows;
};

extern pthread_mutex_t journal;

void store_lock(struct store *s);
void store_unlock(struct store *s);
int store_leave(struct store *s, int code); /* unlocks */
int store_begin(struct store *s);           /* 0: it is locked now */
void store_log(const struct store *s, int code);
void *worker_good(void *s);
void *worker_that_forgets_bad(void *s);
