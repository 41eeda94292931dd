/* sys/wait.h -- stand-in: waiting for processes. */
#ifndef FIXTURE_SYS_WAIT_H
#define FIXTURE_SYS_WAIT_H

#include <sys/types.h>

#define WNOHANG 1

pid_t wait(int *status);
pid_t waitpid(pid_t pid, int *status, int options);

#endif
