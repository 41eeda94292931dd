/* text.h -- scanning source text; private to ast/. */
#ifndef LK_AST_TEXT_H
#define LK_AST_TEXT_H

#include "ast/tree.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The end of the identifier at `i`; `i` if there is none. */
uint32_t lk_text_name_end(const lk_source *source, uint32_t i);

/* Whether the two characters stand at `i`. */
bool lk_text_stands_at(const lk_source *source, uint32_t i, const char *two);

/* Past the string or character literal at `i`. */
uint32_t lk_text_skip_literal(const lk_source *source, uint32_t i);

/* Past the comment at `i`, or `i` if there is none. */
uint32_t lk_text_skip_comment(const lk_source *source, uint32_t i);

/* Past white space, comments and continued lines. */
uint32_t lk_text_skip_space(const lk_source *source, uint32_t i);

/* The bytes of the token at `i`, where that is plain: a name, a number, a literal or a bracket in which nothing is
   continued, escaped or beyond ASCII. 0: ask clang. */
uint32_t lk_text_token_length(const lk_source *source, uint32_t i);

#ifdef __cplusplus
}
#endif

#endif
