// Handles that are given up, once and twice.
#include "arcmutex/arcmutex.h"

typedef AM_MUTEX(int) counter;
typedef struct pair {
    counter *first, *second;
} pair;

void show(counter *shared);
int ask(void);

AM_THREAD_ENTRY(work, counter, handle) {
    am_arc_drop(&handle);
}

void alias_bad(counter *shared) {
    counter *mine = shared;
    am_arc_drop(&shared);
    am_arc_drop(&mine); // expected-warning {{'mine' is dropped, but it is the handle that 'shared' had, and dropped}}
}

void both_end_bad(counter *shared) {
    am_arc_auto counter *one = am_arc_clone(shared);
    am_arc_auto counter *two = one;
    show(two);
} // expected-warning {{'one' is dropped, but it is the handle that 'two' had, and dropped}}

void given_away_bad(counter *shared) {
    am_arc_auto counter *mine = am_arc_clone(shared);
    am_thread thread;
    if (am_thread_spawn(&thread, work, mine) != AM_OK)
        return; // expected-warning {{'mine' is dropped after it was given away}}
    am_thread_join(&thread);
} // expected-warning {{'mine' is dropped after it was given away}}

void in_struct_bad(pair *p) {
    p->second = p->first;
    am_arc_drop(&p->first);
    am_arc_drop(&p->second); // expected-warning {{is dropped, but it is the handle that}}
}

int cleanup_ladder_bad(counter *shared, int fails) {
    counter *mine = am_arc_clone(shared), *theirs = mine;
    int status = -1;
    if (fails)
        goto out;
    am_arc_drop(&theirs);
    status = 0;
out:
    if (status == 0)
        am_arc_drop(&mine); // expected-warning {{'mine' is dropped, but it is the handle that}}
    return status; // expected-warning {{the handle in 'mine' is not dropped on this path}}
}

void nulled_ok(counter *shared) {
    counter *mine = am_arc_clone(shared);
    am_arc_drop(&mine);
    am_arc_drop(&mine); // NULL by then
}

void moved_ok(counter *shared) {
    am_arc_auto counter *mine = am_arc_clone(shared);
    am_thread thread;
    if (am_thread_spawn(&thread, work, am_move(mine)) != AM_OK)
        return;
    am_thread_join(&thread);
}

void clones_ok(counter *shared) {
    am_arc_auto counter *one = am_arc_clone(shared);
    am_arc_auto counter *two = am_arc_clone(one);
    show(two);
}

void loop_ok(counter *shared) {
    for (int i = 0; i < 3; i++) {
        counter *mine = am_arc_clone(shared);
        show(mine);
        am_arc_drop(&mine);
    }
}

void replaced_ok(counter *shared) {
    counter *mine = am_arc_clone(shared);
    am_arc_drop(&mine);
    mine = am_arc_clone(shared);
    am_arc_drop(&mine);
}

void one_of_two_ok(counter *shared) {
    counter *mine = am_arc_clone(shared), *theirs = mine;
    if (ask())
        am_arc_drop(&theirs);
    else
        am_arc_drop(&mine);
}

void by_flag_ok(counter *shared, int is_mine) {
    counter *mine = am_arc_clone(shared), *theirs = mine;
    if (is_mine)
        am_arc_drop(&mine);
    show(shared);
    if (!is_mine)
        am_arc_drop(&theirs);
}

void elements_ok(counter **all, int count) {
    for (int i = 0; i < count; i++)
        am_arc_drop(&all[i]);
}

void list_ok(pair *p) {
    am_arc_drop(&p->first);
    am_arc_drop(&p->second);
}

static void end(counter *handle) {
    am_arc_drop(&handle);
}

void helper_bad(counter *shared) {
    counter *mine = am_arc_clone(shared);
    end(mine);
    am_arc_drop(&mine); // expected-warning {{'mine' is dropped after it was dropped already}}
}

void helper_ok(counter *shared) {
    counter *mine = am_arc_clone(shared);
    end(am_move(mine));
    am_arc_drop(&mine);
}

static void end_if(counter *handle, int is_last) {
    if (is_last)
        am_arc_drop(&handle);
}

void either_ok(counter *shared, int is_last) {
    counter *mine = am_arc_clone(shared);
    end_if(mine, is_last);
    if (!is_last)
        am_arc_drop(&mine);
}
