/* reading.h -- what all readers of a model text share: where it comes from, its constants, and how it fails. */
#ifndef LK_MODEL_READING_H
#define LK_MODEL_READING_H

#include "base/map.h"
#include "model/names.h"
#include "model/scan.h"
#include "model/yaml.h"

typedef LK_ARRAY(lk_effect) lk_effect_array;

typedef struct lk_reading {
    lk_arena *arena;
    const char *path; /* of the model text, for messages */
    const char *api;  /* of the file, "" when it says none */
    bool is_shipped;
    bool is_inline;       /* "inline: yes", of the file */
    bool is_typed;        /* "typed: yes", of the file */
    lk_map *constants;    /* name -> const int64_t */
    lk_effect_array room; /* for the effects of one case after the other, which are large */
    lk_model_error *error;
} lk_reading;

/* Record an error at a node, or at the place in the node's text where a scan failed. Give false. */
bool lk_reading_fail(lk_reading *self, const lk_yaml *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool lk_reading_fail_scan(lk_reading *self, const lk_yaml *at, const lk_scan *scan);

/* A cursor over a single value's text. */
lk_scan lk_reading_scan(const lk_reading *self, const lk_yaml *node);

/* True when the node is of the kind; else fails: "'WHAT' is WANTED, found a list". */
bool lk_reading_expect(lk_reading *self, const lk_yaml *node, lk_yaml_kind kind, const char *what, const char *wanted);

/* The text of a single value that is not empty; NULL when it failed. */
const char *lk_reading_text(lk_reading *self, const lk_yaml *node, const char *what);

/* yes or no (also true, false); one of a set of words; an integer. */
bool lk_reading_yes(lk_reading *self, const lk_yaml *node, const char *what, bool *value);
bool lk_reading_word(lk_reading *self, const lk_yaml *node, const lk_words *words, uint8_t *value);
bool lk_reading_integer(lk_reading *self, const lk_yaml *node, const char *what, int64_t *value);

/* Checks that the node is a mapping (`what` and `wanted` as above) whose keys are single values, each once. */
bool lk_reading_mapping(lk_reading *self, const lk_yaml *node, const char *what, const char *wanted);

/* Fails at the unknown key: "unknown key 'aquire'; did you mean 'acquire'?" */
bool lk_reading_unknown_key(lk_reading *self, const lk_yaml *key, const char *const *known, size_t count);

#endif
