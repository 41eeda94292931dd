/* programs.c -- reachability from each `main`, as sets of programs. */
#include "flow/programs.h"

#include <string.h>

struct lk_programs {
    lk_arena *arena;
    const lk_acts *acts;
    bool is_closed;
    uint32_t outside;    /* the number of the last program; those before it have a `main` each */
    uint32_t words;      /* of one set */
    uint64_t *functions; /* the sets, by function */
    uint64_t *threads;   /* by thread */
};

static uint64_t *function_set(const lk_programs *self, uint32_t function) {
    return &self->functions[(size_t)function * self->words];
}

static uint64_t *thread_set(const lk_programs *self, uint32_t thread) {
    return &self->threads[(size_t)thread * self->words];
}

/* All that the program's threads run from the function on. */
static void spread(lk_programs *self, uint32_t program, uint32_t from) {
    const lk_acts *acts = self->acts;
    uint32_t word = program / 64;
    uint64_t bit = (uint64_t)1 << program % 64;
    LK_ARRAY(uint32_t) work = {0};
    lk_array_push(self->arena, &work, from);
    function_set(self, from)[word] |= bit;
    while (work.count) {
        uint32_t function = work.items[--work.count];
        for (uint32_t i = acts->first[function]; i < acts->first[function + 1]; i++) {
            uint32_t next = acts->items.items[i].function;
            if (next == LK_NO_FUNCTION || function_set(self, next)[word] & bit)
                continue;
            function_set(self, next)[word] |= bit;
            lk_array_push(self->arena, &work, next);
        }
    }
}

static void fill(const lk_programs *self, uint64_t *set) {
    memset(set, 0xFF, self->words * sizeof *set);
}

lk_programs *lk_programs_find(lk_arena *arena, const lk_acts *acts, const uint32_t *mains, uint32_t count,
                              bool is_closed) {
    lk_programs *self = LK_NEW(arena, lk_programs);
    *self =
        (lk_programs){.arena = arena, .acts = acts, .is_closed = is_closed, .outside = count, .words = count / 64 + 1};
    self->functions = lk_arena_alloc(arena, sizeof *self->functions * self->words * (acts->count + 1));
    self->threads = lk_arena_alloc(arena, sizeof *self->threads * self->words * LK_MOST_THREADS);
    for (uint32_t i = 0; i < count; i++)
        spread(self, i, mains[i]);
    fill(self, thread_set(self, LK_THREAD_MAIN));
    fill(self, thread_set(self, LK_THREAD_ANY));
    if (!is_closed) {
        fill(self, thread_set(self, LK_THREAD_OUTSIDE));
        return self;
    }
    thread_set(self, LK_THREAD_MAIN)[count / 64] &= ~((uint64_t)1 << count % 64);
    thread_set(self, LK_THREAD_OUTSIDE)[count / 64] = (uint64_t)1 << count % 64;
    return self;
}

void lk_programs_open(lk_programs *self, uint32_t function) {
    for (uint32_t i = self->is_closed ? self->outside : 0; i <= self->outside; i++)
        spread(self, i, function);
}

static bool is_empty(const lk_programs *self, const uint64_t *set) {
    for (uint32_t i = 0; i < self->words; i++)
        if (set[i])
            return false;
    return true;
}

void lk_programs_start(lk_programs *self, uint32_t thread, uint32_t function) {
    const uint64_t *from = function_set(self, function);
    if (is_empty(self, from))
        fill(self, thread_set(self, thread));
    for (uint32_t i = 0; i < self->words; i++)
        thread_set(self, thread)[i] |= from[i];
}

bool lk_programs_share(const lk_programs *self, uint32_t a, uint32_t in, uint32_t b, uint32_t other) {
    const uint64_t *first = function_set(self, in), *second = function_set(self, other);
    bool first_is_open = is_empty(self, first), second_is_open = is_empty(self, second);
    for (uint32_t i = 0; i < self->words; i++) {
        uint64_t may = thread_set(self, a)[i] & thread_set(self, b)[i];
        if (may & (first_is_open ? UINT64_MAX : first[i]) & (second_is_open ? UINT64_MAX : second[i]))
            return true;
    }
    return false;
}
