/* arcmutex.h -- all of libarcmutex: shared handles, mutexes with their data inside, threads. */
#ifndef AM_ARCMUTEX_H
#define AM_ARCMUTEX_H

#include "arcmutex/arc.h"
#include "arcmutex/mutex.h"
#include "arcmutex/status.h"
#include "arcmutex/task.h"
#include "arcmutex/thread.h"

#endif
