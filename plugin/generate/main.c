/* main.c -- the build's generator: rules/<rule>.md and rules/models/<api>.yaml become C tables. */
#include "generate/page.h"
#include "generate/write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* Whether `files` holds one with the same stem as `path` and the ending `end`. */
static bool has_partner(char *const *files, size_t count, const char *path, const char *end) {
    char *stem = file_stem(path);
    bool found = false;
    for (size_t i = 0; i < count && !found; i++) {
        char *other = file_stem(files[i]);
        found = ends_with(files[i], end) && strcmp(stem, other) == 0;
        free(other);
    }
    free(stem);
    return found;
}

/* A rule is a .c and a .md side by side. */
static bool judge_pairs(char *const *files, size_t count) {
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        const char *wanted = ends_with(files[i], ".c") ? ".md" : ".c";
        if (has_partner(files, count, files[i], wanted))
            continue;
        fprintf(stderr, "%s: error: a rule is two files: beside this there has to be a %s of the same name\n", files[i],
                wanted);
        good = false;
    }
    return good;
}

static int compare_pages(const void *left, const void *right) {
    const rule_page *a = left, *b = right;
    return strcmp(a->name, b->name);
}

/* Closes what was written to `path`; leaves nothing half-written behind. */
static bool close_output(FILE *out, const char *path) {
    bool good = !ferror(out);
    if (fclose(out) == 0 && good)
        return true;
    perror(path);
    remove(path);
    return false;
}

static bool generate_rules(const char *output, char *const *files, size_t count) {
    rule_page *pages = calloc(count + 1, sizeof *pages);
    size_t page_count = 0;
    bool good = judge_pairs(files, count);
    for (size_t i = 0; i < count; i++) {
        if (ends_with(files[i], ".md"))
            good = rule_page_read(&pages[page_count++], files[i]) && good;
    }
    if (!good)
        return false;
    qsort(pages, page_count, sizeof *pages, compare_pages);
    FILE *out = fopen(output, "w");
    if (out == NULL) {
        perror(output);
        return false;
    }
    write_registry(out, pages, page_count);
    return close_output(out, output);
}

static bool generate_models(const char *output, const char *root, char *const *files, size_t count) {
    model_text *models = calloc(count + 1, sizeof *models);
    size_t root_length = strlen(root);
    for (size_t i = 0; i < count; i++) {
        bool below = strncmp(files[i], root, root_length) == 0 && files[i][root_length] == '/';
        models[i].path = below ? files[i] + root_length + 1 : files[i];
        models[i].text = file_read(files[i], &models[i].size);
        if (models[i].text == NULL)
            return false;
    }
    FILE *out = fopen(output, "w");
    if (out == NULL) {
        perror(output);
        return false;
    }
    write_models(out, models, count);
    return close_output(out, output);
}

int main(int argc, char **argv) {
    if (argc >= 3 && strcmp(argv[1], "rules") == 0)
        return generate_rules(argv[2], argv + 3, (size_t)argc - 3) ? 0 : 1;
    if (argc >= 4 && strcmp(argv[1], "models") == 0)
        return generate_models(argv[2], argv[3], argv + 4, (size_t)argc - 4) ? 0 : 1;
    fprintf(stderr, "usage: %s rules OUTPUT FILE... | models OUTPUT ROOT FILE...\n", argv[0]);
    return 2;
}
