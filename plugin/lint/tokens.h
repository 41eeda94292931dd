/* tokens.h -- a file's text in C tokens, for who proposes edits of it. Private to lint/. */
#ifndef LK_LINT_TOKENS_H
#define LK_LINT_TOKENS_H

#include "ast/tree.h"

typedef enum lk_token_kind {
    LK_TOKEN_WORD, /* identifiers, keywords, numbers */
    LK_TOKEN_QUOTED,
    LK_TOKEN_DIRECTIVE, /* a whole line of the preprocessor's */
    LK_TOKEN_PUNCTUATOR /* one character, or one of -> ++ -- and comparisons with = */
} lk_token_kind;

typedef struct lk_token {
    uint32_t begin, end;
    uint8_t kind; /* lk_token_kind */
} lk_token;

typedef struct lk_tokens {
    const char *text;
    uint32_t size;
    LK_ARRAY(lk_token) items;
} lk_tokens;

#define LK_NO_TOKEN UINT32_MAX

/* The tokens of a text; comments are none. In `arena`. */
void lk_tokens_read(lk_tokens *self, lk_arena *arena, const char *text, uint32_t size);

/* The token that begins, or ends, at the offset; LK_NO_TOKEN when none does. */
uint32_t lk_token_beginning(const lk_tokens *self, uint32_t offset);
uint32_t lk_token_ending(const lk_tokens *self, uint32_t offset);

/* Whether the token is this text; false for LK_NO_TOKEN, and past the ends. */
bool lk_token_is(const lk_tokens *self, uint32_t index, const char *text);
bool lk_token_is_word(const lk_tokens *self, uint32_t index);

/* The parenthesis that the closing one at `index` belongs to; LK_NO_TOKEN when there is none, or a directive between.
 */
uint32_t lk_token_opening(const lk_tokens *self, uint32_t index);

/* A copy of its text. */
const char *lk_token_text(const lk_tokens *self, lk_arena *arena, uint32_t index);

#endif
