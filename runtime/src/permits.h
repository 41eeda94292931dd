/* permits.h -- so much of something is taken, and who wants more than there is waits, in one line. */
#ifndef AM_PERMITS_H
#define AM_PERMITS_H

#include "arcmutex/async.h"
#include "wait_list.h"

/*
 * How much there is in all stands elsewhere, since a static lock is all zero. `*limit` is read under the latch; once it
 * is PERMITS_CLOSED, nobody gets anything.
 */
#define PERMITS_CLOSED UINT32_MAX

/*
 * Waits until `wanted` can be taken by the first of the line, and takes it: AM_OK; or AM_TIMED_OUT, or
 * AM_CLOSED. Ends the task when it is aborted.
 */
am_status permits_take(am_permits *permits, const uint32_t *limit, uint32_t wanted, uint64_t deadline);

/* Takes it if that needs no wait: AM_OK, AM_WOULD_BLOCK or AM_CLOSED. */
am_status permits_try(am_permits *permits, const uint32_t *limit, uint32_t wanted);

/* Gives `count` back, and lets those go on for whom there is enough now. */
void permits_give(am_permits *permits, const uint32_t *limit, uint32_t count);

/* Lets all go on with nothing who wait. The caller has the latch. */
void permits_refuse(am_permits *permits);

/* Lets those go on for whom there is enough. The caller has the latch. */
void permits_serve(am_permits *permits, const uint32_t *limit);

#endif
