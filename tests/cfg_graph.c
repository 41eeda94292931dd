/* cfg_graph.c -- compares two graphs: what each reaches, and what can follow what. */
#include "cfg_graph.h"

#include <stdlib.h>
#include <string.h>

/* A graph reduced to what is reachable, with the events as numbers of a table that both graphs share. */
typedef struct reduced {
    const cfg_graph *graph;
    uint32_t *live; /* reachable blocks */
    uint32_t live_count;
    uint32_t *position; /* in `live`, UINT32_MAX for what is not reached */
    uint64_t *reaches;  /* live_count rows of `words`: by at least one edge */
    uint32_t words;
    uint32_t *counts;  /* by name */
    uint32_t *follows; /* names by names */
} reduced;

typedef struct name_table {
    LK_ARRAY(const char *) names;
} name_table;

static uint32_t number_of(lk_arena *arena, name_table *table, const char *name) {
    for (uint32_t i = 0; i < table->names.count; i++)
        if (table->names.items[i] == name)
            return i;
    lk_array_push(arena, &table->names, name);
    return table->names.count - 1;
}

static void reach(lk_arena *arena, reduced *self) {
    uint32_t count = self->graph->blocks.count, next = 0;
    self->live = LK_NEW_ARRAY(arena, uint32_t, count + 1);
    self->position = LK_NEW_ARRAY(arena, uint32_t, count + 1);
    memset(self->position, 0xff, (count + 1) * sizeof *self->position);
    self->live[self->live_count++] = self->graph->entry;
    self->position[self->graph->entry] = 0;
    while (next < self->live_count) {
        const cfg_block *block = &self->graph->blocks.items[self->live[next++]];
        for (uint32_t i = 0; i < block->targets.count; i++) {
            uint32_t target = block->targets.items[i];
            if (target < count && self->position[target] == UINT32_MAX) {
                self->position[target] = self->live_count;
                self->live[self->live_count++] = target;
            }
        }
    }
}

static uint64_t *row(const reduced *self, uint32_t position) {
    return self->reaches + (size_t)position * self->words;
}

/* To the fixed point, from the back: as many rounds as loops are nested. */
static void close_over(lk_arena *arena, reduced *self) {
    self->words = (self->live_count + 63) / 64;
    self->reaches = LK_NEW_ARRAY(arena, uint64_t, (size_t)self->live_count * self->words);
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = self->live_count; i-- > 0;) {
            const cfg_block *block = &self->graph->blocks.items[self->live[i]];
            uint64_t *mine = row(self, i);
            for (uint32_t k = 0; k < block->targets.count; k++) {
                uint32_t target = self->position[block->targets.items[k]];
                const uint64_t *other = row(self, target);
                for (uint32_t w = 0; w < self->words; w++) {
                    uint64_t now = mine[w] | other[w] | (w == target / 64 ? UINT64_C(1) << target % 64 : 0);
                    changed |= now != mine[w];
                    mine[w] = now;
                }
            }
        }
    }
}

static void count_within(reduced *self, const uint32_t *numbers, uint32_t count, uint32_t name_count, bool is_loop) {
    for (uint32_t a = 0; a < count; a++)
        for (uint32_t b = 0; b < count; b++)
            if (a < b || is_loop)
                self->follows[(size_t)numbers[a] * name_count + numbers[b]]++;
}

/* How often each name is reached, and how many pairs (a, b) there are where b can be executed after a. */
static void count_events(lk_arena *arena, reduced *self, name_table *table, bool with_pairs) {
    uint32_t names = table->names.count;
    uint32_t **numbers = LK_NEW_ARRAY(arena, uint32_t *, self->live_count);
    self->counts = LK_NEW_ARRAY(arena, uint32_t, names + 1);
    self->follows = LK_NEW_ARRAY(arena, uint32_t, with_pairs ? (size_t)names *names + 1 : 1);
    for (uint32_t i = 0; i < self->live_count; i++) {
        const cfg_block *block = &self->graph->blocks.items[self->live[i]];
        numbers[i] = LK_NEW_ARRAY(arena, uint32_t, block->events.count + 1);
        for (uint32_t k = 0; k < block->events.count; k++) {
            numbers[i][k] = number_of(arena, table, block->events.items[k]);
            self->counts[numbers[i][k]]++;
        }
    }
    for (uint32_t i = 0; with_pairs && i < self->live_count; i++) {
        const uint64_t *mine = row(self, i);
        uint32_t count = self->graph->blocks.items[self->live[i]].events.count;
        count_within(self, numbers[i], count, names, mine[i / 64] >> i % 64 & 1);
        for (uint32_t j = 0; count && j < self->live_count; j++) {
            if (j == i || !(mine[j / 64] >> j % 64 & 1))
                continue;
            uint32_t other = self->graph->blocks.items[self->live[j]].events.count;
            for (uint32_t a = 0; a < count; a++)
                for (uint32_t b = 0; b < other; b++)
                    self->follows[(size_t)numbers[i][a] * names + numbers[j][b]]++;
        }
    }
}

static void name_all(lk_arena *arena, const reduced *self, name_table *table) {
    for (uint32_t i = 0; i < self->live_count; i++) {
        const cfg_block *block = &self->graph->blocks.items[self->live[i]];
        for (uint32_t k = 0; k < block->events.count; k++)
            number_of(arena, table, block->events.items[k]);
    }
}

/* clang has a declaration after its initialiser, the IR before it. */
static bool is_unordered(const char *name) {
    return strcmp(name, "declare") == 0;
}

cfg_difference cfg_compare(lk_arena *scratch, const cfg_graph *clang, const cfg_graph *ours, FILE *out) {
    reduced a = {.graph = clang}, b = {.graph = ours};
    name_table table = {0};
    cfg_difference found = {0};
    reach(scratch, &a);
    reach(scratch, &b);
    close_over(scratch, &a);
    close_over(scratch, &b);
    name_all(scratch, &a, &table);
    name_all(scratch, &b, &table);
    uint32_t names = table.names.count;
    count_events(scratch, &a, &table, true);
    count_events(scratch, &b, &table, true);
    for (uint32_t i = 0; i < names; i++) {
        found.compared_events += a.counts[i];
        if (a.counts[i] == b.counts[i])
            continue;
        found.events++;
        fprintf(out, "    %s: clang reaches %u, locklint %u\n", table.names.items[i], a.counts[i], b.counts[i]);
    }
    for (uint32_t i = 0; i < names * names; i++) {
        if (is_unordered(table.names.items[i / names]) || is_unordered(table.names.items[i % names]))
            continue;
        found.compared_pairs += a.follows[i] != 0;
        if (a.follows[i] == b.follows[i])
            continue;
        if (found.follows++ < 6 && !found.events)
            fprintf(out, "    %s then %s: by clang %u times, by locklint %u times\n", table.names.items[i / names],
                    table.names.items[i % names], a.follows[i], b.follows[i]);
    }
    return found;
}
