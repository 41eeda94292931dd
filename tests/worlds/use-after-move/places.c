/* The world of use-after-move/places.c: every worker has its handle, and refresh() makes a new one. */
static void begin_worker(worker *w) {
    if (w->handle == NULL)
        w->handle = am_arc_new(counter, .value = 0);
}

void refresh(void) {
    current = am_arc_new(counter, .value = 0);
}
