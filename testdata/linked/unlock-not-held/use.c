// Unlocking what was unlocked, through the wrappers of locks.c.
#include "locks.h"

void again_bad(struct item *i) {
    item_lock(i);
    i->value++;
    item_unlock(i);
    item_unlock(i); // expected-warning {{'i->mu'}}
}

void once_ok(struct item *i) {
    item_lock(i);
    i->value++;
    item_unlock(i);
}

void of_the_caller_ok(struct item *i) {
    i->value++;
    item_unlock(i);
}
