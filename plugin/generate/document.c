/* document.c -- the rules' pages and their index, as they are installed. */
#include "generate/write.h"

#include <string.h>

static void write_tags(FILE *out, const char *name, const tag_list *tags) {
    for (size_t i = 0; i < tags->count; i++) {
        const char *separator = i == 0 ? "" : ", ";
        if (strcmp(name, "CWE") == 0)
            fprintf(out, "%s[CWE-%s](https://cwe.mitre.org/data/definitions/%s.html)", separator, tags->items[i],
                    tags->items[i]);
        else
            fprintf(out, "%s%s %s", separator, name, tags->items[i]);
    }
}

static void write_all_tags(FILE *out, const rule_page *page) {
    const struct {
        const char *name;
        const tag_list *tags;
    } lists[] = {{"CWE", &page->cwe}, {"CERT", &page->cert}, {"MISRA C", &page->misra}};
    const char *separator = "; ";
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (lists[i].tags->count == 0)
            continue;
        fputs(separator, out);
        write_tags(out, lists[i].name, lists[i].tags);
        separator = ", ";
    }
}

void write_page(FILE *out, const rule_page *page) {
    fprintf(out, "# locklint-%s\n\n%c%s.\n\n%s by default; since %s", page->name, page->summary[0] & ~0x20,
            page->summary + 1, page->enabled ? "On" : "Off", page->since);
    write_all_tags(out, page);
    fprintf(out, ".\n\n%s", page->body + strspn(page->body, "\n"));
}

void write_index(FILE *out, const rule_page *pages, size_t count) {
    fputs("# The rules of locklint\n\n| rule | what it finds | default |\n|---|---|---|\n", out);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "| [locklint-%s](%s.md) | %s | %s |\n", pages[i].name, pages[i].name, pages[i].summary,
                pages[i].enabled ? "on" : "off");
}
