/* phases.c -- a data flow over calls: what has been started and not yet waited for. */
#include "flow/phases.h"

#include <string.h>

#define SOMEWHERE ((lk_places)1 << LK_PLACES) /* threads of which nobody knows where they are kept */

/* Of each place: nothing was started, a thread runs, or all have ended. Where paths meet, ended is what stays. */
typedef struct phase {
    lk_places running, ended;
} phase;

struct lk_phases {
    lk_arena *arena;
    const lk_acts *acts;
    bool *matters;    /* by function: it changes what runs */
    phase *changes;   /* by function: what is so after it, of the places that it changes */
    bool *ends_all;   /* by function: it waits for threads of which nobody knows which */
    lk_places *entry; /* by function: what runs when the main thread comes in */
    phase **at_block; /* by function: before each block; NULL where nothing changes */
};

lk_places lk_phases_place(const lk_acts *acts, const lk_decl *place) {
    uint32_t number = place && place->id < acts->place_of.count ? acts->place_of.items[place->id] : 0;
    return number > 0 && number <= LK_PLACES ? (lk_places)1 << (number - 1) : SOMEWHERE;
}

/* ---- one step ---- */

static void set_running(phase *at, lk_places places) {
    at->running |= places;
    at->ended &= ~places;
}

static void set_ended(phase *at, lk_places places) {
    at->ended |= places;
    at->running &= ~places;
}

static void step(const lk_phases *self, phase *at, const lk_act *act) {
    switch (act->kind) {
    case LK_ACT_SPAWN:
        set_running(at, lk_phases_place(self->acts, act->place));
        break;
    case LK_ACT_JOIN:
        set_ended(at, act->place ? lk_phases_place(self->acts, act->place) : ~LK_PLACES_OUTSIDE);
        break;
    case LK_ACT_OUTSIDE:
        set_running(at, LK_PLACES_OUTSIDE);
        break;
    case LK_ACT_CALL:
        if (self->ends_all[act->function])
            set_ended(at, ~LK_PLACES_OUTSIDE);
        set_ended(at, self->changes[act->function].ended);
        set_running(at, self->changes[act->function].running);
        break;
    default:
        break;
    }
}

static bool meet(phase *into, const phase *from) {
    phase before = *into;
    into->ended |= from->ended;
    into->running = (into->running | from->running) & ~into->ended;
    return before.running != into->running || before.ended != into->ended;
}

/* ---- one function ---- */

typedef struct flowing {
    const lk_phases *phases;
    const lk_ir *ir;
    const lk_act *acts;
    uint32_t count;
    phase *before; /* by block */
    bool *reached;
    phase end;
} flowing;

static phase through(const flowing *self, uint32_t block, uint32_t until) {
    phase at = self->before[block];
    uint32_t low = 0, high = self->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (self->acts[middle].block < block)
            low = middle + 1;
        else
            high = middle;
    }
    for (uint32_t i = low; i < self->count && self->acts[i].block == block && self->acts[i].op < until; i++)
        step(self->phases, &at, &self->acts[i]);
    return at;
}

/* From `entry` on, until nothing changes: the places are few, and each goes up at most twice. */
static void flow(flowing *self, lk_arena *arena, phase entry) {
    LK_ARRAY(uint32_t) work = {0};
    self->before[0] = entry;
    self->reached[0] = true;
    lk_array_push(arena, &work, 0);
    while (work.count) {
        uint32_t b = work.items[--work.count];
        const lk_block *block = &self->ir->blocks.items[b];
        phase after = through(self, b, UINT32_MAX);
        if (block->exit == LK_EXIT_RETURN)
            meet(&self->end, &after);
        for (uint32_t i = 0; i < block->target_count; i++) {
            uint32_t target = block->targets[i];
            bool changed = meet(&self->before[target], &after) || !self->reached[target];
            self->reached[target] = true;
            if (changed)
                lk_array_push(arena, &work, target);
        }
    }
}

static flowing flowing_of(const lk_phases *self, uint32_t function) {
    const lk_acts *acts = self->acts;
    return (flowing){.phases = self,
                     .ir = acts->functions[function],
                     .acts = acts->items.count ? acts->items.items + acts->first[function] : NULL,
                     .count = acts->first[function + 1] - acts->first[function]};
}

static phase *room_for(const lk_phases *self, uint32_t function) {
    return LK_NEW_ARRAY(self->arena, phase, self->acts->functions[function]->blocks.count);
}

/* `before`: room for the blocks. */
static flowing begin(const lk_phases *self, uint32_t function, phase *before) {
    flowing made = flowing_of(self, function);
    made.before = before;
    made.reached = LK_NEW_ARRAY(self->arena, bool, made.ir->blocks.count);
    return made;
}

/* ---- all functions ---- */

static bool changes_itself(const lk_act *act) {
    return act->kind == LK_ACT_SPAWN || act->kind == LK_ACT_JOIN || act->kind == LK_ACT_OUTSIDE;
}

/* Callers of what matters matter. */
static void find_matters(lk_phases *self) {
    const lk_acts *acts = self->acts;
    bool changed = true;
    while (changed) {
        changed = false;
        for (uint32_t f = acts->count; f > 0; f--)
            for (uint32_t i = acts->first[f - 1]; !self->matters[f - 1] && i < acts->first[f]; i++) {
                const lk_act *act = &acts->items.items[i];
                self->matters[f - 1] =
                    changes_itself(act) || (act->kind == LK_ACT_CALL && self->matters[act->function]);
                changed |= self->matters[f - 1];
            }
    }
}

static bool ends_all(const lk_phases *self, uint32_t function) {
    const lk_acts *acts = self->acts;
    for (uint32_t i = acts->first[function]; i < acts->first[function + 1]; i++) {
        const lk_act *act = &acts->items.items[i];
        if ((act->kind == LK_ACT_JOIN && !act->place) || (act->kind == LK_ACT_CALL && self->ends_all[act->function]))
            return true;
    }
    return false;
}

static void find_changes(lk_phases *self) {
    bool changed = true;
    for (int round = 0; changed && round < 2 * LK_PLACES; round++) {
        changed = false;
        for (uint32_t f = 0; f < self->acts->count; f++) {
            if (!self->matters[f])
                continue;
            lk_arena_mark mark = lk_arena_save(self->arena);
            flowing work = begin(self, f, room_for(self, f));
            flow(&work, self->arena, (phase){0});
            lk_arena_release(self->arena, mark);
            bool ends = ends_all(self, f);
            changed |= work.end.running != self->changes[f].running || work.end.ended != self->changes[f].ended ||
                       ends != self->ends_all[f];
            self->changes[f] = work.end;
            self->ends_all[f] = ends;
        }
    }
}

typedef struct queue {
    LK_ARRAY(uint32_t) items;
    bool *is_met; /* by function: the main thread runs it */
} queue;

/* What the calls of a function bring in to those that it calls. */
static void visit(lk_phases *self, queue *work, uint32_t function) {
    const lk_acts *acts = self->acts;
    for (uint32_t i = acts->first[function]; i < acts->first[function + 1]; i++) {
        const lk_act *act = &acts->items.items[i];
        if (act->kind != LK_ACT_CALL && act->kind != LK_ACT_GIVE)
            continue;
        lk_places running = lk_phases_at(self, function, act->block, act->op);
        if (work->is_met[act->function] && !(running & ~self->entry[act->function]))
            continue;
        work->is_met[act->function] = true;
        self->entry[act->function] |= running;
        lk_array_push(self->arena, &work->items, act->function);
    }
}

static void keep_blocks(lk_phases *self, uint32_t function) {
    uint32_t count = self->acts->functions[function]->blocks.count;
    if (!self->at_block[function])
        self->at_block[function] = room_for(self, function);
    memset(self->at_block[function], 0, count * sizeof(phase));
    lk_arena_mark mark = lk_arena_save(self->arena);
    flowing work = begin(self, function, self->at_block[function]);
    flow(&work, self->arena, (phase){.running = self->entry[function]});
    lk_arena_release(self->arena, mark);
}

static void follow_mains(lk_phases *self, const uint32_t *mains, uint32_t count) {
    queue work = {.is_met = LK_NEW_ARRAY(self->arena, bool, self->acts->count)};
    for (uint32_t i = 0; i < count; i++) {
        work.is_met[mains[i]] = true;
        lk_array_push(self->arena, &work.items, mains[i]);
    }
    while (work.items.count) {
        uint32_t function = work.items.items[--work.items.count];
        if (self->matters[function])
            keep_blocks(self, function);
        visit(self, &work, function);
    }
}

lk_places lk_phases_at(const lk_phases *self, uint32_t function, uint32_t block, uint32_t op) {
    if (!self->at_block[function])
        return self->entry[function];
    flowing work = flowing_of(self, function);
    work.before = self->at_block[function];
    return through(&work, block, op).running;
}

lk_phases *lk_phases_find(lk_arena *arena, const lk_acts *acts, const uint32_t *mains, uint32_t count) {
    lk_phases *self = LK_NEW(arena, lk_phases);
    *self = (lk_phases){.arena = arena,
                        .acts = acts,
                        .matters = LK_NEW_ARRAY(arena, bool, acts->count),
                        .changes = LK_NEW_ARRAY(arena, phase, acts->count),
                        .ends_all = LK_NEW_ARRAY(arena, bool, acts->count),
                        .entry = LK_NEW_ARRAY(arena, lk_places, acts->count),
                        .at_block = LK_NEW_ARRAY(arena, phase *, acts->count)};
    find_matters(self);
    find_changes(self);
    follow_mains(self, mains, count);
    for (uint32_t f = 0; f < acts->count; f++)
        if (self->matters[f] && !self->at_block[f])
            keep_blocks(self, f);
    return self;
}
