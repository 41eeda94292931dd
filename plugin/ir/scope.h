/* scope.h -- which variables live where, so that each way out of a block ends them in the right order. */
#ifndef LK_IR_SCOPE_H
#define LK_IR_SCOPE_H

#include "ir/ir.h"

typedef struct lk_scope {
    struct lk_scope *parent;
    uint32_t depth;
    uint32_t parent_count; /* variables that the parent held when this scope was opened */
    lk_span end;           /* where it closes: shown for what happens there */
    LK_ARRAY(lk_decl *) variables;
} lk_scope;

/* A point within the scopes: `scope` with its first `count` variables alive. */
typedef struct lk_scope_point {
    lk_scope *scope;
    uint32_t count;
} lk_scope_point;

/* Opens a scope below `parent` (NULL for the function's own). */
lk_scope *lk_scope_open(lk_arena *arena, lk_scope *parent, lk_span end);

/* The point that is alive at both: where a jump from `from` to `to` has to unwind to. */
lk_scope_point lk_scope_common(lk_scope_point from, lk_scope_point to);

#endif
