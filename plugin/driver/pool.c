/* pool.c -- forking workers, reading their reports, and outliving their crashes. */
#include "driver/pool.h"
#include "base/whole.h"
#include "driver/confine.h"
#include "report/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A process at work. */
typedef struct worker {
    pid_t process; /* 0: the slot is free */
    int pipe;
    uint32_t job;
    bool is_late;
    int64_t deadline; /* milliseconds of the monotonic clock */
    char *text;       /* what it has written: a letter for each stage, then the report */
    size_t size, capacity;
} worker;

/* A report that waits for its turn. */
typedef struct outcome {
    lk_arena *arena;
    lk_unit_report *report; /* NULL: not yet there */
} outcome;

typedef struct pool {
    const lk_jobs *jobs;
    const lk_pool_options *options;
    worker *workers;
    struct pollfd *polls; /* one for each worker, and one for signals */
    outcome *outcomes;
    uint32_t started, told;
    unsigned busy;
    int signals;
    sigset_t caught, before;
} pool;

static const char stages[] = {[LK_STAGE_PARSE] = 'p', [LK_STAGE_ANALYSE] = 'a', [LK_STAGE_REPORT] = 'r'};

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void *allocate(size_t count, size_t size) {
    void *memory = calloc(count ? count : 1, size);
    if (!memory)
        abort();
    return memory;
}

/* ---- in the worker ---- */

static void reached(void *context, lk_stage stage) {
    if (!lk_write_whole(*(int *)context, &stages[stage], 1))
        _exit(1);
}

/* Nothing on the terminal. */
static void prepare(const pool *self, pid_t parent) {
    lk_confine(parent);
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(nothing, STDIN_FILENO);
    dup2(self->options->is_verbose ? STDERR_FILENO : nothing, STDOUT_FILENO);
    if (!self->options->is_verbose)
        dup2(nothing, STDERR_FILENO);
    sigprocmask(SIG_SETMASK, &self->before, NULL);
}

static _Noreturn void work(const pool *self, const lk_job *job, int pipe, pid_t parent) {
    prepare(self, parent);
    lk_unit_report *report = self->options->analyse(lk_arena_new(), self->options->worker, job, reached, &pipe);
    char *text = lk_wire_write(report);
    if (!text)
        _exit(1);
    _exit(lk_write_whole(pipe, text, strlen(text)) ? 0 : 1);
}

/* ---- in the parent ---- */

static void settle(pool *self, uint32_t job, lk_arena *arena, lk_unit_report *report) {
    self->outcomes[job] = (outcome){arena, report};
    for (; self->told < self->jobs->count && self->outcomes[self->told].report; self->told++) {
        self->options->receive(self->options->context, &self->jobs->items[self->told],
                               self->outcomes[self->told].report);
        lk_arena_free(self->outcomes[self->told].arena);
    }
}

static void settle_failure(pool *self, uint32_t job, const char *failure) {
    lk_arena *arena = lk_arena_new();
    lk_unit_report *report = LK_NEW(arena, lk_unit_report);
    report->failure = lk_arena_strndup(arena, failure, strlen(failure));
    report->dump = "";
    settle(self, job, arena, report);
}

static void start(pool *self, worker *slot) {
    int ends[2];
    uint32_t job = self->started++;
    pid_t parent = getpid(), child = -1;
    if (pipe2(ends, O_CLOEXEC) == 0) {
        child = fork();
        if (child == 0) {
            close(ends[0]);
            work(self, &self->jobs->items[job], ends[1], parent);
        }
        close(ends[1]);
        if (child < 0)
            close(ends[0]);
    }
    if (child < 0) {
        settle_failure(self, job, strerror(errno));
        return;
    }
    int64_t deadline = self->options->timeout ? now() + (int64_t)self->options->timeout * 1000 : INT64_MAX;
    *slot = (worker){.process = child, .pipe = ends[0], .job = job, .deadline = deadline};
    self->busy++;
}

/* Why a worker failed. */
static void explain(const pool *self, const worker *slot, int status, char *text, size_t size) {
    bool in_clang = slot->size < 2;
    const char *who = in_clang ? "clang" : "the analysis";
    if (slot->is_late) {
        snprintf(text, size, "%s took longer than %u s (--timeout)", who, self->options->timeout);
    } else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
        snprintf(text, size, "%s was killed; was there too little memory? (fewer at once: -j)", who);
    } else if (WIFSIGNALED(status)) {
        const char *name = strsignal(WTERMSIG(status));
        snprintf(text, size, "%s crashed (%c%s)", who, name[0] >= 'A' && name[0] <= 'Z' ? name[0] + 32 : name[0],
                 name + 1);
    } else {
        snprintf(text, size, "%s failed (--verbose shows what it says)", who);
    }
}

/* The worker's pipe has ended. */
static void finish(pool *self, worker *slot) {
    int status = 0;
    while (waitpid(slot->process, &status, 0) < 0 && errno == EINTR)
        continue;
    close(slot->pipe);
    slot->process = 0;
    self->busy--;
    const char *report_text = memchr(slot->text ? slot->text : "", '{', slot->size);
    lk_arena *arena = lk_arena_new();
    lk_unit_report *report = NULL;
    if (status == 0 && report_text)
        report = lk_wire_read(arena, report_text, slot->size - (size_t)(report_text - slot->text));
    if (report) {
        settle(self, slot->job, arena, report);
    } else {
        char failure[200];
        explain(self, slot, status, failure, sizeof failure);
        lk_arena_free(arena);
        settle_failure(self, slot->job, failure);
    }
    free(slot->text);
    slot->text = NULL;
}

/* Reads what is there; at the end, finishes. */
static void receive(pool *self, worker *slot) {
    if (slot->capacity - slot->size < 4096) {
        slot->capacity = slot->capacity ? 2 * slot->capacity : 16384;
        slot->text = realloc(slot->text, slot->capacity);
        if (!slot->text)
            abort();
    }
    ssize_t got = read(slot->pipe, slot->text + slot->size, slot->capacity - slot->size);
    if (got > 0)
        slot->size += (size_t)got;
    else if (got == 0 || (errno != EINTR && errno != EAGAIN))
        finish(self, slot);
}

static void kill_all(pool *self) {
    for (unsigned i = 0; i < self->options->workers; i++) {
        worker *slot = &self->workers[i];
        if (!slot->process)
            continue;
        kill(slot->process, SIGKILL);
        waitpid(slot->process, NULL, 0);
        close(slot->pipe);
        free(slot->text);
    }
    for (uint32_t i = self->told; i < self->jobs->count; i++)
        if (self->outcomes[i].report)
            lk_arena_free(self->outcomes[i].arena);
}

static int milliseconds_left(const pool *self) {
    int64_t first = INT64_MAX;
    for (unsigned i = 0; i < self->options->workers; i++)
        if (self->workers[i].process && !self->workers[i].is_late && self->workers[i].deadline < first)
            first = self->workers[i].deadline;
    if (first == INT64_MAX)
        return -1;
    int64_t left = first - now();
    return left < 0 ? 0 : left > 3600000 ? 3600000 : (int)left + 1;
}

/* Waits until something happens and deals with it; gives the number of a signal that ends all, or 0. */
static int attend(pool *self) {
    unsigned count = self->options->workers;
    for (unsigned i = 0; i < count; i++)
        self->polls[i] = (struct pollfd){.fd = self->workers[i].process ? self->workers[i].pipe : -1, .events = POLLIN};
    self->polls[count] = (struct pollfd){.fd = self->signals, .events = POLLIN};
    if (poll(self->polls, count + 1, milliseconds_left(self)) < 0)
        return errno == EINTR ? 0 : SIGTERM;
    struct signalfd_siginfo signal;
    if (self->polls[count].revents & POLLIN && read(self->signals, &signal, sizeof signal) == (ssize_t)sizeof signal)
        return (int)signal.ssi_signo;
    for (unsigned i = 0; i < count; i++) {
        worker *slot = &self->workers[i];
        if (self->polls[i].revents)
            receive(self, slot);
        if (slot->process && !slot->is_late && now() >= slot->deadline) {
            slot->is_late = true;
            kill(slot->process, SIGKILL);
        }
    }
    return 0;
}

/* Signals that the caller ignores stay ignored. */
static void catch_signals(pool *self) {
    static const int wanted[] = {SIGINT, SIGTERM, SIGHUP};
    sigemptyset(&self->caught);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        struct sigaction action;
        if (sigaction(wanted[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
            sigaddset(&self->caught, wanted[i]);
    }
    sigprocmask(SIG_BLOCK, &self->caught, &self->before);
    self->signals = signalfd(-1, &self->caught, SFD_CLOEXEC);
}

int lk_pool_run(const lk_jobs *jobs, const lk_pool_options *options) {
    pool self = {.jobs = jobs, .options = options};
    self.workers = allocate(options->workers, sizeof *self.workers);
    self.polls = allocate(options->workers + 1, sizeof *self.polls);
    self.outcomes = allocate(jobs->count, sizeof *self.outcomes);
    catch_signals(&self);
    int signal = 0;
    while (!signal && (self.started < jobs->count || self.busy > 0)) {
        for (unsigned i = 0; i < options->workers && self.started < jobs->count; i++)
            if (!self.workers[i].process)
                start(&self, &self.workers[i]);
        if (self.busy > 0)
            signal = attend(&self);
    }
    if (signal)
        kill_all(&self);
    close(self.signals);
    sigprocmask(SIG_SETMASK, &self.before, NULL);
    free(self.workers);
    free(self.polls);
    free(self.outcomes);
    return signal;
}

unsigned lk_pool_processors(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return (unsigned)CPU_COUNT(&set);
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (unsigned)online : 1;
}
