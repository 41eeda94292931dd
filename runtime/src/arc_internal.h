/* arc_internal.h -- what weak handles need of shared values. */
#ifndef AM_ARC_INTERNAL_H
#define AM_ARC_INTERNAL_H

#include "arc_header.h"

/* Memory for a value, with its header: one weak count, `strong` handles. Never NULL; the value's bytes are unset. */
void *am_arc_allocate_(size_t size, size_t alignment, size_t strong, void (*destroy)(void *value));

/*
 * What is to be done when the count of handles has come to 0, and the drops of all others are seen: `out` NULL destroys
 * the value, else it is moved there. Then the weak count that all handles had together is given up.
 */
void am_arc_end_(void *value, void *out, const char *here);

/* Gives up one weak count; the last one frees the memory. */
void am_arc_release_weak_(void *value);

/* What the variable at `slot` holds, which is NULL afterwards. */
void *am_arc_take_(void *slot);

#endif
