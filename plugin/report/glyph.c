/* glyph.c -- decoding UTF-8 and measuring characters without the process's locale. */
#include "report/glyph.h"

#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

enum { TAB_STOP = 8 };

/* The character at `text` and its length in bytes; 0 bytes when it is no valid UTF-8. */
static size_t decode(const unsigned char *text, size_t left, uint32_t *character) {
    static const struct {
        uint8_t mask, lead, length;
        uint32_t least;
    } forms[] = {{0x80, 0x00, 1, 0}, {0xE0, 0xC0, 2, 0x80}, {0xF0, 0xE0, 3, 0x800}, {0xF8, 0xF0, 4, 0x10000}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if ((text[0] & forms[i].mask) != forms[i].lead)
            continue;
        if (forms[i].length > left)
            return 0;
        uint32_t value = text[0] & (uint8_t)~forms[i].mask;
        for (size_t k = 1; k < forms[i].length; k++) {
            if ((text[k] & 0xC0) != 0x80)
                return 0;
            value = value << 6 | (text[k] & 0x3F);
        }
        bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
        *character = value;
        return value >= forms[i].least && value <= 0x10FFFF && !is_surrogate ? forms[i].length : 0;
    }
    return 0;
}

/* Characters that have no shape of their own, and may reorder or hide what stands around them. */
static bool is_invisible(uint32_t c) {
    return (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

/* Columns of a character beyond ASCII, -1 when it can't be printed. */
static int width(uint32_t character) {
    if (is_invisible(character))
        return -1;
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (!utf8)
        return 1;
    locale_t before = uselocale(utf8);
    int columns = iswprint_l((wint_t)character, utf8) ? wcwidth((wchar_t)character) : -1;
    uselocale(before);
    freelocale(utf8);
    return columns;
}

static void replace(lk_glyph *glyph, const char *format, unsigned value) {
    glyph->columns = (unsigned)snprintf(glyph->text, sizeof glyph->text, format, value);
    glyph->is_replaced = true;
}

lk_glyph lk_glyph_at(const char *text, size_t left, unsigned column) {
    lk_glyph glyph = {.bytes = 1, .columns = 1};
    unsigned char first = (unsigned char)text[0];
    uint32_t character;
    if (first == '\t') {
        glyph.columns = TAB_STOP - column % TAB_STOP;
        memset(glyph.text, ' ', glyph.columns);
        return glyph;
    }
    if (first >= 0x20 && first < 0x7F) {
        glyph.text[0] = text[0];
        return glyph;
    }
    size_t bytes = decode((const unsigned char *)text, left, &character);
    if (bytes == 0) {
        replace(&glyph, "<%02X>", first);
        return glyph;
    }
    glyph.bytes = bytes;
    int columns = bytes > 1 ? width(character) : -1;
    if (columns < 0) {
        replace(&glyph, "<U+%04X>", character);
        return glyph;
    }
    glyph.columns = (unsigned)columns;
    memcpy(glyph.text, text, bytes);
    return glyph;
}
