/* place.c -- counting lines and code units; percent signs in URIs. */
#include "lsp/place.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

const char *lk_encoding_name(lk_encoding encoding) {
    static const char *const names[] = {[LK_UTF16] = "utf-16", [LK_UTF8] = "utf-8", [LK_UTF32] = "utf-32"};
    return names[encoding];
}

/* Bytes of the character at `at`, and the units that it counts as. */
static size_t step(const char *at, const char *end, lk_encoding encoding, uint32_t *units) {
    unsigned char c = (unsigned char)*at;
    size_t length = c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if ((size_t)(end - at) < length)
        length = (size_t)(end - at);
    *units = encoding == LK_UTF8 ? (uint32_t)length : encoding == LK_UTF16 && length == 4 ? 2 : 1;
    return length;
}

/* The beginning of the next line; NULL: there is none. `*line_end` is where this one ends. */
static const char *next_line(const char *at, const char *end, const char **line_end) {
    while (at < end && *at != '\n' && *at != '\r')
        at++;
    *line_end = at;
    if (at == end)
        return NULL;
    return at + (*at == '\r' && at + 1 < end && at[1] == '\n' ? 2 : 1);
}

lk_spot lk_spot_of(const char *text, size_t size, size_t offset, lk_encoding encoding) {
    lk_spot spot = {0, 0};
    const char *at = text, *end = text + size, *wanted = text + (offset < size ? offset : size), *line_end;
    for (const char *next = next_line(at, end, &line_end); next && next <= wanted; spot.line++) {
        at = next;
        next = next_line(at, end, &line_end);
    }
    if (wanted > line_end)
        wanted = line_end;
    for (uint32_t units; at < wanted; spot.character += units)
        at += step(at, end, encoding, &units);
    return spot;
}

size_t lk_spot_offset(const char *text, size_t size, lk_spot spot, lk_encoding encoding) {
    const char *at = text, *end = text + size, *line_end;
    const char *next = next_line(at, end, &line_end);
    for (; spot.line > 0; spot.line--) {
        if (!next)
            return size;
        at = next;
        next = next_line(at, end, &line_end);
    }
    for (uint32_t count = 0, units; at < line_end && count < spot.character; count += units) {
        size_t length = step(at, line_end, encoding, &units);
        if (count + units > spot.character)
            break; /* in the middle of a character */
        at += length;
    }
    return (size_t)(at - text);
}

static int hex(char c) {
    return isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

const char *lk_uri_path(lk_arena *arena, const char *uri) {
    if (strncasecmp(uri, "file://", 7) != 0)
        return NULL;
    const char *from = uri + 7;
    if (strncasecmp(from, "localhost/", 10) == 0)
        from += 9;
    if (*from != '/')
        return NULL;
    char *path = lk_arena_alloc(arena, strlen(from) + 1), *to = path;
    for (; *from; from++) {
        bool is_coded = *from == '%' && isxdigit((unsigned char)from[1]) && isxdigit((unsigned char)from[2]);
        *to++ = is_coded ? (char)(hex(from[1]) * 16 + hex(from[2])) : *from;
        from += is_coded ? 2 : 0;
        if (to[-1] == 0)
            return NULL;
    }
    return path;
}

const char *lk_path_uri(lk_arena *arena, const char *path) {
    static const char digits[] = "0123456789ABCDEF";
    char *uri = lk_arena_alloc(arena, 7 + 3 * strlen(path) + 1), *to = stpcpy(uri, "file://");
    for (; *path; path++) {
        unsigned char c = (unsigned char)*path;
        if (c < 0x80 && (isalnum(c) || strchr("/-._~", c))) {
            *to++ = (char)c;
        } else {
            *to++ = '%';
            *to++ = digits[c >> 4];
            *to++ = digits[c & 15];
        }
    }
    return uri;
}
