/* findings.c -- the findings in a backend's text, in a form in which backends can be compared. */
#include "findings.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FINDINGS = 4096 };

/* The part of a line behind `path:line:column: `, NULL when it is no message. */
static const char *message_of(const char *line) {
    int length = 0;
    unsigned row, column;
    if (sscanf(line, "%*[^: \n]:%u:%u: %n", &row, &column, &length) == 2 && length > 0)
        return line + length;
    return NULL;
}

static int compare(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Appends a line to the block, without the prefix. */
static void append(char **block, const char *line, size_t length, const char *prefix) {
    char *longer;
    size_t skip = strlen(prefix) <= length && strncmp(line, prefix, strlen(prefix)) == 0 ? strlen(prefix) : 0;
    if (asprintf(&longer, "%s%.*s\n", *block == NULL ? "" : *block, (int)(length - skip), line + skip) < 0)
        abort();
    free(*block);
    *block = longer;
}

/* Joins the sorted blocks and frees them. */
static char *join(char **blocks, size_t count) {
    size_t size = 1;
    for (size_t i = 0; i < count; i++)
        size += strlen(blocks[i]);
    char *text = calloc(size, 1), *end = text;
    for (size_t i = 0; i < count; i++) {
        end = stpcpy(end, blocks[i]);
        free(blocks[i]);
    }
    return text;
}

char *findings_normalize(const char *text, const char *prefix) {
    char *blocks[MAX_FINDINGS];
    size_t count = 0;
    bool within = false;
    for (const char *line = text; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        const char *message = message_of(line);
        if (message != NULL && strncmp(message, "note: ", 6) != 0) {
            within = count < MAX_FINDINGS && memmem(line, length, "[locklint-", 10) != NULL;
            if (within)
                blocks[count++] = NULL;
        }
        if (message != NULL && within)
            append(&blocks[count - 1], line, length, prefix);
        line += length + (line[length] == '\n');
    }
    qsort(blocks, count, sizeof *blocks, compare);
    return join(blocks, count);
}

/* Writes the lines of `text` that `other` lacks. Good enough to show what differs; equality is told by the caller. */
static void write_missing(FILE *out, char mark, const char *text, const char *other) {
    for (const char *line = text; *line != '\0';) {
        size_t length = strcspn(line, "\n") + 1;
        char *copy = strndup(line, length);
        if (strstr(other, copy) == NULL)
            fprintf(out, "     %c %s", mark, copy);
        free(copy);
        line += length;
    }
}

char *findings_difference(const char *left, const char *right) {
    char *text = NULL;
    size_t size = 0;
    if (strcmp(left, right) == 0)
        return strdup("");
    FILE *out = open_memstream(&text, &size);
    write_missing(out, '-', left, right);
    write_missing(out, '+', right, left);
    if (fflush(out) == 0 && size == 0)
        fprintf(out, "     the same lines in another order or number:\n%s     but here:\n%s", left, right);
    fclose(out);
    return text;
}
