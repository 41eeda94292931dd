/* ir.h -- a function as basic blocks of small ops over places and values. Knows no lock API. */
#ifndef LK_IR_IR_H
#define LK_IR_IR_H

#include "ast/tree.h"
#include "base/bug.h"

/* ---- operands and places ---- */

typedef enum lk_operand_kind {
    LK_OPERAND_NONE,
    LK_OPERAND_CONSTANT,
    LK_OPERAND_TEMP, /* result of an op of the same block: temps never cross blocks */
    LK_OPERAND_DECL, /* address of a function */
    LK_OPERAND_STRING
} lk_operand_kind;

typedef struct lk_operand {
    uint8_t kind; /* lk_operand_kind */
    uint32_t temp;
    union {
        int64_t constant;
        lk_decl *decl;
    };
} lk_operand;

typedef enum lk_projection_kind { LK_PROJECT_FIELD, LK_PROJECT_INDEX } lk_projection_kind;

typedef struct lk_projection {
    uint8_t kind; /* lk_projection_kind */
    lk_decl *field;
    lk_operand index;
} lk_projection;

typedef enum lk_place_root {
    LK_PLACE_NONE,
    LK_PLACE_VARIABLE, /* `decl` */
    LK_PLACE_POINTER,  /* what `pointer` points to */
    LK_PLACE_SLOT,     /* a value that crosses blocks inside one expression; read exactly once */
    LK_PLACE_UNKNOWN
} lk_place_root;

enum { LK_MAX_PROJECTIONS = 4 };

/* Where an object is: a root and at most LK_MAX_PROJECTIONS steps inside it. Longer ones are split by an
   LK_IR_ADDRESS; every pointer on the way is read by an LK_IR_LOAD of its own. */
typedef struct lk_place {
    uint8_t root; /* lk_place_root */
    uint8_t projection_count;
    uint32_t slot;
    lk_decl *decl;
    lk_operand pointer;
    const lk_projection *projections;
    const lk_type *type; /* of the object; NULL for slots */
} lk_place;

/* ---- ops ---- */

typedef enum lk_op_kind {
    LK_IR_LOAD,     /* result = place */
    LK_IR_STORE,    /* place = a */
    LK_IR_ADDRESS,  /* result = &place */
    LK_IR_COMPUTE,  /* result = a operator b */
    LK_IR_CALL,     /* result = callee(arguments) */
    LK_IR_UNKNOWN,  /* result = anything; may change any memory when `clobbers` */
    LK_IR_DECLARE,  /* the variable comes into being, contents unknown */
    LK_IR_SCOPE_END /* the variable ceases to be */
} lk_op_kind;

typedef struct lk_argument {
    lk_operand value;
    lk_span span;
    const char
        *name; /* the object meant, as the source writes it, without & and casts ("c->mu"); NULL if not a place */
    const lk_type *type;
    bool is_object; /* of a macro: the argument is the object itself, and `value` its address */
} lk_argument;

struct lk_model;

typedef struct lk_op {
    uint8_t kind;      /* lk_op_kind */
    uint8_t operator_; /* COMPUTE: lk_operator */
    bool clobbers;
    bool has_cleanup;  /* CALL: functions may have been pushed that run if the thread ends in it */
    bool is_cleanup;   /* CALL: made by __attribute__((cleanup)) */
    bool dereferences; /* LOAD and STORE: the place lies behind a pointer */
    bool is_initial;   /* STORE: by the initialiser of a variable that nothing else can see yet */
    uint32_t result;   /* temp, LK_NO_TEMP if none */
    uint32_t id;       /* dense within the function */
    lk_place place;
    lk_operand a, b;
    lk_decl *callee;   /* CALL: the function, NULL when called through a value */
    lk_operand target; /* CALL: the value called through, when callee is NULL */
    const lk_argument *arguments;
    uint32_t argument_count;
    const struct lk_model *model; /* CALL: what the macro that writes it does, found after lowering; it has the macro's
                                     arguments then */
    const char *name;             /* LOAD, STORE: the place as the source writes it, NULL when it has no short form */
    lk_span initializer;          /* DECLARE: nowhere when there is none */
    const lk_type *type;          /* of the result */
    lk_span span;
} lk_op;

#define LK_NO_TEMP UINT32_MAX
#define LK_NO_BLOCK UINT32_MAX

/* ---- blocks ---- */

typedef enum lk_exit_kind {
    LK_EXIT_NONE,       /* only while lowering */
    LK_EXIT_JUMP,       /* targets[0] */
    LK_EXIT_BRANCH,     /* a operator b: targets[0] if true, targets[1] if not */
    LK_EXIT_SWITCH,     /* on a: cases, targets[last] = default */
    LK_EXIT_ANY,        /* any of the targets (computed goto) */
    LK_EXIT_RETURN,     /* a, or none */
    LK_EXIT_UNREACHABLE /* after a call that doesn't return */
} lk_exit_kind;

typedef struct lk_range {
    int64_t first, last;
} lk_range;

typedef struct lk_block {
    LK_ARRAY(lk_op) ops;
    uint8_t exit; /* lk_exit_kind */
    uint8_t operator_;
    bool is_negated; /* BRANCH: `span` shows the condition with a ! that the operands don't have */
    lk_operand a, b;
    uint32_t *targets;
    uint32_t target_count;
    const lk_range *cases; /* SWITCH: cases[i] leads to targets[i] */
    bool lacks_default;    /* SWITCH: the last target is what comes after it */
    lk_span span;          /* of the condition, or of the return statement */
    const lk_type *type;   /* BRANCH: of the operands */
} lk_block;

typedef struct lk_ir {
    lk_decl *function;
    LK_ARRAY(lk_block) blocks;     /* [0] is the entry; every block is reachable from it */
    LK_ARRAY(lk_decl *) variables; /* locals and parameters that the function declares */
    uint32_t temp_count, slot_count, op_count;
    lk_span end;        /* the closing brace */
    bool has_error;     /* of the source: nothing may be said */
    bool gives_up;      /* holds what has no lowering yet (setjmp, too deep nesting) */
    const char *reason; /* why it gives up */
    bool has_models;    /* the macros that have models were looked for */
} lk_ir;

/* Lowers one function into `arena`. A bug of ours goes to `trap`. Never NULL. */
lk_ir *lk_lower(lk_arena *arena, lk_unit *unit, const lk_function *function, lk_bug_trap *trap);

/* Writes the IR as stable text. */
void lk_ir_dump(FILE *out, lk_unit *unit, const lk_ir *ir);

/* The op of the block that made an operand of `user`, an op of the same block, or NULL for its exit. NULL when it is no
   temp. Mostly it stands just before. */
const lk_op *lk_block_maker(const lk_block *block, const lk_op *user, const lk_operand *operand);

/* What + - * & | ^ give, at 64 bits, without regard to signs; false for other operators. */
bool lk_operator_wrap(lk_operator op, int64_t a, int64_t b, int64_t *result);

/* True when the operand is the integer constant `value`. */
bool lk_operand_is(const lk_operand *operand, int64_t value);

#endif
