/* order_gates.c -- what callers hold: a helper that is only called under a lock is a part of that critical section. */
#include "lint/order_graph.h"

#include <string.h>

typedef struct gates {
    bool is_known; /* some caller, or nobody, has been seen */
    lk_order_gate *items;
    uint32_t count;
} gates;

/* Of what is held when the caller begins, and at the call. */
static gates at_call(const lk_order_graph *graph, lk_arena *scratch, const lk_acts *acts, uint32_t caller,
                     const lk_act *act, const gates *entry) {
    const lk_order_call *call = lk_order_find_call(graph, acts->functions[caller]->function, act->block, act->op);
    uint32_t count = call ? call->gate_count : 0;
    gates found = {true, LK_NEW_ARRAY(scratch, lk_order_gate, entry->count + count), entry->count + count};
    if (entry->count)
        memcpy(found.items, entry->items, entry->count * sizeof *found.items);
    if (count)
        memcpy(found.items + entry->count, call->gates, count * sizeof *found.items);
    return found;
}

/* Gives whether less is held for certain than was thought. */
static bool come_in(gates *entry, const gates *found) {
    if (!entry->is_known) {
        *entry = *found;
        return true;
    }
    uint32_t before = entry->count;
    entry->count = lk_order_meet_gates(entry->items, entry->count, found->items, found->count);
    return entry->count != before;
}

/* Where nothing is held for certain: nobody in sight calls the function, or anybody may. */
static void find_open(gates *entry, lk_arena *scratch, const lk_acts *acts) {
    bool *is_called = LK_NEW_ARRAY(scratch, bool, acts->count);
    for (uint32_t i = 0; i < acts->items.count; i++) {
        const lk_act *act = &acts->items.items[i];
        if (act->is_direct)
            is_called[act->function] = true;
        else if (act->function != LK_NO_FUNCTION)
            entry[act->function].is_known = true;
    }
    for (uint32_t f = 0; f < acts->count; f++)
        entry[f].is_known |= acts->is_taken[f] || !is_called[f];
}

static void spread(const lk_order_graph *graph, lk_arena *scratch, const lk_acts *acts, gates *entry) {
    bool changed = true;
    while (changed) {
        changed = false;
        for (uint32_t f = acts->count; f > 0; f--)
            for (uint32_t i = acts->first[f - 1]; entry[f - 1].is_known && i < acts->first[f]; i++) {
                const lk_act *act = &acts->items.items[i];
                if (!act->is_direct || (entry[act->function].is_known && entry[act->function].count == 0))
                    continue;
                gates found = at_call(graph, scratch, acts, f - 1, act, &entry[f - 1]);
                changed |= come_in(&entry[act->function], &found);
            }
    }
}

static void add_to(lk_order_graph *graph, lk_order_witness *witness, const gates *more) {
    lk_order_gate *all = LK_NEW_ARRAY(graph->arena, lk_order_gate, witness->gate_count + more->count);
    if (witness->gate_count)
        memcpy(all, witness->gates, witness->gate_count * sizeof *all);
    if (more->count)
        memcpy(all + witness->gate_count, more->items, more->count * sizeof *all);
    witness->gates = all;
    witness->gate_count += more->count;
}

void lk_order_add_gates(lk_order_graph *graph, lk_arena *scratch, const lk_threads *threads) {
    const lk_acts *acts = lk_threads_acts(threads);
    gates *entry = LK_NEW_ARRAY(scratch, gates, acts->count);
    find_open(entry, scratch, acts);
    spread(graph, scratch, acts, entry);
    for (uint32_t i = 0; i < graph->edges.count; i++)
        for (uint32_t k = 0; k < graph->edges.items[i].witnesses.count; k++) {
            lk_order_witness *witness = graph->edges.items[i].witnesses.items[k];
            uint32_t function = lk_acts_index(acts, witness->stand.function);
            if (function != LK_NO_FUNCTION && entry[function].count > 0)
                add_to(graph, witness, &entry[function]);
        }
}
