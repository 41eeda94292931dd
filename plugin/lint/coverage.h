/* coverage.h -- which lock functions a unit calls: those that a model knows, and those whose names speak of locks. */
#ifndef LK_LINT_COVERAGE_H
#define LK_LINT_COVERAGE_H

#include "base/array.h"

#include <stdbool.h>

/* A function that a model knows to do something to locks. */
typedef struct lk_lock_function {
    const char *api, *name;
    bool takes;
    uint32_t calls; /* in the source */
} lk_lock_function;

typedef enum lk_named_state {
    LK_NAMED_UNKNOWN, /* neither body nor model */
    LK_NAMED_OPAQUE,  /* its body is there, but does by atomic operations or assembler what can't be inferred */
    LK_NAMED_POINTER, /* called through a pointer of this name */
    LK_NAMED_DEFINED, /* its body is there, and leaves all locks as they were */
    LK_NAMED_LOCKING, /* its body is there, and takes or lets go of a lock */
    LK_NAMED_MODELLED
} lk_named_state;

typedef enum lk_value_shape {
    LK_SHAPE_OTHER,
    LK_SHAPE_NOTHING,
    LK_SHAPE_BOOL,
    LK_SHAPE_NUMBER,   /* signed, or of an enum */
    LK_SHAPE_UNSIGNED, /* flags, counts */
    LK_SHAPE_POINTER
} lk_value_shape;

typedef struct lk_named_param {
    const char *name;   /* "" when the declaration gives none */
    const char *type;   /* as text, equal for equal types */
    const char *object; /* the typedef or tag of what it points to, "" without one */
    uint8_t shape;      /* lk_value_shape */
    bool is_record;     /* points to a struct or union */
    bool is_lock;       /* points to a lock type that a model knows */
} lk_named_param;

/* A function whose name has the verb of a lock function. */
typedef struct lk_named_function {
    const char *name; /* of a pointer: "struct ops.lock" */
    uint8_t state;    /* lk_named_state */
    uint8_t result;   /* lk_value_shape */
    bool is_internal; /* static: another unit's function of the same name is another function */
    bool is_variadic;
    uint32_t calls; /* in the source */
    const lk_named_param *params;
    uint32_t param_count;
} lk_named_function;

typedef struct lk_coverage {
    LK_ARRAY(lk_lock_function) known;
    LK_ARRAY(lk_named_function) named;
} lk_coverage;

#endif
