/* signal.h -- stand-in. */
#ifndef FIXTURE_SIGNAL_H
#define FIXTURE_SIGNAL_H

typedef volatile int sig_atomic_t;

struct sigaction {
    union {
        void (*sa_handler)(int);
        void (*sa_sigaction)(int, void *, void *);
    } __sigaction_handler;
    int sa_flags;
};
#define sa_handler __sigaction_handler.sa_handler
#define sa_sigaction __sigaction_handler.sa_sigaction

int sigaction(int number, const struct sigaction *action, struct sigaction *old);
void (*signal(int number, void (*handler)(int)))(int);

#endif
