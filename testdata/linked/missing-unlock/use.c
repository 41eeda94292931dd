// Paths that forget to unlock, seen through the functions of store.c.
#include "store.h"

int early_return_bad(struct store *s, int n) {
    store_lock(s); // expected-note {{locked here}}
    if (n < 0)
        return -1; // expected-warning {{returning with 's->mu' still locked}}
    s->rows += n;
    store_unlock(s);
    return 0;
}

int early_return_ok(struct store *s, int n) {
    store_lock(s);
    if (n < 0)
        return store_leave(s, 1);
    s->rows += n;
    store_unlock(s);
    return 0;
}

int began_bad(struct store *s, int n) {
    if (store_begin(s) != 0)
        return -1;
    if (n == 0)
        return -2; // expected-warning {{returning with 's->mu' still locked}}
    store_unlock(s);
    return 0;
}

int began_ok(struct store *s) {
    if (store_begin(s) != 0)
        return -1;
    s->rows++;
    store_unlock(s);
    return 0;
}

/* FN_: what goes to another file on this path only is trusted to have unlocked it. */
int FN_logged_first(struct store *s, int n) {
    store_lock(s);
    if (n < 0) {
        store_log(s, n);
        return -1;
    }
    s->rows += n;
    store_unlock(s);
    return 0;
}
