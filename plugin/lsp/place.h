/* place.h -- lines and characters as editors count them, and names of files as they write them. */
#ifndef LK_LSP_PLACE_H
#define LK_LSP_PLACE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* What a character is counted in. */
typedef enum lk_encoding { LK_UTF16, LK_UTF8, LK_UTF32 } lk_encoding;

/* As the protocol writes it ("utf-16"). */
const char *lk_encoding_name(lk_encoding encoding);

/* Both from 0. Lines end with \n, \r\n or \r. */
typedef struct lk_spot {
    uint32_t line, character;
} lk_spot;

/* Where the byte at `offset` of the text (UTF-8) is; past the end: the end. */
lk_spot lk_spot_of(const char *text, size_t size, size_t offset, lk_encoding encoding);

/* The byte at the spot: past the end of its line the line's end, past the last line the text's end. */
size_t lk_spot_offset(const char *text, size_t size, lk_spot spot, lk_encoding encoding);

/* The absolute path of a URI "file:///..."; NULL when it is another one. In `arena`. */
const char *lk_uri_path(lk_arena *arena, const char *uri);

/* The URI of an absolute path. In `arena`. */
const char *lk_path_uri(lk_arena *arena, const char *path);

#endif
