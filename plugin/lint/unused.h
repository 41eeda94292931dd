/* unused.h -- NOLINT comments that name a rule of ours and hide nothing. */
#ifndef LK_LINT_UNUSED_H
#define LK_LINT_UNUSED_H

#include "lint/rule.h"

/* A place at which a comment could have hidden a finding that was there. */
typedef struct lk_hidden {
    const char *rule;
    uint32_t offset;
} lk_hidden;

typedef enum lk_unused_reason {
    LK_UNUSED_NOTHING, /* the rules named find nothing there */
    LK_UNUSED_UNKNOWN, /* it names no rule */
    LK_UNUSED_OPEN     /* a NOLINTBEGIN that no NOLINTEND with the same list closes */
} lk_unused_reason;

/* One name, or pattern, in the list of a comment. */
typedef struct lk_unused {
    lk_unused_reason reason;
    const char *name;
    uint32_t offset, length;         /* of the name */
    uint32_t fix_offset, fix_length; /* the comment, when it is all about this name and can go; else length 0 */
} lk_unused;

typedef LK_ARRAY(lk_unused) lk_unused_list;

/* The name of the check that reports them, without "locklint-", and what there is to say of it. */
extern const lk_rule_meta lk_meta_unused_suppression;

/* Finds them in a file's text. `hidden` are all findings of the file that comments hid. Comments in text that the
   preprocessor may leave out, names of rules that are off, and lists without a "locklint-" are left alone. In `arena`.
 */
void lk_unused_find(lk_arena *arena, const char *text, uint32_t size, const lk_hidden *hidden, uint32_t count,
                    const bool *rule_enabled, lk_unused_list *found);

/* Whether the text has anything to look for. */
bool lk_unused_is_possible(const char *text, size_t size);

#endif
