/* deadline.h -- when a wait gives up. */
#ifndef AM_DEADLINE_H
#define AM_DEADLINE_H

#include <stdint.h>
#include <time.h>

/* So many milliseconds from now, on CLOCK_MONOTONIC. */
static inline struct timespec deadline_after(uint32_t milliseconds) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_sec += milliseconds / 1000;
    time.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (time.tv_nsec >= 1000000000) {
        time.tv_sec++;
        time.tv_nsec -= 1000000000;
    }
    return time;
}

#endif
