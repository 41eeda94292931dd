/* task_timer.c -- the runtime's clock, and the tasks that wait for a time: a binary heap of deadlines. */
#include "task_internal.h"

#include "deadline.h"
#include "fatal.h"
#include "task_schedule.h"

#include <stdlib.h>

static struct {
    am_latch latch;
    am_timer **heap; /* from 1 on: the parent of n is n / 2 */
    size_t count;
    size_t room;
    uint64_t orders;
    _Atomic uint64_t next;    /* the first deadline; 0: none */
    _Atomic uint64_t virtual; /* the time, in the deterministic mode */
} timers;

/* ---- the clock ---- */

uint64_t am_clock_now_(void) {
    if (am_replay_is_on_())
        return atomic_load_explicit(&timers.virtual, memory_order_relaxed);
    return deadline_in(0);
}

uint64_t am_clock_in_(uint32_t milliseconds) {
    return am_clock_now_() + (uint64_t)milliseconds * NANOSECONDS_PER_MILLISECOND;
}

void am_clock_set_(uint64_t now) {
    atomic_store_explicit(&timers.virtual, now, memory_order_relaxed);
}

/* ---- the heap ---- */

static bool is_before(const am_timer *left, const am_timer *right) {
    return left->deadline != right->deadline ? left->deadline < right->deadline : left->order < right->order;
}

static void put(am_timer *timer, size_t place) {
    timers.heap[place] = timer;
    timer->place = place;
}

static void move_up(am_timer *timer, size_t place) {
    for (; place > 1 && is_before(timer, timers.heap[place / 2]); place /= 2)
        put(timers.heap[place / 2], place);
    put(timer, place);
}

static void move_down(am_timer *timer, size_t place) {
    for (size_t child = 2 * place; child <= timers.count; child = 2 * place) {
        if (child < timers.count && is_before(timers.heap[child + 1], timers.heap[child]))
            child++;
        if (!is_before(timers.heap[child], timer))
            break;
        put(timers.heap[child], place);
        place = child;
    }
    put(timer, place);
}

static void note_next(void) {
    atomic_store(&timers.next, timers.count > 0 ? timers.heap[1]->deadline : 0);
}

static void insert(am_timer *timer) {
    if (timers.count + 1 >= timers.room) {
        size_t room = timers.room == 0 ? 64 : 2 * timers.room;
        am_timer **heap = realloc(timers.heap, room * sizeof *heap);
        if (heap == NULL)
            am_fatal_("no memory for a task's time-out");
        timers.heap = heap;
        timers.room = room;
    }
    move_up(timer, ++timers.count);
    note_next();
}

static void take_out(am_timer *timer) {
    size_t place = timer->place;
    am_timer *last = timers.heap[timers.count--];
    timer->place = 0;
    if (last != timer) {
        put(last, place);
        move_up(last, place);
        move_down(last, last->place);
    }
    note_next();
}

void am_timer_set_(am_timer *timer, am_task_state *task, uint64_t deadline) {
    latch_lock(&timers.latch);
    timer->deadline = deadline;
    timer->order = timers.orders++;
    timer->task = task;
    insert(timer);
    bool is_first = timer->place == 1;
    latch_unlock(&timers.latch);
    if (is_first)
        am_schedule_deadline_();
}

void am_timer_unset_(am_timer *timer) {
    latch_lock(&timers.latch);
    if (timer->place != 0)
        take_out(timer);
    latch_unlock(&timers.latch);
}

uint64_t am_timers_next_(void) {
    uint64_t next = atomic_load(&timers.next);
    return next != 0 ? next : AM_FOREVER;
}

uint64_t am_timers_fire_(void) {
    uint64_t next = am_timers_next_();
    if (next == AM_FOREVER)
        return next;
    uint64_t now = am_clock_now_();
    while (next <= now) {
        latch_lock(&timers.latch);
        am_task_state *task = NULL;
        if (timers.count > 0 && timers.heap[1]->deadline <= now) {
            task = timers.heap[1]->task;
            take_out(timers.heap[1]);
        }
        latch_unlock(&timers.latch);
        if (task == NULL)
            break;
        am_task_wake_(task);
        next = am_timers_next_();
    }
    return am_timers_next_();
}
