/* witness_world.c -- the main program of a driver: each function in each of its worlds, a process for each, and lines
   that begin with '@' on what becomes of it, between those of the tool that watches. */
#include "witness_world.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    WORLDS = 128,   /* at most */
    EACH_ALONE = 7, /* so many bits are chosen in all combinations: 2 to the 7th are 128 */
    CHOICES = 200,  /* who has chosen so often is in a loop */
    SHARED = 256,
    FIELDS = 64,
    TYPES = 64,
    LISTED = 8192,
    EVENTS = 1000, /* as with choices */
    SAME_TYPE = 8,
    OWN_VALUES = 2 /* the fields of that name in all further objects are like the last */
};

/* What a world tells the parent, in memory that they share. */
typedef struct told {
    unsigned bits;  /* the most that were chosen in any world of the function */
    uint64_t trace; /* of what this world has done to its locks */
} told;

static struct {
    const world_function *function;
    uint32_t world;
    unsigned events; /* what was done to locks in it */
    unsigned bits;   /* that were chosen from it */
    told *told;
    bool is_watched, is_together; /* by a tool; after others, in one process */
    unsigned object_count[TYPES]; /* made in this world */
    char *stack;                  /* an address in the frame around the call */
    struct {
        void *where;
        size_t size;
    } shared[SHARED]; /* integers that other threads write */
    size_t shared_count;
} self;

unsigned world_acquired, world_adopted;

/* One write: what other processes and the tool say stays whole. */
static void say(const char *format, ...) {
    char line[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (write(STDOUT_FILENO, line, (size_t)length) != length)
        _exit(EXIT_FAILURE);
}

_Noreturn void world_end(const char *why) {
    say("@ends%s%s\n", *why == ':' ? "" : " ", why);
    if (!self.is_together)
        _exit(EXIT_SUCCESS);
    world_release();
    pthread_exit(NULL);
}

bool world_is_watched(void) {
    return self.is_watched;
}

const world_function *world_current(void) {
    return self.function;
}

bool world_is_local(const void *object) {
    char here;
    return (const char *)object > &here && (const char *)object < self.stack;
}

/* The first bits are those of the world's number, so that few choices are made in all combinations; those that follow
   are mixed from it. World 0 chooses the first possibility everywhere. */
static size_t next_bit(void) {
    unsigned at = self.bits++;
    if (self.bits > self.told->bits)
        self.told->bits = self.bits;
    if (self.bits > CHOICES)
        world_end("goes on for ever");
    if (at < EACH_ALONE)
        return self.world >> at & 1;
    uint32_t mixed = self.world * (2654435761u + 2 * at);
    mixed ^= mixed >> 15;
    mixed *= 2246822519u;
    return mixed >> 17 & 1;
}

size_t world_choose(size_t count) {
    size_t chosen = 0;
    for (size_t reach = 1; reach < count; reach *= 2)
        chosen = 2 * chosen + next_bit();
    return chosen % count;
}

long long world_number(void) {
    return self.function->numbers[world_choose(self.function->number_count)];
}

unsigned long world_thread(void) {
    static unsigned long made;
    return made++;
}

static void put(void *where, size_t size, long long value) {
    if (size <= sizeof value)
        memcpy(where, &value, size);
}

static void share(void *where, size_t size) {
    if (where && self.shared_count < SHARED) {
        self.shared[self.shared_count].where = where;
        self.shared[self.shared_count++].size = size;
    }
}

long long world_field(const char *name, void *where, size_t size) {
    static struct {
        long long value;
        unsigned count;
    } made[FIELDS];
    for (size_t i = 0; i < self.function->field_count && i < FIELDS; i++) {
        if (strcmp(self.function->fields[i], name) != 0)
            continue;
        share(where, size);
        if (made[i].count++ < OWN_VALUES)
            made[i].value = world_number();
        return made[i].value;
    }
    return 0;
}

void world_wake(void) {
    long long value = world_number();
    for (size_t i = 0; i < self.shared_count; i++)
        put(self.shared[i].where, self.shared[i].size, value);
}

void world_trace(unsigned event, size_t lock) {
    if (++self.events > EVENTS)
        world_end("goes on for ever");
    self.told->trace = (self.told->trace ^ ((uint64_t)event << 32 | lock)) * 1099511628211u + 1;
}

void *world_memory(size_t size) {
    void *memory = calloc(1, size);
    return memory ? memory : (world_end("has no memory"), NULL);
}

void *world_object(unsigned type, size_t size) {
    static void *made[TYPES][SAME_TYPE];
    if (type >= TYPES || self.object_count[type] >= SAME_TYPE)
        return world_memory(size);
    void **object = &made[type][self.object_count[type]++];
    if (!*object || !self.is_together)
        *object = world_memory(size);
    return *object;
}

void world_enter(void) {
    self.stack = __builtin_frame_address(0);
    world_acquired = world_adopted = 0;
    say("@enters%s\n", self.function->is_root ? " root" : "");
}

void world_return(long long value) {
    world_trace(0, (size_t)((value > 0) - (value < 0)));
    world_leave();
    say("@returns %d acquired %u adopted %u kept %u\n", (value > 0) - (value < 0), world_acquired, world_adopted,
        world_count_held());
}

static void *run(void *unused) {
    self.function->call();
    if (self.is_together)
        world_release();
    return unused;
}

/* What witness_locks.c stands before. */
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*entry)(void *), void *argument);
int __real_pthread_join(pthread_t thread, void **result);
pid_t __real_fork(void);
pid_t __real_waitpid(pid_t child, int *status, int options);

/* In a thread of its own: when it ends, the tool says what it holds. A loop that never ends is cut by processor time,
   and a wait that nobody foresaw by the clock; neither says anything about the function. */
static _Noreturn void live(void) {
    const struct itimerval limit = {.it_value = {.tv_sec = 1}};
    pthread_t thread;
    setitimer(ITIMER_PROF, &limit, NULL);
    alarm(10);
    if (__real_pthread_create(&thread, NULL, run, NULL) == 0)
        __real_pthread_join(thread, NULL);
    _exit(EXIT_SUCCESS);
}

/* False when its time was over. */
static bool run_world(const world_function *function, uint32_t world) {
    int status;
    say("@world %s %zu %u\n", function->name, (size_t)(function - world_functions), world);
    self.function = function;
    self.world = world;
    self.told->trace = 0;
    pid_t child = __real_fork();
    if (child == 0)
        live();
    if (child < 0 || __real_waitpid(child, &status, 0) != child)
        _exit(EXIT_FAILURE);
    if (WIFSIGNALED(status))
        say("@ends by signal %d\n", WTERMSIG(status));
    say("@over %llx\n", (unsigned long long)self.told->trace);
    return !WIFSIGNALED(status) || (WTERMSIG(status) != SIGPROF && WTERMSIG(status) != SIGALRM);
}

/* All worlds that differ; a function that does not come to its end in one is left alone. */
static void run_worlds(const world_function *function) {
    bool ends = true;
    self.told->bits = 0;
    for (uint32_t world = 0; world < WORLDS && ends; world++)
        if (self.told->bits >= EACH_ALONE || world < 1u << self.told->bits)
            ends = run_world(function, world);
}

/* One more of those that run in this process, in a thread of its own. */
static bool join_in(const world_function *function, uint32_t world) {
    pthread_t thread;
    self.function = function;
    self.world = world;
    self.bits = 0;
    self.events = 0;
    self.shared_count = 0;
    memset(self.object_count, 0, sizeof self.object_count);
    if (__real_pthread_create(&thread, NULL, run, NULL) == 0)
        __real_pthread_join(thread, NULL);
    return true;
}

/* Only those that the file lists: the function's index and the world's number. The file is read before any process is
   made, since they would share its place. */
static bool run_listed(const char *path, bool run_one(const world_function *function, uint32_t world)) {
    static struct {
        size_t function;
        uint32_t world;
    } listed[LISTED];
    size_t count = 0;
    FILE *list = fopen(path, "r");
    while (list && count < LISTED && fscanf(list, "%zu %" SCNu32, &listed[count].function, &listed[count].world) == 2)
        count++;
    if (!list || fclose(list) != 0)
        return false;
    for (size_t i = 0; i < count; i++)
        run_one(&world_functions[listed[i].function], listed[i].world);
    return true;
}

int main(int count, char **arguments) {
    const struct rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    self.told = mmap(NULL, sizeof *self.told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (self.told == MAP_FAILED)
        return EXIT_FAILURE;
    self.is_watched = count > 1;
    self.is_together = count > 2;
    if (self.is_watched)
        return run_listed(arguments[1], self.is_together ? join_in : run_world) ? EXIT_SUCCESS : EXIT_FAILURE;
    for (size_t i = 0; i < world_function_count; i++)
        run_worlds(&world_functions[i]);
    return EXIT_SUCCESS;
}
