#include "store.h"

/* Without any lock in this file. */

void store_count_load(struct store *s) {
    s->loads++; /* all callers hold the lock */
}

void reset_all(struct store *s) {
    s->items = 0; // expected-warning {{'s->items' is written without 's->lock', which 3 of 4 accesses hold}}
}

/* Large, and so nothing to do with locks at first sight. */
#define STEP(n) (how == (n) ? (n) + 1 : how)
#define STEPS(n) (how = STEP(n), how = STEP((n) + 1), how = STEP((n) + 2), how = STEP((n) + 3), how = STEP((n) + 4))
void reset_by_steps(struct store *s, int how) {
    STEPS(0);
    STEPS(5);
    STEPS(10);
    s->bytes = how; // expected-warning {{'s->bytes' is written without 's->lock', which 3 of 4 accesses hold}}
}

void reset_after_threads(struct store *s) {
    s->bytes = 0;
    log_lines = 0;
}
