/* export.h -- findings and fixes in the YAML of clang-tidy's --export-fixes, for clang-apply-replacements and others.
 */
#ifndef LK_REPORT_EXPORT_H
#define LK_REPORT_EXPORT_H

#include "report/finding.h"

#include <stdio.h>

/* A document that is being written. */
typedef struct lk_export lk_export;

/* Begins the document; `main_file` and `directory` (where paths would begin if they were not absolute) are absolute.
   NULL when there is no memory. The caller ends it with lk_export_end. */
lk_export *lk_export_begin(FILE *out, const char *main_file, const char *directory);

/* Writes one finding; its paths are absolute. A fix that YAML can't hold, since its path or its text is no UTF-8, is
   left out. */
void lk_export_finding(lk_export *self, const lk_finding *finding, bool is_error);

/* Ends the document and frees it; false when something could not be written. NULL is allowed. */
bool lk_export_end(lk_export *self);

#endif
