/* entry.c -- one case, or a list of them. */
#include "model/entry.h"

#include "model/condition.h"
#include "model/effects.h"

#include <string.h>

typedef struct reader {
    lk_reading *reading;
    const lk_signature *signature;
    const char *api;
} reader;

/* The keys of a case that are no effects; the last two belong to an entry. */
static const char *const other_keys[] = {"when", "result", "fails", "happens", "waits", "effects", "api", "cases"};
enum { OTHER_KEYS = sizeof other_keys / sizeof *other_keys, CASE_KEYS = OTHER_KEYS - 2 };

static bool fail_unknown_key(reader *self, const lk_yaml *key, size_t other_count) {
    size_t count = 0;
    const char **known = LK_NEW_ARRAY(self->reading->arena, const char *, lk_effect_words.count + other_count);
    for (uint32_t i = 0; i < lk_effect_words.count; i++)
        known[count++] = lk_effect_words.names[i];
    for (size_t i = 0; i < other_count; i++)
        known[count++] = other_keys[i];
    return lk_reading_unknown_key(self->reading, key, known, count);
}

static bool read_when(reader *self, const lk_yaml *value, lk_case *into) {
    if (!lk_reading_text(self->reading, value, "when"))
        return false;
    lk_scan scan = lk_reading_scan(self->reading, value);
    return lk_conditions_read(&scan, self->signature, self->reading->constants, into) ||
           lk_reading_fail_scan(self->reading, value, &scan);
}

static bool read_result(reader *self, const lk_yaml *value, bool *wants_bool) {
    const char *text = lk_reading_text(self->reading, value, "result");
    *wants_bool = true;
    return text && (strcmp(text, "bool") == 0 ||
                    lk_reading_fail(self->reading, value, "'result' can only be 'bool', found '%s'", text));
}

static bool read_rarely(reader *self, const lk_yaml *value, const char *what, bool *rarely) {
    const char *text = lk_reading_text(self->reading, value, what);
    *rarely = true;
    return text && (strcmp(text, "rarely") == 0 ||
                    lk_reading_fail(self->reading, value, "'%s' can only be 'rarely', found '%s'", what, text));
}

/* effects: [{release: ...}, {acquire: ...}, {release: ...}], for those which no mapping can put in order. */
static bool read_effects(reader *self, const lk_yaml *value, lk_effect_list *list) {
    if (!lk_reading_expect(self->reading, value, LK_YAML_LIST, "effects", "a list of mappings"))
        return false;
    for (uint32_t i = 0; i < value->count; i++) {
        const lk_yaml *item = value->values[i];
        if (!lk_reading_mapping(self->reading, item, "effects", "a list of mappings such as {block: sleep}"))
            return false;
        for (uint32_t j = 0; j < item->count; j++) {
            uint8_t kind;
            if (!lk_words_find(&lk_effect_words, item->keys[j]->text, &kind))
                return fail_unknown_key(self, item->keys[j], 0);
            if (!lk_effects_read(list, item->keys[j], item->values[j]))
                return false;
        }
    }
    return true;
}

static bool read_case_key(reader *self, const lk_yaml *key, const lk_yaml *value, lk_case *into, lk_effect_list *list,
                          bool *waits) {
    if (strcmp(key->text, "when") == 0)
        return read_when(self, value, into);
    if (strcmp(key->text, "result") == 0)
        return read_result(self, value, &into->wants_bool);
    if (strcmp(key->text, "fails") == 0)
        return read_rarely(self, value, "fails", &into->rarely);
    if (strcmp(key->text, "happens") == 0)
        return read_rarely(self, value, "happens", &into->is_rare);
    if (strcmp(key->text, "waits") == 0)
        return lk_reading_yes(self->reading, value, "waits", waits);
    if (strcmp(key->text, "effects") == 0)
        return read_effects(self, value, list);
    uint8_t kind;
    if (lk_words_find(&lk_effect_words, key->text, &kind))
        return lk_effects_read(list, key, value);
    return fail_unknown_key(self, key, CASE_KEYS);
}

static bool finish_case(reader *self, const lk_yaml *at, const lk_yaml *value, lk_case *into, bool waits) {
    if (into->effect_count == 0)
        return lk_reading_fail(self->reading, value->count ? value->keys[0] : at,
                               "no effect is given; where nothing happens, say 'nothing: yes'");
    if ((into->rarely || into->is_rare) && into->condition_count == 0)
        return lk_reading_fail(self->reading, value->keys[0], "'%s: rarely' needs a condition: add 'when'",
                               into->rarely ? "fails" : "happens");
    bool found = waits;
    for (uint32_t i = 0; i < into->effect_count; i++) {
        uint8_t kind = into->effects[i].kind;
        if (kind != LK_EFFECT_ACQUIRE && kind != LK_EFFECT_GUARD && kind != LK_EFFECT_CONVERT && kind != LK_EFFECT_WAIT)
            continue;
        into->effects[i].waits = waits;
        found = true;
    }
    return found || lk_reading_fail(self->reading, value->keys[0],
                                    "'waits: no' belongs to 'acquire', 'guard', "
                                    "'convert' or 'wait', and there is none");
}

/* The keys of an entry that are none of a case's are read by the caller. */
static bool read_case(reader *self, const lk_yaml *at, const lk_yaml *value, bool is_entry, lk_case *into) {
    bool waits = true;
    lk_effect_list list = {
        .reading = self->reading, .signature = self->signature, .api = self->api, .effects = self->reading->room};
    list.effects.count = 0;
    for (uint32_t i = 0; i < value->count; i++) {
        if (is_entry && strcmp(value->keys[i]->text, "api") == 0)
            continue;
        if (!read_case_key(self, value->keys[i], value->values[i], into, &list, &waits))
            return false;
    }
    self->reading->room = list.effects;
    into->effect_count = list.effects.count;
    into->effects = LK_NEW_ARRAY(self->reading->arena, lk_effect, list.effects.count);
    for (uint32_t i = 0; i < list.effects.count; i++)
        into->effects[i] = list.effects.items[i];
    return finish_case(self, at, value, into, waits);
}

static bool read_cases(reader *self, const lk_yaml *value, lk_model *model) {
    if (!lk_reading_expect(self->reading, value, LK_YAML_LIST, "cases", "a list of mappings"))
        return false;
    if (value->count == 0 || value->count > LK_MAX_CASES)
        return lk_reading_fail(self->reading, value, "'cases' has 1 to %d cases, found %u", LK_MAX_CASES, value->count);
    model->cases = LK_NEW_ARRAY(self->reading->arena, lk_case, value->count);
    for (uint32_t i = 0; i < value->count; i++) {
        const lk_yaml *item = value->values[i];
        if (i > 0 && model->cases[i - 1].condition_count == 0 && !model->cases[i - 1].wants_bool)
            return lk_reading_fail(self->reading, item,
                                   "this case is never reached, since the one before it has no condition");
        if (!lk_reading_mapping(self->reading, item, "cases",
                                "a list of mappings such as {when: 'return == 0', "
                                "acquire: {lock: '*mutex'}}") ||
            !read_case(self, item, item, false, &model->cases[i]))
            return false;
        model->case_count++;
    }
    return true;
}

static bool read_api(reader *self, const lk_yaml *entry, const lk_yaml **cases) {
    for (uint32_t i = 0; i < entry->count; i++) {
        if (strcmp(entry->keys[i]->text, "cases") == 0)
            *cases = entry->values[i];
        if (strcmp(entry->keys[i]->text, "api") != 0)
            continue;
        self->api = lk_reading_text(self->reading, entry->values[i], "api");
        if (!self->api)
            return false;
    }
    return true;
}

static bool check_beside_cases(reader *self, const lk_yaml *entry) {
    for (uint32_t i = 0; i < entry->count; i++) {
        const char *key = entry->keys[i]->text;
        if (strcmp(key, "api") == 0 || strcmp(key, "cases") == 0)
            continue;
        uint8_t kind;
        bool is_known = lk_words_find(&lk_effect_words, key, &kind);
        for (size_t j = 0; j < CASE_KEYS; j++)
            is_known |= strcmp(key, other_keys[j]) == 0;
        if (!is_known)
            return fail_unknown_key(self, entry->keys[i], OTHER_KEYS);
        return lk_reading_fail(self->reading, entry->keys[i], "'%s' stands beside 'cases'; move it into each case",
                               key);
    }
    return true;
}

lk_model *lk_entry_read(lk_reading *reading, const lk_signature *signature, const lk_yaml *at, const lk_yaml *value) {
    reader self = {.reading = reading, .signature = signature, .api = reading->api};
    const lk_yaml *cases = NULL;
    if (!lk_reading_mapping(reading, value, signature->name, "a mapping such as {acquire: {lock: '*mutex'}}") ||
        !read_api(&self, value, &cases))
        return NULL;
    lk_model *model = LK_NEW(reading->arena, lk_model);
    *model = (lk_model){.name = signature->name,
                        .api = self.api,
                        .is_macro = signature->is_macro,
                        .is_shipped = reading->is_shipped,
                        .is_inline = reading->is_inline,
                        .is_typed = reading->is_typed,
                        .is_variadic = signature->is_variadic,
                        .param_count = signature->param_count,
                        .params = signature->params,
                        .path = reading->path,
                        .line = at->line,
                        .column = at->column};
    if (cases)
        return check_beside_cases(&self, value) && read_cases(&self, cases, model) ? model : NULL;
    model->cases = LK_NEW(reading->arena, lk_case);
    model->case_count = 1;
    return read_case(&self, at, value, true, model->cases) ? model : NULL;
}
