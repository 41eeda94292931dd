/* write.c -- writes the rules' and the models' tables as C. */
#include "generate/write.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

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

/* ---- which file has which word ---- */

/* The first word of a line: all names of models stand there. */
typedef struct first_word {
    const char *text;
    size_t length, file;
    bool touches; /* as in lk_shipped_word */
} first_word;

/* The keys in the models of functions that do nothing to locks, guards, handles and threads. */
static const char *const harmless[] = {"nothing",  "block",   "writes", "call", "entry",  "argument",
                                       "noreturn", "returns", "frees",  "when", "fails",  "waits",
                                       "result",   "happens", "cases",  "api",  "effects"};

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_harmless(const char *key, size_t length) {
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (strlen(harmless[i]) == length && memcmp(harmless[i], key, length) == 0)
            return true;
    return false;
}

/* Whether a key of the entry whose own key ends at `text` is not harmless. The entry ends before a line that stands no
   deeper than its first one. */
static bool has_effect(const char *text, size_t depth) {
    for (size_t length; *text != '\0'; text += length > 0 ? length : 1) {
        length = 0;
        if (*text == '\n' && text[1] != '\n' && strspn(text + 1, " ") <= depth)
            return false;
        while (is_letter(text[length]) || (length > 0 && text[length] == '-'))
            length++;
        if (length > 0 && text[length] == ':' && !is_harmless(text, length))
            return true;
    }
    return false;
}

static first_word word_of(const char *line, size_t file) {
    size_t depth = strspn(line, " ");
    first_word word = {.text = line + strspn(line, " \"'"), .file = file};
    while (is_letter(word.text[word.length]))
        word.length++;
    const char *params_end = word.text[word.length] == '(' ? strchr(word.text, ')') : NULL;
    word.touches = word.length > 0 && params_end != NULL && has_effect(params_end, depth);
    return word;
}

static int compare_words(const void *left, const void *right) {
    const first_word *a = left, *b = right;
    int order = memcmp(a->text, b->text, a->length < b->length ? a->length : b->length);
    if (order == 0 && a->length != b->length)
        return a->length < b->length ? -1 : 1;
    return order != 0 ? order : (a->file > b->file) - (a->file < b->file);
}

static const char *next_line(const char *at) {
    const char *end = strchr(at, '\n');
    return end != NULL ? end + 1 : NULL;
}

/* All of them, sorted, each once for each file; the caller frees. */
static first_word *collect_words(const model_text *models, size_t count, size_t *word_count) {
    size_t lines = 0, kept = 0;
    for (size_t i = 0; i < count; i++)
        for (const char *at = models[i].text; at != NULL; at = next_line(at))
            lines++;
    first_word *words = calloc(lines + 1, sizeof *words);
    lines = 0;
    for (size_t i = 0; words != NULL && i < count; i++)
        for (const char *at = models[i].text; at != NULL; at = next_line(at))
            words[lines++] = word_of(at, i);
    if (lines > 0)
        qsort(words, lines, sizeof *words, compare_words);
    for (size_t i = 0; i < lines; i++) {
        if (words[i].length == 0)
            continue;
        if (kept == 0 || compare_words(&words[kept - 1], &words[i]) != 0)
            words[kept++] = words[i];
        else
            words[kept - 1].touches |= words[i].touches;
    }
    *word_count = kept;
    return words;
}

/* One text and places in it: pointers would have to be set when the plugin is loaded. */
static void write_words(FILE *out, const model_text *models, size_t count) {
    size_t word_count = 0, at = 0;
    first_word *words = collect_words(models, count, &word_count);
    fputs("\nconst char lk_shipped_names[] =", out);
    for (size_t i = 0; i < word_count; i++)
        fprintf(out, "\n    \"%.*s\\0\"", (int)words[i].length, words[i].text);
    fputs("\n    \"\";\n\nconst lk_shipped_word lk_shipped_words[] = {\n", out);
    for (size_t i = 0; i < word_count; i++) {
        fprintf(out, "    {%zu, %zu, %d},\n", at, words[i].file, words[i].touches);
        at += words[i].length + 1;
    }
    fprintf(out, "    {0, 0, 0}};\n\nconst uint32_t lk_shipped_word_count = %zu;\n", word_count);
    free(words);
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
    write_words(out, models, count);
}
