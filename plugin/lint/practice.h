/* practice.h -- what the rules of good practice tell of. */
#ifndef LK_LINT_PRACTICE_H
#define LK_LINT_PRACTICE_H

#include "ast/tree.h"

typedef enum lk_practice_kind {
    LK_PRACTICE_ATOMIC,    /* a lock that guards one number: `at` is its declaration, `other` a section */
    LK_PRACTICE_READ_ONLY, /* a section under the write lock that only reads: `at` is where the lock is taken */
    LK_PRACTICE_EXCLUSIVE, /* a read-write lock that nobody takes for reading: `at` is its declaration */
    LK_PRACTICE_STALE,     /* a write by what was read before the lock was let go, at `other`; `again`: taken again */
    LK_PRACTICE_LONG,      /* a call of unknown cost in a loop; `other`: where the lock is taken */
    LK_PRACTICES
} lk_practice_kind;

typedef struct lk_practice {
    lk_span at, other, again;
    const char *lock, *data; /* data: what it guards, or the function that is called */
    const lk_decl *function; /* NULL: it is about the program */
    uint32_t count;          /* sections */
} lk_practice;

#endif
