/* lower.h -- shared by the rooms of lowering: statements, expressions, conditions, places. Private to ir/. */
#ifndef LK_IR_LOWER_H
#define LK_IR_LOWER_H

#include "ir/scope.h"

typedef struct lk_label {
    const lk_decl *decl;
    uint32_t block;
    lk_scope_point point;
    bool is_placed, is_address_taken;
} lk_label;

typedef struct lk_pending_goto {
    uint32_t block; /* ends with the jump; its scope ends are added when the label is known */
    uint32_t label; /* index; UINT32_MAX for a computed goto */
    lk_scope_point point;
    lk_span span;
} lk_pending_goto;

/* Where break and continue go. */
typedef struct lk_breakable {
    struct lk_breakable *outer;
    uint32_t break_block, continue_block; /* continue_block: LK_NO_BLOCK in a switch */
    lk_scope *scope;                      /* the scope that stays alive */
    uint32_t scope_count;
    bool is_in_condition; /* of the lowerer, outside */
} lk_breakable;

typedef struct lk_switch {
    struct lk_switch *outer;
    LK_ARRAY(lk_range) cases;
    LK_ARRAY(uint32_t) targets;
    uint32_t default_block; /* LK_NO_BLOCK: none */
} lk_switch;

/* A variable of a pthread_cleanup_push. */
typedef struct lk_cancel {
    struct lk_cancel *outer;
    lk_decl *variable;
    lk_decl *routine;                        /* NULL if it is no plain name */
    const lk_node *argument;                 /* as it was written */
    lk_decl *routine_field, *argument_field; /* of a frame */
    bool is_popped;
} lk_cancel;

typedef struct lk_lowerer {
    lk_arena *arena;
    lk_unit *unit;
    lk_bug_trap *trap;
    lk_ir *ir;
    uint32_t block; /* the block being filled, LK_NO_BLOCK after a jump */
    lk_scope *scope;
    lk_breakable *breakable;
    lk_switch *switch_;
    bool is_in_condition;      /* or step of a loop, and not in a loop or switch inside of it */
    LK_ARRAY(lk_label) labels; /* by lk_decl.index */
    LK_ARRAY(lk_pending_goto) gotos;
    uint32_t dispatch; /* the block where computed gotos meet, LK_NO_BLOCK if there is none */
    lk_cancel *cancels;
    uint32_t depth; /* of recursion; past LK_MAX_DEPTH the function gives up */
} lk_lowerer;

enum { LK_MAX_DEPTH = 1500 };

/* blocks.c */
uint32_t lk_lower_block(lk_lowerer *self); /* a new, empty block */
void lk_lower_start(lk_lowerer *self,
                    uint32_t block); /* falls into `block` if the present one is open; goes on there */
void lk_lower_jump(lk_lowerer *self, uint32_t target); /* ends the present block, if open */
lk_block *lk_lower_branch(lk_lowerer *self, lk_operand a, lk_operator op, lk_operand b, uint32_t then_block,
                          uint32_t else_block, lk_span span, const lk_type *type);
void lk_lower_give_up(lk_lowerer *self, const char *reason);
lk_op *lk_lower_op(lk_lowerer *self, lk_op_kind kind, lk_span span); /* appends; opens a dead block if needed */
lk_op *lk_lower_op_in(lk_lowerer *self, uint32_t block, lk_op_kind kind, lk_span span);
lk_operand lk_lower_result(lk_lowerer *self, lk_op *op, const lk_type *type); /* gives the op a result */
void lk_lower_unwind_in(lk_lowerer *self, uint32_t block, lk_scope_point from, lk_scope_point to, lk_span span);
void lk_lower_unwind(lk_lowerer *self, lk_scope_point to, lk_span span); /* from the present point */
lk_scope_point lk_lower_point(const lk_lowerer *self);

/* A value computed in `block` that is used now: carried over by a slot if the block is another one. */
lk_operand lk_lower_carry(lk_lowerer *self, lk_operand operand, uint32_t block, const lk_type *type);

/* expressions.c, conditions.c, places.c, statements.c */
lk_operand lk_lower_value(lk_lowerer *self, const lk_node *node);
const lk_node *lk_lower_expected(const lk_node *node); /* x of __builtin_expect(x, c), NULL for all else */
void lk_lower_ignored(lk_lowerer *self, const lk_node *node);
void lk_lower_condition(lk_lowerer *self, const lk_node *node, uint32_t then_block, uint32_t else_block);
lk_operand lk_lower_truth(lk_lowerer *self, const lk_node *node); /* && || ! ?: comparisons as a value */
lk_operand lk_lower_choice(lk_lowerer *self, const lk_node *node);
lk_place lk_lower_place(lk_lowerer *self, const lk_node *node);
lk_operand lk_lower_load(lk_lowerer *self, lk_place place, const lk_node *node);
lk_operand lk_lower_address(lk_lowerer *self, lk_place place, const lk_node *node);
lk_op *lk_lower_store(lk_lowerer *self, lk_place place, lk_operand value, const lk_node *node);
void lk_lower_variable(lk_lowerer *self, const lk_node *node);
void lk_lower_initializer(lk_lowerer *self, lk_place place, const lk_node *init);
void lk_lower_statement(lk_lowerer *self, const lk_node *node);
lk_operand lk_lower_statement_expression(lk_lowerer *self, const lk_node *node);

/* jumps.c */
uint32_t lk_lower_label(lk_lowerer *self, const lk_decl *decl); /* index into labels */
void lk_lower_place_label(lk_lowerer *self, const lk_node *node);
void lk_lower_take_label(lk_lowerer *self, const lk_node *node);      /* its address is taken */
void lk_lower_label_addresses(lk_lowerer *self, const lk_node *node); /* all those in the tree are taken */
void lk_lower_goto(lk_lowerer *self, const lk_node *node);
void lk_lower_goto_computed(lk_lowerer *self, const lk_node *node);
void lk_lower_asm_goto(lk_lowerer *self, const lk_node *node); /* the present block ends with it */
void lk_lower_finish_jumps(lk_lowerer *self);                  /* once every label has its place */

/* constant.c: the value of an integer constant expression without side effects. */
bool lk_lower_constant(const lk_node *node, int64_t *value);

/* cancel.c */
void lk_cancel_declare(lk_lowerer *self, const lk_node *node); /* notes the variables of a push */
lk_decl *lk_cancel_callee(lk_lowerer *self,
                          const lk_node *callee); /* the routine that a pop calls, NULL for all else */
const lk_node *lk_cancel_argument(lk_lowerer *self, const lk_node *argument); /* what the push was given for it */
bool lk_cancel_is_setjmp(const lk_node *call); /* the __sigsetjmp of a push: ordinary paths see it return 0 */
bool lk_cancel_is_never(const lk_node *node);  /* its result */
bool lk_cancel_pop(lk_lowerer *self, const lk_node *assignment); /* lowers the pop of a frame; false if it is none */
bool lk_cancel_end(lk_lowerer *self, uint32_t block, const lk_decl *variable, lk_span span); /* of a frame's scope */

/* name.c: the place that an expression means, as the source writes it, NULL when it is none. */
const char *lk_lower_name(lk_lowerer *self, const lk_node *node);
const lk_node *lk_lower_strip(const lk_node *node); /* without casts and __extension__ */

lk_operand lk_operand_constant(int64_t value);
lk_operand lk_operand_none(void);

#endif
