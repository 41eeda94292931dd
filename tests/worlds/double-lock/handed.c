/* The world of double-lock/handed.c: objects are made as the fixture makes them. */
void set_up_elsewhere(pthread_mutex_t *mutex) {
    set_up_nested(mutex);
}

static void begin_nested(struct nested *n) {
    set_up_nested(&n->mu);
}

static void begin_foreign(struct foreign *f) {
    set_up_foreign(&f->mu);
}
