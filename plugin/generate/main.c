/* main.c -- the build's generator: rules/<rule>.md and rules/models/<api>.yaml become C tables, and the former also the
   documentation. */
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
static bool has_partner(lk_arena *arena, char *const *files, size_t count, const char *path, const char *end) {
    const char *stem = file_stem(arena, path);
    for (size_t i = 0; i < count; i++) {
        if (ends_with(files[i], end) && strcmp(stem, file_stem(arena, files[i])) == 0)
            return true;
    }
    return false;
}

/* A rule is a .c and a .md side by side. */
static bool judge_pairs(lk_arena *arena, char *const *files, size_t count) {
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        const char *wanted = ends_with(files[i], ".c") ? ".md" : ".c";
        if (has_partner(arena, files, count, files[i], wanted))
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

/* The pages among the files, by name; false when one is wrong. */
static bool read_pages(lk_arena *arena, rule_page **pages, size_t *page_count, char *const *files, size_t count) {
    bool good = true;
    *pages = LK_NEW_ARRAY(arena, rule_page, count + 1);
    *page_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (ends_with(files[i], ".md"))
            good = rule_page_read(arena, &(*pages)[(*page_count)++], files[i]) && good;
    }
    qsort(*pages, *page_count, sizeof **pages, compare_pages);
    return good;
}

static bool generate_pages(lk_arena *arena, const char *folder, char *const *files, size_t count) {
    rule_page *pages;
    size_t page_count;
    bool good = read_pages(arena, &pages, &page_count, files, count);
    for (size_t i = 0; i <= page_count && good; i++) {
        const char *path = lk_arena_printf(arena, "%s/%s.md", folder, i < page_count ? pages[i].name : "README");
        FILE *out = fopen(path, "w");
        if (out == NULL) {
            perror(path);
            return false;
        }
        if (i < page_count)
            write_page(out, &pages[i]);
        else
            write_index(out, pages, page_count);
        good = close_output(out, path);
    }
    return good;
}

static bool generate_rules(lk_arena *arena, const char *output, char *const *files, size_t count) {
    rule_page *pages;
    size_t page_count;
    bool good = judge_pairs(arena, files, count);
    if (!read_pages(arena, &pages, &page_count, files, count) || !good)
        return false;
    FILE *out = fopen(output, "w");
    if (out == NULL) {
        perror(output);
        return false;
    }
    write_registry(out, pages, page_count);
    return close_output(out, output);
}

static bool generate_models(lk_arena *arena, const char *output, const char *root, char *const *files, size_t count) {
    model_text *models = LK_NEW_ARRAY(arena, model_text, count + 1);
    size_t root_length = strlen(root);
    for (size_t i = 0; i < count; i++) {
        bool below = strncmp(files[i], root, root_length) == 0 && files[i][root_length] == '/';
        models[i].path = below ? files[i] + root_length + 1 : files[i];
        models[i].text = file_read(arena, files[i], &models[i].size);
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
    lk_arena *arena = lk_arena_new();
    int status = 2;
    if (argc >= 3 && strcmp(argv[1], "rules") == 0)
        status = generate_rules(arena, argv[2], argv + 3, (size_t)argc - 3) ? 0 : 1;
    else if (argc >= 3 && strcmp(argv[1], "pages") == 0)
        status = generate_pages(arena, argv[2], argv + 3, (size_t)argc - 3) ? 0 : 1;
    else if (argc >= 4 && strcmp(argv[1], "models") == 0)
        status = generate_models(arena, argv[2], argv[3], argv + 4, (size_t)argc - 4) ? 0 : 1;
    else
        fprintf(stderr, "usage: %s rules OUTPUT FILE... | pages FOLDER FILE... | models OUTPUT ROOT FILE...\n",
                argv[0]);
    lk_arena_free(arena);
    return status;
}
