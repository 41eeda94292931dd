/* cfg_graph.h -- what the oracle compares: control-flow graphs whose blocks hold named events. */
#ifndef LK_TESTS_CFG_GRAPH_H
#define LK_TESTS_CFG_GRAPH_H

#include "base/array.h"
#include "base/intern.h"

#include <stdbool.h>
#include <stdio.h>

/* Calls by the callee's name, "=" for a write, "return", "declare". */
typedef struct cfg_block {
    LK_ARRAY(const char *) events; /* in order of execution; interned */
    LK_ARRAY(uint32_t) targets;
} cfg_block;

typedef struct cfg_graph {
    const char *name;   /* of the function; or the whole head of a printed graph */
    const char *reason; /* why it isn't compared, NULL if it is */
    uint32_t entry;
    LK_ARRAY(cfg_block) blocks;
} cfg_graph;

typedef LK_ARRAY(cfg_graph) cfg_graphs;

/* Reads what clang's debug.DumpCFG printed. Appends to `graphs`, in order; strings in `names`. */
void cfg_read(lk_arena *arena, lk_interner *names, const char *text, cfg_graphs *graphs);

/* What differs between two graphs of one function. */
typedef struct cfg_difference {
    uint32_t events;  /* names that aren't reached equally often */
    uint32_t follows; /* pairs of names of which not equally many follow each other on some way */
    uint32_t compared_events, compared_pairs;
} cfg_difference;

/* Compares; writes each difference to `out`. */
cfg_difference cfg_compare(lk_arena *scratch, const cfg_graph *clang, const cfg_graph *ours, FILE *out);

#endif
