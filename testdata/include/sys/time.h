/* sys/time.h -- stand-in: struct timeval. */
#ifndef FIXTURE_SYS_TIME_H
#define FIXTURE_SYS_TIME_H

#include <sys/types.h>

struct timeval {
    time_t tv_sec;
    suseconds_t tv_usec;
};

#endif
