/* shipped.h -- the texts of rules/models/, compiled in (the table is generated at build time). */
#ifndef LK_MODEL_SHIPPED_H
#define LK_MODEL_SHIPPED_H

#include <stddef.h>
#include <stdint.h>

typedef struct lk_shipped_model {
    const char *path; /* "rules/models/pthread.yaml" */
    const char *text;
    size_t size; /* bytes, without the final NUL */
} lk_shipped_model;

extern const lk_shipped_model lk_shipped_models[];
extern const uint32_t lk_shipped_model_count;

#endif
