/* shipped.h -- the texts of rules/models/, compiled in (the table is generated at build time). */
#ifndef LK_MODEL_SHIPPED_H
#define LK_MODEL_SHIPPED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct lk_shipped_model {
    const char *path; /* "rules/models/pthread.yaml" */
    const char *text;
    size_t size; /* bytes, without the final NUL */
} lk_shipped_model;

extern const lk_shipped_model lk_shipped_models[];
extern const uint32_t lk_shipped_model_count;

/* A word that a line of a file begins with, as all names of models do; sorted by names, then files. */
typedef struct lk_shipped_word {
    uint32_t name; /* where it begins in lk_shipped_names */
    uint16_t file; /* index of lk_shipped_models */
    bool touches;  /* names a function or macro that does more than block, call and the like: without any of those a
                      unit has no findings */
} lk_shipped_word;

extern const char lk_shipped_names[];
extern const lk_shipped_word lk_shipped_words[];
extern const uint32_t lk_shipped_word_count;

#endif
