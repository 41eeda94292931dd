// Handles that are stored: handed over, borrowed, or owned twice by one count.
#include "arcmutex/arcmutex.h"

typedef AM_MUTEX(int) counter;
typedef struct pair {
    counter *first, *second;
    counter *seen; /* nobody drops it: it is borrowed */
} pair;
typedef struct box {
    counter *own;
} box;
typedef AM_MUTEX(box) shared_box;

int ask(void);
void unknown(void);
void show(counter *shared);

static counter *kept, *seen_last;

void pair_end(pair *p) {
    am_arc_drop(&p->first);
    am_arc_drop(&p->second);
}

void box_end(box *b) {
    am_arc_drop(&b->own);
    am_arc_drop(&kept);
}

/* ---- one count, two owners ---- */

void auto_stored_bad(pair *p, counter *shared) {
    am_arc_auto counter *mine = am_arc_clone(shared);
    // expected-warning@+1 {{'p->first' becomes a second owner of the handle in 'mine'; that is one count for two}}
    p->first = mine;
}

void dropped_by_hand_bad(pair *p, counter *shared) {
    counter *mine = am_arc_clone(shared);
    p->first = mine; // expected-warning {{'p->first' becomes a second owner of the handle in 'mine'}}
    am_arc_drop(&mine);
}

void in_a_global_bad(counter *shared) {
    am_arc_auto counter *mine = am_arc_clone(shared);
    kept = mine; // expected-warning {{'kept' becomes a second owner of the handle in 'mine'}}
}

int on_one_path_bad(pair *p, counter *shared, int fails) {
    counter *mine = am_arc_clone(shared);
    p->second = mine; // expected-warning {{'p->second' becomes a second owner of the handle in 'mine'}}
    if (fails) {
        am_arc_drop(&mine);
        p->first = NULL;
        return -1;
    }
    return 0;
}

void in_two_members_bad(pair *p, counter *shared) {
    counter *mine = am_arc_clone(shared);
    p->first = mine;
    p->second = mine; // expected-warning {{'p->second' becomes a second owner of the handle in 'p->first'}}
}

void in_two_globals_bad(box *b, counter *shared) {
    kept = am_arc_clone(shared);
    b->own = kept; // expected-warning {{'b->own' becomes a second owner of the handle in 'kept'}}
}

void dropped_out_of_one_bad(pair *p, counter *shared) {
    p->first = am_arc_clone(shared);
    p->second = p->first; // expected-warning {{'p->second' becomes a second owner of the handle in 'p->first'}}
    am_arc_drop(&p->first);
}

/* Nobody drops what the place holds, but nobody else has the object. */
void only_handle_dropped_bad(pair *p) {
    am_arc_auto counter *mine = am_arc_new(counter, .value = 1);
    p->seen = mine; // expected-warning {{'p->seen' becomes a second owner of the handle in 'mine'}}
}

void only_handle_through_a_parameter_bad(counter **out) {
    counter *mine = am_arc_new(counter, .value = 1);
    *out = mine; // expected-warning {{'*out' becomes a second owner of the handle in 'mine'}}
    am_arc_drop(&mine);
}

/* ---- handed over ---- */

void moved_ok(pair *p, counter *shared) {
    am_arc_auto counter *mine = am_arc_clone(shared);
    p->first = am_move(mine);
}

void stored_ok(pair *p, counter *shared) {
    counter *mine = am_arc_clone(shared);
    p->first = mine;
    p->second = am_arc_clone(shared);
}

void set_to_null_ok(pair *p, counter *shared) {
    am_arc_auto counter *mine = am_arc_clone(shared);
    p->first = mine;
    mine = NULL;
}

int ladder_ok(pair *p, counter *shared) {
    counter *mine = am_arc_clone(shared);
    p->first = mine;
    if (ask() < 0)
        goto failed;
    return 0;
failed:
    p->first = NULL;
    am_arc_drop(&mine);
    return -1;
}

/* Taken back after the drop. */
void cleared_after_ok(pair *p, counter *shared) {
    counter *mine = am_arc_clone(shared);
    p->first = mine;
    am_arc_drop(&mine);
    p->first = NULL;
}

void dropped_out_of_the_member_ok(pair *p, counter *shared) {
    counter *mine = am_arc_clone(shared);
    p->first = mine;
    am_arc_drop(&p->first);
}

void from_one_to_the_other_ok(pair *p, counter *shared) {
    p->first = am_arc_clone(shared);
    p->second = p->first;
    p->first = NULL;
}

void swapped_ok(pair *p) {
    counter *t = p->first;
    p->first = p->second;
    p->second = t;
}

void cloned_into_both_ok(pair *p, counter *shared) {
    counter *mine = am_arc_clone(shared);
    p->first = am_arc_clone(mine);
    p->second = mine;
}

void stored_and_a_clone_dropped_ok(pair *p, counter *shared) {
    counter *mine = am_arc_clone(shared);
    am_arc_auto counter *other = am_arc_clone(mine);
    p->first = mine;
}

/* ---- borrowed ---- */

void alias_ok(counter *shared) {
    counter *same = shared;
    show(same);
}

/* `seen` owns nothing, and `shared` keeps the object. */
void borrowed_ok(pair *p, counter *shared) {
    am_arc_auto counter *mine = am_arc_clone(shared);
    p->seen = mine;
    p->seen = NULL;
}

void beside_its_owner_ok(pair *p, counter *shared) {
    p->first = am_arc_clone(shared);
    p->seen = p->first;
    seen_last = p->first;
}

/* What is borrowed has another owner by then. */
void another_owner_ok(pair *p) {
    am_arc_auto counter *mine = am_arc_new(counter, .value = 1);
    p->seen = mine;
    kept = am_arc_clone(mine);
}

static void adopt_seen(pair *p) {
    p->first = am_arc_clone(p->seen);
}

void adopted_by_a_helper_ok(pair *p) {
    am_arc_auto counter *mine = am_arc_new(counter, .value = 1);
    p->seen = mine;
    adopt_seen(p);
}

/* It ends with the function. */
void in_a_parameter_ok(pair p) {
    am_arc_auto counter *mine = am_arc_new(counter, .value = 1);
    p.seen = mine;
}

/* A parameter may be the caller's last handle, or come with two. */
void parameter_stored_ok(pair *p, counter *given) {
    p->first = given;
}

void FN_parameter_stored_twice(pair *p, counter *given) {
    p->first = given;
    p->second = given;
}

/* The object may well live on by `shared`. */
void FN_borrowed_from_a_clone(pair *p, counter *shared) {
    am_arc_auto counter *mine = am_arc_clone(shared);
    p->seen = mine;
}

/* Somebody may have taken it out of there, or made it a handle of its own. */
void FN_after_a_call(pair *p, counter *shared) {
    am_arc_auto counter *mine = am_arc_clone(shared);
    p->first = mine;
    unknown();
}

/* Once the guard is gone others may have changed what it guards. */
void FN_in_guarded_data(shared_box *boxes, counter *shared) {
    am_arc_auto counter *mine = am_arc_clone(shared);
    AM_GUARD(box, b, boxes);
    b->own = mine;
}

void made_owner_by_callee_ok(pair *p, void (*adopt)(pair *)) {
    am_arc_auto counter *mine = am_arc_new(counter, .value = 1);
    p->seen = mine;
    adopt(p);
}

/* ---- where others speak ---- */

AM_THREAD_ENTRY(work, counter, handle) {
    am_arc_drop(&handle);
}

void given_to_two_bad(counter *shared) {
    am_thread first, second;
    counter *mine = am_arc_clone(shared);
    am_thread_spawn(&first, work, mine);
    am_thread_spawn(&second, work, mine); // expected-warning {{'mine' is used after it was moved into a thread}}
    am_thread_join(&first);
    am_thread_join(&second);
}

void both_dropped_bad(counter *shared) {
    counter *mine = am_arc_clone(shared), *same = mine;
    am_arc_drop(&mine);
    am_arc_drop(&same); // expected-warning {{'same' is dropped, but it is the handle that 'mine' had, and dropped}}
}
