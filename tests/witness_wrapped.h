/* witness_wrapped.h -- the functions that the drivers' library stands before, as the linker is told. */
#ifndef LK_TESTS_WITNESS_WRAPPED_H
#define LK_TESTS_WITNESS_WRAPPED_H

#define WRAP(name) " -Wl,--wrap=" #name
static const char witness_wrapped[] = WRAP(abort) WRAP(accept) WRAP(am_sleep_) WRAP(am_thread_spawn_) WRAP(am_yield_)
    WRAP(clock_nanosleep) WRAP(cnd_timedwait) WRAP(connect) WRAP(epoll_wait) WRAP(exit) WRAP(fork) WRAP(free)
        WRAP(getaddrinfo) WRAP(mtx_destroy) WRAP(mtx_init) WRAP(mtx_lock) WRAP(mtx_timedlock) WRAP(mtx_trylock)
            WRAP(mtx_unlock) WRAP(nanosleep) WRAP(poll) WRAP(pthread_barrier_wait) WRAP(pthread_cond_timedwait)
                WRAP(pthread_cond_wait) WRAP(pthread_create) WRAP(pthread_detach) WRAP(pthread_join)
                    WRAP(pthread_mutex_destroy) WRAP(pthread_mutex_init) WRAP(pthread_mutex_lock)
                        WRAP(pthread_mutex_timedlock) WRAP(pthread_mutex_trylock) WRAP(pthread_mutex_unlock)
                            WRAP(pthread_rwlock_destroy) WRAP(pthread_rwlock_rdlock) WRAP(pthread_rwlock_timedrdlock)
                                WRAP(pthread_rwlock_timedwrlock) WRAP(pthread_rwlock_tryrdlock)
                                    WRAP(pthread_rwlock_trywrlock) WRAP(pthread_rwlock_unlock)
                                        WRAP(pthread_rwlock_wrlock) WRAP(pthread_spin_lock) WRAP(pthread_spin_trylock)
                                            WRAP(pthread_spin_unlock) WRAP(recv) WRAP(sched_yield) WRAP(select)
                                                WRAP(sem_wait) WRAP(send) WRAP(sleep) WRAP(system) WRAP(thrd_create)
                                                    WRAP(thrd_detach) WRAP(thrd_join) WRAP(thrd_sleep) WRAP(thrd_yield)
                                                        WRAP(usleep) WRAP(waitpid);
#undef WRAP

#endif
