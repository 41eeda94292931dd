/* writes.h -- what a piece of code may write: loops, and whole functions as their callers see them. Private to flow/.
 */
#ifndef LK_FLOW_WRITES_H
#define LK_FLOW_WRITES_H

#include "flow/knowledge.h"

typedef struct lk_writes {
    LK_ARRAY(const lk_decl *) variables, fields;
    LK_ARRAY(int64_t) types; /* memory classes of all stores */
    LK_ARRAY(int64_t) bare;  /* of those that name neither a variable nor a field */
    bool pointers, scalars;  /* all memory that calls can reach */
} lk_writes;

/* The class of memory that a type is read and written in behind pointers. */
int64_t lk_memory_class(const lk_type *type);

/* FOR_CALLERS leaves the function's own variables out. */
typedef enum lk_extent { LK_FOR_LOOPS, LK_FOR_CALLERS } lk_extent;

/* Adds what the block's ops may write, calls included. */
void lk_writes_add_block(lk_arena *arena, lk_writes *self, lk_knowledge *knowledge, const lk_block *block,
                         lk_extent extent);

/* Whether it writes anything at all. */
bool lk_writes_any(const lk_writes *self);

/* Whether a variable of the type, whose address is known to the code, may be written. */
bool lk_writes_may_change(const lk_writes *self, const lk_type *type);

/* Whether memory of this type may hold pointers. */
bool lk_memory_is_pointer(const lk_type *type);

/* Adds what an inner loop may write, of the function's own variables too. */
void lk_writes_add_loop(lk_arena *arena, lk_writes *self, const lk_writes *other);

/* Adds what a callee may write. Past LK_MOST_WRITES places all that calls can reach counts as written. */
void lk_writes_add(lk_arena *arena, lk_writes *self, const lk_writes *other);

enum { LK_MOST_WRITES = 96 };

#endif
