/* guards_touched.h -- what a function accesses that a lock may guard, as a unit file keeps it. Private to lint/. */
#ifndef LK_LINT_GUARDS_TOUCHED_H
#define LK_LINT_GUARDS_TOUCHED_H

#include "flow/knowledge.h"

/* Members of objects behind pointers: of each access the outermost; and variables of the program, or the outermost
   members of such. Some may be there twice. */
typedef struct lk_touched {
    LK_ARRAY(const lk_decl *) members, globals;
} lk_touched;

lk_touched lk_touched_by(lk_arena *arena, const lk_knowledge *knowledge, const lk_ir *ir);

/* Whether a lock may guard the variable or member: a number or a pointer, or an array of such, that can be written, and
   is not atomic. */
bool lk_touched_is_scalar(const lk_knowledge *knowledge, const lk_decl *decl);

/* Which records have a lock as a member, or a pointer to one, or a record that has: by id. */
typedef LK_ARRAY(bool) lk_record_set;
lk_record_set lk_touched_records(lk_arena *arena, const lk_knowledge *knowledge, const lk_unit *unit);
bool lk_touched_has(const lk_record_set *set, const lk_record *record);

#endif
