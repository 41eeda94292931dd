/* threads.c -- reachability from what threads begin with, and which threads live at the same time. */
#include "flow/threads.h"

#include "flow/phases.h"
#include "flow/programs.h"

#include <string.h>

enum { DEEPEST_STARTER = 4 };

#define BIT(thread) ((uint64_t)1 << (thread))

/* One place where a thread is started. */
typedef struct start {
    uint32_t thread, function; /* function: that starts it */
    const lk_act *act;
} start;

struct lk_threads {
    lk_arena *arena;
    lk_acts acts;
    lk_phases *phases;
    uint64_t *of;             /* by function */
    bool *is_handed;          /* by function: its address goes somewhere */
    bool *is_loose;           /* by function: its address goes somewhere, or that of one which calls it does */
    bool has_main;            /* it is a program, or several; else a library */
    LK_ARRAY(uint32_t) mains; /* of each program, those whose code is here */
    lk_programs *programs;
    uint32_t thread_count;
    uint32_t first[LK_MOST_THREADS]; /* by thread: the function that it begins with */
    LK_ARRAY(start) starts;
};

/* ---- who runs what ---- */

/* The thread may run the function, and so all that it calls. Functions that are given away are called back by the same
   thread, if there is a better way to start threads in sight. */
static void spread(lk_threads *self, uint32_t thread, uint32_t from) {
    const lk_acts *acts = &self->acts;
    LK_ARRAY(uint32_t) work = {0};
    lk_array_push(self->arena, &work, from);
    self->of[from] |= BIT(thread);
    while (work.count) {
        uint32_t function = work.items[--work.count];
        for (uint32_t i = acts->first[function]; i < acts->first[function + 1]; i++) {
            const lk_act *act = &acts->items.items[i];
            bool runs = act->kind == LK_ACT_CALL || (act->kind == LK_ACT_GIVE && acts->has_spawn);
            if (!runs || self->of[act->function] & BIT(thread))
                continue;
            self->of[act->function] |= BIT(thread);
            lk_array_push(self->arena, &work, act->function);
        }
    }
}

static uint32_t thread_of(lk_threads *self, uint32_t entry) {
    for (uint32_t i = LK_THREAD_FIRST_SPAWNED; i < self->thread_count; i++)
        if (self->first[i] == entry)
            return i;
    if (self->thread_count == LK_MOST_THREADS)
        return LK_THREAD_ANY;
    self->first[self->thread_count] = entry;
    return self->thread_count++;
}

static void find_starts(lk_threads *self) {
    const lk_acts *acts = &self->acts;
    for (uint32_t f = 0; f < acts->count; f++)
        for (uint32_t i = acts->first[f]; i < acts->first[f + 1]; i++) {
            const lk_act *act = &acts->items.items[i];
            if (act->kind != LK_ACT_SPAWN || act->function == LK_NO_FUNCTION)
                continue;
            uint32_t thread = thread_of(self, act->function);
            lk_array_push(self->arena, &self->starts, ((start){thread, f, act}));
            spread(self, thread, act->function);
        }
}

/* What is given to functions that nobody knows, where no thread is started in sight: these may do it. */
static void spread_given(lk_threads *self) {
    const lk_acts *acts = &self->acts;
    for (uint32_t i = 0; !acts->has_spawn && i < acts->items.count; i++)
        if (acts->items.items[i].kind == LK_ACT_GIVE)
            spread(self, LK_THREAD_ANY, acts->items.items[i].function);
}

/* Whether other units may call it, from any thread. */
static bool is_open(const lk_threads *self, const lk_knowledge *knowledge, uint32_t function) {
    const lk_decl *decl = self->acts.functions[function]->function;
    for (uint32_t i = LK_THREAD_FIRST_SPAWNED; i < self->thread_count; i++)
        if (self->first[i] == function)
            return false;
    return !decl->is_internal && !lk_knowledge_is_handler(knowledge, decl);
}

/* Functions whose address goes somewhere. */
static bool *find_handed(const lk_threads *self) {
    const lk_acts *acts = &self->acts;
    bool *found = LK_NEW_ARRAY(self->arena, bool, acts->count);
    for (uint32_t f = 0; f < acts->count; f++)
        found[f] = acts->is_taken[f];
    for (uint32_t i = 0; i < acts->items.count; i++)
        if (acts->items.items[i].function != LK_NO_FUNCTION && !acts->items.items[i].is_direct)
            found[acts->items.items[i].function] = true;
    return found;
}

/* What is run by somebody who got an address may be run by anybody. */
static void spread_loose(lk_threads *self) {
    const lk_acts *acts = &self->acts;
    LK_ARRAY(uint32_t) work = {0};
    for (uint32_t f = 0; f < acts->count; f++)
        if (self->is_handed[f])
            lk_array_push(self->arena, &work, f);
    while (work.count) {
        uint32_t function = work.items[--work.count];
        if (self->is_loose[function])
            continue;
        self->is_loose[function] = true;
        for (uint32_t i = acts->first[function]; i < acts->first[function + 1]; i++)
            if (acts->items.items[i].function != LK_NO_FUNCTION)
                lk_array_push(self->arena, &work, acts->items.items[i].function);
    }
}

/* Who uses the unit as a library calls the function. */
static void open(lk_threads *self, uint32_t function) {
    spread(self, LK_THREAD_OUTSIDE, function);
    lk_programs_open(self->programs, function);
}

/* Nobody in sight calls the function. Where several units define one of its name, who calls one may mean this one; else
   any thread may come by a pointer, or from out of sight. */
static void spread_open(lk_threads *self, uint32_t function, bool is_handed) {
    const lk_decl *decl = self->acts.functions[function]->function;
    uint64_t like = 0;
    if (decl->is_internal && !is_handed)
        return;
    for (uint32_t i = lk_acts_named(&self->acts, decl->name); i != LK_NO_FUNCTION && !decl->is_internal;
         i = self->acts.next_named[i])
        like |= self->of[i];
    if (is_handed)
        spread(self, LK_THREAD_ANY, function);
    else if (!like)
        open(self, function);
    for (uint32_t thread = 0; !is_handed && thread < LK_MOST_THREADS; thread++)
        if (like & BIT(thread))
            spread(self, thread, function);
}

static void find_runners(lk_threads *self, const lk_knowledge *knowledge) {
    const lk_acts *acts = &self->acts;
    for (uint32_t i = 0; i < self->mains.count; i++)
        spread(self, LK_THREAD_MAIN, self->mains.items[i]);
    find_starts(self);
    for (uint32_t f = 0; !self->has_main && f < acts->count; f++)
        if (is_open(self, knowledge, f))
            open(self, f);
    if (self->has_main)
        spread_given(self);
    for (uint32_t f = 0; f < acts->count; f++)
        if (!self->of[f] && !lk_knowledge_is_handler(knowledge, acts->functions[f]->function))
            spread_open(self, f, self->is_handed[f]);
}

/* ---- programs ---- */

static bool is_main(const lk_decl *decl) {
    return decl->kind == LK_DECL_FUNCTION && decl->is_defined && !decl->is_internal && strcmp(decl->name, "main") == 0;
}

/* A `main` without code has nothing to do with locks; or clang reports an error in it, and then who runs what isn't
   known: false. */
static bool find_mains(lk_threads *self, const lk_unit *unit) {
    bool is_known = true;
    for (uint32_t i = 0; i < unit->decls.count; i++) {
        if (!is_main(unit->decls.items[i]))
            continue;
        uint32_t index = lk_acts_index(&self->acts, unit->decls.items[i]);
        self->has_main = true;
        if (index != LK_NO_FUNCTION)
            lk_array_push(self->arena, &self->mains, index);
        else
            is_known &= unit->error_function_count == 0;
    }
    return is_known;
}

lk_threads *lk_threads_find(lk_arena *arena, lk_knowledge *knowledge, const lk_unit *unit, lk_ir *const *functions,
                            uint32_t count) {
    lk_threads *self = LK_NEW(arena, lk_threads);
    self->arena = arena;
    self->acts = lk_acts_find(arena, knowledge, unit, functions, count);
    self->of = LK_NEW_ARRAY(arena, uint64_t, count);
    self->is_loose = LK_NEW_ARRAY(arena, bool, count);
    self->thread_count = LK_THREAD_FIRST_SPAWNED;
    self->is_handed = find_handed(self);
    spread_loose(self);
    bool is_known = find_mains(self, unit);
    self->programs = lk_programs_find(arena, &self->acts, self->mains.items, self->mains.count, unit->is_linked);
    self->phases = lk_phases_find(arena, &self->acts, self->mains.items, self->mains.count);
    if (is_known)
        find_runners(self, knowledge);
    for (uint32_t i = 0; i < self->starts.count; i++)
        lk_programs_start(self->programs, self->starts.items[i].thread, self->starts.items[i].function);
    return self;
}

const lk_acts *lk_threads_acts(const lk_threads *self) {
    return &self->acts;
}

bool lk_threads_is_handed(const lk_threads *self, uint32_t function) {
    return self->is_handed[function];
}

uint64_t lk_threads_of(const lk_threads *self, const lk_decl *function) {
    uint32_t index = lk_acts_index(&self->acts, function);
    return index == LK_NO_FUNCTION ? 0 : self->of[index];
}

/* ---- at the same time ---- */

static lk_places running_at(const lk_threads *self, const lk_stand *at) {
    uint32_t index = lk_acts_index(&self->acts, at->function);
    return index == LK_NO_FUNCTION ? 0 : lk_phases_at(self->phases, index, at->block, at->op);
}

static lk_places running_before(const lk_threads *self, const start *at) {
    return lk_phases_at(self->phases, at->function, at->act->block, at->act->op);
}

static lk_places place_of(const lk_threads *self, const start *at) {
    return lk_phases_place(&self->acts, at->act->place);
}

static bool runs(const lk_threads *self, const start *at, uint32_t thread) {
    return self->of[at->function] & BIT(thread);
}

static bool is_many(const lk_threads *self, uint32_t thread, int depth);

/* Whether one place starts a thread while one that it has started before still runs. */
static bool repeats(const lk_threads *self, const start *at, int depth) {
    if (running_before(self, at) & place_of(self, at))
        return true;
    for (uint32_t i = LK_THREAD_FIRST_SPAWNED; i < self->thread_count; i++)
        if (runs(self, at, i) && (runs(self, at, LK_THREAD_MAIN) || is_many(self, i, depth + 1)))
            return true;
    return false;
}

static bool overlap(const lk_threads *self, const start *a, const start *b, int depth) {
    if (a == b)
        return repeats(self, a, depth);
    bool is_seen = a->function == b->function || (runs(self, a, LK_THREAD_MAIN) && runs(self, b, LK_THREAD_MAIN));
    return !is_seen || running_before(self, a) & place_of(self, b) || running_before(self, b) & place_of(self, a);
}

static bool live_together(const lk_threads *self, uint32_t a, uint32_t b, int depth) {
    for (uint32_t i = 0; i < self->starts.count; i++)
        for (uint32_t k = 0; self->starts.items[i].thread == a && k < self->starts.count; k++)
            if (self->starts.items[k].thread == b &&
                overlap(self, &self->starts.items[i], &self->starts.items[k], depth))
                return true;
    return false;
}

/* More than one thread of the kind at a time. */
static bool is_many(const lk_threads *self, uint32_t thread, int depth) {
    return depth < DEEPEST_STARTER && live_together(self, thread, thread, depth);
}

/* Whether the thread runs while the main thread is there. One that others start may run as soon as any does. */
static bool runs_beside_main(const lk_threads *self, uint32_t thread, const lk_stand *at) {
    lk_places running = running_at(self, at);
    for (uint32_t i = 0; i < self->starts.count; i++) {
        const start *one = &self->starts.items[i];
        if (one->thread == thread && (runs(self, one, LK_THREAD_MAIN) ? running & place_of(self, one) : running != 0))
            return true;
    }
    return false;
}

/* Threads of which nobody in sight knows what starts them. */
static bool is_any(uint32_t thread) {
    return thread == LK_THREAD_ANY || thread == LK_THREAD_OUTSIDE;
}

static bool live_at(const lk_threads *self, uint32_t a, const lk_stand *at, uint32_t b) {
    if (a == LK_THREAD_MAIN)
        return is_any(b) ? running_at(self, at) != 0 : runs_beside_main(self, b, at);
    return is_any(a) || is_any(b) || live_together(self, a, b, 0);
}

bool lk_threads_meet(const lk_threads *self, uint32_t a, const lk_stand *at, uint32_t b, const lk_stand *other) {
    uint32_t in = lk_acts_index(&self->acts, at->function), of_other = lk_acts_index(&self->acts, other->function);
    if (in == LK_NO_FUNCTION || of_other == LK_NO_FUNCTION || !lk_programs_share(self->programs, a, in, b, of_other) ||
        (a == LK_THREAD_MAIN && b == LK_THREAD_MAIN))
        return false;
    return b == LK_THREAD_MAIN ? live_at(self, b, other, a) : live_at(self, a, at, b);
}

/* Where threads are started in sight, what is out of sight is taken to start none that wants the program's locks, as in
   `spread`; where none is, it is not known who will be. */
bool lk_threads_is_alone(const lk_threads *self, const lk_stand *at) {
    uint32_t index = lk_acts_index(&self->acts, at->function);
    lk_stand after = *at;
    after.op++;
    return self->has_main && self->acts.has_spawn && index != LK_NO_FUNCTION &&
           self->of[index] == BIT(LK_THREAD_MAIN) && !self->is_loose[index] &&
           !((running_at(self, at) | running_at(self, &after)) & ~LK_PLACES_OUTSIDE);
}

/* ---- telling ---- */

lk_span lk_threads_start(const lk_threads *self, uint32_t thread) {
    for (uint32_t i = 0; i < self->starts.count; i++)
        if (self->starts.items[i].thread == thread)
            return self->starts.items[i].act->span;
    return (lk_span){0};
}

/* Breadth first, so by the fewest calls; gives by function who called it first, plus one: itself where a thread begins.
 */
static uint32_t *find_callers(const lk_threads *self, const uint32_t *from, uint32_t count) {
    const lk_acts *acts = &self->acts;
    uint32_t *caller = LK_NEW_ARRAY(self->arena, uint32_t, acts->count);
    LK_ARRAY(uint32_t) work = {0};
    for (uint32_t i = 0; i < count; i++) {
        lk_array_push(self->arena, &work, from[i]);
        caller[from[i]] = from[i] + 1;
    }
    for (uint32_t at = 0; at < work.count; at++) {
        uint32_t function = work.items[at];
        for (uint32_t i = acts->first[function]; i < acts->first[function + 1]; i++) {
            const lk_act *act = &acts->items.items[i];
            bool is_call = act->kind == LK_ACT_CALL || act->kind == LK_ACT_GIVE;
            if (!is_call || caller[act->function])
                continue;
            caller[act->function] = function + 1;
            lk_array_push(self->arena, &work, act->function);
        }
    }
    return caller;
}

uint32_t lk_threads_way(const lk_threads *self, uint32_t thread, const lk_decl *function, const lk_decl **way,
                        uint32_t most) {
    uint32_t at = lk_acts_index(&self->acts, function), count = 0;
    if (is_any(thread) || at == LK_NO_FUNCTION)
        return 0;
    const uint32_t *caller = thread == LK_THREAD_MAIN ? find_callers(self, self->mains.items, self->mains.count)
                                                      : find_callers(self, &self->first[thread], 1);
    if (!caller[at])
        return 0;
    while (count < most) {
        way[count++] = self->acts.functions[at]->function;
        if (caller[at] == at + 1)
            break;
        at = caller[at] - 1;
    }
    return count;
}
