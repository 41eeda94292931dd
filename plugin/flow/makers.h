/* makers.h -- locks that are made by a call and kept as pointers: what the pointers of a unit were given. */
#ifndef LK_FLOW_MAKERS_H
#define LK_FLOW_MAKERS_H

#include "model/effect.h"

/* What a lock's makers agree on. Unknown when none was seen, when they differ, or when the pointer was also given
   something else. */
typedef struct lk_maker {
    bool is_known;
    uint8_t kind;       /* lk_lock_kind */
    uint8_t reentrancy; /* lk_reentrancy */
} lk_maker;

typedef struct lk_makers lk_makers;

/* Knows of no maker yet. In `arena`. */
lk_makers *lk_makers_new(lk_arena *arena);

/* The pointer (a variable, or a field of whatever object) is given a lock that `init` makes; NULL: any other value but
   null. */
void lk_makers_add(lk_makers *self, const lk_decl *pointer, const lk_effect *init);

/* To an archive, or from one: then what both know counts. */
struct lk_archive;
void lk_makers_code(lk_makers *self, struct lk_archive *archive, const lk_unit *unit);

lk_maker lk_makers_of(const lk_makers *self, const lk_decl *pointer);

/* The maker that an effect is by itself; unknown for NULL. */
lk_maker lk_maker_of_effect(const lk_effect *init);

#endif
