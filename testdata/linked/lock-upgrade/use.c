// Read locks that become write locks in table.c.
#include "table.h"

void upgrade_bad(struct table *t) {
    table_read(t);
    table_write(t); // expected-warning {{'t->lock' is write-locked while this thread still holds it for reading}}
    table_leave(t);
}

void deep_bad(struct table *t) {
    table_read(t);
    table_grow(t); // expected-warning {{'t->lock' is write-locked while this thread still holds it for reading}}
    table_leave(t);
}

void in_sequence_ok(struct table *t) {
    table_read(t);
    table_leave(t);
    table_grow(t);
}
