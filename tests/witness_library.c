/* witness_library.c -- stands between libarcmutex and the system. Threads that a world starts run at once, until they
   end or sleep. One that sleeps where no other is awake to wake it comes back, as from a wake that others had meant;
   after some of those the world ends. */
#include "witness_world.h"

#include <dlfcn.h>
#include <errno.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { WAKES = 16, ARGUMENTS = 6, DEADLINE = 3 };

static _Atomic unsigned sleepers;

/* The main thread waits for the one that lives in this world; the others that it started sleep, if there are any. */
static bool is_alone(void) {
    struct stat tasks; /* a folder with a folder for each thread */
    return stat("/proc/self/task", &tasks) == 0 && tasks.st_nlink <= 2 + 2 + sleepers;
}

int __real_sched_yield(void);

static int settle(int status) {
    while (!is_alone())
        __real_sched_yield();
    return status;
}

/* am_status and the objects are not looked at here. */
int __real_am_thread_spawn_(void *thread, void *entry, void *argument, const char *here);
int __wrap_am_thread_spawn_(void *thread, void *entry, void *argument, const char *here) {
    return settle(__real_am_thread_spawn_(thread, entry, argument, here));
}

static bool is_wait(long number, const long *arguments) {
    long what = arguments[1] & FUTEX_CMD_MASK;
    return number == SYS_futex && (what == FUTEX_WAIT || what == FUTEX_WAIT_BITSET);
}

static long come_back(bool has_deadline) {
    static unsigned wakes;
    if (has_deadline && world_choose(2)) {
        errno = ETIMEDOUT;
        return -1;
    }
    if (++wakes > WAKES)
        world_end("waits for others who are not there");
    world_wake();
    return 0;
}

/* The library's way to futex(2), for which glibc has no function. */
__attribute__((visibility("default"))) long syscall(long number, ...) {
    long arguments[ARGUMENTS];
    va_list list;
    va_start(list, number);
    for (int i = 0; i < ARGUMENTS; i++)
        arguments[i] = va_arg(list, long);
    va_end(list);
    if (is_wait(number, arguments) && is_alone())
        return come_back(arguments[DEADLINE] != 0);
    long (*call)(long number, ...);
    *(void **)&call = dlsym(RTLD_NEXT, "syscall");
    bool sleeps = is_wait(number, arguments);
    sleepers += sleeps;
    long result = call(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
    sleepers -= sleeps;
    return result;
}

__attribute__((visibility("default"))) int clock_nanosleep(clockid_t clock, int flags, const struct timespec *wanted,
                                                           struct timespec *left) {
    (void)clock;
    (void)flags;
    (void)wanted;
    (void)left;
    return 0;
}
