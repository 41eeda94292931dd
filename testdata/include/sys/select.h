/* sys/select.h -- stand-in: waiting for descriptors. */
#ifndef FIXTURE_SYS_SELECT_H
#define FIXTURE_SYS_SELECT_H

#include <sys/time.h>

typedef struct {
    long fds_bits[16];
} fd_set;

#define FD_ZERO(set) __builtin_memset((set), 0, sizeof *(set))
#define FD_SET(fd, set) ((void)((set)->fds_bits[(fd) / 64] |= 1L << ((fd) % 64)))

int select(int count, fd_set *in, fd_set *out, fd_set *error, struct timeval *timeout);

#endif
