/* blocks.h -- a thread is going to sleep in the middle of a task. */
#ifndef AM_BLOCKS_H
#define AM_BLOCKS_H

/* Other workers take over the tasks that this thread was to run next: one of them may be who wakes it. */
void am_schedule_blocks_(void);

#endif
