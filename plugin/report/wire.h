/* wire.h -- a unit's report as JSON, for the pipe between a worker and the command line. */
#ifndef LK_REPORT_WIRE_H
#define LK_REPORT_WIRE_H

#include "report/unit_report.h"

/* The report as one JSON text; the caller frees it with free(). NULL when there is no memory. */
char *lk_wire_write(const lk_unit_report *report);

/* Reads it back into `arena`; NULL when the text is cut short or not such a report. Bytes that are no UTF-8 survive. */
lk_unit_report *lk_wire_read(lk_arena *arena, const char *text, size_t size);

#endif
