/* fatal.h -- the end of a process whose program is wrong. */
#ifndef AM_FATAL_H
#define AM_FATAL_H

/* Writes `text` (one line, without its end) to stderr and aborts. */
_Noreturn void am_fatal_(const char *text);

#endif
