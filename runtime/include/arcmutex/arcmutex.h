/* arcmutex.h -- all of libarcmutex: shared handles, locks with their data inside, channels, threads, tasks. */
#ifndef AM_ARCMUTEX_H
#define AM_ARCMUTEX_H

/*
 * Checked mode. With AM_CHECKED set in the environment (neither empty nor 0) when the program starts, it watches
 * itself, and the first misuse ends it: one report on stderr, and abort(). The report names locklint's rule, the place
 * of the call, the places that belong to it, and the other locks that the thread or task holds.
 *
 *     double-lock          to lock again what one holds, where that would wait for ever
 *     lock-upgrade         to write-lock what one reads
 *     lock-order           locks taken in orders that can deadlock, though they did not in this run
 *     unlock-not-held      to release a guard twice, or another's
 *     guard-across-yield   a guard that is alive in am_yield, am_sleep, and where a task waits
 *     cond-wait            to wait for a condition with two mutexes, or with another lock held
 *     lock-life            to free a value, or write a lock anew, while somebody holds it
 *     use-after-move       to lock or clone NULL, or a value whose last handle was dropped
 *     double-drop          to drop more handles than there are
 *     thread-join          to join, await or detach twice
 *     handle-leak          a handle that was never dropped when the program ends
 *     missing-unlock       a lock that is still held then
 *
 * Of locks in different orders only those are told that can meet: of different threads or tasks, under no common lock,
 * not readers alone, not by a try, and neither over, by spawns and joins, before the other begins.
 *
 * What it can't see: a copied pointer that is used while others keep the value alive; an access to the value itself of
 * a dropped handle (the last 4096 dropped values are filled with 0xdb, and not given back); orders of locks that lie
 * neither in shared values nor in static data; weak handles that were not dropped; that a channel or a semaphore keeps
 * two orders apart. Leaks are told when main returned, or pthread_exit ended it, and no other thread or task is left;
 * not after exit(), whose caller's scopes never end, and not in programs that are linked with -static. Handles that
 * static data or shared values lead to are no leaks.
 *
 * The mode makes calls slower by far, and gives the same results. When it is off, each call asks one flag.
 */

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
