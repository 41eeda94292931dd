// The functions behind store.h.
#include "store.h"

pthread_mutex_t journal = PTHREAD_MUTEX_INITIALIZER;

void store_lock(struct store *s) {
    pthread_mutex_lock(&s->mu);
}

void store_unlock(struct store *s) {
    pthread_mutex_unlock(&s->mu);
}

int store_leave(struct store *s, int code) {
    store_unlock(s);
    return -code;
}

int store_begin(struct store *s) {
    store_lock(s);
    if (s->rows < 0) {
        store_unlock(s);
        return -1;
    }
    return 0;
}

static int last_code, last_rows;

void store_log(const struct store *s, int code) {
    last_code = code;
    last_rows = s->rows;
}
