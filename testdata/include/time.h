/* time.h -- stand-in: clocks and sleeping. */
#ifndef FIXTURE_TIME_H
#define FIXTURE_TIME_H

#include <sys/types.h>

struct timespec {
    time_t tv_sec;
    long tv_nsec;
};

#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define TIMER_ABSTIME 1
#define TIME_UTC 1

time_t time(time_t *result);
int timespec_get(struct timespec *ts, int base);
int clock_gettime(clockid_t clock, struct timespec *ts);
int nanosleep(const struct timespec *wanted, struct timespec *left);
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *wanted, struct timespec *left);

#endif
