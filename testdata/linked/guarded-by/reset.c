#include "store.h"

/* Without any lock in this file. */

void store_count_load(struct store *s) {
    s->loads++; /* all callers hold the lock */
}

void reset_all(struct store *s) {
    s->items = 0; // expected-warning {{'s->items' is written without 's->lock', which 3 of 4 accesses hold}}
}

void reset_after_threads(struct store *s) {
    s->bytes = 0;
    log_lines = 0;
}
