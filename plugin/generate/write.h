/* write.h -- what is generated: two sources, and the documentation of the rules. */
#ifndef LK_GENERATE_WRITE_H
#define LK_GENERATE_WRITE_H

#include "generate/page.h"

#include <stdio.h>

/* Writes the table of rules; the pages are in the order of the table. */
void write_registry(FILE *out, const rule_page *pages, size_t count);

/* Writes a rule's page as Markdown without front matter, and the index of all pages, README.md. */
void write_page(FILE *out, const rule_page *page);
void write_index(FILE *out, const rule_page *pages, size_t count);

/* One model file: its path as the program names it, and its text. */
typedef struct model_text {
    const char *path;
    char *text;
    size_t size;
} model_text;

/* Writes the table of shipped models. */
void write_models(FILE *out, const model_text *models, size_t count);

#endif
