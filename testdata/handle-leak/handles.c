// Handles that the function made: dropped, handed on, or lost.
#include "arcmutex/arcmutex.h"

typedef AM_MUTEX(int) counter;
typedef struct pair {
    counter *first, *second;
} pair;
typedef struct node {
    counter *value;
    struct node *next;
} node;

void show(counter *shared);
void unknown(void);
int ask(void);
void *allocate(void);

AM_THREAD_ENTRY(work, counter, handle) {
    am_arc_drop(&handle);
}

/* ---- lost ---- */

int early_return_bad(counter *shared) {
    counter *mine = am_arc_clone(shared);
    if (ask() < 0)
        return -1; // expected-warning {{the handle in 'mine' is not dropped on this path}}
    am_arc_drop(&mine);
    return 0;
}

void never_dropped_bad(void) {
    counter *mine = am_arc_new(counter, .value = 1);
    AM_GUARD(int, value, mine);
    *value += 1;
} // expected-warning {{the handle in 'mine' is not dropped on this path}}

void overwritten_bad(counter *shared) {
    counter *mine = am_arc_clone(shared);
    // expected-warning@+1 {{the handle in 'mine' is overwritten, and nobody drops it}}
    mine = am_arc_new(counter, .value = 0);
    am_arc_drop(&mine);
}

void set_to_null_bad(counter *shared) {
    counter *mine = am_arc_clone(shared);
    mine = NULL; // expected-warning {{the handle in 'mine' is overwritten, and nobody drops it}}
    am_arc_drop(&mine);
}

void auto_overwritten_bad(counter *shared) {
    am_arc_auto counter *mine = am_arc_clone(shared);
    mine = am_arc_clone(shared); // expected-warning {{the handle in 'mine' is overwritten, and nobody drops it}}
}

/* Of other counted types that is how the count is raised. */
void FN_clone_ignored(counter *shared) {
    (void)am_arc_clone(shared);
}

int ladder_bad(counter *shared) {
    int status = -1;
    counter *one = am_arc_clone(shared), *two = am_arc_clone(shared);
    if (ask() < 0)
        goto drop_one;
    status = 0;
    am_arc_drop(&two);
drop_one:
    am_arc_drop(&one);
    return status; // expected-warning {{the handle in 'two' is not dropped on this path}}
}

void each_round_bad(counter *shared) {
    while (ask()) {
        counter *mine = am_arc_clone(shared);
        AM_GUARD(int, value, mine);
        *value += 1;
    } // expected-warning {{the handle in 'mine' is not dropped on this path}}
}

void continue_bad(counter *shared, int count) {
    for (int i = 0; i < count; i++) {
        counter *mine = am_arc_clone(shared);
        if (ask())
            continue; // expected-warning {{the handle in 'mine' is not dropped on this path}}
        am_arc_drop(&mine);
    }
}

void alias_ends_too_bad(counter *shared) {
    counter *mine = am_arc_clone(shared), *same = mine;
    AM_GUARD(int, value, same);
    *value = 1;
} // expected-warning {{is not dropped on this path}}

int conditional_bad(counter *shared, int wanted) {
    counter *mine = NULL;
    if (wanted)
        mine = am_arc_clone(shared);
    if (ask())
        return 1; // expected-warning {{the handle in 'mine' is not dropped on this path}}
    am_arc_drop(&mine);
    return 0;
}

void one_of_two_bad(counter *shared, int which) {
    counter *one = NULL, *two = NULL;
    if (which)
        one = am_arc_clone(shared);
    else
        two = am_arc_clone(shared);
    if (two)
        am_arc_drop(&two);
    unknown();
} // expected-warning {{the handle in 'one' is not dropped on this path}}

static counter *make(int start) {
    return am_arc_new(counter, .value = start);
}

static int read_value(counter *shared) {
    AM_GUARD(int, value, shared);
    return *value;
}

int made_by_helper_bad(void) {
    counter *mine = make(3);
    return read_value(mine); // expected-warning {{the handle in 'mine' is not dropped on this path}}
}

static counter *make_if(int wanted) {
    if (!wanted)
        return NULL;
    return am_arc_new(counter, .value = 0);
}

/* Which calls give one, the function may tell by other means as well. */
int FN_made_perhaps(int wanted) {
    counter *mine = make_if(wanted);
    if (!mine)
        return -1;
    return read_value(mine);
}

void moved_on_bad(counter *shared) {
    counter *first = am_arc_clone(shared);
    counter *second = am_move(first);
    AM_GUARD(int, value, second);
    *value = 2;
} // expected-warning {{the handle in 'second' is not dropped on this path}}

/* ---- nothing to say ---- */

void auto_ok(counter *shared) {
    am_arc_auto counter *mine = am_arc_clone(shared);
    if (ask())
        return;
    AM_GUARD(int, value, mine);
    *value = 1;
}

int ladder_ok(counter *shared) {
    int status = -1;
    counter *one = NULL, *two = NULL;
    one = am_arc_clone(shared);
    if (ask() < 0)
        goto out;
    two = am_arc_clone(shared);
    if (ask() < 0)
        goto out;
    status = 0;
out:
    am_arc_drop(&two);
    am_arc_drop(&one);
    return status;
}

int ladder_by_labels_ok(counter *shared) {
    int status = -1;
    counter *one = am_arc_clone(shared), *two;
    if (ask() < 0)
        goto drop_one;
    two = am_arc_clone(shared);
    if (ask() < 0)
        goto drop_two;
    status = 0;
drop_two:
    am_arc_drop(&two);
drop_one:
    am_arc_drop(&one);
    return status;
}

void in_a_literal_ok(counter *shared, void (*keep)(void *)) {
    counter *mine = am_arc_clone(shared);
    keep(&(pair){mine, NULL});
    keep(&(pair){am_arc_clone(shared), ask() ? am_arc_clone(shared) : NULL});
}

pair literal_returned_ok(counter *shared) {
    counter *mine = am_arc_clone(shared);
    return (pair){mine, am_arc_clone(shared)};
}

counter *returned_ok(counter *shared) {
    counter *mine = am_arc_clone(shared);
    AM_GUARD(int, value, mine);
    *value = 1;
    return mine;
}

counter *returned_at_once_ok(counter *shared) {
    return am_arc_clone(shared);
}

counter *returned_moved_ok(counter *shared) {
    am_arc_auto counter *mine = am_arc_clone(shared);
    if (ask())
        return NULL;
    return am_move(mine);
}

void in_a_struct_ok(pair *p, counter *shared) {
    counter *mine = am_arc_clone(shared);
    p->first = mine;
    p->second = am_arc_clone(shared);
}

pair struct_returned_ok(counter *shared) {
    pair made = {am_arc_clone(shared), am_arc_clone(shared)};
    return made;
}

void in_a_list_ok(node **list, counter *shared) {
    node *first = allocate();
    counter *mine = am_arc_clone(shared);
    first->value = mine;
    first->next = *list;
    *list = first;
}

void out_parameter_ok(counter **to, counter *shared) {
    counter *mine = am_arc_clone(shared);
    *to = mine;
}

static counter *kept;

void global_ok(counter *shared) {
    counter *mine = am_arc_clone(shared);
    kept = mine;
}

void static_ok(counter *shared) {
    static counter *cached;
    if (!cached)
        cached = am_arc_clone(shared);
}

void to_unknown_ok(counter *shared) {
    counter *mine = am_arc_clone(shared);
    show(mine);
}

void through_pointer_ok(counter *shared, void (*take)(counter *)) {
    counter *mine = am_arc_clone(shared);
    take(mine);
}

void member_address_given_ok(counter *shared, void (*keep)(void *)) {
    counter *mine = am_arc_clone(shared);
    keep(&mine->value);
}

void spawned_ok(counter *shared) {
    counter *mine = am_arc_clone(shared);
    am_thread thread;
    if (am_thread_spawn(&thread, work, am_move(mine)) != AM_OK)
        return;
    am_thread_join(&thread);
}

void spawned_by_value_ok(counter *shared) {
    am_thread thread;
    if (am_thread_spawn(&thread, work, am_arc_clone(shared)) == AM_OK)
        am_thread_join(&thread);
}

static void done_with(counter *mine) {
    am_arc_drop(&mine);
}

static void perhaps_done_with(counter *mine) {
    if (ask())
        am_arc_drop(&mine);
    else
        kept = mine;
}

static void end(counter **slot) {
    am_arc_drop(slot);
}

static counter *same(counter *mine) {
    return mine;
}

void dropped_by_helper_ok(counter *shared) {
    counter *mine = am_arc_clone(shared), *yours = am_arc_clone(shared), *theirs = am_arc_clone(shared);
    done_with(mine);
    perhaps_done_with(yours);
    end(&theirs);
}

void own_cleanup_ok(counter *shared) {
    __attribute__((cleanup(end))) counter *mine = am_arc_clone(shared);
    if (ask())
        return;
    AM_GUARD(int, value, mine);
    *value = 3;
}

void through_helper_ok(counter *shared) {
    counter *mine = am_arc_clone(shared), *again = same(mine);
    am_arc_drop(&again);
}

void made_perhaps_ok(int wanted) {
    counter *mine = make_if(wanted);
    if (!mine)
        return;
    am_arc_drop(&mine);
}

void dropped_by_alias_ok(counter *shared) {
    counter *mine = am_arc_clone(shared), *same_one = mine;
    am_arc_drop(&same_one);
}

void by_flag_ok(counter *shared, int wanted) {
    counter *mine = NULL;
    if (wanted)
        mine = am_arc_clone(shared);
    unknown();
    if (wanted)
        am_arc_drop(&mine);
}

void if_there_is_one_ok(counter *shared, int wanted) {
    counter *mine = wanted ? am_arc_clone(shared) : NULL;
    unknown();
    if (mine)
        am_arc_drop(&mine);
}

void owned_or_borrowed_ok(counter *shared, int wanted) {
    counter *own = NULL, *used = shared;
    if (wanted)
        used = own = am_arc_clone(shared);
    show(used);
    am_arc_drop(&own);
}

void swapped_ok(counter *shared) {
    counter *one = am_arc_clone(shared), *two = am_arc_clone(shared), *t = one;
    one = two;
    two = t;
    am_arc_drop(&one);
    am_arc_drop(&two);
}

void replaced_each_round_ok(counter *shared) {
    counter *mine = am_arc_clone(shared);
    while (ask()) {
        counter *next = am_arc_clone(shared);
        am_arc_drop(&mine);
        mine = next;
    }
    am_arc_drop(&mine);
}

void last_of_a_loop_ok(counter *shared) {
    counter *mine = NULL;
    for (int i = 0; i < 3; i++) {
        am_arc_drop(&mine);
        mine = am_arc_clone(shared);
    }
    am_arc_drop(&mine);
}

void in_an_array_ok(counter *shared, int count) {
    counter *all[8];
    for (int i = 0; i < count; i++)
        all[i] = am_arc_clone(shared);
    for (int i = 0; i < count; i++)
        am_arc_drop(&all[i]);
}

void by_pointer_to_it_ok(counter *shared) {
    counter *mine = NULL, **slot = &mine;
    *slot = am_arc_clone(shared);
    am_arc_drop(slot);
}

void address_before_ok(counter *shared) {
    counter *mine = am_arc_clone(shared), **slot = &mine;
    am_arc_drop(slot);
}

void tried_again_ok(counter *shared) {
    counter *mine;
retry:
    mine = am_arc_clone(shared);
    if (ask()) {
        am_arc_drop(&mine);
        goto retry;
    }
    am_arc_drop(&mine);
}

void program_ends_ok(counter *shared) {
    counter *mine = am_arc_clone(shared);
    if (ask())
        __builtin_abort();
    am_arc_drop(&mine);
}

void as_a_number_ok(counter *shared, unsigned long *to) {
    counter *mine = am_arc_clone(shared);
    *to = (unsigned long)mine | 1;
}

/* Paths meet on which one of two names of the handle is gone. */
void one_name_gone_ok(counter *shared, int which) {
    counter *two = am_arc_clone(shared), *one = two;
    if (which)
        one = NULL;
    unknown();
    if (which)
        am_arc_drop(&two);
    else
        am_arc_drop(&one);
}

void dropped_in_a_loop_ok(counter *shared) {
    counter *two = am_arc_clone(shared), *one = two;
    while (one)
        am_arc_drop(&one);
}

static counter *make_or_tell(int *error) {
    *error = ask();
    return *error ? NULL : am_arc_new(counter, .value = 0);
}

int told_by_another_way_ok(void) {
    int error;
    counter *mine = make_or_tell(&error);
    if (error)
        return -1;
    am_arc_drop(&mine);
    return 0;
}

#define UNLIKELY(condition)                                                                                            \
    __builtin_expect(({                                                                                                \
                         int is_so;                                                                                    \
                         if (condition)                                                                                \
                             is_so = 1;                                                                                \
                         else                                                                                          \
                             is_so = 0;                                                                                \
                         is_so;                                                                                        \
                     }),                                                                                               \
                     0)

/* A condition that a macro turns into a number first. */
int asked_twice_ok(counter *shared) {
    counter *mine = am_arc_clone(shared);
    int is_fine = ask();
    if (UNLIKELY(!is_fine))
        am_arc_drop(&mine);
    if (!is_fine)
        return -1;
    am_arc_drop(&mine);
    return 0;
}

int is_valid(const counter *shared);

/* A function that is asked twice may answer otherwise, for all that is known of it. */
int FP_asked_twice_by_a_call(counter *shared) {
    counter *mine = am_arc_clone(shared);
    if (!is_valid(shared))
        am_arc_drop(&mine);
    if (!is_valid(shared))
        return -1; // expected-warning {{the handle in 'mine' is not dropped on this path}}
    am_arc_drop(&mine);
    return 0;
}

void there_and_back_ok(counter *shared) {
    counter *mine = am_arc_clone(shared);
    void *raw = am_arc_into_raw(mine);
    mine = am_arc_from_raw(counter, raw);
    am_arc_drop(&mine);
}

/* What goes through a raw pointer is not followed. */
void FN_there_and_back(counter *shared) {
    counter *mine = am_arc_clone(shared);
    void *raw = am_arc_into_raw(mine);
    mine = am_arc_from_raw(counter, raw);
}

int main(void) {
    counter *mine = am_arc_new(counter, .value = 0);
    return read_value(mine);
}
