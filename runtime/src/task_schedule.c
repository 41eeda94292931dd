/* task_schedule.c -- the workers: each has a queue and steals from the others; who finds nothing sleeps. */
#include "task_schedule.h"

#include "deadline.h"
#include "fatal.h"
#include "task_queue.h"
#include "task_worker.h"

#include <pthread.h>
#include <stdlib.h>

enum {
    LOOK_AROUND = 61, /* after so many tasks a worker looks at the deadlines and at what came from outside first */
    MOST_IN_A_ROW = 3 /* so many woken tasks overtake the queue */
};

typedef struct worker {
    am_worker base;
    am_task_state *_Atomic next; /* was woken last: runs first */
    uint32_t overtaken;
    uint32_t ticks;
    uint32_t random;
    pthread_t thread;
    task_queue queue;
} worker;

static struct {
    worker *workers;
    unsigned count;
    _Atomic bool stopping;

    am_latch latch;
    am_task_list injected; /* from plain threads, and what found no room */
    _Atomic size_t injected_count;

    /* How workers sleep; see sleep_until_rung. */
    _Atomic uint32_t searching;
    _Atomic uint32_t sleepers;
    _Atomic uint32_t waking; /* one was rung, and does not search yet */
    _Atomic uint32_t bell;
    _Atomic uint32_t has_keeper; /* one of the sleepers watches the next deadline */
    _Atomic uint32_t keeper_bell;
} the;

/* ---- waking workers ---- */

static void ring_keeper(void) {
    atomic_fetch_add(&the.keeper_bell, 1);
    futex_wake_one(&the.keeper_bell);
}

/* Wakes a sleeping worker if nobody searches already. What it shall find has been put there before. */
static void ring(void) {
    atomic_thread_fence(memory_order_seq_cst);
    if (atomic_load(&the.searching) > 0 || atomic_load(&the.sleepers) == 0 || atomic_exchange(&the.waking, 1) != 0)
        return;
    atomic_fetch_add(&the.bell, 1);
    if (futex_wake_any(&the.bell))
        return;
    if (atomic_load(&the.has_keeper) != 0)
        ring_keeper();
    else
        atomic_store(&the.waking, 0);
}

void am_schedule_deadline_(void) {
    if (atomic_load(&the.has_keeper) != 0)
        ring_keeper();
    else
        ring();
}

/* ---- what can run ---- */

static void inject(am_task_state *task) {
    latch_lock(&the.latch);
    task_list_append(&the.injected, task);
    atomic_fetch_add(&the.injected_count, 1);
    latch_unlock(&the.latch);
}

static am_task_state *take_injected(void) {
    if (atomic_load(&the.injected_count) == 0)
        return NULL;
    latch_lock(&the.latch);
    am_task_state *task = task_list_take(&the.injected);
    if (task != NULL)
        atomic_fetch_sub(&the.injected_count, 1);
    latch_unlock(&the.latch);
    return task;
}

static void append(worker *self, am_task_state *task) {
    if (!queue_append(&self->queue, task))
        inject(task);
}

static am_task_state *take_next(worker *self) {
    return atomic_load_explicit(&self->next, memory_order_relaxed) != NULL
               ? atomic_exchange_explicit(&self->next, NULL, memory_order_acq_rel)
               : NULL;
}

void am_schedule_ready_(am_task_state *task, bool woken) {
    if (am_replay_is_on_()) {
        am_replay_ready_(task);
        return;
    }
    worker *self = (worker *)am_worker_here_();
    if (self == NULL) {
        inject(task);
    } else if (!woken) {
        append(self, task);
    } else {
        /* No need for another worker: this one will wait soon, or yield. */
        am_task_state *before = atomic_exchange_explicit(&self->next, task, memory_order_acq_rel);
        if (before == NULL)
            return;
        append(self, before);
    }
    ring();
}

void am_schedule_blocks_(void) {
    worker *self = (worker *)am_worker_here_();
    if (self == NULL || am_replay_is_on_())
        return;
    am_task_state *next = take_next(self);
    if (next != NULL)
        append(self, next);
    if (next != NULL || queue_count(&self->queue) > 0)
        ring();
}

static am_task_state *take_own(worker *self) {
    if (++self->ticks % LOOK_AROUND == 0) {
        am_timers_fire_();
        am_task_state *outside = take_injected();
        if (outside != NULL)
            return outside;
    }
    am_task_state *next = self->overtaken < MOST_IN_A_ROW ? take_next(self) : NULL;
    if (next != NULL) {
        self->overtaken++;
        return next;
    }
    self->overtaken = 0;
    am_task_state *oldest = queue_take(&self->queue);
    return oldest != NULL ? oldest : take_next(self);
}

/* ---- searching ---- */

static uint32_t random_number(worker *self) {
    self->random ^= self->random << 13;
    self->random ^= self->random >> 17;
    self->random ^= self->random << 5;
    return self->random;
}

/* Half of what the other has, or what it was to run next. */
static am_task_state *steal(worker *self, worker *other) {
    size_t more = queue_count(&other->queue) / 2;
    am_task_state *first = queue_take(&other->queue);
    if (first == NULL)
        return take_next(other);
    for (am_task_state *task; more > 0 && (task = queue_take(&other->queue)) != NULL; more--)
        append(self, task);
    return first;
}

static am_task_state *search(worker *self) {
    am_timers_fire_();
    am_task_state *task = take_own(self);
    if (task == NULL)
        task = take_injected();
    uint32_t start = random_number(self);
    for (unsigned i = 0; i < the.count && task == NULL; i++) {
        worker *other = &the.workers[(start + i) % the.count];
        if (other != self)
            task = steal(self, other);
    }
    return task;
}

static bool is_work_in_sight(void) {
    if (atomic_load(&the.injected_count) > 0)
        return true;
    for (unsigned i = 0; i < the.count; i++) {
        if (queue_count(&the.workers[i].queue) > 0 || atomic_load(&the.workers[i].next) != NULL)
            return true;
    }
    return false;
}

/* ---- sleeping ---- */

/* As the only sleeper that watches the deadlines, on a bell of its own. */
static void keep_time(uint32_t bell, uint32_t keeper_bell) {
    uint64_t deadline = am_timers_next_();
    struct timespec until = deadline_at(deadline);
    if (atomic_load(&the.bell) == bell)
        futex_wait_until(&the.keeper_bell, keeper_bell, UINT32_MAX, deadline == AM_FOREVER ? NULL : &until);
    atomic_store(&the.has_keeper, 0);
}

/*
 * Sleeps until there may be something to do. Who rings puts the work down first and looks at `sleepers` then; a sleeper
 * counts itself first and looks at the work then: one of them sees the other. The bells were read before, so a ring in
 * between ends the sleep at once. The same holds for deadlines and `has_keeper`.
 */
static void sleep_until_rung(void) {
    uint32_t bell = atomic_load(&the.bell);
    uint32_t keeper_bell = atomic_load(&the.keeper_bell);
    atomic_fetch_add(&the.sleepers, 1);
    atomic_store(&the.waking, 0);
    atomic_thread_fence(memory_order_seq_cst);
    if (!is_work_in_sight() && !atomic_load(&the.stopping)) {
        if (am_timers_next_() != AM_FOREVER && atomic_exchange(&the.has_keeper, 1) == 0)
            keep_time(bell, keeper_bell);
        else
            futex_wait(&the.bell, bell);
    }
    atomic_fetch_sub(&the.sleepers, 1);
}

/* NULL: the runtime stops. */
static am_task_state *find_work(worker *self) {
    while (!atomic_load(&the.stopping)) {
        atomic_fetch_add(&the.searching, 1);
        atomic_store(&the.waking, 0);
        atomic_thread_fence(memory_order_seq_cst);
        am_task_state *task = search(self);
        bool was_last = atomic_fetch_sub(&the.searching, 1) == 1;
        if (task != NULL) {
            /* Nobody was rung while this one searched: there may be more, and the deadlines need a keeper. */
            if (was_last)
                ring();
            return task;
        }
        sleep_until_rung();
    }
    return NULL;
}

/* ---- start and end ---- */

static void *work(void *argument) {
    worker *self = argument;
    am_worker_begin_(&self->base);
    for (;;) {
        am_task_state *task = take_own(self);
        if (task == NULL && (task = find_work(self)) == NULL)
            break;
        am_worker_run_(&self->base, task);
    }
    am_worker_end_();
    return NULL;
}

void am_schedule_start_(unsigned workers) {
    void *memory = NULL;
    if (posix_memalign(&memory, _Alignof(worker), workers * sizeof(worker)) != 0)
        am_fatal_("no memory for the runtime's workers");
    the.workers = memory;
    the.count = workers;
    atomic_store(&the.stopping, false);
    for (unsigned i = 0; i < workers; i++)
        the.workers[i] = (worker){.random = 2463534242U + i};
    for (unsigned i = 0; i < workers; i++) {
        if (pthread_create(&the.workers[i].thread, NULL, work, &the.workers[i]) != 0)
            am_fatal_("the system gives no thread for a worker of the runtime");
    }
}

void am_schedule_stop_(void) {
    atomic_store(&the.stopping, true);
    atomic_fetch_add(&the.bell, 1);
    futex_wake(&the.bell, FUTEX_ALL, UINT32_MAX);
    ring_keeper();
    for (unsigned i = 0; i < the.count; i++)
        pthread_join(the.workers[i].thread, NULL);
    free(the.workers);
    the.workers = NULL;
    the.count = 0;
}
