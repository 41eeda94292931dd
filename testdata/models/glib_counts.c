/* glib_counts.c -- counts of GLib and GObject: all owners have the same pointer, so the owners of an object are counted. */
// RUN-FLAGS: -Itestdata/include/glib
#include <glib.h>

typedef struct job {
    int state;
    struct job *next;
} job;
typedef struct store {
    GBytes *bytes;
    GObject *object;
} store;

static job *jobs;
static GMainLoop *main_loop;
int ask(void);
void log_text(const char *format, ...);
void submit(job *one);
gpointer run(gpointer data);
GType store_type(void);

/* ---- one too few ---- */

int raised_and_lost_bad(void) {
    job *one = g_rc_box_alloc0(sizeof *one);
    g_rc_box_acquire(one);
    one->state = ask();
    g_rc_box_release(one);
    return 0; // expected-warning {{the handle in 'one' is not dropped on this path}}
}

gsize bytes_on_one_path_bad(const void *data, gsize size) {
    GBytes *bytes = g_bytes_new(data, size), *more = g_bytes_ref(bytes);
    gsize length = g_bytes_get_size(more);
    g_bytes_unref(bytes);
    if (length > 8)
        return 0; // expected-warning {{is not dropped on this path}}
    g_bytes_unref(more);
    return length;
}

void loop_lost_bad(void) {
    GMainLoop *loop = g_main_loop_new(NULL, FALSE);
    g_main_loop_run(loop);
} // expected-warning {{the handle in 'loop' is not dropped on this path}}

void thread_lost_bad(void) {
    GThread *thread = g_thread_new("worker", run, NULL);
    g_thread_join(g_thread_ref(thread));
} // expected-warning {{the handle in 'thread' is not dropped on this path}}

/* ---- one too many, or one too early ---- */

void once_too_often_bad(void) {
    job *one = g_rc_box_alloc0(sizeof *one);
    g_rc_box_acquire(one);
    g_rc_box_release(one);
    g_rc_box_release(one);
    g_rc_box_release(one); // expected-warning {{'one' is dropped once more than it was made or cloned}}
}

void dropped_by_both_names_bad(const void *data) {
    GBytes *bytes = g_bytes_new(data, 4), *same = bytes;
    g_bytes_unref(same);
    g_bytes_unref(bytes); // expected-warning {{is dropped once more than it was made or cloned}}
}

int used_after_bad(void) {
    job *one = g_rc_box_alloc0(sizeof *one);
    one->state = 1;
    g_rc_box_release(one);
    return one->state; // expected-warning {{'one' is used after its last handle was dropped}}
}

gsize asked_after_bad(const void *data) {
    GBytes *bytes = g_bytes_new(data, 4);
    g_bytes_unref(bytes);
    return g_bytes_get_size(bytes); // expected-warning {{'bytes' is used after its last handle was dropped}}
}

void raised_after_bad(const void *data) {
    GBytes *bytes = g_bytes_new(data, 4);
    g_bytes_unref(bytes);
    g_bytes_ref(bytes); // expected-warning {{'bytes' is used after its last handle was dropped}}
}

job *returned_after_bad(void) {
    job *one = g_rc_box_alloc0(sizeof *one);
    g_rc_box_release(one);
    return one; // expected-warning {{'one' is used after its last handle was dropped}}
}

void submitted_after_bad(int early) {
    job *one = g_rc_box_alloc0(sizeof *one);
    if (early)
        g_rc_box_release(one);
    submit(one); // expected-warning {{'one' is used after its last handle was dropped}}
}

void stored_and_dropped_bad(store *s, const void *data) {
    GBytes *bytes = g_bytes_new(data, 4);
    s->bytes = bytes; // expected-warning {{'s->bytes' becomes a second owner of the handle in 'bytes'}}
    g_bytes_unref(bytes);
}

/* ---- counts that are not atomic ---- */

void sent_and_kept_bad(void) {
    job *one = g_rc_box_alloc0(sizeof *one);
    // expected-warning@+1 {{'g_rc_box_acquire(one)' goes to another thread, but what 'g_rc_box_acquire' gives has}}
    GThread *thread = g_thread_new("worker", run, g_rc_box_acquire(one));
    g_rc_box_release(one);
    g_thread_join(thread);
}

void sent_and_kept_by_the_caller_bad(job *one) {
    g_rc_box_acquire(one);
    g_thread_unref(g_thread_new("worker", run, one)); // expected-warning {{'one' goes to another thread, but what}}
}

void sent_in_a_struct_bad(store *s, job *one) {
    s->object = g_rc_box_acquire(one);
    g_thread_unref(g_thread_new("worker", run, s)); // expected-warning {{'s->object' goes to another thread, but what}}
}

/* There is one owner at any time. */
void handed_over_ok(void) {
    job *one = g_rc_box_alloc0(sizeof *one);
    g_thread_unref(g_thread_new("worker", run, one));
}

void one_left_ok(job *one) {
    g_rc_box_acquire(one);
    one->state = 1;
    g_rc_box_release(one);
    g_thread_unref(g_thread_new("worker", run, one));
}

void atomic_ok(void) {
    job *one = g_atomic_rc_box_alloc0(sizeof *one);
    g_thread_unref(g_thread_new("worker", run, g_atomic_rc_box_acquire(one)));
    g_atomic_rc_box_release(one);
}

/* ---- nothing to say ---- */

void held_around_a_use_ok(job *one) {
    g_rc_box_acquire(one);
    submit(one);
    g_rc_box_release(one);
}

void made_and_held_ok(const void *data) {
    GBytes *bytes = g_bytes_new(data, 4);
    g_bytes_ref(bytes);
    g_bytes_unref(bytes);
    g_bytes_get_size(bytes);
    g_bytes_unref(bytes);
}

void in_a_list_ok(void) {
    job *one = g_rc_box_alloc0(sizeof *one);
    one->next = jobs;
    jobs = g_rc_box_acquire(one);
    g_rc_box_release(one);
}

GBytes *returned_ok(const void *data) {
    GBytes *bytes = g_bytes_new(data, 4);
    if (g_bytes_get_size(bytes) == 0)
        g_clear_pointer(&bytes, g_bytes_unref);
    return bytes;
}

GBytes *returned_with_one_more_ok(store *s, const void *data) {
    GBytes *bytes = g_bytes_new(data, 4);
    s->bytes = bytes;
    return g_bytes_ref(bytes);
}

int ladder_ok(store *s, const void *data) {
    int status = -1;
    GBytes *bytes = g_bytes_new(data, 4), *more = NULL;
    if (g_bytes_get_size(bytes) > 2)
        goto out;
    more = g_bytes_new(data, 2);
    if (g_bytes_get_size(more) > 1)
        goto out;
    s->bytes = g_bytes_ref(more);
    status = 0;
out:
    if (more)
        g_bytes_unref(more);
    g_bytes_unref(bytes);
    return status;
}

void raised_for_each_ok(store *all, int count, const void *data) {
    GBytes *bytes = g_bytes_new(data, 4);
    for (int i = 0; i < count; i++)
        all[i].bytes = g_bytes_ref(bytes);
    g_bytes_unref(bytes);
}

GBytes *autoptr_stolen_ok(const void *data) {
    g_autoptr(GBytes) bytes = g_bytes_new(data, 4);
    if (g_bytes_get_size(bytes) == 0)
        return NULL;
    return g_steal_pointer(&bytes);
}

void autoptr_ok(const void *data) {
    g_autoptr(GBytes) bytes = g_bytes_new(data, 4);
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    if (g_bytes_get_size(bytes) == 0)
        return;
    g_main_loop_run(loop);
}

/* So a thread is let run by itself. */
void thread_of_its_own_ok(void) {
    g_thread_new("worker", run, NULL);
}

/* Shown, not used. */
void logged_after_ok(const void *data) {
    GBytes *bytes = g_bytes_new(data, 4);
    g_bytes_unref(bytes);
    log_text("%p is done", (void *)bytes);
}

void null_after_ok(const void *data) {
    GBytes *bytes = g_bytes_new(data, 4);
    g_bytes_unref(bytes);
    bytes = NULL;
    if (bytes)
        g_bytes_unref(bytes);
}

void by_flag_ok(const void *data, int early) {
    GBytes *bytes = g_bytes_new(data, 4);
    if (early)
        g_bytes_unref(bytes);
    ask();
    if (!early)
        g_bytes_unref(bytes);
}

void raised_by_flag_ok(const void *data, int twice) {
    GBytes *bytes = g_bytes_new(data, 4);
    if (twice)
        g_bytes_ref(bytes);
    ask();
    if (twice)
        g_bytes_unref(bytes);
    g_bytes_unref(bytes);
}

/* The global is the one owner, and what is left in it after the end nobody looks at. */
void global_loop_ok(void) {
    main_loop = g_main_loop_new(NULL, FALSE);
    g_main_loop_run(main_loop);
    g_main_loop_unref(main_loop);
}

void global_never_run_ok(void) {
    main_loop = g_main_loop_new(NULL, FALSE);
    g_main_loop_unref(main_loop);
}

static gpointer quit(gpointer data) {
    g_main_loop_quit(data);
    g_main_loop_unref(data);
    return NULL;
}

/* Who runs `quit` has a count of his own. */
void shared_with_a_thread_ok(void) {
    GMainLoop *loop = g_main_loop_new(NULL, FALSE);
    GThread *thread = g_thread_new("quitter", quit, g_main_loop_ref(loop));
    g_main_loop_run(loop);
    g_main_loop_unref(loop);
    g_thread_join(thread);
}

static job *hold(job *one) {
    return g_rc_box_acquire(one);
}

static void let_go(job *one) {
    g_rc_box_release(one);
}

static void hold_for_effect(job *one) {
    g_rc_box_acquire(one);
}

void by_helpers_ok(void) {
    job *one = g_rc_box_alloc0(sizeof *one);
    hold(one);
    let_go(one);
    g_rc_box_release(one);
}

void by_helper_for_its_effect_ok(void) {
    job *one = g_rc_box_alloc0(sizeof *one);
    hold_for_effect(one);
    g_rc_box_release(one);
    g_rc_box_release(one);
}

static void count_by_hand(job *one) {
    one->state++;
}

/* What is written there may be a count. */
void written_by_a_helper_ok(void) {
    job *one = g_rc_box_alloc0(sizeof *one);
    count_by_hand(one);
    g_rc_box_release(one);
    g_rc_box_release(one);
}

/* ---- objects: what g_object_new makes may be floating ---- */

void floating_ok(store *s) {
    GObject *object = g_object_new(store_type(), NULL);
    s->object = g_object_ref_sink(object);
}

void not_floating_ok(store *s) {
    GObject *object = g_object_new(store_type(), NULL);
    s->object = g_object_ref(object);
    g_object_unref(object);
}

void dropped_by_caller_too_ok(GObject *mine, GObject *also_mine) {
    g_object_unref(mine);
    g_object_unref(also_mine);
    g_object_unref(mine);
}

void set_ok(store *s, GObject *other) {
    g_object_ref(other);
    g_set_object(&s->object, other);
    g_object_unref(other);
    g_clear_object(&s->object);
}

GObject *object_stolen_ok(store *s) {
    g_autoptr(GObject) object = g_object_ref(s->object);
    if (ask())
        return NULL;
    return g_steal_pointer(&object);
}

/* The caller has a count of its own. */
void FN_raised_and_lost(GObject *object) {
    g_object_ref(object);
    if (ask())
        return;
    g_object_unref(object);
}

/* Of a thread only one end is kept in mind, that it was joined. */
void FN_joined_and_dropped(void) {
    GThread *thread = g_thread_new("worker", run, NULL);
    g_thread_join(thread);
    g_thread_unref(thread);
}

/* The address of the variable goes to the cleanup. */
void FN_dropped_before_the_cleanup(const void *data) {
    g_autoptr(GBytes) bytes = g_bytes_new(data, 4);
    g_bytes_unref(bytes);
}
