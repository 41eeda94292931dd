/* shared_programs.c -- shared handles and work that is done once; and programs that are wrong on purpose. */
#include "programs.h"

#include "hooks.h"

#include <arcmutex/arcmutex.h>

/* ---- handles ---- */

typedef struct {
    int number;
} thing;

static thing *handles[EXPLORE_MAX_THREADS];
static int destroyed;

EXPLORE_UNSEEN static void count_destroyed(void) {
    destroyed++;
}

static void destroy_thing(void *value) {
    EXPLORE_CHECK(((thing *)value)->number == 7);
    ((thing *)value)->number = 0;
    count_destroyed();
}

static void begin_handles(void) {
    destroyed = 0;
    handles[0] = am_arc_new_with(thing, destroy_thing, .number = 7);
    handles[1] = am_arc_clone(handles[0]);
    handles[2] = am_arc_clone(handles[0]);
}

static void drop_mine(void) {
    EXPLORE_CHECK(handles[explore_thread()]->number == 7);
    am_arc_drop(&handles[explore_thread()]);
}

static void clone_and_drop(void) {
    thing *again = am_arc_clone(handles[explore_thread()]);
    drop_mine();
    EXPLORE_CHECK(again->number == 7);
    am_arc_drop(&again);
}

static void end_handles(void) {
    EXPLORE_CHECK(destroyed == 1);
}

/* ---- weak handles ---- */

typedef AM_WEAK(thing) weak_thing;

static weak_thing *weak;
static int moved_out;
static bool is_upgraded;
static bool is_moved; /* by make_mut, away from the weak handles */
static bool is_copied;

static void begin_weak(void) {
    begin_handles();
    weak = am_arc_downgrade(weak_thing, handles[0]);
    moved_out = 0;
    is_upgraded = is_moved = false;
}

static void begin_weak_and_two(void) {
    begin_weak();
    am_arc_drop(&handles[2]);
}

EXPLORE_UNSEEN static void use_upgraded(const thing *found) {
    is_upgraded = found != NULL;
    EXPLORE_CHECK(found == NULL || !is_moved);
    explore_step("uses it", "");
    is_upgraded = false;
}

static void upgrade_and_drop(void) {
    thing *found = am_weak_upgrade(weak);
    EXPLORE_CHECK(found == NULL || found->number == 7);
    use_upgraded(found);
    am_arc_drop(&found);
    am_weak_drop(&weak);
}

static void take_inner(void) {
    thing out = {0};
    if (am_arc_into_inner(&handles[explore_thread()], &out)) {
        EXPLORE_CHECK(out.number == 7);
        moved_out++;
    }
}

static void unwrap_or_drop(void) {
    thing out = {0};
    if (am_arc_try_unwrap(&handles[explore_thread()], &out)) {
        EXPLORE_CHECK(out.number == 7);
        moved_out++;
    } else {
        drop_mine();
    }
}

static void change_if_alone(void) {
    thing *value = am_arc_get_mut(handles[explore_thread()]);
    if (value != NULL) {
        value->number = 0; /* nobody else may see this */
        explore_step("changes", "");
        value->number = 7;
    }
    drop_mine();
}

static void copy_thing(void *copy, const void *original) {
    (void)copy;
    (void)original;
    is_copied = true;
}

EXPLORE_UNSEEN static void check_moved(const thing *before, const thing *after) {
    is_moved = after != before && !is_copied;
    EXPLORE_CHECK(!(is_moved && is_upgraded));
}

static void change_own(void) {
    thing *before = handles[explore_thread()];
    is_copied = false;
    thing *value = am_arc_make_mut(&handles[explore_thread()], copy_thing);
    check_moved(before, value);
    value->number = 0; /* nobody else may see this */
    explore_step("changes", "");
    value->number = 7;
    am_arc_drop(&handles[explore_thread()]);
}

static void downgrade_and_drop(void) {
    weak_thing *mine = am_arc_downgrade(weak_thing, handles[explore_thread()]);
    drop_mine();
    thing *found = am_weak_upgrade(mine);
    EXPLORE_CHECK(found == NULL || found->number == 7);
    am_arc_drop(&found);
    am_weak_drop(&mine);
}

static void end_moved_out(void) {
    EXPLORE_CHECK(destroyed + moved_out == 1);
}

static void end_copied(void) {
    EXPLORE_CHECK(destroyed >= 1 && destroyed <= 3);
}

/* ---- once ---- */

static am_once once;
static int calls;

static void begin_once(void) {
    once = (am_once){0};
    calls = 0;
}

static void do_it(void *unused) {
    (void)unused;
    explore_step("does it", "");
    calls++;
    explore_step("did it", "");
}

static void call_it(void) {
    am_once_call(&once, do_it, NULL);
    EXPLORE_CHECK(calls == 1);
}

static void wait_for_it(void) {
    am_once_wait(&once);
    EXPLORE_CHECK(calls == 1);
}

static void end_once(void) {
    EXPLORE_CHECK(am_once_is_completed(&once));
}

/* ---- channel ---- */

typedef AM_SYNC_SENDER(int) int_sender;
typedef AM_RECEIVER(int) int_receiver;

static int_sender *out;
static int_sender *out_too;
static int_receiver *in;
static int sum;

static void begin_channel(size_t capacity) {
    out = NULL;
    in = NULL;
    sum = 0;
    am_sync_channel(&out, &in, capacity, NULL);
    out_too = am_arc_clone(out);
}

static void begin_rendezvous(void) {
    begin_channel(0);
}

static void begin_narrow(void) {
    begin_channel(1);
}

static void send_and_end(void) {
    int value = 1;
    int_sender **mine = explore_thread() == 0 ? &out : &out_too;
    EXPLORE_CHECK(am_sync_send(*mine, value) == AM_OK);
    am_arc_drop(mine);
}

EXPLORE_UNSEEN static void count_in(int value) {
    sum += value;
}

static void send_or_give_up(void) {
    int value = 2;
    am_status status = am_sync_send_for(out_too, value, 1);
    EXPLORE_CHECK(status == AM_OK || (status == AM_TIMED_OUT && value == 2));
    count_in(value); /* what was not sent */
    am_arc_drop(&out_too);
}

static void receive_all(void) {
    for (int value; am_recv(in, &value) == AM_OK;)
        count_in(value);
    am_arc_drop(&in);
}

/* ---- channel without bound ---- */

typedef AM_SENDER(int) free_sender;

static free_sender *free_out;
static int_receiver *in_too;

static void begin_free(void) {
    free_out = NULL;
    in = NULL;
    sum = 0;
    am_channel(&free_out, &in, NULL);
    in_too = am_arc_clone(in);
}

static void send_two_and_end(void) {
    for (int i = 0; i < 2; i++) {
        int value = 1;
        EXPLORE_CHECK(am_send(free_out, value) == AM_OK);
    }
    am_arc_drop(&free_out);
}

static void receive_one(void) {
    int value;
    if (am_recv(in_too, &value) == AM_OK)
        count_in(value);
    am_arc_drop(&in_too);
}

static void receive_or_give_up(void) {
    int value;
    am_status status = am_recv_for(in_too, &value, 1);
    if (status == AM_OK)
        count_in(value);
    else
        EXPLORE_CHECK(status == AM_TIMED_OUT || status == AM_CLOSED);
    am_arc_drop(&in_too);
}

static void end_two_sent(void) {
    EXPLORE_CHECK(sum == 2);
}

static void end_three_sent(void) {
    EXPLORE_CHECK(sum == 3);
}

const explore_program shared_programs[] = {
    {"arc: three drop", begin_handles, {drop_mine, drop_mine, drop_mine}, end_handles, 4},
    {"arc: one clones", begin_handles, {clone_and_drop, drop_mine, clone_and_drop}, end_handles, 4},
    {"weak: an upgrade and two drops", begin_weak_and_two, {drop_mine, drop_mine, upgrade_and_drop}, end_handles, 4},
    {"weak: two take the value", begin_weak_and_two, {take_inner, take_inner, upgrade_and_drop}, end_moved_out, 4},
    {"weak: unwrap", begin_weak_and_two, {unwrap_or_drop, drop_mine, upgrade_and_drop}, end_moved_out, 4},
    {"arc: get_mut", begin_handles, {change_if_alone, downgrade_and_drop, drop_mine}, end_handles, 3},
    {"arc: get_mut twice", begin_handles, {change_if_alone, change_if_alone, downgrade_and_drop}, end_handles, 3},
    {"arc: make_mut", begin_handles, {change_own, downgrade_and_drop, drop_mine}, end_copied, 3},
    {"weak: make_mut and an upgrade", begin_weak_and_two, {change_own, drop_mine, upgrade_and_drop}, end_copied, 3},
    {"once: three call", begin_once, {call_it, call_it, call_it}, end_once, 3},
    {"once: one waits", begin_once, {call_it, wait_for_it, call_it}, end_once, 3},
    {"channel: room for one", begin_narrow, {send_and_end, send_and_end, receive_all}, end_two_sent, 2},
    {"channel: rendezvous", begin_rendezvous, {send_and_end, send_and_end, receive_all}, end_two_sent, 2},
    {"channel: a sender gives up", begin_rendezvous, {send_and_end, send_or_give_up, receive_all}, end_three_sent, 2},
    {"channel: two receive", begin_free, {send_two_and_end, receive_one, receive_all}, end_two_sent, 2},
    {"channel: a receiver gives up", begin_free, {send_two_and_end, receive_or_give_up, receive_all}, end_two_sent, 2},
    {0},
};

/* ---- wrong on purpose ---- */

static _Atomic uint32_t flag;
static int inside;

static void begin_wrong(void) {
    flag = 0;
    inside = 0;
}

EXPLORE_UNSEEN static void go_in(void) {
    EXPLORE_CHECK(inside++ == 0);
    explore_step("is inside", "");
    inside--;
}

static void look_then_take(void) {
    while (atomic_load_explicit(&flag, memory_order_acquire) != 0)
        futex_wait(&flag, 1);
    atomic_store_explicit(&flag, 1, memory_order_relaxed);
    go_in();
    atomic_store_explicit(&flag, 0, memory_order_release);
    futex_wake_one(&flag);
}

static void take_and_wake_nobody(void) {
    while (atomic_exchange_explicit(&flag, 1, memory_order_acquire) != 0)
        futex_wait(&flag, 1);
    go_in();
    atomic_store_explicit(&flag, 0, memory_order_release);
}

static void end_wrong(void) {
    EXPLORE_CHECK(flag == 0);
}

const explore_program wrong_programs[] = {
    {"wrong: looks, then takes", begin_wrong, {look_then_take, look_then_take}, end_wrong, 2},
    {"wrong: wakes nobody", begin_wrong, {take_and_wake_nobody, take_and_wake_nobody}, end_wrong, 2},
    {0},
};
