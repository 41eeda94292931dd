/* pages.c -- the table of rules, and a rule's page without its Markdown. */
#include "cli/pages.h"
#include "report/page_text.h"

#include <string.h>

static const char *const bold = "\033[1m", *const dim = "\033[2m", *const reset = "\033[0m";

typedef struct page {
    FILE *out;
    bool color;
} page;

static void style(const page *self, const char *code) {
    if (self->color)
        fputs(code, self->out);
}

/* ---- the table ---- */

static void put_tags(FILE *out, const char *name, const char *const *tags, const char **before) {
    for (; tags && *tags; tags++) {
        bool is_named = strncmp(*tags, name, strlen(name)) == 0; /* "CWE-764" names itself */
        fprintf(out, "%s%s%s%s", *before, is_named ? "" : name, is_named ? "" : " ", *tags);
        *before = ", ";
    }
}

void lk_pages_list(FILE *out, bool color) {
    page self = {.out = out, .color = color};
    int width = 0, off = 0;
    for (uint32_t i = 0; i < lk_rule_count(); i++) {
        int length = (int)strlen(lk_rule_at(i)->meta->name);
        width = length > width ? length : width;
    }
    for (uint32_t i = 0; i < lk_rule_count(); i++) {
        const lk_rule_meta *meta = lk_rule_at(i)->meta;
        style(&self, meta->enabled ? bold : dim);
        fprintf(out, "locklint-%-*s", width, meta->name);
        style(&self, reset);
        fprintf(out, "  %s  %s\n", meta->enabled ? "on " : "off", meta->summary);
        off += !meta->enabled;
    }
    fprintf(out, "\n%u rules", (unsigned)lk_rule_count());
    if (off)
        fprintf(out, ", %d of them off by default (--checks=NAME turns one on)", off);
    fputs("; --explain=RULE shows the page of one.\n", out);
}

/* ---- a page ---- */

void lk_pages_explain(FILE *out, const lk_rule_meta *meta, bool color) {
    page self = {.out = out, .color = color};
    style(&self, bold);
    fprintf(out, "locklint-%s", meta->name);
    style(&self, reset);
    fprintf(out, ": %s\n", meta->summary);
    style(&self, dim);
    fprintf(out, "%s by default; since %s", meta->enabled ? "on" : "off", meta->since);
    const char *before = "; ";
    put_tags(out, "CWE", meta->cwe, &before);
    put_tags(out, "CERT", meta->cert, &before);
    put_tags(out, "MISRA C", meta->misra, &before);
    style(&self, reset);
    fputs("\n\n", out);
    lk_page_write(out, meta->page, color);
}
