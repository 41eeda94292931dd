/* glyph.h -- how one character of source text looks on a terminal. */
#ifndef LK_REPORT_GLYPH_H
#define LK_REPORT_GLYPH_H

#include <stdbool.h>
#include <stddef.h>

/* A character as it is shown: tabs become spaces, what can't be shown becomes <U+200B> or <FF>, as clang does. */
typedef struct lk_glyph {
    size_t bytes;     /* that it takes in the text; at least 1 */
    unsigned columns; /* that it takes on the terminal */
    char text[16];    /* NUL-terminated */
    bool is_replaced; /* by a <...> form */
} lk_glyph;

/* The glyph at `text`, of which `left` (not 0) bytes may be read; `column`, from 0, is where it will stand. */
lk_glyph lk_glyph_at(const char *text, size_t left, unsigned column);

#endif
