/* write.c -- writes the rules' and the models' tables as C. */
#include "generate/write.h"

#include <ctype.h>

/* Writes the text as C string literals, one a line. */
static void write_string(FILE *out, const char *text, size_t size) {
    fputs("\n    \"", out);
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '\n')
            fputs(i + 1 < size ? "\\n\"\n    \"" : "\\n", out);
        else if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c == '?' || !isprint(c))
            fprintf(out, "\\%03o", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

static size_t length_of(const char *text) {
    size_t length = 0;
    while (text[length] != '\0')
        length++;
    return length;
}

static void write_tags(FILE *out, const char *field, const tag_list *tags) {
    fprintf(out, "    .%s = (const char *const[]){", field);
    for (size_t i = 0; i < tags->count; i++) {
        write_string(out, tags->items[i], length_of(tags->items[i]));
        fputs(", ", out);
    }
    fputs("0},\n", out);
}

static void write_meta(FILE *out, const rule_page *page) {
    static const char *const levels[] = {"LK_LEVEL_WARNING", "LK_LEVEL_ERROR", "LK_LEVEL_NOTE"};
    fprintf(out, "\nextern const lk_rule_meta lk_meta_%s;\n", page->identifier);
    fprintf(out, "const lk_rule_meta lk_meta_%s = {\n    .name =", page->identifier);
    write_string(out, page->name, length_of(page->name));
    fputs(",\n    .summary =", out);
    write_string(out, page->summary, length_of(page->summary));
    fprintf(out, ",\n    .level = %s,\n    .enabled = %d,\n    .since =", levels[page->level], page->enabled);
    write_string(out, page->since, length_of(page->since));
    fputs(",\n", out);
    write_tags(out, "cwe", &page->cwe);
    write_tags(out, "cert", &page->cert);
    write_tags(out, "misra", &page->misra);
    fputs("    .page =", out);
    write_string(out, page->body, length_of(page->body));
    fputs(",\n};\n", out);
}

void write_registry(FILE *out, const rule_page *pages, size_t count) {
    fputs("/* Generated from rules/: each rule's .md, and the table of all rules. */\n#include \"lint/rule.h\"\n", out);
    for (size_t i = 0; i < count; i++)
        write_meta(out, &pages[i]);
    fputc('\n', out);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "extern const lk_rule lk_rule_%s;\n", pages[i].identifier);
    fputs("\nstatic const lk_rule *const rules[] = {\n", out);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "    &lk_rule_%s,\n", pages[i].identifier);
    fprintf(out, "    0};\n\nuint32_t lk_rule_count(void) {\n    return %zu;\n}\n", count);
    fputs("\nconst lk_rule *lk_rule_at(uint32_t index) {\n    return rules[index];\n}\n", out);
}

void write_models(FILE *out, const model_text *models, size_t count) {
    fputs("/* Generated from rules/models/: the shipped models. */\n#include \"model/shipped.h\"\n", out);
    fputs("\nconst lk_shipped_model lk_shipped_models[] = {\n", out);
    for (size_t i = 0; i < count; i++) {
        fputs("    {.path =", out);
        write_string(out, models[i].path, length_of(models[i].path));
        fputs(", .text =", out);
        write_string(out, models[i].text, models[i].size);
        fprintf(out, ", .size = %zu},\n", models[i].size);
    }
    fprintf(out, "    {.path = 0, .text = 0, .size = 0}};\n\nconst uint32_t lk_shipped_model_count = %zu;\n", count);
}
