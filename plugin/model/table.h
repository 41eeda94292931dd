/* table.h -- adding to the table of models, for its own rooms. */
#ifndef LK_MODEL_TABLE_H
#define LK_MODEL_TABLE_H

#include "model/models.h"

/* As lk_models_add; `is_shipped` marks the models that are compiled in. */
bool lk_models_add_text(lk_models *self, const char *path, const char *text, size_t size, bool is_shipped,
                        lk_model_error *error);

/* Called with a name that is not in the table: may add what has it, and tells whether it added something. */
typedef bool lk_models_fetch(lk_models *self, void *context, const char *name);
void lk_models_fetch_by(lk_models *self, lk_models_fetch *fetch, void *context);

lk_arena *lk_models_arena(const lk_models *self);

#endif
