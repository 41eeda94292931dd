/* initializer.h -- which object each expression of an initialiser goes to. */
#ifndef LK_AST_INITIALIZER_H
#define LK_AST_INITIALIZER_H

#include "ast/tree.h"

/* A step into an object: to a field, or to the elements from `first` to `last`. Anonymous members are no step, as in
   LK_MEMBER. */
typedef struct lk_init_step {
    lk_decl *field; /* NULL for elements */
    int64_t first, last;
} lk_init_step;

typedef struct lk_init_item {
    const lk_init_step *steps; /* valid during the visit */
    uint32_t step_count;
    bool is_known;        /* false: it isn't known where the value goes */
    const lk_type *type;  /* of the object, NULL if not known */
    const lk_node *value; /* no LK_INIT_LIST, if it is known where it goes */
} lk_init_item;

/* Receives the items in the order in which they are written. */
typedef void lk_init_visitor(void *context, const lk_init_item *item);

/* Visits all values of the initialiser `init` of an object of type `type` (C11 6.7.9: positions, designators, braces
   left out). A later item may go to the same object as an earlier one, and takes its place. What gets no value is zero,
   if the object has static storage or `init` is a list. */
void lk_init_walk(const lk_type *type, const lk_node *init, lk_init_visitor *visit, void *context);

#endif
