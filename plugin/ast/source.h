/* source.h -- scanning source text; private to ast/. Offsets are bytes of the file; none is past its end. */
#ifndef LK_AST_SOURCE_H
#define LK_AST_SOURCE_H

#include "ast/tree.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Past the name that begins at `i`; `i` if there is none. */
uint32_t lk_source_name_end(const lk_source *self, uint32_t i);

/* Past blanks, comments and continued lines. */
uint32_t lk_source_skip_space(const lk_source *self, uint32_t i);

/* Past the string or character constant that begins at `i`. */
uint32_t lk_source_skip_literal(const lk_source *self, uint32_t i);

/* True when `offset` stands in the body of a #define; the name that it defines is from `*begin` to `*end`. */
bool lk_source_define(const lk_source *self, uint32_t offset, uint32_t *begin, uint32_t *end);

#ifdef __cplusplus
}
#endif

#endif
