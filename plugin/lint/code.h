/* code.h -- the lowered functions of a unit, kept from one version of its text to the next. */
#ifndef LK_LINT_CODE_H
#define LK_LINT_CODE_H

#include "ast/revision.h"
#include "ir/ir.h"
#include "lint/unit.h"

/* Why a function has no IR, though its source is right. */
typedef struct lk_failure {
    const char *message; /* NULL: nothing failed */
    const char *file;    /* of our own source */
    int line;
} lk_failure;

typedef struct lk_code {
    lk_decl *function;
    lk_ir *ir; /* NULL: the source has an error, or the lowering failed */
    bool has_error;
    lk_failure failure;
} lk_code;

/* Lowers the function into `arena`. */
lk_code lk_code_make(lk_arena *arena, lk_unit *unit, const lk_function *function);

/* As lk_lint_function, for a function that was lowered before; `code` must outlive the lk_lint. */
void lk_lint_take(lk_lint *self, lk_unit *unit, const lk_code *code);

/* All functions of one unit, in order. */
typedef struct lk_kept {
    LK_ARRAY(lk_code) functions;
} lk_kept;

/* Takes a function in, in the unit's arena, instead of the one that it is a new version of (an lk_function_visitor;
   `context` is the lk_kept). */
lk_function_visitor lk_kept_function;

/* Moves the places of all that was taken in. */
void lk_kept_move(lk_kept *self, const lk_revision *edit);

/* Lets `lint` take in all functions. */
void lk_kept_give(const lk_kept *self, lk_unit *unit, lk_lint *lint);

#endif
