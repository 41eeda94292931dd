/* knowledge_room.h -- what is known of a unit, shared by the rooms that look it up and that learn it. Private to them.
 */
#ifndef LK_FLOW_KNOWLEDGE_ROOM_H
#define LK_FLOW_KNOWLEDGE_ROOM_H

#include "flow/knowledge.h"
#include "flow/pointers.h"

typedef struct lk_callee {
    bool is_known;
    const lk_model *model, *contract;
} lk_callee;

/* What has been seen of a variable or field: initialisers of locks; or that handles are dropped out of it. */
typedef struct lk_evidence {
    bool plain, recursive, unknown, robust;
    bool is_owner;
} lk_evidence;

/* A function that is stored in a member, which may be that of a signal's action. */
typedef struct lk_kept_handler {
    const lk_decl *field, *function;
} lk_kept_handler;

/* A lock that is made with an attribute object. */
typedef struct lk_attributed {
    const lk_decl *lock, *attribute;
} lk_attributed;

typedef LK_ARRAY(const lk_decl *) lk_functions;

/* A lock's address as an argument: what is done to the parameter is done to the lock. Where the function has no body,
   it may do anything; not where the lock is also taken or let go in plain sight of the call: there it is a helper that
   does more of that. */
typedef struct lk_handing {
    const lk_decl *lock, *callee;
    uint32_t argument;
    bool is_used;
} lk_handing;

struct lk_knowledge {
    lk_arena *arena;
    const lk_models *models;
    LK_ARRAY(lk_callee) callees;                   /* by decl id */
    LK_ARRAY(const struct lk_summary *) summaries; /* by decl id */
    lk_values *terms;
    lk_pointers *pointers;
    lk_makers *makers;
    bool is_widening;
    LK_ARRAY(lk_evidence) evidences; /* by decl id */
    lk_functions entries;            /* of threads and tasks */
    lk_functions handlers;           /* of signals */
    lk_evidence elsewhere;           /* of locks that could not be named */
    LK_ARRAY(lk_model_error) errors;
    LK_ARRAY(lk_attributed) attributed;
    LK_ARRAY(lk_kept_handler) kept_handlers;
    LK_ARRAY(const char *) handler_fields; /* of what was given to functions that install handlers */
    LK_ARRAY(lk_handing) handed;           /* locks to functions without models */
    LK_ARRAY(const lk_decl *) released;    /* locks that a callback lets go for others */
    LK_ARRAY(const lk_decl *) used_here;   /* locks that the function being taken in takes or lets go itself */
};

lk_evidence *lk_knowledge_evidence_of(lk_knowledge *self, const lk_decl *decl);

/* The lock type of what its declaration calls lockable: clang's analysis has no lock that may be taken twice. */
extern const lk_lock_type lk_knowledge_lockable;

#endif
