/* mutex_internal.h -- what the rest of the library asks of a mutex. */
#ifndef AM_MUTEX_INTERNAL_H
#define AM_MUTEX_INTERNAL_H

#include "arcmutex/mutex.h"
#include "self.h"

/* Releases a mutex that this thread holds, and poisons it if its kind can be. */
void am_mutex_abandon_(am_mutex *mutex);

/* Releases a mutex that this thread holds, and gives its kind; for the wait in between, and am_mutex_resume_. */
held_kind am_mutex_pause_(am_mutex *mutex, const char *here);

/* Locks it again; gives whether it is poisoned. */
bool am_mutex_resume_(am_mutex *mutex, held_kind held, const char *here);

#endif
