/* shipped.c -- adds the models that are compiled in; a room of its own, so that a table without them links. */
#include "model/shipped.h"

#include "model/table.h"

bool lk_models_add_shipped(lk_models *self, lk_model_error *error) {
    for (uint32_t i = 0; i < lk_shipped_model_count; i++) {
        const lk_shipped_model *model = &lk_shipped_models[i];
        if (!lk_models_add_text(self, model->path, model->text, model->size, true, error))
            return false;
    }
    return true;
}
