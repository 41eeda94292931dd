/* unwound.c -- threads that end early in code built with -fexceptions. */
#include "unwound.h"

#include <pthread.h>

AM_THREAD_ENTRY(by_thread_exit, unwound_mutex, handle) {
    am_arc_auto unwound_mutex *shared = am_move(handle);
    AM_GUARD(int, n, shared);
    *n += 1;
    am_thread_exit();
}

AM_THREAD_ENTRY(by_pthread_exit, unwound_mutex, handle) {
    am_arc_auto unwound_mutex *shared = am_move(handle);
    AM_GUARD(int, n, shared);
    *n += 1;
    pthread_exit(NULL);
}

am_status spawn_thread_exit(am_thread *thread, unwound_mutex *handle) {
    return am_thread_spawn(thread, by_thread_exit, handle);
}

am_status spawn_pthread_exit(am_thread *thread, unwound_mutex *handle) {
    return am_thread_spawn(thread, by_pthread_exit, handle);
}
