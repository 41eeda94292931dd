/* text.h -- findings as text, laid out like clang's. */
#ifndef LK_REPORT_TEXT_H
#define LK_REPORT_TEXT_H

#include "report/finding.h"

typedef struct lk_text {
    FILE *out;
    lk_arena *scratch; /* holds nothing between calls */
    bool color;
} lk_text;

/* Writes the finding with its notes. `is_error`: it counts as an error. */
void lk_text_finding(lk_text *self, const lk_finding *finding, bool is_error);

typedef enum lk_severity { LK_SEVERITY_NOTE, LK_SEVERITY_WARNING, LK_SEVERITY_ERROR } lk_severity;

/* Writes `path:line:column: severity: message`; without a column or line (0) less of the place, without a path (NULL)
   the program's name. Control characters of the message are made visible. */
void lk_text_line(lk_text *self, const char *path, uint32_t line, uint32_t column, lk_severity severity,
                  const char *message);

#endif
