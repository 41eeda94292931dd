/* errno.h -- stand-in: error numbers. */
#ifndef FIXTURE_ERRNO_H
#define FIXTURE_ERRNO_H

int *__errno_location(void) __attribute__((const));
#define errno (*__errno_location())

#define EINTR 4
#define EAGAIN 11
#define ENOMEM 12
#define EBUSY 16
#define EINVAL 22
#define EDEADLK 35
#define EPERM 1
#define ETIMEDOUT 110
#define EOWNERDEAD 130
#define ENOTRECOVERABLE 131

#endif
