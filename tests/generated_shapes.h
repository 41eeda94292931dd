/* generated_shapes.h -- functions that lock correctly in ways that are hard to follow, each with room for a defect. */
#ifndef LK_TESTS_GENERATED_SHAPES_H
#define LK_TESTS_GENERATED_SHAPES_H

#include "dice.h"

#include <stdbool.h>
#include <stdio.h>

/* A way of locking. The body is lines of C, with marks that stand at their begin: $F anything, $H where `lock` is held
   on every path, $N where it has just been unlocked. */
typedef struct generated_shape {
    const char *name, *lock, *unlock; /* NULL: taking it twice, or unlocking it twice, is no defect */
    const char *body;                 /* with its helpers; the function is called `judged` */
    bool is_silent_on_return;         /* a return with the lock held may be meant */
} generated_shape;

/* Those of locks, in two tables, and behind them NULL as the name. */
extern const generated_shape generated_shapes[], generated_idioms[];

/* Whether a defect of this rule, or none (NULL), can be planted in the shape. */
bool generated_shape_takes(const generated_shape *self, const char *rule);

/* Writes the shape with the rule's defect in one of its places. */
void generated_shape_write(const generated_shape *self, const char *rule, dice *fate, FILE *out);

/* Writes a program of two threads that take two locks, in opposite orders when `is_planted`. Gives its name. */
const char *generated_order_write(bool is_planted, dice *fate, FILE *out);

#endif
