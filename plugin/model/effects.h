/* effects.h -- reads one effect: "acquire: {lock: '*mutex', mode: shared}". */
#ifndef LK_MODEL_EFFECTS_H
#define LK_MODEL_EFFECTS_H

#include "model/reading.h"
#include "model/signature.h"

/* Where the effects of a case gather. */
typedef struct lk_effect_list {
    lk_reading *reading;
    const lk_signature *signature;
    const char *api;
    lk_effect_array effects;
} lk_effect_list;

/* Appends what `key: value` says; false (and the reading's error) when it can't be read. `key` is an effect's name. */
bool lk_effects_read(lk_effect_list *self, const lk_yaml *key, const lk_yaml *value);

#endif
