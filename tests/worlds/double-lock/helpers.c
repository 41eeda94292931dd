/* The world of double-lock/helpers.c: the same question has the same answer. */
int wants_lock(int used) {
    return used > 0;
}
