/* value.h -- symbolic values, hash-consed: the same value is the same pointer. */
#ifndef LK_FLOW_VALUE_H
#define LK_FLOW_VALUE_H

#include "flow/event.h"
#include "ir/ir.h"

typedef enum lk_value_kind {
    LK_VALUE_CONSTANT, /* constant */
    LK_VALUE_VARIABLE, /* address of decl: a variable or a function */
    LK_VALUE_STRING,   /* address of a string literal, of whichever */
    LK_VALUE_FIELD,    /* address of field `decl` in the object at a */
    LK_VALUE_INDEX,    /* address of element b of the array at a */
    LK_VALUE_LOAD,     /* what the memory at a held in version b (NULL: at entry) */
    LK_VALUE_RESULT,   /* result of the call `site` */
    LK_VALUE_CLONE,    /* result of the call `site`: another owner of the object that a owns */
    LK_VALUE_MOVED,    /* what a move at `site` left in the place that held a: a null handle */
    LK_VALUE_UNKNOWN,  /* anything, made at `site`; constant tells several of one site apart */
    LK_VALUE_COMPUTE,  /* a operator b */
    LK_VALUE_PHI,      /* what the place a holds where paths meet at block `site` */
    LK_VALUE_VERSION,  /* state of memory after the op `site` */
    LK_VALUE_VERSIONS, /* the states a and b of two classes of memory together */
    LK_VALUE_NAMED,    /* a lock that is no object: `name`, and of keyed ones a, the number that tells which */
    LK_VALUE_MEMORY    /* name of a class of memory: decl (a field), or constant (lk_memory_class) */
} lk_value_kind;

struct lk_value {
    uint8_t kind; /* lk_value_kind */
    uint8_t op;   /* lk_operator, COMPUTE */
    uint8_t depth;
    bool is_vague;  /* cut off for its depth or size: says nothing, not even that it equals itself */
    uint16_t size;  /* of the term, shared parts counted each time */
    uint32_t id;    /* dense, in order of making */
    uint32_t site;  /* op id; block for PHI */
    uint32_t block; /* where it was made: RESULT, CLONE, MOVED, UNKNOWN, VERSION, PHI; else LK_NO_BLOCK */
    union {
        int64_t constant;
        const lk_decl *decl;
        const char *name; /* NAMED: interned */
    };
    const lk_value *a, *b;
    const lk_type *type; /* LOAD: as first read; no part of the identity */
};

typedef struct lk_values lk_values;

/* An empty set in `arena`. */
lk_values *lk_values_new(lk_arena *arena);
uint32_t lk_values_count(const lk_values *self);

const lk_value *lk_value_constant(lk_values *self, int64_t constant);
const lk_value *lk_value_string(lk_values *self);
const lk_value *lk_value_variable(lk_values *self, const lk_decl *decl);
const lk_value *lk_value_field(lk_values *self, const lk_value *object, const lk_decl *field);
const lk_value *lk_value_index(lk_values *self, const lk_value *array, const lk_value *index);
const lk_value *lk_value_named(lk_values *self, const char *name, const lk_value *key); /* key: NULL without one */
const lk_value *lk_value_load(lk_values *self, const lk_value *address, const lk_value *version, const lk_type *type);
const lk_value *lk_value_compute(lk_values *self, lk_operator op, const lk_value *a, const lk_value *b);
const lk_value *lk_value_phi(lk_values *self, uint32_t block, const lk_value *place);
const lk_value *lk_value_clone(lk_values *self, const lk_value *handle, uint32_t site, uint32_t block);
const lk_value *lk_value_moved(lk_values *self, const lk_value *handle, uint32_t site, uint32_t block);
const lk_value *lk_value_versions(lk_values *self, const lk_value *a, const lk_value *b);
const lk_value *lk_value_memory(lk_values *self, const lk_decl *field, int64_t memory_class);

/* Classes of memory beside the fields: a version of each counts the times that it may have changed. */
enum { LK_MEMORY_POINTERS = 1, LK_MEMORY_SCALARS = 2, LK_MEMORY_FIRST_TYPE = 16 };

/* The place of a slot of the IR, and whether a key is one. */
const lk_value *lk_value_slot(lk_values *self, uint32_t slot);
bool lk_value_is_slot(const lk_value *key);

/* RESULT, UNKNOWN and VERSION: what came about at one op. `number` tells several of one op apart. */
const lk_value *lk_value_at(lk_values *self, lk_value_kind kind, uint32_t site, uint32_t block, int64_t number);

/* The same value over other parts. */
const lk_value *lk_value_with_parts(lk_values *self, const lk_value *value, const lk_value *a, const lk_value *b);

/* The object that a handle stands for: clones stripped, all through. */
const lk_value *lk_value_object(lk_values *self, const lk_value *value);

/* True for what can't be null: the address of a variable, of a member or of an element, and a lock that is no object.
 */
bool lk_value_is_address(const lk_value *value);

/* The pointer or variable that an address starts from. */
const lk_value *lk_value_base(const lk_value *address);

/* The variable whose own memory the address lies in, NULL behind a pointer. */
const lk_decl *lk_value_root(const lk_value *address);

/* How two lock addresses relate. SIMILAR: the same but for versions of memory, so one name read at two times.
   A lock that is no object differs from all that are; two keyed ones of one name may be one, whatever their numbers: a
   number may be a hash. */
typedef enum lk_relation { LK_SAME, LK_SIMILAR, LK_MAY_BE_SAME, LK_DIFFERENT } lk_relation;
lk_relation lk_value_relation(const lk_value *a, const lk_value *b);

/* How the source may write the object at an address ("c->mu"; "m" for what the pointer m points to), NULL when it can't
   be said shortly. */
const char *lk_value_object_text(lk_arena *arena, const lk_value *address);

/* The same, where need be with elements that it doesn't name: "locks[...]". */
const char *lk_value_object_hint(lk_arena *arena, const lk_value *address);

#endif
