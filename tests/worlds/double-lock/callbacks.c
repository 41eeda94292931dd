/* The world of double-lock/callbacks.c: the hooks were set before. */
static void begin_node(struct node *n) {
    (void)n;
    set_open_hook(touch);
    change_hook();
}
