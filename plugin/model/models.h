/* models.h -- the table of models: those that are shipped, the user's own, and what headers say by attributes. */
#ifndef LK_MODEL_MODELS_H
#define LK_MODEL_MODELS_H

#include "model/effect.h"

typedef struct lk_models lk_models;

/* What is wrong with a model text: "FILE:LINE:COLUMN: message" is printed from this. `message` says what would be
   right. Owned by the arena of the models. */
typedef struct lk_model_error {
    const char *path;
    uint32_t line, column; /* from 1 */
    const char *message;
} lk_model_error;

/* An empty table in `arena`. */
lk_models *lk_models_new(lk_arena *arena);

/* Reads one model file's text (YAML, see rules/models/README.md). `path` is for messages and copied. On failure gives
   false and `*error`, and nothing of the text is added. A function that is modelled twice is an error. Columns count
   characters. */
bool lk_models_add(lk_models *self, const char *path, const char *text, size_t size, lk_model_error *error);

/* Adds all shipped models, which are compiled in (shipped.h). False only when one of them is broken (a bug of ours). */
bool lk_models_add_shipped(lk_models *self, lk_model_error *error);

/* The same, but each file is read when a name of it is asked for: for runs over one file, and where nothing else is
   added (models of one name would not be noticed). lk_models_count and lk_models_at know what was read. */
void lk_models_defer_shipped(lk_models *self);

/* The model of a function or macro by name, NULL when there is none. */
const lk_model *lk_models_function(const lk_models *self, const char *name);
const lk_model *lk_models_macro(const lk_models *self, const char *name);

/* The lock type by typedef name or tag, NULL when there is none. */
const lk_lock_type *lk_models_type(const lk_models *self, const char *name);

/* All models in the order in which they were added. */
size_t lk_models_count(const lk_models *self);
const lk_model *lk_models_at(const lk_models *self, size_t index);

/* The model that a declaration's own attributes write (annotate("locklint: {...}")), NULL when it has none: then
   error->message is NULL. A text that can't be read gives NULL and `*error`: line and column count from 1 within the
   annotation text, and `path` says whose it is ("annotation of 'conn_lock'"), since a declaration alone doesn't know
   its file; function->span does. In `arena`. */
const lk_model *lk_attributes_model(lk_arena *arena, const lk_decl *function, lk_model_error *error);

/* What clang's thread-safety attributes of a declaration say, NULL when they say nothing or it isn't known of which
   locks. In `arena`. */
const lk_model *lk_contract_model(lk_arena *arena, const lk_decl *function);

#endif
