/* tokens.c -- cutting C into tokens, as far as edits need it. */
#include "lint/tokens.h"

#include <string.h>

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           (unsigned char)c >= 0x80;
}

static uint32_t behind_line(const lk_tokens *self, uint32_t at) {
    while (at < self->size && self->text[at] != '\n')
        at += self->text[at] == '\\' && at + 1 < self->size ? 2 : 1;
    return at < self->size ? at : self->size;
}

static uint32_t behind_comment(const lk_tokens *self, uint32_t at) {
    if (self->text[at + 1] == '/')
        return behind_line(self, at);
    const char *close = memmem(self->text + at + 2, self->size - at - 2, "*/", 2);
    return close ? (uint32_t)(close - self->text) + 2 : self->size;
}

static uint32_t behind_quote(const lk_tokens *self, uint32_t at) {
    char quote = self->text[at++];
    while (at < self->size && self->text[at] != quote && self->text[at] != '\n')
        at += self->text[at] == '\\' ? 2 : 1;
    return at < self->size ? at + 1 : self->size;
}

static lk_token token_at(const lk_tokens *self, uint32_t at, bool is_first_on_line) {
    const char *text = self->text + at;
    char next = at + 1 < self->size ? text[1] : 0;
    if (*text == '#' && is_first_on_line)
        return (lk_token){at, behind_line(self, at), LK_TOKEN_DIRECTIVE};
    if (*text == '"' || *text == '\'')
        return (lk_token){at, behind_quote(self, at), LK_TOKEN_QUOTED};
    if (!is_word(*text)) {
        bool is_two = (next == '=' && strchr("=!<>", *text)) || (*text == '-' && next == '>') ||
                      (next == *text && strchr("+-", *text));
        return (lk_token){at, at + 1 + is_two, LK_TOKEN_PUNCTUATOR};
    }
    uint32_t end = at;
    while (end < self->size && is_word(self->text[end]))
        end++;
    return (lk_token){at, end, LK_TOKEN_WORD};
}

void lk_tokens_read(lk_tokens *self, lk_arena *arena, const char *text, uint32_t size) {
    *self = (lk_tokens){.text = text, .size = size};
    bool is_first = true;
    for (uint32_t at = 0; at < size;) {
        if (text[at] == '\n' || strchr(" \t\r\v\f\\", text[at])) {
            is_first |= text[at++] == '\n';
        } else if (text[at] == '/' && at + 1 < size && (text[at + 1] == '/' || text[at + 1] == '*')) {
            at = behind_comment(self, at);
        } else {
            lk_token token = token_at(self, at, is_first);
            lk_array_push(arena, &self->items, token);
            at = token.end;
            is_first = false;
        }
    }
}

/* The first token that ends behind the offset. */
static uint32_t find(const lk_tokens *self, uint32_t offset) {
    uint32_t low = 0, high = self->items.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (self->items.items[middle].end <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t lk_token_beginning(const lk_tokens *self, uint32_t offset) {
    uint32_t index = find(self, offset);
    return index < self->items.count && self->items.items[index].begin == offset ? index : LK_NO_TOKEN;
}

uint32_t lk_token_ending(const lk_tokens *self, uint32_t offset) {
    uint32_t index = offset ? find(self, offset - 1) : self->items.count;
    return index < self->items.count && self->items.items[index].end == offset ? index : LK_NO_TOKEN;
}

bool lk_token_is(const lk_tokens *self, uint32_t index, const char *text) {
    if (index >= self->items.count)
        return false;
    const lk_token *token = &self->items.items[index];
    return token->end - token->begin == strlen(text) &&
           memcmp(self->text + token->begin, text, token->end - token->begin) == 0;
}

bool lk_token_is_word(const lk_tokens *self, uint32_t index) {
    return index < self->items.count && self->items.items[index].kind == LK_TOKEN_WORD;
}

uint32_t lk_token_opening(const lk_tokens *self, uint32_t index) {
    uint32_t depth = 0;
    for (uint32_t i = index; i < self->items.count; i--) {
        if (self->items.items[i].kind == LK_TOKEN_DIRECTIVE)
            return LK_NO_TOKEN;
        depth += lk_token_is(self, i, ")");
        depth -= lk_token_is(self, i, "(");
        if (depth == 0)
            return i;
    }
    return LK_NO_TOKEN;
}

const char *lk_token_text(const lk_tokens *self, lk_arena *arena, uint32_t index) {
    const lk_token *token = &self->items.items[index];
    return lk_arena_strndup(arena, self->text + token->begin, token->end - token->begin);
}
