/* effects.c -- the shape of every effect as one table, and the reader that follows it. */
#include "model/effects.h"

#include "model/path.h"

#include <string.h>

/* How an effect's value is written. */
typedef enum form {
    FORM_MAPPING,
    FORM_YES,  /* noreturn: yes */
    FORM_WORD, /* block: sleep */
    FORM_PATHS /* writes: ['*buffer'], returns: object */
} form;

/* Where a key's value goes. */
typedef enum target {
    TO_OBJECT,
    TO_GUARD,
    TO_SECOND,
    TO_MODE,
    TO_FROM,
    TO_REENTRANCY,
    TO_LOCK_KIND,
    TO_ROBUST,
    TO_DETACH,
    TO_SEND
} target;

typedef struct key {
    const char *name;
    uint8_t target; /* target */
    uint8_t use;    /* lk_path_use of paths */
    bool is_required;
} key;

enum { MOST_KEYS = 6 };

typedef struct shape {
    uint8_t form;
    uint8_t mode; /* when it is not said */
    uint8_t reentrancy;
    uint8_t use; /* FORM_PATHS */
    const char *example;
    key keys[MOST_KEYS];
} shape;

#define LOCK {"lock", TO_OBJECT, LK_PATH_LOCK, true}
#define MODE {"mode", TO_MODE, 0, false}
#define KIND {"kind", TO_LOCK_KIND, 0, false}
#define REENTRANT {"reentrant", TO_REENTRANCY, 0, false}
#define HANDLE {"handle", TO_OBJECT, LK_PATH_ANY, true}
#define SEND {"send", TO_SEND, 0, false}
#define ENTRY {"entry", TO_OBJECT, LK_PATH_ANY, true}
#define ARGUMENT {"argument", TO_SECOND, LK_PATH_ANY, false}

static const shape shapes[] = {
    [LK_EFFECT_NOTHING] = {.form = FORM_YES},
    [LK_EFFECT_ACQUIRE] = {.reentrancy = LK_REENTRANT_UNKNOWN,
                           .example = "{lock: '*mutex', mode: shared}",
                           .keys = {LOCK, MODE, KIND, REENTRANT}},
    [LK_EFFECT_RELEASE] =
        {.mode = LK_MODE_ANY,
         .example = "{lock: '*mutex'}",
         .keys = {{"lock", TO_OBJECT, LK_PATH_LOCK, false}, {"guard", TO_GUARD, LK_PATH_ANY, false}, MODE, KIND}},
    [LK_EFFECT_WAIT] = {.example = "{cond: '*cond', lock: '*mutex'}",
                        .keys = {{"lock", TO_OBJECT, LK_PATH_LOCK, false}, {"cond", TO_SECOND, LK_PATH_OBJECT, false}}},
    [LK_EFFECT_CONVERT] = {.example = "{lock: '*lock', from: exclusive, to: shared}",
                           .keys = {LOCK, {"from", TO_FROM, 0, true}, {"to", TO_MODE, 0, true}}},
    [LK_EFFECT_BLOCK] = {.form = FORM_WORD},
    [LK_EFFECT_YIELD] = {.form = FORM_WORD},
    [LK_EFFECT_CREATE] = {.example = "{handle: return}", .keys = {HANDLE, SEND}},
    [LK_EFFECT_MOVE] = {.example = "{handle: handle}", .keys = {HANDLE, {"to", TO_SECOND, LK_PATH_ANY, false}}},
    [LK_EFFECT_CLONE] = {.example = "{handle: handle, to: return}",
                         .keys = {HANDLE, {"to", TO_SECOND, LK_PATH_ANY, false}, SEND}},
    [LK_EFFECT_BORROW] = {.example = "{handle: handle}", .keys = {HANDLE}},
    [LK_EFFECT_DROP] = {.example = "{handle: handle}", .keys = {HANDLE}},
    [LK_EFFECT_INIT] = {.reentrancy = LK_REENTRANT_NO,
                        .example = "{lock: '*mutex', reentrant: no}",
                        .keys = {LOCK, KIND, REENTRANT, {"attribute", TO_SECOND, LK_PATH_OBJECT, false}}},
    [LK_EFFECT_DESTROY] = {.example = "{lock: '*mutex'}", .keys = {LOCK}},
    [LK_EFFECT_GUARD] = {.reentrancy = LK_REENTRANT_UNKNOWN,
                         .example = "{object: return, lock: '*mutex'}",
                         .keys = {{"object", TO_OBJECT, LK_PATH_ANY, true},
                                  {"lock", TO_SECOND, LK_PATH_LOCK, true},
                                  MODE,
                                  KIND,
                                  REENTRANT}},
    [LK_EFFECT_ASSERT_HELD] = {.mode = LK_MODE_ANY, .example = "{lock: '*mutex'}", .keys = {LOCK, MODE}},
    [LK_EFFECT_SPAWN] = {.example = "{entry: entry, argument: argument}", .keys = {ENTRY, ARGUMENT}},
    [LK_EFFECT_CALL] = {.example = "{entry: entry, argument: argument}", .keys = {ENTRY, ARGUMENT}},
    [LK_EFFECT_HANDLER] = {.example = "{entry: handler}", .keys = {ENTRY}},
    [LK_EFFECT_NORETURN] = {.form = FORM_YES},
    [LK_EFFECT_EXIT_THREAD] = {.form = FORM_YES},
    [LK_EFFECT_POISON] = {.example = "{lock: '*mutex'}",
                          .keys = {{"lock", TO_OBJECT, LK_PATH_LOCK, false}, {"guard", TO_GUARD, LK_PATH_ANY, false}}},
    [LK_EFFECT_RETURNS] = {.form = FORM_PATHS, .use = LK_PATH_ANY},
    [LK_EFFECT_WRITES] = {.form = FORM_PATHS, .use = LK_PATH_OBJECT},
    [LK_EFFECT_FREES] = {.form = FORM_PATHS, .use = LK_PATH_OBJECT},
    [LK_EFFECT_ATTRIBUTE] = {.example = "{object: '*attr', reentrant: yes}",
                             .keys = {{"object", TO_OBJECT, LK_PATH_OBJECT, true},
                                      {"reentrant", TO_REENTRANCY, 0, false},
                                      {"robust", TO_ROBUST, 0, false}}},
    [LK_EFFECT_JOIN] = {.example = "{thread: thread}",
                        .keys = {{"thread", TO_OBJECT, LK_PATH_ANY, true}, {"detach", TO_DETACH, 0, false}}},
};

static bool read_path(lk_effect_list *self, const lk_yaml *node, const char *what, lk_path_use use, lk_path *path) {
    if (!lk_reading_text(self->reading, node, what))
        return false;
    lk_scan scan = lk_reading_scan(self->reading, node);
    return lk_path_read(&scan, self->signature, use, self->api, path) ||
           lk_reading_fail_scan(self->reading, node, &scan);
}

/* Only what is out of the ordinary is said. */
static bool read_send(lk_effect_list *self, const lk_yaml *value, lk_effect *effect) {
    bool yes;
    if (!lk_reading_yes(self->reading, value, "send", &yes))
        return false;
    effect->stays = !yes;
    return !yes || lk_reading_fail(self->reading, value, "'send' can only be 'no'; leave it out otherwise");
}

static bool read_field(lk_effect_list *self, const key *which, const lk_yaml *value, lk_effect *effect) {
    switch (which->target) {
    case TO_MODE:
        return lk_reading_word(self->reading, value, &lk_mode_words, &effect->mode);
    case TO_FROM:
        return lk_reading_word(self->reading, value, &lk_mode_words, &effect->from_mode);
    case TO_REENTRANCY:
        return lk_reading_word(self->reading, value, &lk_reentrancy_words, &effect->reentrancy);
    case TO_ROBUST:
        return lk_reading_yes(self->reading, value, which->name, &effect->is_robust);
    case TO_DETACH:
        return lk_reading_yes(self->reading, value, which->name, &effect->detaches);
    case TO_SEND:
        return read_send(self, value, effect);
    case TO_LOCK_KIND:
        return lk_reading_word(self->reading, value, &lk_lock_kind_words, &effect->lock_kind);
    case TO_SECOND:
        effect->has_second = true;
        return read_path(self, value, which->name, which->use, &effect->second);
    case TO_GUARD:
        effect->by_guard = true;
        return read_path(self, value, which->name, which->use, &effect->object);
    default:
        return read_path(self, value, which->name, which->use, &effect->object);
    }
}

static const key *find_key(const shape *of, const char *name) {
    for (size_t i = 0; i < MOST_KEYS && of->keys[i].name; i++)
        if (strcmp(of->keys[i].name, name) == 0)
            return &of->keys[i];
    return NULL;
}

static const lk_yaml *value_of(const lk_yaml *mapping, const char *name) {
    for (uint32_t i = 0; i < mapping->count; i++)
        if (strcmp(mapping->keys[i]->text, name) == 0)
            return mapping->values[i];
    return NULL;
}

static bool check_required(lk_effect_list *self, const char *name, const shape *of, const lk_yaml *value) {
    for (size_t i = 0; i < MOST_KEYS && of->keys[i].name; i++)
        if (of->keys[i].is_required && !value_of(value, of->keys[i].name))
            return lk_reading_fail(self->reading, value, "'%s' needs '%s', as in %s", name, of->keys[i].name,
                                   of->example);
    return true;
}

static bool check_effect(lk_effect_list *self, const char *name, const lk_effect *effect, const lk_yaml *value) {
    bool has_lock = value_of(value, "lock"), has_guard = value_of(value, "guard"), has_cond = value_of(value, "cond");
    bool takes_guard = effect->kind == LK_EFFECT_RELEASE || effect->kind == LK_EFFECT_POISON;
    if (takes_guard && has_lock == has_guard)
        return lk_reading_fail(self->reading, value, "'%s' needs either 'lock' or 'guard'", name);
    if (effect->kind == LK_EFFECT_WAIT && !has_lock && !has_cond)
        return lk_reading_fail(self->reading, value, "'%s' needs 'lock' or 'cond'", name);
    bool converts = effect->kind == LK_EFFECT_CONVERT;
    if (converts && (effect->mode == LK_MODE_ANY || effect->mode == effect->from_mode))
        return lk_reading_fail(self->reading, value_of(value, "to"), "'%s' is to one mode from another", name);
    if (effect->mode == LK_MODE_ANY && (effect->kind == LK_EFFECT_ACQUIRE || effect->kind == LK_EFFECT_GUARD))
        return lk_reading_fail(self->reading, value_of(value, "mode"), "a lock is taken in one mode, not in 'any'");
    return true;
}

static bool read_mapping(lk_effect_list *self, const char *name, const shape *of, const lk_yaml *value,
                         lk_effect effect) {
    const char *wanted = lk_arena_printf(self->reading->arena, "a mapping such as %s", of->example);
    if (!lk_reading_mapping(self->reading, value, name, wanted))
        return false;
    for (uint32_t i = 0; i < value->count; i++) {
        const key *which = find_key(of, value->keys[i]->text);
        if (!which) {
            const char *known[MOST_KEYS];
            for (size_t j = 0; j < MOST_KEYS; j++)
                known[j] = of->keys[j].name;
            return lk_reading_unknown_key(self->reading, value->keys[i], known, MOST_KEYS);
        }
        if (!read_field(self, which, value->values[i], &effect))
            return false;
    }
    if (!check_required(self, name, of, value) || !check_effect(self, name, &effect, value))
        return false;
    lk_array_push(self->reading->arena, &self->effects, effect);
    return true;
}

static bool read_one(lk_effect_list *self, const char *name, const shape *of, const lk_yaml *value, lk_effect effect) {
    bool yes;
    switch (of->form) {
    case FORM_MAPPING:
        return read_mapping(self, name, of, value, effect);
    case FORM_YES:
        if (!lk_reading_yes(self->reading, value, name, &yes))
            return false;
        if (!yes)
            return lk_reading_fail(self->reading, value, "'%s' can only be 'yes'; leave it out otherwise", name);
        break;
    case FORM_WORD:
        if (effect.kind == LK_EFFECT_BLOCK && !lk_reading_word(self->reading, value, &lk_block_words, &effect.block))
            return false;
        if (effect.kind == LK_EFFECT_YIELD && !lk_reading_word(self->reading, value, &lk_yield_words, &effect.yield))
            return false;
        break;
    default:
        if (!read_path(self, value, name, of->use, &effect.object))
            return false;
    }
    lk_array_push(self->reading->arena, &self->effects, effect);
    return true;
}

bool lk_effects_read(lk_effect_list *self, const lk_yaml *key, const lk_yaml *value) {
    uint8_t kind;
    if (!lk_reading_word(self->reading, key, &lk_effect_words, &kind))
        return false;
    const shape *of = &shapes[kind];
    lk_effect effect = {.kind = kind, .mode = of->mode, .reentrancy = of->reentrancy, .waits = true};
    if (value->kind != LK_YAML_LIST || value->tag)
        return read_one(self, key->text, of, value, effect);
    if (value->count == 0 && kind != LK_EFFECT_WRITES)
        return lk_reading_fail(self->reading, value, "'%s' has an empty list", key->text);
    if (value->count == 0)
        lk_array_push(self->reading->arena, &self->effects, effect);
    for (uint32_t i = 0; i < value->count; i++)
        if (!read_one(self, key->text, of, value->values[i], effect))
            return false;
    return true;
}
