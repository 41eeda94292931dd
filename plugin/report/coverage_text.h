/* coverage_text.h -- --coverage as tables and as JSON. */
#ifndef LK_REPORT_COVERAGE_TEXT_H
#define LK_REPORT_COVERAGE_TEXT_H

#include "report/totals.h"

#include <jansson.h>

/* Writes the tables, and the model to begin with. `totals` must be finished. */
void lk_coverage_write(lk_totals *totals, FILE *out, bool color);

/* The same as a JSON object; a new reference. */
json_t *lk_coverage_json(lk_totals *totals);

/* "pthread"; for an API without a name "unnamed". */
const char *lk_coverage_api_name(const char *api);

#endif
