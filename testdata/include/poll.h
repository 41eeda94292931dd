/* poll.h -- stand-in: waiting for descriptors. */
#ifndef FIXTURE_POLL_H
#define FIXTURE_POLL_H

typedef unsigned long nfds_t;

struct pollfd {
    int fd;
    short events;
    short revents;
};

#define POLLIN 0x001
#define POLLOUT 0x004

int poll(struct pollfd *fds, nfds_t count, int timeout);

#endif
