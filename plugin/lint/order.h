/* order.h -- the order in which a program takes its locks, and where it goes round in a circle. */
#ifndef LK_LINT_ORDER_H
#define LK_LINT_ORDER_H

#include "ast/tree.h"
#include "flow/event.h"

/* Taking one lock: by a call in the function, or further down. */
typedef struct lk_order_step {
    lk_span span;
    const lk_via *via;  /* NULL: the function does it itself */
    lk_span place;      /* where it is done in the end */
    const char *callee; /* the function that does it, as the source names it */
    bool is_asserted;   /* not taken, but held by whoever called */
} lk_order_step;

enum { LK_MOST_WAY = 8 };

/* One thread's part in a circle: it holds the first lock and waits for the second. */
typedef struct lk_order_side {
    const char *first_name, *second_name;
    lk_order_step first, second;
    const lk_decl *function;
    bool is_main;                    /* the main thread */
    lk_span start;                   /* where the thread is made; nowhere for those that are not made in sight */
    const lk_decl *way[LK_MOST_WAY]; /* from the function up to what the thread begins with; none: not known */
    uint32_t way_count;
} lk_order_side;

/* Each side waits for the first lock of the next one, the last for that of the first. */
typedef struct lk_order_cycle {
    lk_order_side *sides;
    uint32_t count; /* at least 2 */
} lk_order_cycle;

/* The graph as it is drawn. */
typedef struct lk_order_node {
    const char *label;
    lk_loc where;     /* of the declaration, nowhere for locks that are no objects */
    bool is_external; /* the label alone tells which it is, in all units */
    bool is_class;    /* of many objects */
} lk_order_node;

typedef struct lk_order_arrow {
    uint32_t from, to; /* in the list of nodes */
    lk_span span;
    const char *function;
    bool in_cycle;
} lk_order_arrow;

#endif
