/* semaphore.h -- stand-in: POSIX semaphores. */
#ifndef FIXTURE_SEMAPHORE_H
#define FIXTURE_SEMAPHORE_H

#include <time.h>

typedef union {
    char __size[32];
    long __align;
} sem_t;

int sem_init(sem_t *sem, int shared, unsigned int value);
int sem_destroy(sem_t *sem);
int sem_wait(sem_t *sem);
int sem_trywait(sem_t *sem);
int sem_timedwait(sem_t *sem, const struct timespec *deadline);
int sem_post(sem_t *sem);

#endif
