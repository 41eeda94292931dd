/* linux_kref.c -- the kernel's references: the count lies in the object, and the last one to put it runs a function. */
// RUN-FLAGS: -Itestdata/include/linux
#include <kref.h>

struct session {
    int id;
    struct kref ref;
    struct session *next;
};
struct pool {
    struct kref users, readers;
};
struct table {
    struct session *first;
};

int start(struct session *one);
struct session *look_up(struct table *in, int id);

static void session_free(struct kref *ref) {
    kfree(container_of(ref, struct session, ref));
}

int lost_on_one_path_bad(int id) {
    struct session *one = kzalloc(sizeof *one, 0);
    if (!one)
        return -1;
    kref_init(&one->ref);
    one->id = id;
    if (one->id < 0)
        return -2; // expected-warning {{the handle in 'one' is not dropped on this path}}
    kref_put(&one->ref, session_free);
    return 0;
}

int raised_and_lost_bad(int id) {
    struct session *one = kzalloc(sizeof *one, 0);
    kref_init(&one->ref);
    kref_get(&one->ref);
    one->id = id;
    kref_put(&one->ref, session_free);
    return 0; // expected-warning {{the handle in 'one' is not dropped on this path}}
}

void put_too_often_bad(void) {
    struct session *one = kzalloc(sizeof *one, 0);
    kref_init(&one->ref);
    kref_put(&one->ref, session_free);
    kref_put(&one->ref, session_free); // expected-warning {{'one' is dropped once more than it was made or cloned}}
}

int used_after_bad(void) {
    struct session *one = kzalloc(sizeof *one, 0);
    kref_init(&one->ref);
    kref_put(&one->ref, session_free);
    return one->id; // expected-warning {{'one' is used after its last handle was dropped}}
}

/* ---- nothing to say ---- */

int start_ok(struct table *in, int id) {
    struct session *one = kzalloc(sizeof *one, 0);
    if (!one)
        return -1;
    one->id = id;
    kref_init(&one->ref);
    if (start(one) < 0) {
        kref_put(&one->ref, session_free);
        return -2;
    }
    one->next = in->first;
    in->first = one;
    return 0;
}

/* Of two counts in one object nothing is known. */
void two_counts_ok(void (*end)(struct kref *ref)) {
    struct pool *pool = kzalloc(sizeof *pool, 0);
    kref_init(&pool->users);
    kref_init(&pool->readers);
    kref_put(&pool->readers, end);
    kref_put(&pool->users, end);
}

/* The function that runs at the end may take it out. */
void shown_and_put_ok(struct table *in) {
    struct session *one = kzalloc(sizeof *one, 0);
    kref_init(&one->ref);
    in->first = one;
    kref_put(&one->ref, session_free);
}

int freed_before_it_is_shown_ok(int id) {
    struct session *one = kzalloc(sizeof *one, 0);
    kref_init(&one->ref);
    if (id < 0) {
        kfree(one);
        return -1;
    }
    kref_put(&one->ref, session_free);
    return 0;
}

int held_around_a_use_ok(struct table *in, int id) {
    struct session *one = look_up(in, id);
    if (!one || !kref_get_unless_zero(&one->ref))
        return -1;
    start(one);
    kref_put(&one->ref, session_free);
    return one->id;
}

void one_for_the_list_ok(struct table *in) {
    struct session *one = kzalloc(sizeof *one, 0);
    kref_init(&one->ref);
    kref_get(&one->ref);
    in->first = one;
    start(one);
    kref_put(&one->ref, session_free);
}

void by_value_in_a_variable_ok(void) {
    struct session here = {.id = 1};
    kref_init(&here.ref);
    start(&here);
}

struct session *made_ok(int id) {
    struct session *one = kzalloc(sizeof *one, 0);
    kref_init(&one->ref);
    one->id = id;
    return one;
}

static void session_put(struct session *one) {
    if (one)
        kref_put(&one->ref, session_free);
}

void put_by_a_helper_ok(void) {
    struct session *one = made_ok(3);
    session_put(one);
}
