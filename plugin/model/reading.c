/* reading.c -- checks and errors that all readers of a model text share. */
#include "model/reading.h"

#include "model/suggest.h"

#include <string.h>

static bool record(lk_reading *self, uint32_t line, uint32_t column, const char *message) {
    *self->error = (lk_model_error){.path = self->path, .line = line, .column = column, .message = message};
    return false;
}

bool lk_reading_fail(lk_reading *self, const lk_yaml *at, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const char *message = lk_arena_vprintf(self->arena, format, arguments);
    va_end(arguments);
    return record(self, at->line, at->column, message);
}

bool lk_reading_fail_scan(lk_reading *self, const lk_yaml *at, const lk_scan *scan) {
    uint32_t column = at->column;
    for (size_t i = 0; at->is_verbatim && i < scan->where; i++)
        column += ((unsigned char)scan->text[i] & 0xC0) != 0x80;
    return record(self, at->line, column, scan->message);
}

lk_scan lk_reading_scan(const lk_reading *self, const lk_yaml *node) {
    return (lk_scan){.arena = self->arena, .text = node->text};
}

bool lk_reading_expect(lk_reading *self, const lk_yaml *node, lk_yaml_kind kind, const char *what, const char *wanted) {
    if (node->tag)
        return lk_reading_fail(self, node, "'%s' is a tag to YAML; put a text that begins with '!' in quotes",
                               node->tag);
    return node->kind == kind ||
           lk_reading_fail(self, node, "'%s' is %s, found %s", what, wanted, lk_yaml_kind_name(node));
}

const char *lk_reading_text(lk_reading *self, const lk_yaml *node, const char *what) {
    if (!lk_reading_expect(self, node, LK_YAML_SCALAR, what, "a single value"))
        return NULL;
    if (*node->text)
        return node->text;
    lk_reading_fail(self, node, "'%s' has no value", what);
    return NULL;
}

bool lk_reading_yes(lk_reading *self, const lk_yaml *node, const char *what, bool *value) {
    const char *text = lk_reading_text(self, node, what);
    if (!text)
        return false;
    *value = strcmp(text, "yes") == 0 || strcmp(text, "true") == 0;
    if (*value || strcmp(text, "no") == 0 || strcmp(text, "false") == 0)
        return true;
    return lk_reading_fail(self, node, "'%s' is 'yes' or 'no', found '%s'", what, text);
}

bool lk_reading_word(lk_reading *self, const lk_yaml *node, const lk_words *words, uint8_t *value) {
    const char *text = lk_reading_text(self, node, words->what);
    if (!text)
        return false;
    if (lk_words_find(words, text, value))
        return true;
    return lk_reading_fail(self, node, "unknown %s '%s'%s", words->what, text,
                           lk_suggest(self->arena, text, "there are", words->names, words->count));
}

bool lk_reading_integer(lk_reading *self, const lk_yaml *node, const char *what, int64_t *value) {
    const char *text = lk_reading_text(self, node, what);
    if (!text)
        return false;
    lk_scan scan = lk_reading_scan(self, node);
    if (lk_scan_integer(&scan, value) && lk_scan_at_end(&scan))
        return true;
    return lk_reading_fail(self, node, "'%s' is an integer such as 64, 0x40 or -1, found '%s'", what, text);
}

static bool fail_double(lk_reading *self, const lk_yaml *key, const lk_yaml *first) {
    return lk_reading_fail(self, key, "'%s' stands here twice; the first one is at line %u, column %u", key->text,
                           first->line, first->column);
}

static bool check_few(lk_reading *self, const lk_yaml *node) {
    for (uint32_t i = 0; i < node->count; i++)
        for (uint32_t j = 0; j < i; j++)
            if (strcmp(node->keys[i]->text, node->keys[j]->text) == 0)
                return fail_double(self, node->keys[i], node->keys[j]);
    return true;
}

static bool check_many(lk_reading *self, const lk_yaml *node) {
    lk_map *seen = lk_map_new(self->arena);
    for (uint32_t i = 0; i < node->count; i++) {
        const lk_yaml *first = lk_map_get(seen, node->keys[i]->text);
        if (first)
            return fail_double(self, node->keys[i], first);
        lk_map_put(seen, node->keys[i]->text, node->keys[i]);
    }
    return true;
}

bool lk_reading_mapping(lk_reading *self, const lk_yaml *node, const char *what, const char *wanted) {
    enum { FEW = 16 };
    if (!lk_reading_expect(self, node, LK_YAML_MAPPING, what, wanted))
        return false;
    for (uint32_t i = 0; i < node->count; i++)
        if (!lk_reading_expect(self, node->keys[i], LK_YAML_SCALAR, "key", "a single value"))
            return false;
    return node->count <= FEW ? check_few(self, node) : check_many(self, node);
}

bool lk_reading_unknown_key(lk_reading *self, const lk_yaml *key, const char *const *known, size_t count) {
    return lk_reading_fail(self, key, "unknown key '%s'%s", key->text,
                           lk_suggest(self->arena, key->text, "the keys here are", known, count));
}
