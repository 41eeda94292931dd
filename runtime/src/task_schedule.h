/* task_schedule.h -- where a task that can run waits for a worker, and how workers sleep. */
#ifndef AM_TASK_SCHEDULE_H
#define AM_TASK_SCHEDULE_H

#include "blocks.h"
#include "task_internal.h"

/* Starts so many workers. */
void am_schedule_start_(unsigned workers);

/* Ends them; there are no tasks any more. */
void am_schedule_stop_(void);

/* The task can run: on this worker next if it was `woken` here; else after the others. */
void am_schedule_ready_(am_task_state *task, bool woken);

/* There is a new first deadline. */
void am_schedule_deadline_(void);

#endif
