/* async_internal.h -- what the rest of the library asks of the locks for tasks. */
#ifndef AM_ASYNC_INTERNAL_H
#define AM_ASYNC_INTERNAL_H

#include "arcmutex/async.h"

/* Release a lock of which this task is the holder, at its end. */
void am_async_mutex_abandon_(am_async_mutex *mutex);
void am_async_rwlock_abandon_(am_async_rwlock *rwlock);

/* Releases one read lock, of which this task's notes say nothing any more. */
void am_async_rwlock_leave_(am_async_rwlock *rwlock);

#endif
