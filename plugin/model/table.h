/* table.h -- adding to the table of models, for its own rooms. */
#ifndef LK_MODEL_TABLE_H
#define LK_MODEL_TABLE_H

#include "model/models.h"

/* As lk_models_add; `is_shipped` marks the models that are compiled in. */
bool lk_models_add_text(lk_models *self, const char *path, const char *text, size_t size, bool is_shipped,
                        lk_model_error *error);

#endif
