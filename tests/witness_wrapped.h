/* witness_wrapped.h -- the functions that witness_locks.c stands before, as the linker is told. */
#ifndef LK_TESTS_WITNESS_WRAPPED_H
#define LK_TESTS_WITNESS_WRAPPED_H

static const char witness_wrapped[] = ""
    " -Wl,--wrap=abort"
    " -Wl,--wrap=cnd_timedwait"
    " -Wl,--wrap=cnd_wait"
    " -Wl,--wrap=exit"
    " -Wl,--wrap=mtx_destroy"
    " -Wl,--wrap=mtx_init"
    " -Wl,--wrap=mtx_lock"
    " -Wl,--wrap=mtx_timedlock"
    " -Wl,--wrap=mtx_trylock"
    " -Wl,--wrap=mtx_unlock"
    " -Wl,--wrap=nanosleep"
    " -Wl,--wrap=pthread_cond_timedwait"
    " -Wl,--wrap=pthread_cond_wait"
    " -Wl,--wrap=pthread_create"
    " -Wl,--wrap=pthread_join"
    " -Wl,--wrap=pthread_mutex_init"
    " -Wl,--wrap=pthread_mutex_lock"
    " -Wl,--wrap=pthread_mutex_timedlock"
    " -Wl,--wrap=pthread_mutex_trylock"
    " -Wl,--wrap=pthread_mutex_unlock"
    " -Wl,--wrap=pthread_rwlock_rdlock"
    " -Wl,--wrap=pthread_rwlock_timedrdlock"
    " -Wl,--wrap=pthread_rwlock_timedwrlock"
    " -Wl,--wrap=pthread_rwlock_tryrdlock"
    " -Wl,--wrap=pthread_rwlock_trywrlock"
    " -Wl,--wrap=pthread_rwlock_unlock"
    " -Wl,--wrap=pthread_rwlock_wrlock"
    " -Wl,--wrap=pthread_spin_lock"
    " -Wl,--wrap=pthread_spin_trylock"
    " -Wl,--wrap=pthread_spin_unlock"
    " -Wl,--wrap=sleep"
    " -Wl,--wrap=usleep";

#endif
