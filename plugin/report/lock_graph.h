/* lock_graph.h -- the order of locks as a drawing: which is waited for while which is held. */
#ifndef LK_REPORT_LOCK_GRAPH_H
#define LK_REPORT_LOCK_GRAPH_H

#include "lint/unit.h"

typedef struct lk_drawn_lock {
    const char *label;
    const char *path; /* where it is declared; "" for what has a name alone, the same in all units */
    uint32_t line;
    bool is_class; /* a member of many objects */
} lk_drawn_lock;

typedef struct lk_drawn_order {
    uint32_t from, to; /* in the list of locks */
    const char *path, *function;
    uint32_t line;
    bool in_cycle;
} lk_drawn_order;

typedef struct lk_lock_graph {
    LK_ARRAY(lk_drawn_lock) locks;
    LK_ARRAY(lk_drawn_order) orders;
} lk_lock_graph;

/* What a unit's, or a program's, judging has found. Paths are those of the unit's files. */
lk_lock_graph lk_lock_graph_make(lk_arena *arena, lk_unit *unit, const lk_lint *lint);

/* Gives all paths another form. */
void lk_lock_graph_rename(lk_lock_graph *self, const char *(*rename)(void *context, const char *path), void *context);

/* Adds another unit's graph; texts are copied into `arena`. Locks of one name and place are one. */
void lk_lock_graph_add(lk_lock_graph *self, lk_arena *arena, const lk_lock_graph *other);

/* Writes it for Graphviz, the same whatever the order of adding: cycles are red and bold. */
void lk_lock_graph_write(const lk_lock_graph *self, lk_arena *arena, FILE *out);

#endif
