/* arcmutex.h -- all of libarcmutex: shared handles, locks with their data inside, channels, threads, tasks. */
#ifndef AM_ARCMUTEX_H
#define AM_ARCMUTEX_H

#include "arcmutex/arc.h"
#include "arcmutex/async.h"
#include "arcmutex/async_channel.h"
#include "arcmutex/barrier.h"
#include "arcmutex/channel.h"
#include "arcmutex/condvar.h"
#include "arcmutex/mutex.h"
#include "arcmutex/once.h"
#include "arcmutex/rwlock.h"
#include "arcmutex/status.h"
#include "arcmutex/task.h"
#include "arcmutex/thread.h"
#include "arcmutex/weak.h"

#endif
