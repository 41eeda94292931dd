/* wire_graph.h -- the order of locks in a unit's report. Private to report/. */
#ifndef LK_REPORT_WIRE_GRAPH_H
#define LK_REPORT_WIRE_GRAPH_H

#include "report/lock_graph.h"

#include <jansson.h>

/* A new reference. */
json_t *lk_wire_graph_write(const lk_lock_graph *graph);

/* Texts live in `arena`. */
void lk_wire_graph_read(lk_arena *arena, const json_t *value, lk_lock_graph *into);

#endif
