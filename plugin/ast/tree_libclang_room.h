/* tree_libclang_room.h -- what the files of tree_libclang share; nobody else includes it. */
#ifndef LK_AST_TREE_LIBCLANG_ROOM_H
#define LK_AST_TREE_LIBCLANG_ROOM_H

#include "ast/maker.h"
#include "ast/revision.h"
#include "ast/tree_libclang.h"

#include <clang-c/Index.h>

/* One more declaration of an entity, in a list. */
typedef struct redeclaration {
    CXCursor cursor;
    struct redeclaration *next;
} redeclaration;

typedef struct top_function {
    CXCursor cursor;
    bool is_system;
    bool has_error;   /* and has no tree; once it is visited */
    lk_span span;     /* of the whole definition; nowhere until it is visited */
    lk_loc body;      /* its opening brace */
    const char *name; /* in the unit's names */
} top_function;

typedef LK_ARRAY(top_function) top_functions;

typedef struct pending_init {
    lk_decl *decl;
    CXCursor initializer;
} pending_init;

/* What a location says of itself. `where` is its expansion; `spelling` differs from it exactly inside macros. */
typedef struct place {
    lk_loc where, spelling;
} place;

enum { KNOWN_PLACES = 256 };

/* A location in a macro, looked up before: many nodes begin where another one does. */
typedef struct known_place {
    unsigned location;
    place place;
} known_place;

/* One cursor of a tree. Links are indexes; 0 means none. */
typedef struct raw {
    CXCursor cursor;
    CXSourceRange range;
    lk_node *node; /* NULL if the cursor is no part of the tree by itself */
    uint32_t parent, first, last, next;
    uint32_t ordinal;   /* of a `for` or an asm statement, among its like; known once the tree is printed */
    bool is_repetition; /* an earlier sibling, or one of the parent's, is the same operand */
} raw;

/* Where the statements of one kind are in clang's text, and how many the tree has. */
typedef struct printed_places {
    LK_ARRAY(const char *) texts; /* behind `for`; at `asm` */
    uint32_t tree_count;
} printed_places;

/* The cursors below one function or initialiser, in pre-order. */
typedef struct raw_tree {
    LK_ARRAY(raw) items; /* [0] is the root, the function; a null cursor above an initialiser */
    lk_arena *items_arena;
    uint32_t limit; /* stop beyond this many */
    bool is_over;
    uint32_t top;                      /* while collecting: the cursor looked into */
    const char *printed, *printed_end; /* clang's own text of the root; made at the first need */
    printed_places fors, asms;
} raw_tree;

/* What an edit within one function left, and the function's new tree. */
typedef struct renewal {
    lk_revision edit;
    struct known_places *known; /* while that tree is made: what is there already */
    lk_function function;
} renewal;

struct lk_parse {
    lk_unit unit;
    lk_arena *scratch; /* trees; emptied after each function */
    raw_tree tree;     /* one for all functions, since giving back its memory costs more than filling it */
    CXIndex index;
    CXTranslationUnit tu;
    bool is_lent;      /* index and tu belong to an lk_editing */
    lk_arena *cursors; /* what the cursors of `tu` stand for: the tables below */
    /* Keys are clang's own addresses of a type or declaration: the first word of a CXType or of a declaration's
       CXCursor. */
    lk_pointer_map types, decls, records, field_indexes, files, redeclarations;
    lk_pointer_map record_types; /* record -> the CXType of it */
    top_functions functions;
    LK_ARRAY(lk_parse_error) errors;
    LK_ARRAY(lk_loc) error_places; /* beside `errors` */
    LK_ARRAY(pending_init) inits;
    lk_pointer_map functions_by_name; /* interned name -> canonical declaration; filled at the first need */
    uint32_t main_base;               /* CXSourceLocation.int_data of the main file's first byte, 0 if unknown */
    known_place known_places[KNOWN_PLACES];
    bool is_listed;   /* the top level was visited */
    renewal *renewal; /* the text was edited since, within one function; NULL: all of it is new */
};

/* ---- tree_libclang.c ---- */

typedef struct lk_argument_list {
    const char **items;
    size_t count;
} lk_argument_list;

/* What clang's library gets of these arguments. */
lk_argument_list lk_libclang_arguments(lk_arena *arena, const char *const *arguments, size_t count,
                                       const char *directory);

/* False and `*error` when there is no such file to read. */
bool lk_libclang_is_readable(lk_arena *arena, const char *path, const char *directory, const char **error);

/* Why there is no unit. */
const char *lk_libclang_failure(lk_arena *arena, const char *path, enum CXErrorCode code);

/* What is to be known of a fresh unit before it is visited. */
lk_parse *lk_libclang_begin(lk_arena *arena, CXIndex index, CXTranslationUnit tu, const char *path);

/* Notes clang's errors; notes the functions on the top level, as far as they have been visited. */
void lk_libclang_take_errors(lk_parse *self);
void lk_libclang_list(lk_parse *self);

/* The span, the body's place and the name of a function on the top level. */
void lk_libclang_outline(lk_parse *self, top_function *top);

/* The function with its tree, in the scratch arena. */
lk_function lk_libclang_function(lk_parse *self, top_function *top);

/* ---- tree_libclang_renewal.c ---- */

/* Looks, before the text is parsed again, whether all of an edit is within the body of one function, such that the rest
   of the unit means what it meant. */
bool lk_libclang_may_renew(const lk_parse *self, const lk_revision *edit);

/* After it was parsed again: makes all that is known of the unit that of the new text, with a new tree for that one
   function. False: the rest is not what it was; the parse can then only be freed. */
bool lk_libclang_renew(lk_parse *self, const char *path, const lk_revision *edit);

/* What was known before by that name at this place; NULL: nothing. */
lk_decl *lk_libclang_known_decl(lk_parse *self, lk_decl_kind kind, const char *name, CXCursor shown);
lk_record *lk_libclang_known_record(lk_parse *self, const char *tag, bool is_union, lk_loc where);

/* ---- tree_libclang_place.c ---- */

void lk_libclang_start_places(lk_parse *self, const char *path);
place lk_libclang_place(lk_parse *self, CXSourceLocation location);
lk_span lk_libclang_span(lk_parse *self, CXSourceRange range);

/* The word at a location's spelling, in the unit's names; NULL if there is none. Skips a `gnu::`. */
const char *lk_libclang_word(lk_parse *self, CXSourceLocation location);

/* Interns and disposes. */
const char *lk_libclang_text(lk_parse *self, CXString string);

/* ---- tree_libclang_decl.c ---- */

const lk_type *lk_libclang_type(lk_parse *self, CXType type);

/* Makes the fields of the records of which an object of this type is made known. */
void lk_libclang_open_type(lk_parse *self, const lk_type *type);

/* The entity that a declaration (or label statement) declares. Never NULL. */
lk_decl *lk_libclang_decl(lk_parse *self, CXCursor cursor);

/* The function whose name this is; NULL if the unit declares none. */
lk_decl *lk_libclang_function_named(lk_parse *self, const char *name);

/* ---- tree_libclang_collect.c ---- */

/* Makes `tree` all cursors below `root` that matter, and `root` too if `is_kept`. False if there are more than
   `limit`. */
bool lk_libclang_collect(raw_tree *tree, CXCursor root, bool is_kept, uint32_t limit);

/* ---- tree_libclang_hidden.c ---- */

/* Which of init, condition and step the `for` at `index` has. False if it can't be known. */
bool lk_libclang_for_parts(lk_parse *self, uint32_t index, uint32_t child_count, bool present[3]);

/* The function that __attribute__((cleanup(f))) of a variable names; NULL if none. */
lk_decl *lk_libclang_cleanup(lk_parse *self, CXCursor variable);

typedef LK_ARRAY(const char *) lk_names;

/* Appends the labels of the asm statement at `index`. What its node has for a value: 0 if it is no asm goto, 1 if it
   is, 2 if it is one whose labels can't be known. */
int64_t lk_libclang_asm_labels(lk_parse *self, uint32_t index, lk_names *labels);

/* Whether the text stands at `where`, perhaps behind blanks and comments. */
bool lk_libclang_stands_at(lk_parse *self, lk_loc where, const char *text);

/* The value of the literal at `spelling`; false where its text is not plain enough. */
bool lk_libclang_literal(lk_parse *self, lk_loc spelling, int64_t *value);

/* ---- tree_libclang_node.c, tree_libclang_expression.c ---- */

typedef struct builder {
    lk_parse *parse;
    raw_tree *tree;  /* the parse's */
    lk_arena *arena; /* of the nodes */
} builder;

/* The children of a cursor that became nodes, in order. */
typedef struct children {
    lk_node **items;
    uint32_t count;
} children;

/* Makes nodes of the whole tree; gives that of the root's last child that has one, and how many it has. */
lk_node *lk_libclang_build(builder *self, uint32_t *count);

/* The n-th child of `index` that became a node, 0 if there is none. */
uint32_t lk_libclang_child(builder *self, uint32_t index, uint32_t n);

/* The node of the expression at `index`. */
lk_node *lk_libclang_expression(builder *self, uint32_t index, children kids);

/* The value of an integer constant expression. */
bool lk_libclang_evaluate(CXCursor cursor, int64_t *value);

/* A node of this kind with `count` children taken from `kids` (NULL where there are too few). */
lk_node *lk_libclang_node(builder *self, uint32_t index, lk_node_kind kind, children kids, uint32_t count);

#endif
