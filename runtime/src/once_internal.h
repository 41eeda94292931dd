/* once_internal.h -- what the rest of the library asks of an am_once. */
#ifndef AM_ONCE_INTERNAL_H
#define AM_ONCE_INTERNAL_H

#include "arcmutex/once.h"

/* Poisons what this thread was doing, and lets those go who wait for it. */
void am_once_abandon_(am_once *once);

#endif
