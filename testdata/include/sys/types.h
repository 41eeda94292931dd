/* sys/types.h -- stand-in: the POSIX types that the fixtures need. */
#ifndef FIXTURE_SYS_TYPES_H
#define FIXTURE_SYS_TYPES_H

#include <stddef.h>

typedef long ssize_t;
typedef long time_t;
typedef long suseconds_t;
typedef long off_t;
typedef int pid_t;
typedef int clockid_t;
typedef unsigned int useconds_t;
typedef unsigned int mode_t;

#endif
