/* json.h -- findings as one JSON document, for other programs. */
#ifndef LK_REPORT_JSON_H
#define LK_REPORT_JSON_H

#include "report/totals.h"

#include <jansson.h>

/* A document that grows. */
typedef struct lk_json lk_json;

/* An empty document; the caller frees it with lk_json_free. NULL when there is no memory. */
lk_json *lk_json_new(void);
void lk_json_free(lk_json *self);

/* Adds a finding; nothing of it is kept. */
void lk_json_finding(lk_json *self, const lk_finding *finding, bool is_error, const char *fingerprint);

/* Adds a function that was not judged in full. */
void lk_json_partly_judged(lk_json *self, const lk_partly_judged *function);

/* Adds a unit that could not be analysed. */
void lk_json_failure(lk_json *self, const char *path, const char *reason);

/* The counts of a run, whose totals must be finished. A new reference. */
json_t *lk_json_summary(const lk_totals *totals);

/* Writes all of it, with the totals, which must be finished; with the coverage in place of the findings if that is
   asked for. */
void lk_json_write(lk_json *self, FILE *out, lk_totals *totals, bool shows_coverage);

#endif
