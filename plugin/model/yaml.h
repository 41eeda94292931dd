/* yaml.h -- a YAML text as a plain tree; the only room that sees libyaml. */
#ifndef LK_MODEL_YAML_H
#define LK_MODEL_YAML_H

#include "model/models.h"

typedef enum lk_yaml_kind { LK_YAML_SCALAR, LK_YAML_LIST, LK_YAML_MAPPING } lk_yaml_kind;

/* Aliases share the node that they stand for, so a tree may even contain itself: walk it by the schema only. */
typedef struct lk_yaml {
    uint8_t kind;          /* lk_yaml_kind */
    bool is_verbatim;      /* scalars: `text` stands in the file as it is, so an offset in it is a column */
    uint32_t line, column; /* from 1; columns in characters; of the text's first character, behind a quote */
    const char *text;      /* scalars */
    const char *tag;       /* an explicit tag such as "!return", else NULL */
    uint32_t count;        /* items, or pairs */
    const struct lk_yaml *const *keys;   /* mappings */
    const struct lk_yaml *const *values; /* mappings and lists */
} lk_yaml;

/* Reads the one document of a text. `*root` is NULL when the text is empty. False and `*error` (path as given, kept)
   when it is no UTF-8 or no YAML, or holds several documents. All in `arena`. */
bool lk_yaml_read(lk_arena *arena, const char *path, const char *text, size_t size, const lk_yaml **root,
                  lk_model_error *error);

/* "a mapping", "a list", "a single value". */
const char *lk_yaml_kind_name(const lk_yaml *node);

#endif
