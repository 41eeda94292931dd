/* confine.h -- what a process gets that may crash: it costs nobody anything. */
#ifndef LK_DRIVER_CONFINE_H
#define LK_DRIVER_CONFINE_H

#include <sys/types.h>

/* For this process, which `parent` has begun: no core files, a deep stack (deeply nested code recurses), no life
   without the parent. */
void lk_confine(pid_t parent);

#endif
