/* sched.h -- stand-in: giving way to other threads. */
#ifndef FIXTURE_SCHED_H
#define FIXTURE_SCHED_H

int sched_yield(void);

#endif
