/* arc_header.h -- what stands before a shared value in its allocation. */
#ifndef AM_ARC_HEADER_H
#define AM_ARC_HEADER_H

#include "arcmutex/arc.h"

static inline am_arc_header *arc_header(const void *handle) {
    return (am_arc_header *)handle - 1;
}

#endif
