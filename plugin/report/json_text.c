/* json_text.c -- C strings that may hold any bytes, as JSON. */
#include "report/json_text.h"
#include "report/glyph.h"

#include <stdlib.h>
#include <string.h>

json_t *lk_json_bytes(const char *text) {
    if (!text)
        return json_null();
    json_t *plain = json_string(text);
    if (plain)
        return plain;
    char *wide = malloc(2 * strlen(text) + 1), *to = wide;
    if (!wide)
        return json_null();
    for (const unsigned char *from = (const unsigned char *)text; *from; from++) {
        if (*from >= 0x80)
            *to++ = (char)(0xC0 | *from >> 6);
        *to++ = (char)(*from < 0x80 ? *from : 0x80 | (*from & 0x3F));
    }
    *to = 0;
    json_t *value = json_pack("{s:s}", "bytes", wide);
    free(wide);
    return value;
}

const char *lk_json_bytes_read(lk_arena *arena, const json_t *value) {
    const char *plain = json_string_value(value);
    if (plain)
        return lk_arena_strndup(arena, plain, json_string_length(value));
    const char *wide = json_string_value(json_object_get(value, "bytes"));
    if (!wide)
        return NULL;
    char *text = lk_arena_alloc(arena, strlen(wide) + 1), *to = text;
    for (const unsigned char *from = (const unsigned char *)wide; *from; from++) {
        if (*from < 0x80) {
            *to++ = (char)*from;
        } else if (from[1]) {
            *to++ = (char)(from[0] << 6 | (from[1] & 0x3F));
            from++;
        }
    }
    return text;
}

json_t *lk_json_text(const char *text) {
    if (!text)
        return json_null();
    json_t *plain = json_string(text);
    if (plain)
        return plain;
    static const char replacement[] = "\xEF\xBF\xBD";
    size_t left = strlen(text);
    char *clean = malloc(3 * left + 1), *to = clean;
    if (!clean)
        return json_null();
    while (left) {
        lk_glyph glyph = lk_glyph_at(text, left, 0);
        bool is_wrong = glyph.bytes == 1 && (unsigned char)*text >= 0x80;
        to = is_wrong ? mempcpy(to, replacement, 3) : mempcpy(to, text, glyph.bytes);
        text += glyph.bytes;
        left -= glyph.bytes;
    }
    *to = 0;
    json_t *value = json_string(clean);
    free(clean);
    return value;
}
