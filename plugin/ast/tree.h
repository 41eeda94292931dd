/* tree.h -- the seam to clang: one plain C tree for each function definition, filled by a maker. */
#ifndef LK_AST_TREE_H
#define LK_AST_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#include "base/arena.h"
#include "base/array.h"
#include "base/intern.h"

/* ---- places in the source ---- */

/* A byte in a file. `file` is an index into lk_unit.files; 0 means nowhere. Lines and columns are computed on demand
   by lk_unit_position, since most locations are never shown. */
typedef struct lk_loc {
    uint32_t file, offset;
} lk_loc;

/* The text of a node. */
typedef struct lk_span {
    lk_loc begin;    /* expansion location of the first token: what the user sees in the file */
    uint32_t end;    /* offset just past the last token, in the same file; equal to begin.offset when unknown */
    lk_loc spelling; /* where the first token was written; differs from `begin` exactly when it came out of a macro */
} lk_span;

typedef struct lk_source {
    const char *path; /* as clang names the file (relative to the working directory, if it was given so) */
    const char *text; /* whole contents, owned by the maker's host, alive as long as the unit; NULL if not available */
    uint32_t size;    /* bytes */
    bool is_system;   /* a system header */
    uint32_t *line_start; /* made on demand by lk_unit_position */
    uint32_t line_count;
    bool is_deferred; /* the text is there but not yet read: lk_unit_source reads it */
    uint64_t hash;    /* is_deferred: lk_source_hash of the text that was analysed */
} lk_source;

/* ---- types ---- */

typedef enum lk_type_kind {
    LK_TYPE_UNKNOWN,
    LK_TYPE_VOID,
    LK_TYPE_INTEGER, /* bool, char, enums and all integers */
    LK_TYPE_FLOAT,   /* also complex */
    LK_TYPE_POINTER, /* also blocks; `target` is what it points to */
    LK_TYPE_ARRAY,   /* `target` is the element; `count` elements, -1 if variable or incomplete */
    LK_TYPE_VECTOR,
    LK_TYPE_FUNCTION, /* `target` is the result */
    LK_TYPE_RECORD    /* struct or union: `record` */
} lk_type_kind;

typedef struct lk_decl lk_decl;
typedef struct lk_type lk_type;

typedef struct lk_record {
    const char *tag; /* NULL when anonymous */
    bool is_union;
    lk_loc where; /* of the definition, or of a declaration when there is none; tells anonymous ones apart */
    uint32_t id;  /* dense, in order of first meeting, per unit */
    /* In order, without unnamed bit-fields. Known of a record for which the source has an initialiser list, and of
       those inside of it. */
    lk_decl *const *fields;
    uint32_t field_count;
    bool has_fields;
    bool is_lockable; /* by attribute: clang calls it a capability */
} lk_record;

struct lk_type {
    uint8_t kind; /* lk_type_kind */
    bool is_signed, is_bool, is_volatile, is_atomic, is_variadic, is_noreturn;
    uint32_t bits;     /* width of an integer; 0 otherwise */
    const char *alias; /* outermost typedef name ("pthread_mutex_t"), NULL when there is none */
    const lk_type *target;
    int64_t count;
    const lk_record *record;
    const int64_t *enumerators; /* of an enum: its values, sorted, without repetitions */
    uint32_t enumerator_count;
};

/* ---- declarations ---- */

typedef enum lk_decl_kind {
    LK_DECL_UNKNOWN,
    LK_DECL_LOCAL,  /* automatic variable */
    LK_DECL_STATIC, /* variable of a function with static storage */
    LK_DECL_PARAM,
    LK_DECL_GLOBAL,
    LK_DECL_FUNCTION,
    LK_DECL_FIELD,
    LK_DECL_LABEL,
    LK_DECL_ENUMERATOR
} lk_decl_kind;

typedef struct lk_node lk_node;

/* One for each entity of the unit: all redeclarations share it, so decls are compared with ==. */
struct lk_decl {
    uint8_t kind;       /* lk_decl_kind */
    bool is_internal;   /* functions and globals: static linkage */
    bool is_noreturn;   /* functions: by attribute, _Noreturn or type */
    bool returns_twice; /* functions: by attribute */
    bool is_defined;    /* functions: the unit holds the body */
    bool is_thread_local;
    bool is_const;    /* variables and fields: the object, or each element of the array */
    uint32_t id;      /* dense, from 0, per unit: an index for side tables */
    uint32_t index;   /* parameters and fields: position in the list; labels: dense within the function */
    const char *name; /* "" when anonymous */
    const lk_type *type;
    lk_span span;                   /* of the name */
    const lk_record *record;        /* fields: the record that declares it */
    int64_t value;                  /* enumerators */
    const char *const *annotations; /* strings of annotate("...") attributes, sorted, without repetitions */
    uint32_t annotation_count;
    /* Clang's thread-safety attributes with their arguments as C text, sorted, without repetitions. Functions: over the
       parameters' names, "acquire_capability(&conn->lock)"; members and variables: "guarded_by(lock)". Arguments that
       can't be recovered are "?". */
    const char *const *contracts;
    uint32_t contract_count;
    const lk_decl *cleanup; /* variables: function of __attribute__((cleanup(f))), else NULL */
    lk_decl *const *params; /* functions: the parameters of the definition, or of the declaration first met */
    uint32_t param_count;
    const lk_node *init; /* globals and function statics: initialiser, NULL if none or over LK_INIT_NODES nodes */
};

enum { LK_INIT_NODES = 4096 };

/* ---- nodes ---- */

/* Children are BY ROLE, in the order given here; a role that is absent is NULL. "..." means any number. */
typedef enum lk_node_kind {
    /* statements */
    LK_COMPOUND,      /* statement... */
    LK_DECLARATION,   /* variable... (LK_VARIABLE only; other declarations are left out) */
    LK_VARIABLE,      /* init, size...; decl; the sizes of variable-length arrays, from the outside in */
    LK_IF,            /* condition, then, else */
    LK_WHILE,         /* condition, body */
    LK_DO,            /* body, condition */
    LK_FOR,           /* init, condition, step, body */
    LK_SWITCH,        /* value, body */
    LK_CASE,          /* body; value = first, value2 = last (the same unless it is a range) */
    LK_DEFAULT,       /* body */
    LK_LABEL,         /* body; decl */
    LK_GOTO,          /* decl */
    LK_GOTO_COMPUTED, /* address */
    LK_BREAK,
    LK_CONTINUE,
    LK_RETURN, /* value */
    LK_EMPTY,  /* a lone ; */
    LK_ASM,    /* operand..., then an LK_GOTO for each label; value = 1 for asm goto, 2 if its labels are hidden */
    LK_UNKNOWN_STATEMENT, /* child... */
    /* parts of LK_DESIGNATED */
    LK_DESIGNATOR_FIELD, /* decl */
    LK_DESIGNATOR_INDEX, /* value = first element, value2 = last */
    /* expressions: every one has a type */
    LK_INTEGER, /* value; also character constants, and sizeof/alignof/offsetof where they are constant */
    LK_FLOATING,
    LK_STRING,
    LK_NAME,                 /* decl: variable, parameter, function or enumerator (then value too) */
    LK_MEMBER,               /* base; decl = field; is_arrow */
    LK_INDEX,                /* base, index (base is the operand of array or pointer type) */
    LK_CALL,                 /* callee, argument... */
    LK_UNARY,                /* operand; op */
    LK_BINARY,               /* left, right; op: arithmetic, comparisons, && || and comma */
    LK_ASSIGN,               /* target, value; op = the arithmetic of a compound assignment, LK_OP_NONE for = */
    LK_CONDITIONAL,          /* condition, then, else; `then` is NULL for a ?: b */
    LK_CAST,                 /* operand; explicit casts only */
    LK_INIT_LIST,            /* item...: syntactic form; an item may be LK_DESIGNATED */
    LK_DESIGNATED,           /* value, designator...; decl = field of a single .field designator, which has no node;
                                no designator and no decl: it isn't known what is meant */
    LK_COMPOUND_LITERAL,     /* init */
    LK_STATEMENT_EXPRESSION, /* compound */
    LK_LABEL_ADDRESS,        /* decl */
    LK_GENERIC,              /* control (not evaluated), branch...: one of them, but which is hidden */
    LK_UNKNOWN_EXPRESSION    /* operand...: evaluated, result unknown (atomics, va_arg, builtin choices ...) */
} lk_node_kind;

typedef enum lk_operator {
    LK_OP_NONE,
    LK_OP_ADD,
    LK_OP_SUB,
    LK_OP_MUL,
    LK_OP_DIV,
    LK_OP_REM,
    LK_OP_SHL,
    LK_OP_SHR,
    LK_OP_AND,
    LK_OP_OR,
    LK_OP_XOR,
    LK_OP_EQ,
    LK_OP_NE,
    LK_OP_LT,
    LK_OP_GT,
    LK_OP_LE,
    LK_OP_GE,
    LK_OP_LAND,
    LK_OP_LOR,
    LK_OP_COMMA,
    LK_OP_PRE_INC,
    LK_OP_PRE_DEC,
    LK_OP_POST_INC,
    LK_OP_POST_DEC,
    LK_OP_NEG,
    LK_OP_PLUS,
    LK_OP_NOT /* ! */,
    LK_OP_COMPLEMENT /* ~ */,
    LK_OP_ADDRESS /* & */,
    LK_OP_DEREF /* * */,
    LK_OP_EXTENSION /* __extension__, __real, __imag */
} lk_operator;

/* Implicit casts, parentheses and constant-expression wrappers are not in the tree. */
struct lk_node {
    uint8_t kind; /* lk_node_kind */
    uint8_t op;   /* lk_operator */
    bool is_arrow;
    bool in_macro; /* span.spelling differs from span.begin */
    uint32_t child_count;
    lk_node **child;
    const lk_type *type; /* NULL for statements */
    union {
        lk_decl *decl;
        int64_t value;
    };
    int64_t value2;
    lk_span span;
};

typedef struct lk_function {
    lk_decl *decl;
    lk_node *body;  /* NULL if has_error */
    bool has_error; /* clang reported an error inside: nothing may be said of it */
    uint32_t node_count;
} lk_function;

/* ---- the unit ---- */

/* What a maker gives beside the functions. Decls, types and files live as long as the unit. */
enum { LK_MAIN_FILE = 1 }; /* in lk_unit.files */

typedef struct lk_unit {
    lk_arena *arena; /* decls, types, initialisers */
    lk_interner *names;
    LK_ARRAY(lk_source) files; /* [0] is a dummy, [1] the main file */
    uint32_t decl_count;
    LK_ARRAY(lk_decl *) decls;      /* by id: all that were met */
    LK_ARRAY(lk_record *) records;  /* the same */
    uint32_t function_count;        /* definitions visited */
    uint32_t error_function_count;  /* of these, with has_error */
    uint32_t nested_function_count; /* GNU C's: clang has none, and reports an error in the function around it */
    uint32_t label_count;           /* of the function being made */
    uint32_t changed_count;         /* deferred files that are not what they were */
    bool is_linked;                 /* out of many units: what is called from none of them is called from elsewhere */
    bool lacks_include;             /* an #include was not found: nothing may be said of the unit */
    bool has_errors;
} lk_unit;

/* Receives each function definition, in source order. `function` and its nodes live in `scratch` until the visitor
   returns; decls and types stay. The visitor returns false to stop. */
typedef bool lk_function_visitor(void *context, lk_unit *unit, const lk_function *function);

/* What is behind casts, & and the like of an initialiser: the value that it gives; NULL for NULL. */
const lk_node *lk_node_given(const lk_node *node);

/* Line and column, both from 1, columns in bytes. {0,0} for nowhere. Makes the file's line table at the first call. */
typedef struct lk_position {
    uint32_t line, column;
} lk_position;
lk_position lk_unit_position(lk_unit *unit, lk_loc loc);

/* A hash of a file's contents (XXH3, 64 bits). 0 when there is no text. */
uint64_t lk_source_hash(const char *text, size_t size);

/* The file at `index`, never NULL (the dummy for a wrong index). A deferred text is read from disk; where the file
   isn't the one that was analysed any more, it has none. */
const lk_source *lk_unit_source(const lk_unit *unit, uint32_t index);

/* The offset just past the macro call that begins at `offset`: past the identifier, or past the parenthesis that closes
   its arguments if one follows. */
uint32_t lk_source_macro_end(const lk_source *self, uint32_t offset);

/* The name of the macro whose expansion begins at span.begin, NULL outside macros: the identifier that stands there. */
const char *lk_unit_macro(lk_unit *unit, const lk_span *span);

/* The name of the innermost macro: that of the #define whose body holds span.spelling; the outermost one if the token
   was an argument. NULL outside macros. */
const char *lk_unit_inner_macro(lk_unit *unit, const lk_span *span);

/* Source text of the span in one line (white space folded, at most `limit` bytes, "..." when cut). In `arena`. */
const char *lk_unit_text(lk_unit *unit, lk_arena *arena, const lk_span *span, uint32_t limit);

/* Writes the tree as stable text: one node a line, indented, with line:column, type, name, constant. The two makers
   must give the same bytes. */
void lk_tree_dump(FILE *out, lk_unit *unit, const lk_function *function);

/* Writes all declarations that were met, ordered by place, with attributes and initialisers. Equal from both makers
   once all functions were visited. */
void lk_unit_dump(FILE *out, lk_unit *unit);

/* The type as text ("pointer to struct conn"), in `arena`. */
const char *lk_type_text(lk_arena *arena, const lk_type *type);

/* Where the field is in `fields`; it must be one of them. */
uint32_t lk_record_position(const lk_record *self, const lk_decl *field);

/* Names of kinds and operators as the dump writes them. */
const char *lk_node_kind_name(lk_node_kind kind);
const char *lk_operator_name(lk_operator op);

#ifdef __cplusplus
}
#endif

#endif
