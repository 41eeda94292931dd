/* The world of escaped-borrow/pointers.c. */
int *lock_out_of_sight(counter *c) {
    return am_lock(c);
}
