/* The world of guard-across-yield/guards.c: who gets a guard releases it. */
void store(uint64_t *guard) {
    am_unlock(guard);
}
