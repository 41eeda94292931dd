/* revision.h -- one edit of a text, and what it does to places behind it. */
#ifndef LK_AST_REVISION_H
#define LK_AST_REVISION_H

#include "ast/tree.h"

/* The bytes [begin, old_end) of a text became [begin, new_end). */
typedef struct lk_revision {
    uint32_t begin, old_end, new_end;
} lk_revision;

/* The smallest edit that makes `after` of `before`. */
lk_revision lk_revision_between(const char *before, uint32_t before_size, const char *after, uint32_t after_size);

/* Whether the lines that the edit touches, as they were and as they are, are neither directives nor joined to others by
   a backslash: then no macro and no condition is another one. */
bool lk_revision_is_plain(const lk_revision *self, const char *before, uint32_t before_size, const char *after,
                          uint32_t after_size);

/* Where that byte is now; it is not inside of what was taken out. */
uint32_t lk_revision_moved(const lk_revision *self, uint32_t offset);

/* The same for places; those in other files than the main one stay. */
void lk_revision_move_loc(const lk_revision *self, lk_loc *loc);
void lk_revision_move_span(const lk_revision *self, lk_span *span);

#endif
