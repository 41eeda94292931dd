/* witness_waits.c -- stands between a fixture and functions that wait for what is outside: a world with a lock in its
   hand ends there, another goes on at once, with the thing done or, by choice, with an error. */
#include "witness_world.h"

#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

static void wait_outside(unsigned line) {
    world_trace(line, 0);
    if (world_count_held() > 0)
        world_end(": waits while it holds a lock");
}

/* `parameters` in parentheses; waits under the condition; then gives `done`, or -1. */
#define WAITS(type, name, parameters, condition, done)                                                                 \
    type __wrap_##name parameters {                                                                                    \
        if (condition)                                                                                                 \
            wait_outside(__LINE__);                                                                                    \
        return world_choose(2) ? (type) - 1 : (done);                                                                  \
    }

/* The same for what never fails. */
#define SLEEPS(type, name, parameters)                                                                                 \
    type __wrap_##name parameters {                                                                                    \
        wait_outside(__LINE__);                                                                                        \
        return 0;                                                                                                      \
    }

_Pragma("GCC diagnostic ignored \"-Wunused-parameter\"")

    SLEEPS(unsigned, sleep, (unsigned seconds)) SLEEPS(int, usleep, (useconds_t microseconds))
        SLEEPS(int, nanosleep, (const struct timespec *wanted, struct timespec *left))
            SLEEPS(int, clock_nanosleep,
                   (clockid_t clock, int flags, const struct timespec *wanted, struct timespec *left))
                SLEEPS(int, thrd_sleep, (const struct timespec *wanted, struct timespec *left))
                    SLEEPS(int, sem_wait, (sem_t * semaphore))
                        SLEEPS(int, pthread_barrier_wait, (pthread_barrier_t * barrier)) SLEEPS(int, system,
                                                                                                (const char *command))
                            WAITS(pid_t, waitpid, (pid_t child, int *status, int options), !(options & WNOHANG), child)
                                WAITS(int, poll, (struct pollfd * files, nfds_t count, int timeout), timeout != 0,
                                      (int)world_choose(2))
                                    WAITS(int, epoll_wait, (int set, struct epoll_event *events, int most, int timeout),
                                          timeout != 0,
                                          0) WAITS(int, select,
                                                   (int count, fd_set *readable, fd_set *writable, fd_set *special,
                                                    struct timeval *timeout),
                                                   !timeout || timeout->tv_sec != 0 || timeout->tv_usec != 0, 0)
                                        WAITS(ssize_t, recv, (int file, void *buffer, size_t size, int flags),
                                              !(flags & MSG_DONTWAIT), (ssize_t)size)
                                            WAITS(ssize_t, send, (int file, const void *buffer, size_t size, int flags),
                                                  !(flags & MSG_DONTWAIT), (ssize_t)size)
                                                WAITS(int, accept,
                                                      (int file, struct sockaddr *address, socklen_t *length), true, 3)
                                                    WAITS(int, connect,
                                                          (int file, const struct sockaddr *address, socklen_t length),
                                                          true, 0)
                                                        WAITS(int, getaddrinfo,
                                                              (const char *node, const char *service,
                                                               const struct addrinfo *hints, struct addrinfo **result),
                                                              true, 0)

    /* A yield of libarcmutex with a lock of the C library, which its checked mode does not know. */
    static void yield_outside(unsigned line) {
    world_trace(line, 0);
    if (world_count_held() > 0)
        world_end(": yields while it holds a lock");
}

int __wrap_sched_yield(void) {
    yield_outside(__LINE__);
    return 0;
}

void __wrap_thrd_yield(void) {
    yield_outside(__LINE__);
}

void __real_am_yield_(const char *here);
void __wrap_am_yield_(const char *here) {
    yield_outside(__LINE__);
    __real_am_yield_(here);
}

void __real_am_sleep_(uint32_t milliseconds, const char *here);
void __wrap_am_sleep_(uint32_t milliseconds, const char *here) {
    yield_outside(__LINE__);
    __real_am_sleep_(milliseconds, here);
}

/* Either side goes on here. */
pid_t __wrap_fork(void) {
    return world_choose(2) ? 0 : getpid() + 1;
}
