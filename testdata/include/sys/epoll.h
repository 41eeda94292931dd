/* sys/epoll.h -- stand-in: waiting for descriptors. */
#ifndef FIXTURE_SYS_EPOLL_H
#define FIXTURE_SYS_EPOLL_H

typedef union epoll_data {
    void *ptr;
    int fd;
} epoll_data_t;

struct epoll_event {
    unsigned int events;
    epoll_data_t data;
};

#define EPOLLIN 0x001
#define EPOLL_CTL_ADD 1

int epoll_create1(int flags);
int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event);
int epoll_wait(int epfd, struct epoll_event *events, int max, int timeout);

#endif
