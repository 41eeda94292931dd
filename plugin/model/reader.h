/* reader.h -- reads a whole model text. */
#ifndef LK_MODEL_READER_H
#define LK_MODEL_READER_H

#include "model/models.h"

typedef struct lk_model_text {
    LK_ARRAY(const lk_model *) models;
    LK_ARRAY(const lk_lock_type *) types;
    LK_ARRAY(lk_model_error) type_places; /* of each type; `message` is NULL */
} lk_model_text;

/* Reads a model file's text; doesn't look for functions that are modelled twice. `path` is kept. */
bool lk_model_text_read(lk_arena *arena, const char *path, const char *text, size_t size, bool is_shipped,
                        lk_model_text *into, lk_model_error *error);

#endif
