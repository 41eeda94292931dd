/* rwlock_internal.h -- what the rest of the library asks of a read-write lock. */
#ifndef AM_RWLOCK_INTERNAL_H
#define AM_RWLOCK_INTERNAL_H

#include "arcmutex/rwlock.h"

/* Releases a lock that this thread holds for writing, and poisons it if its kind can be. */
void am_rwlock_abandon_(am_rwlock *rwlock);

/* Releases one read lock, of which this thread's notes say nothing any more. */
void am_rwlock_leave_(am_rwlock *rwlock);

#endif
