/* arc_header.h -- what stands before a shared value in its allocation. */
#ifndef AM_ARC_HEADER_H
#define AM_ARC_HEADER_H

#include <stddef.h>

typedef struct am_arc_header {
    _Alignas(max_align_t) _Atomic size_t strong;
    _Atomic size_t weak; /* all strong handles together count as one */
    void (*destroy)(void *value);
    size_t size;
    size_t alignment;
} am_arc_header;

static inline am_arc_header *arc_header(const void *handle) {
    return (am_arc_header *)handle - 1;
}

#endif
