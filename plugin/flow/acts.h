/* acts.h -- the calls of a unit that start threads, wait for their end, or go to another function of the unit. */
#ifndef LK_FLOW_ACTS_H
#define LK_FLOW_ACTS_H

#include "base/map.h"
#include "flow/knowledge.h"
#include "ir/ir.h"

typedef enum lk_act_kind {
    LK_ACT_CALL,   /* `function` runs now, or is handed to one that may run it */
    LK_ACT_GIVE,   /* `function` is handed to one that nobody knows */
    LK_ACT_SPAWN,  /* a thread begins with `function` */
    LK_ACT_JOIN,   /* the thread in `place` has ended afterwards */
    LK_ACT_OUTSIDE /* a call out of sight, which may start threads */
} lk_act_kind;

#define LK_NO_FUNCTION UINT32_MAX

typedef struct lk_act {
    uint8_t kind;       /* lk_act_kind */
    uint32_t block, op; /* op: its place in the block */
    bool is_direct;     /* CALL: of a function by its name */
    uint32_t function;  /* place in the list of functions; LK_NO_FUNCTION where it isn't known */
    const lk_decl
        *place; /* SPAWN, JOIN: the variable, member or function result that holds the thread; NULL: unknown */
    lk_span span;
} lk_act;

typedef struct lk_acts {
    lk_ir *const *functions;
    uint32_t count;
    uint32_t *first; /* acts of function i: items[first[i]] up to items[first[i + 1]], in the order of the IR */
    LK_ARRAY(lk_act) items;
    LK_ARRAY(uint32_t) index_of; /* by decl id: place in the list, counted from 1; 0: not of this unit */
    LK_ARRAY(uint32_t)
    place_of; /* by decl id: the number of a place that holds threads, counted from 1; places that
                 give each other their threads have one number */
    uint32_t place_count;
    lk_map *named;        /* external functions by name: the first, counted from 1 */
    uint32_t *next_named; /* by function: another one of its name */
    bool has_spawn;
    bool *is_taken; /* by function: its address is stored, so that anybody may call it */
} lk_acts;

/* Linear in the size of the unit. In `arena`. */
lk_acts lk_acts_find(lk_arena *arena, lk_knowledge *knowledge, const lk_unit *unit, lk_ir *const *functions,
                     uint32_t count);

/* The first external function of the name, LK_NO_FUNCTION when there is none. */
uint32_t lk_acts_named(const lk_acts *self, const char *name);

/* Whether the function is called, and by its name each time inside a loop. Linear in the size of the unit. */
bool lk_acts_is_repeated(const lk_acts *self, lk_arena *scratch, const lk_decl *function);

/* The place in the list, LK_NO_FUNCTION when the unit has no body of it. */
uint32_t lk_acts_index(const lk_acts *self, const lk_decl *function);

#endif
