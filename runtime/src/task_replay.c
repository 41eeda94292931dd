/* task_replay.c -- the deterministic mode: one thread, an order that a seed decides, a clock that jumps. */
#include "fatal.h"
#include "task_worker.h"

#include <stdlib.h>

static struct {
    _Atomic bool is_on;
    am_worker worker;
    am_task_state **ready; /* in no order */
    size_t count;
    size_t room;
    uint64_t random;
} replay;

bool am_replay_is_on_(void) {
    return atomic_load_explicit(&replay.is_on, memory_order_relaxed);
}

void am_replay_start_(uint64_t seed) {
    replay.random = seed;
    am_clock_set_(NANOSECONDS_PER_MILLISECOND);
    atomic_store(&replay.is_on, true);
}

void am_replay_stop_(void) {
    atomic_store(&replay.is_on, false);
    free(replay.ready);
    replay.ready = NULL;
    replay.count = replay.room = 0;
}

void am_replay_ready_(am_task_state *task) {
    if (replay.count == replay.room) {
        size_t room = replay.room == 0 ? 64 : 2 * replay.room;
        am_task_state **ready = realloc(replay.ready, room * sizeof *ready);
        if (ready == NULL)
            am_fatal_("no memory for the tasks that can run");
        replay.ready = ready;
        replay.room = room;
    }
    replay.ready[replay.count++] = task;
}

/* SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014. */
static uint64_t random_number(void) {
    uint64_t z = replay.random += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

static am_task_state *take_any(void) {
    size_t chosen = (size_t)(random_number() % replay.count);
    am_task_state *task = replay.ready[chosen];
    replay.ready[chosen] = replay.ready[--replay.count];
    return task;
}

/* False: the deadline of the thread itself is next. */
static bool jump(uint64_t deadline) {
    uint64_t next = am_timers_next_();
    if (next == AM_FOREVER && deadline == AM_FOREVER)
        am_fatal_("deadlock: every task waits, and nothing is left that could wake one");
    am_clock_set_(next < deadline ? next : deadline);
    am_timers_fire_();
    return next < deadline;
}

void am_replay_drive_(_Atomic uint32_t *granted, uint64_t deadline) {
    if (am_worker_here_() != NULL)
        am_fatal_("a plain thread's wait inside of a task");
    am_worker_begin_(&replay.worker);
    while (granted == NULL || atomic_load(granted) == 0) {
        if (replay.count > 0)
            am_worker_run_(&replay.worker, take_any());
        else if (am_clock_now_() >= deadline || !jump(deadline))
            break;
    }
    am_worker_end_();
}
