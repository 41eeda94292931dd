/* guarded.h -- memory that a lock guards, and the places that access it without: what guarded-by tells of. */
#ifndef LK_LINT_GUARDED_H
#define LK_LINT_GUARDED_H

#include "ast/tree.h"

enum { LK_MOST_HOLDERS = 2, LK_MOST_CALLERS = 4 };

/* A place, and the function that it is in. */
typedef struct lk_guarded_place {
    lk_span span;
    const lk_decl *function;
    bool is_write;
} lk_guarded_place;

/* One access that holds no lock. */
typedef struct lk_guarded {
    lk_guarded_place access;
    const char *name, *lock;                   /* as the source writes them */
    uint32_t holding, total;                   /* accesses that hold the lock, and all */
    lk_guarded_place holders[LK_MOST_HOLDERS]; /* some of those */
    uint32_t holder_count;
    lk_guarded_place callers[LK_MOST_CALLERS]; /* calls by which it is reached: that of the access's function first */
    uint32_t caller_count;
    bool is_after;    /* the lock was let go just before */
    lk_span declared; /* the lock is declared for it there; nowhere when it is inferred */
} lk_guarded;

#endif
