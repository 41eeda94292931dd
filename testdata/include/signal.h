/* signal.h -- stand-in. */
#ifndef FIXTURE_SIGNAL_H
#define FIXTURE_SIGNAL_H

typedef volatile int sig_atomic_t;

void (*signal(int number, void (*handler)(int)))(int);

#endif
