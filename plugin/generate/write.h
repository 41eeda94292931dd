/* write.h -- the two generated sources. */
#ifndef LK_GENERATE_WRITE_H
#define LK_GENERATE_WRITE_H

#include "generate/page.h"

#include <stdio.h>

/* Writes the table of rules; the pages are in the order of the table. */
void write_registry(FILE *out, const rule_page *pages, size_t count);

/* One model file: its path as the program names it, and its text. */
typedef struct model_text {
    const char *path;
    char *text;
    size_t size;
} model_text;

/* Writes the table of shipped models. */
void write_models(FILE *out, const model_text *models, size_t count);

#endif
