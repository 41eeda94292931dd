/* deadline.h -- when a wait gives up. */
#ifndef AM_DEADLINE_H
#define AM_DEADLINE_H

#include <stdint.h>
#include <time.h>

enum { NANOSECONDS = 1000000000 };

/* A time in nanoseconds of CLOCK_MONOTONIC. */
static inline struct timespec deadline_at(uint64_t nanoseconds) {
    return (struct timespec){.tv_sec = (time_t)(nanoseconds / NANOSECONDS),
                             .tv_nsec = (long)(nanoseconds % NANOSECONDS)};
}

static inline uint64_t deadline_in(uint32_t milliseconds) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NANOSECONDS + (uint64_t)now.tv_nsec + (uint64_t)milliseconds * 1000000;
}

/* So many milliseconds from now. */
static inline struct timespec deadline_after(uint32_t milliseconds) {
    return deadline_at(deadline_in(milliseconds));
}

#endif
