/* maker.h -- what the two makers of trees share; private to ast/. */
#ifndef LK_AST_MAKER_H
#define LK_AST_MAKER_H

#include "ast/tree.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- a map from addresses ---- */

typedef struct lk_pointer_slot {
    const void *key;
    void *value;
} lk_pointer_slot;

typedef struct lk_pointer_map {
    lk_pointer_slot *slots;
    uint32_t count, capacity;
} lk_pointer_map;

/* The value of `key`, NULL if it isn't there. */
void *lk_pointer_map_get(const lk_pointer_map *self, const void *key);

/* Sets the value of `key` (neither may be NULL). The table lives in `arena`. */
void lk_pointer_map_set(lk_arena *arena, lk_pointer_map *self, const void *key, void *value);

/* ---- entities ---- */

/* Empties the tables of the unit and adds the dummy file. `arena` and `names` must be set. */
void lk_maker_start(lk_unit *unit);

/* Adds a file; gives its index. */
uint32_t lk_maker_add_source(lk_unit *unit, const char *path, const char *text, size_t size, bool is_system);

lk_decl *lk_maker_decl(lk_unit *unit, lk_decl_kind kind, const char *name);
lk_record *lk_maker_record(lk_unit *unit, const char *tag, bool is_union, lk_loc where);

/* Sets the annotations: sorted, without repetitions. Reorders `items`. */
void lk_maker_annotate(lk_unit *unit, lk_decl *decl, const char **items, uint32_t count);

/* The thread-safety attribute at `where` (its name's expansion) and `spelling`, as text with a blank behind each comma:
   "try_acquire_capability(1, &c->lock)"; "?" for arguments that can't be recovered. `names` are those of the parameters
   where the attribute stands; the text has those of `decl`. NULL when it is another attribute. In the unit's names. */
const char *lk_maker_contract(lk_unit *unit, lk_loc where, lk_loc spelling, const char *const *names,
                              uint32_t name_count, const lk_decl *decl);

/* Whether the attribute there says that objects of a type are locks. */
bool lk_maker_is_lockable(lk_unit *unit, lk_loc where, lk_loc spelling);

/* The names of all attributes that say something of locks, without underscores around them; NULL behind the last. */
extern const char *const lk_maker_attributes[];

/* Sets the contracts: sorted, without repetitions. Reorders `items`, which are interned. */
void lk_maker_contracts(lk_unit *unit, lk_decl *decl, const char **items, uint32_t count);

/* Notes the values that an enum's constants have. */
void lk_maker_enumerators(lk_unit *unit, lk_type *made, const int64_t *values, uint32_t count);

/* The record of which an object of this type is made, when its fields aren't known yet; NULL if they are, or if it is
   no record (or array of records). */
lk_record *lk_maker_open_record(const lk_type *type);

/* True when the maker has to build the initialiser of a variable of this type: records, pointers to all but numbers,
   and arrays of them. */
bool lk_maker_wants_init(const lk_type *type);

/* Whether clang's thread-safety attributes of the declaration are kept: functions, members, variables of the program.
 */
bool lk_maker_has_contracts(const lk_decl *decl);

/* Makes `made`, whose alias and qualifiers are set, the atomic form of `value`. */
void lk_maker_atomic(lk_type *made, const lk_type *value);

/* What a parameter or a value of `type` really is: arrays and functions decay to pointers. */
const lk_type *lk_maker_decayed(lk_unit *unit, const lk_type *type);

/* ---- nodes ---- */

enum { LK_DEEPEST_TYPE = 64 }; /* what a type leads to beyond this many steps is unknown */

/* A node with room for `count` children, made from `origin`: whatever the maker knows it by. */
lk_node *lk_maker_node(lk_arena *arena, lk_node_kind kind, uint32_t count, const void *origin);

/* Fills in what a node refers to: decl and type. Called once for each node of a finished tree, parents first, so that
   entities are numbered in this order; what was made and thrown away names nothing. */
typedef void lk_maker_resolver(void *context, lk_node *node, const void *origin);

/* Resolves the tree; gives the number of its nodes. */
uint32_t lk_maker_finish(lk_arena *scratch, lk_node *root, lk_maker_resolver *resolve, void *context);

/* Names the label that an LK_GOTO of an asm goto leads to; lk_maker_finish looks for it. */
void lk_maker_name_label(lk_arena *arena, lk_node *node, const char *name);

/* What `node` was made from. */
const void *lk_maker_origin(const lk_node *node);

/* Sets the type of an expression whose kind, op and decl are known; `type` is what clang says of it. */
void lk_maker_type_node(lk_unit *unit, lk_node *node, const lk_type *type);

/* Sets `span` and what follows from it. */
void lk_maker_place_node(lk_node *node, lk_span span);

/* clang's numbers of operators, which libclang gives one higher: the ends of the tables. */
enum { LK_CLANG_MUL = 2, LK_CLANG_COMMA = 32, LK_CLANG_EXTENSION = 12 };

/* The operator with clang's number, LK_OP_NONE for what C doesn't have; that of a compound assignment is the
   arithmetic. Results are lk_operator, as narrow as a node keeps them. */
uint8_t lk_maker_binary_operator(unsigned number);
uint8_t lk_maker_unary_operator(unsigned number);

/* The span that begins at `begin`/`spelling` and ends in `end_file`; repairs what makes no sense. */
lk_span lk_maker_span(lk_loc begin, lk_loc spelling, lk_loc end);

/* The span of a name of `length` bytes. */
lk_span lk_maker_name_span(const lk_unit *unit, lk_loc begin, lk_loc spelling, size_t length);

#ifdef __cplusplus
}
#endif

#endif
