/* checked_report.h -- the one report of checked mode, and the end of the process. */
#ifndef AM_CHECKED_REPORT_H
#define AM_CHECKED_REPORT_H

#include "checked_internal.h"

/*
 * A report is begun by report_error, goes on with notes and ends the process with report_end. Only the first thread
 * that begins one comes back from report_error: others wait there for the end. `here` NULL is the end of a scope.
 */
__attribute__((format(printf, 3, 4))) void report_error(const char *here, const char *rule, const char *format, ...);
__attribute__((format(printf, 2, 3))) void report_note(const char *here, const char *format, ...);

/* A note for each lock that the holder holds, but for `except`; NULL: none is left out. */
void report_held(const am_holder *holder, const void *except);

_Noreturn void report_end(void);

/* "the main thread", "thread 2, spawned at a.c:3", "task 4, ...". The text lives until the next 3 calls. */
const char *holder_name(const am_holder *holder);

/* "this thread" or "this task". */
const char *this_holder(const am_holder *holder);

#endif
