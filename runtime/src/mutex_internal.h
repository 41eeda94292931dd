/* mutex_internal.h -- what the rest of the library asks of a mutex. */
#ifndef AM_MUTEX_INTERNAL_H
#define AM_MUTEX_INTERNAL_H

#include "arcmutex/mutex.h"

/* Poisons and releases a mutex that this thread holds. */
void am_mutex_abandon_(am_mutex *mutex);

#endif
