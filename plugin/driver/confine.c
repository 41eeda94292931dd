/* confine.c -- limits of a worker. */
#include "driver/confine.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

void lk_confine(pid_t parent) {
    enum { DEEP_STACK = 64 << 20 };
    struct rlimit stack, none = {0, 0};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    setrlimit(RLIMIT_CORE, &none);
    if (getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur != RLIM_INFINITY && stack.rlim_cur < DEEP_STACK) {
        stack.rlim_cur = stack.rlim_max == RLIM_INFINITY || stack.rlim_max > DEEP_STACK ? DEEP_STACK : stack.rlim_max;
        setrlimit(RLIMIT_STACK, &stack);
    }
}
