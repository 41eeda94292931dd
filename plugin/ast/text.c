/* text.c -- scanning source text: names, literals, comments, white space. */
#include "ast/text.h"

#include <ctype.h>
#include <string.h>

static bool is_name_byte(char c) {
    return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

uint32_t lk_text_name_end(const lk_source *source, uint32_t i) {
    while (i < source->size && is_name_byte(source->text[i]))
        i++;
    return i;
}

bool lk_text_stands_at(const lk_source *source, uint32_t i, const char *two) {
    return i + 1 < source->size && source->text[i] == two[0] && source->text[i + 1] == two[1];
}

uint32_t lk_text_skip_literal(const lk_source *source, uint32_t i) {
    char quote = source->text[i++];
    while (i < source->size && source->text[i] != quote && source->text[i] != '\n')
        i += source->text[i] == '\\' ? 2 : 1;
    return i < source->size ? i + 1 : source->size;
}

/* Past the comment at `i`, or `i` if there is none. */
uint32_t lk_text_skip_comment(const lk_source *source, uint32_t i) {
    if (lk_text_stands_at(source, i, "//")) {
        while (i < source->size && source->text[i] != '\n')
            i += lk_text_stands_at(source, i, "\\\n") ? 2 : 1;
    } else if (lk_text_stands_at(source, i, "/*")) {
        for (i += 2; i < source->size && !lk_text_stands_at(source, i, "*/"); i++)
            ;
        i = i + 2 <= source->size ? i + 2 : source->size;
    }
    return i < source->size ? i : source->size;
}

uint32_t lk_text_skip_space(const lk_source *source, uint32_t i) {
    for (;;) {
        uint32_t start = i;
        while (i < source->size && isspace((unsigned char)source->text[i]))
            i++;
        if (lk_text_stands_at(source, i, "\\\n"))
            i += 2;
        else if (lk_text_stands_at(source, i, "\\\r"))
            i += 2;
        i = lk_text_skip_comment(source, i);
        if (i == start)
            return i;
    }
}

/* ---- plain tokens ---- */

static bool is_plain_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Past a name or a number; `i` when what comes next could belong to it, in some dialect. */
static uint32_t plain_word_end(const lk_source *source, uint32_t i) {
    uint32_t end = i;
    while (end < source->size && is_plain_byte(source->text[end]))
        end++;
    if (end == source->size || end == i)
        return i;
    char next = source->text[end], last = source->text[end - 1];
    bool is_number = source->text[i] >= '0' && source->text[i] <= '9';
    bool is_power = is_number && strchr("eEpP", last) && (next == '+' || next == '-');
    return (unsigned char)next >= 0x80 || is_power || strchr("\\?$\"'.", next) ? i : end;
}

/* Past a literal that holds no escapes; `i` for others. */
static uint32_t plain_literal_end(const lk_source *source, uint32_t i) {
    uint32_t end = i + 1;
    while (end < source->size && source->text[end] != source->text[i]) {
        if (strchr("\\?\n", source->text[end]))
            return i;
        end++;
    }
    bool is_plain = end + 1 < source->size && !is_plain_byte(source->text[end + 1]);
    return is_plain ? end + 1 : i;
}

uint32_t lk_text_token_length(const lk_source *source, uint32_t i) {
    if (i >= source->size)
        return 0;
    switch (source->text[i]) {
    case '(':
    case ')':
    case '[':
    case ']':
    case '}':
    case ';':
        return 1;
    case '"':
    case '\'':
        return plain_literal_end(source, i) - i;
    default:
        return plain_word_end(source, i) - i;
    }
}
