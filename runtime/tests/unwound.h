/* unwound.h -- threads that end early in code built with -fexceptions. */
#ifndef AM_UNWOUND_H
#define AM_UNWOUND_H

#include <arcmutex/arcmutex.h>

typedef AM_MUTEX(int) unwound_mutex;

/* Start a thread that locks `handle` in a scope and ends there by am_thread_exit, or by pthread_exit. */
am_status spawn_thread_exit(am_thread *thread, unwound_mutex *handle);
am_status spawn_pthread_exit(am_thread *thread, unwound_mutex *handle);

#endif
