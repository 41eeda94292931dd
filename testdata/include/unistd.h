/* unistd.h -- stand-in: descriptors, processes and sleeping. */
#ifndef FIXTURE_UNISTD_H
#define FIXTURE_UNISTD_H

#include <sys/types.h>

unsigned int sleep(unsigned int seconds);
int usleep(useconds_t microseconds);
int pause(void);
ssize_t read(int fd, void *buffer, size_t count);
ssize_t write(int fd, const void *buffer, size_t count);
int close(int fd);
int fsync(int fd);
pid_t fork(void);
pid_t getpid(void);
void _exit(int status) __attribute__((noreturn));

#endif
