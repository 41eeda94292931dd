/* shipped.c -- adds the models that are compiled in; a room of its own, so that a table without them links. */
#include "model/shipped.h"

#include "model/table.h"

#include <string.h>

bool lk_models_add_shipped(lk_models *self, lk_model_error *error) {
    for (uint32_t i = 0; i < lk_shipped_model_count; i++) {
        const lk_shipped_model *model = &lk_shipped_models[i];
        if (!lk_models_add_text(self, model->path, model->text, model->size, true, error))
            return false;
    }
    return true;
}

/* ---- when they are asked for ---- */

/* The first of the words from which `name` may be; the count when there is none. */
static uint32_t first_of(const char *name) {
    uint32_t low = 0, high = lk_shipped_word_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (strcmp(lk_shipped_names + lk_shipped_words[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* `context`: for each file, whether it has been read. */
static bool fetch(lk_models *models, void *context, const char *name) {
    bool *taken = context, added = false;
    for (uint32_t i = first_of(name); i < lk_shipped_word_count; i++) {
        const lk_shipped_word *word = &lk_shipped_words[i];
        const lk_shipped_model *model = &lk_shipped_models[word->file];
        lk_model_error ignored;
        if (strcmp(lk_shipped_names + word->name, name) != 0)
            break;
        if (taken[word->file])
            continue;
        taken[word->file] = true;
        added |= lk_models_add_text(models, model->path, model->text, model->size, true, &ignored);
    }
    return added;
}

void lk_models_defer_shipped(lk_models *self) {
    lk_models_fetch_by(self, fetch, LK_NEW_ARRAY(lk_models_arena(self), bool, lk_shipped_model_count));
}
