/* The world of double-lock/kinds.c: objects are made as the fixture makes them, a tree with a recursive mutex. */
static void begin_nested(struct nested *n) {
    nested_make(n);
}

static void begin_tree(struct tree *t) {
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    tree_make(t, &attr);
}
