// GLib's boxes with a count: all owners have the same pointer.
#include <glib/glib.h>

typedef struct job {
    int state;
    struct job *next;
} job;

static job *jobs;
int ask(void);
void clear_job(gpointer block);
void submit(job *one);

int early_return_bad(void) {
    job *one = g_rc_box_alloc0(sizeof *one);
    one->state = ask();
    if (one->state < 0)
        return -1; // expected-warning {{the handle in 'one' is not dropped on this path}}
    g_rc_box_release(one);
    return 0;
}

int atomic_bad(void) {
    job *one = g_atomic_rc_box_alloc0(sizeof *one);
    one->state = 1;
    return one->state; // expected-warning {{the handle in 'one' is not dropped on this path}}
}

void ignored_bad(void) {
    g_rc_box_alloc0(1); // expected-warning {{the handle that 'g_rc_box_alloc0' gives is ignored, and nobody drops it}}
}

/* What is published that way goes as a number. */
job *published_once_ok(void) {
    static gsize ready;
    if (g_once_init_enter(&ready)) {
        job *one = g_rc_box_alloc0(sizeof *one);
        g_once_init_leave(&ready, (gsize)one);
    }
    return (job *)ready;
}

void released_ok(void) {
    job *one = g_rc_box_alloc0(sizeof *one), *two = g_atomic_rc_box_alloc0(sizeof *two);
    if (ask())
        g_rc_box_release(one);
    else
        g_rc_box_release_full(one, clear_job);
    g_atomic_rc_box_release(two);
}

/* The count goes up, and which of the two a release gives up nobody knows. */
void acquired_ok(void) {
    job *one = g_rc_box_alloc0(sizeof *one), *same;
    same = g_rc_box_acquire(one);
    g_rc_box_release(one);
    g_rc_box_release(same);
}

void acquired_for_its_effect_ok(void) {
    job *one = g_rc_box_alloc0(sizeof *one);
    g_rc_box_acquire(one);
    submit(one);
    g_rc_box_release(one);
}

void in_a_list_ok(void) {
    job *one = g_rc_box_alloc0(sizeof *one);
    one->next = jobs;
    jobs = one;
}

void submitted_ok(void) {
    submit(g_rc_box_alloc0(sizeof(job)));
}

/* More ways than are kept apart. */
void many_ways_ok(void) {
    job *a = g_rc_box_alloc0(1), *b = g_rc_box_alloc0(1), *c = g_rc_box_alloc0(1), *d = g_rc_box_alloc0(1);
    int early_a = ask(), early_b = ask(), early_c = ask(), early_d = ask();
    if (early_a)
        g_rc_box_release(a);
    if (early_b)
        g_rc_box_release(b);
    if (early_c)
        g_rc_box_release(c);
    if (early_d)
        g_rc_box_release(d);
    if (!early_a)
        g_rc_box_release(a);
    if (!early_b)
        g_rc_box_release(b);
    if (!early_c)
        g_rc_box_release(c);
    if (!early_d)
        g_rc_box_release(d);
}
