/* explorer.c -- virtual threads as coroutines, and depth-first search through their schedules. */
#include "explorer.h"

#include "fatal.h"
#include "sanitizers.h"
#include "self.h"

#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

/* ThreadSanitizer looks on at what the virtual threads do, and sees nothing of the explorer. */
#ifdef __clang__
#pragma clang attribute push(__attribute__((disable_sanitizer_instrumentation)), apply_to = function)
#endif

am_self *explore_self(void);
void explore_step(const char *what, const char *place);
void futex_wait(_Atomic uint32_t *word, uint32_t expected);
bool futex_wait_until(_Atomic uint32_t *word, uint32_t expected, uint32_t group, const struct timespec *deadline);
void futex_wake_one(_Atomic uint32_t *word);
void futex_wake(_Atomic uint32_t *word, int count, uint32_t groups);
void relax(void);

enum { STACK_SIZE = 64 * 1024, MAX_STEPS = 2000, TOLD_STEPS = 60 };

typedef struct virtual_thread {
    ucontext_t context;
    void *fiber;  /* by which ThreadSanitizer knows it, in all runs */
    am_self self; /* what the library knows of it */
    bool is_done;
    bool gives_way;              /* to any other that can go on */
    _Atomic uint32_t *sleeps_on; /* NULL: awake */
    uint32_t group;
    bool may_give_up;
    size_t asleep_since;
} virtual_thread;

/* One place where more than one thread could go on. */
typedef struct decision {
    unsigned char taken;
    unsigned char count;
} decision;

typedef struct told_step {
    int thread;
    const char *what;
    const char *place;
} told_step;

static struct {
    const explore_program *program;
    virtual_thread threads[EXPLORE_MAX_THREADS];
    int thread_count;
    int current;
    ucontext_t searcher;
    void *fiber;                       /* of the searcher */
    am_self self;                      /* of the program's begin and end */
    decision decisions[3 * MAX_STEPS]; /* at most one for a step, a sleep and an end each */
    size_t decided;                    /* those of this run so far */
    size_t prescribed;                 /* those that are repeated from the run before */
    int preemptions_left;
    size_t step_count;
    told_step steps[MAX_STEPS];
    const char *failure;
} explorer;

static char stacks[EXPLORE_MAX_THREADS][STACK_SIZE];

_Thread_local am_self am_self_; /* of checked mode, which is off */

am_self *explore_self(void) {
    return explorer.current < 0 ? &explorer.self : &explorer.threads[explorer.current].self;
}

int explore_thread(void) {
    return explorer.current;
}

/* ---- which thread goes on ---- */

static bool is_enabled(const virtual_thread *thread) {
    return !thread->is_done && (thread->sleeps_on == NULL || thread->may_give_up);
}

/* Whether the running thread goes on unless it is interrupted. */
static bool goes_on(void) {
    if (explorer.current < 0)
        return false;
    const virtual_thread *thread = &explorer.threads[explorer.current];
    return !thread->is_done && thread->sleeps_on == NULL && !thread->gives_way;
}

/* The threads that may go on, the running one first; the others only when they may interrupt it. */
static int list_candidates(int candidates[EXPLORE_MAX_THREADS]) {
    int count = 0;
    bool is_first = goes_on();
    if (is_first)
        candidates[count++] = explorer.current;
    for (int i = 0; i < explorer.thread_count && (!is_first || explorer.preemptions_left > 0); i++) {
        const virtual_thread *thread = &explorer.threads[i];
        if (is_enabled(thread) && !thread->gives_way && !(is_first && i == explorer.current))
            candidates[count++] = i;
    }
    if (count == 0 && explorer.current >= 0 && is_enabled(&explorer.threads[explorer.current]))
        candidates[count++] = explorer.current;
    return count;
}

/* -1: no thread can go on. */
static int choose(void) {
    int candidates[EXPLORE_MAX_THREADS];
    int count = list_candidates(candidates);
    bool may_interrupt = goes_on();
    if (explorer.current >= 0)
        explorer.threads[explorer.current].gives_way = false;
    if (count == 0)
        return -1;
    int taken = 0;
    if (count > 1) {
        decision *decision = &explorer.decisions[explorer.decided];
        if (explorer.decided >= explorer.prescribed) {
            decision->taken = 0;
            decision->count = (unsigned char)count;
        }
        taken = decision->taken;
        explorer.decided++;
    }
    explorer.preemptions_left -= may_interrupt && taken > 0;
    return candidates[taken];
}

/* ---- coroutines ---- */

static void swap_to(int next) {
    virtual_thread *from = &explorer.threads[explorer.current];
    virtual_thread *to = &explorer.threads[next];
    explorer.current = next;
    fiber_switch_unordered(to->fiber);
    swapcontext(&from->context, &to->context);
}

static _Noreturn void leave_run(void) {
    fiber_switch_unordered(explorer.fiber);
    setcontext(&explorer.searcher);
    abort();
}

_Noreturn void explore_fail(const char *text) {
    explorer.failure = text;
    leave_run();
}

_Noreturn void am_fatal_(const char *text) {
    explore_fail(text);
}

/* Lets the search decide who goes on; comes back when this thread does. */
static void reschedule(void) {
    int next = choose();
    if (next < 0)
        explore_fail("threads wait for each other: nobody can go on");
    if (next != explorer.current)
        swap_to(next);
}

static void run_thread(void) {
    order_after(&explorer);
    explorer.program->threads[explorer.current]();
    order_before(&explorer);
    explorer.threads[explorer.current].is_done = true;
    bool all_done = true;
    for (int i = 0; i < explorer.thread_count; i++)
        all_done &= explorer.threads[i].is_done;
    if (all_done)
        leave_run();
    reschedule();
}

void explore_step(const char *what, const char *place) {
    if (explorer.current < 0)
        return; /* the program's begin and end */
    reschedule();
    if (explorer.step_count == MAX_STEPS)
        explore_fail("a thread does not come to an end");
    explorer.steps[explorer.step_count++] = (told_step){explorer.current, what, place};
}

void relax(void) {
    virtual_thread *self = &explorer.threads[explorer.current];
    self->gives_way = true;
    explore_step("gives way", "");
}

/* ---- futexes ---- */

bool futex_wait_until(_Atomic uint32_t *word, uint32_t expected, uint32_t group, const struct timespec *deadline) {
    explore_step("futex wait", deadline != NULL ? "with a deadline" : "");
    if (*word != expected)
        return true;
    virtual_thread *self = &explorer.threads[explorer.current];
    self->sleeps_on = word;
    self->group = group;
    self->may_give_up = deadline != NULL;
    self->asleep_since = explorer.step_count;
    reschedule();
    bool was_woken = self->sleeps_on == NULL;
    self->sleeps_on = NULL;
    self->may_give_up = false;
    return was_woken;
}

void futex_wait(_Atomic uint32_t *word, uint32_t expected) {
    futex_wait_until(word, expected, UINT32_MAX, NULL);
}

/* Whoever sleeps longest is woken first. */
void futex_wake(_Atomic uint32_t *word, int count, uint32_t groups) {
    explore_step("futex wake", "");
    for (; count > 0; count--) {
        virtual_thread *oldest = NULL;
        for (int i = 0; i < explorer.thread_count; i++) {
            virtual_thread *thread = &explorer.threads[i];
            if (thread->sleeps_on == word && (thread->group & groups) != 0 &&
                (oldest == NULL || thread->asleep_since < oldest->asleep_since))
                oldest = thread;
        }
        if (oldest == NULL)
            return;
        oldest->sleeps_on = NULL;
        oldest->may_give_up = false;
    }
}

void futex_wake_one(_Atomic uint32_t *word) {
    futex_wake(word, 1, UINT32_MAX);
}

/* ---- the search ---- */

static void make_threads(void) {
    explorer.thread_count = 0;
    for (int i = 0; i < EXPLORE_MAX_THREADS && explorer.program->threads[i] != NULL; i++) {
        virtual_thread *thread = &explorer.threads[explorer.thread_count++];
        void *fiber = thread->fiber != NULL ? thread->fiber : fiber_make();
        *thread = (virtual_thread){.fiber = fiber, .self = {.token = (uint32_t)i + 1}};
        getcontext(&thread->context);
        thread->context.uc_stack.ss_sp = stacks[i];
        thread->context.uc_stack.ss_size = STACK_SIZE;
        thread->context.uc_link = NULL;
        makecontext(&thread->context, run_thread, 0);
    }
}

static void start(void) {
    explorer.current = choose();
    order_before(&explorer);
    fiber_switch_unordered(explorer.threads[explorer.current].fiber);
    setcontext(&explorer.threads[explorer.current].context);
}

/* One run; threads come back to getcontext by leave_run. */
static void run_schedule(void) {
    explorer.decided = 0;
    explorer.step_count = 0;
    explorer.preemptions_left = explorer.program->preemptions;
    explorer.failure = NULL;
    explorer.current = -1;
    explorer.fiber = fiber_of_thread();
    explorer.self = (am_self){.token = EXPLORE_MAX_THREADS + 1};
    explorer.program->begin();
    make_threads();
    volatile bool was_run = false;
    getcontext(&explorer.searcher);
    if (!was_run) {
        was_run = true;
        start();
    }
    explorer.current = -1;
    explorer.self = (am_self){.token = EXPLORE_MAX_THREADS + 1};
    order_after(&explorer);
    getcontext(&explorer.searcher); /* explore_fail in `end` comes back here */
    if (was_run && explorer.failure == NULL) {
        was_run = false;
        explorer.program->end();
    }
}

/* Prescribes the next schedule; false when there is none. */
static bool advance(void) {
    size_t count = explorer.decided;
    while (count > 0 && explorer.decisions[count - 1].taken + 1 >= explorer.decisions[count - 1].count)
        count--;
    if (count == 0)
        return false;
    explorer.decisions[count - 1].taken++;
    explorer.prescribed = count;
    return true;
}

static void tell_failure(void) {
    printf("%s: %s\n", explorer.program->name, explorer.failure);
    size_t from = explorer.step_count > TOLD_STEPS ? explorer.step_count - TOLD_STEPS : 0;
    for (size_t i = from; i < explorer.step_count; i++) {
        const told_step *step = &explorer.steps[i];
        printf("  thread %d: %s %s\n", step->thread, step->what, step->place);
    }
}

explore_result explore(const explore_program *program, bool tells) {
    explore_result result = {0};
    explorer.program = program;
    explorer.prescribed = 0;
    do {
        run_schedule();
        result.schedules++;
        result.failed = explorer.failure != NULL;
    } while (!result.failed && advance());
    if (result.failed && tells)
        tell_failure();
    return result;
}

#ifdef __clang__
#pragma clang attribute pop
#endif
