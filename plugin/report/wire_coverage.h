/* wire_coverage.h -- the coverage part of a unit's report. Private to report/. */
#ifndef LK_REPORT_WIRE_COVERAGE_H
#define LK_REPORT_WIRE_COVERAGE_H

#include "lint/coverage.h"

#include <jansson.h>

/* A new reference. */
json_t *lk_wire_coverage_write(const lk_coverage *coverage);

/* Texts live in `arena`. */
void lk_wire_coverage_read(lk_arena *arena, const json_t *value, lk_coverage *into);

#endif
