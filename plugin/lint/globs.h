/* globs.h -- the list of patterns that chooses checks, as clang-tidy reads it. */
#ifndef LK_LINT_GLOBS_H
#define LK_LINT_GLOBS_H

#include <stdbool.h>
#include <stddef.h>

/* True when `name` is chosen: patterns separated by commas, `*` matches any text, a leading `-` removes, the last one
   that matches decides; white space around a pattern is ignored. */
bool lk_globs_match(const char *globs, const char *name);

/* One pattern of a list; `text` points into the list and is not terminated. */
typedef struct lk_glob {
    const char *text;
    size_t length; /* 0 for an empty pattern, which matches no check */
    bool removes;  /* it had a leading `-` */
} lk_glob;

/* Takes the next pattern off the list that ends at `end`, false when there is none; moves `*globs` behind it. */
bool lk_globs_next(const char **globs, const char *end, lk_glob *glob);

/* True when the pattern alone matches, whether it adds or removes. */
bool lk_glob_match(const lk_glob *glob, const char *name);

#endif
