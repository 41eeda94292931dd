/* page.h -- a rule's page: its front matter and its sections, read and judged at build time. */
#ifndef LK_GENERATE_PAGE_H
#define LK_GENERATE_PAGE_H

#include "base/arena.h"

#include <stdbool.h>

enum { MAX_TAGS = 16 };

/* One list of the front matter: CWE, CERT or MISRA ids. */
typedef struct tag_list {
    char *items[MAX_TAGS];
    size_t count;
} tag_list;

typedef struct rule_page {
    lk_arena *arena; /* owns all that hangs on the page */
    const char *path;
    char *identifier; /* of the file and in C: "double_lock" */
    char *name;       /* "double-lock" */
    char *summary;
    char *since;
    int level; /* -1 until read; an index into rule_levels */
    int enabled;
    tag_list cwe, cert, misra;
    char *text;       /* whole file */
    const char *body; /* in `text`, after the front matter */
} rule_page;

/* The levels as pages write them, in the order of lk_level; NULL at the end. */
extern const char *const rule_levels[];

/* Reads the whole of `path`, with a NUL behind. In `arena`. On failure says so on stderr and gives NULL. */
char *file_read(lk_arena *arena, const char *path, size_t *size);

/* The file's name without folder and ending, in `arena`. */
char *file_stem(lk_arena *arena, const char *path);

/* Reads and judges a page. On failure says on stderr, with file and line, what would be right. */
bool rule_page_read(lk_arena *arena, rule_page *page, const char *path);

#endif
