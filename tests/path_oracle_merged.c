/* path_oracle_merged.c -- the walk with sets of values, joined where property simulation merges. */
#include "path_oracle.h"

#include <stdlib.h>
#include <string.h>

enum { ANYTHING = 0xFF, MOST_FLOWS = 128, MOST_SEEN = 2, ONLY_ZERO = 1 << -LEAST_VALUE };

/* A set of values is a bit for each. `seen` are the different sets that came to a place, as far as they are counted. */
typedef struct flow {
    lock_state locks;
    uint8_t sets[VARIABLES];
    uint8_t seen[VARIABLES][MOST_SEEN];
    uint8_t seen_count[VARIABLES];
    bool is_dirty;
} flow;

typedef struct flows {
    flow items[MOST_FLOWS];
    uint32_t count;
} flows;

typedef struct walk {
    const program *program;
    reached *into;
    flows at[MOST_STEPS];
    bool is_head[MOST_STEPS]; /* of a loop: a later step leads there */
    bool changed;
} walk;

/* ---- joining ---- */

static uint8_t hull(uint8_t set) {
    uint8_t below = set, above = set;
    for (int shift = 1; shift < VALUES; shift *= 2) {
        below |= (uint8_t)(below >> shift);
        above |= (uint8_t)(above << shift);
    }
    return below & above;
}

static bool remember(flow *self, int variable, uint8_t set, int most) {
    for (int i = 0; i < self->seen_count[variable]; i++)
        if (self->seen[variable][i] == set)
            return true;
    if (self->seen_count[variable] >= most)
        return false;
    self->seen[variable][self->seen_count[variable]++] = set;
    return true;
}

/* A parameter is never written here: what is known of it is joined as it is. A variable of more than two different
   contents may be anything, since the engine widens from the third on; at the head of a loop, from the second on. */
static bool join(flow *self, const uint8_t *sets, bool is_head) {
    bool grew = false;
    for (int i = 0; i < VARIABLES; i++) {
        uint8_t old = self->sets[i];
        bool is_counted = remember(self, i, sets[i], is_head ? 1 : MOST_SEEN);
        if (sets[i] == old)
            continue;
        self->sets[i] = i <= VARIABLE_Z || is_counted ? hull((uint8_t)(old | sets[i])) : ANYTHING;
        self->sets[i] |= old;
        grew |= self->sets[i] != old;
    }
    return grew;
}

static void go_to(walk *self, const flow *next, uint32_t at) {
    flows *here = &self->at[at];
    for (uint32_t i = 0; i < here->count; i++) {
        flow *known = &here->items[i];
        if (memcmp(&known->locks, &next->locks, sizeof known->locks) != 0)
            continue;
        if (join(known, next->sets, self->is_head[at])) {
            known->is_dirty = true;
            self->changed = true;
        }
        return;
    }
    if (here->count == MOST_FLOWS)
        abort();
    flow *made = &here->items[here->count++];
    *made = *next;
    made->is_dirty = true;
    memset(made->seen_count, 0, sizeof made->seen_count);
    for (int i = 0; i < VARIABLES; i++)
        remember(made, i, made->sets[i], MOST_SEEN);
    self->into->at[at][lock_state_index(&made->locks)] = true;
    self->changed = true;
}

/* ---- steps ---- */

static flow with(flow self, uint8_t variable, uint8_t set) {
    self.sets[variable] = set;
    return self;
}

static flow taken(flow self, uint8_t lock) {
    uint8_t *status = &self.locks.of[lock];
    if (*status == MAYBE_HELD)
        *status = 1;
    else
        *status = (uint8_t)(*status + (*status < MOST_HOLD));
    return self;
}

/* Members of two pointers may be one lock: letting go of one that isn't held makes both doubtful. */
static flow let_go(flow self, uint8_t lock) {
    uint8_t *status = &self.locks.of[lock];
    uint8_t *twin = lock == LOCK_P ? &self.locks.of[LOCK_Q] : lock == LOCK_Q ? &self.locks.of[LOCK_P] : NULL;
    if (*status > 0 && *status != MAYBE_HELD) {
        --*status;
        return self;
    }
    bool is_twins = twin && *twin > 0;
    *status = is_twins && *status == 0 ? MAYBE_HELD : 0;
    if (is_twins)
        *twin = MAYBE_HELD;
    return self;
}

/* A call that failed, or that found the owner dead: who had no such lock may have it now. */
static flow doubted(flow self, uint8_t lock) {
    if (self.locks.of[lock] == 0)
        self.locks.of[lock] = MAYBE_HELD;
    return self;
}

static uint8_t bit_of(int value) {
    return (uint8_t)(1u << (value - LEAST_VALUE));
}

static uint8_t those_that(uint8_t set, step_operator op, int constant) {
    uint8_t chosen = 0;
    for (int value = LEAST_VALUE; value <= GREATEST_VALUE; value++)
        if ((set & bit_of(value)) && program_compare(value, op, constant))
            chosen |= bit_of(value);
    return chosen;
}

static void compare(walk *self, const step *step, const flow *now) {
    uint8_t set = now->sets[step->variable];
    uint8_t yes = those_that(set, (step_operator)step->op, step->constant);
    flow next = with(*now, step->variable, yes);
    if (yes)
        go_to(self, &next, step->targets[0]);
    next = with(*now, step->variable, set & (uint8_t)~yes);
    if (set & ~yes)
        go_to(self, &next, step->targets[1]);
}

static void try(walk *self, const step *step, const flow *now) {
    flow got = taken(*now, step->lock), doubts = doubted(*now, step->lock);
    bool fails_plainly = step->kind == STEP_TRY;
    go_to(self, &got, step->targets[0]);
    go_to(self, &doubts, step->targets[1]);
    if (fails_plainly)
        go_to(self, now, step->targets[1]);
}

static void try_into(walk *self, const step *step, const flow *now) {
    flow got = with(taken(*now, step->lock), step->variable, bit_of(0));
    flow not_got = with(*now, step->variable, (uint8_t)~bit_of(0));
    flow owner_dead = with(doubted(*now, step->lock), step->variable, bit_of(GREATEST_VALUE));
    go_to(self, &got, step->targets[0]);
    go_to(self, &not_got, step->targets[0]);
    go_to(self, &owner_dead, step->targets[0]);
}

/* What the engine keeps as an expression is anything, once it has met something else. */
static flow effect_of(const step *step, flow now) {
    switch ((step_kind)step->kind) {
    case STEP_LOCK:
        return taken(now, step->lock);
    case STEP_UNLOCK:
        return let_go(now, step->lock);
    case STEP_SET:
        return with(now, step->variable, bit_of(step->constant));
    case STEP_COPY:
        return with(now, step->variable, now.sets[step->other]);
    case STEP_TEST:
    case STEP_ADD:
    case STEP_ANY:
        return with(now, step->variable, ANYTHING);
    default:
        return now;
    }
}

static void advance(walk *self, const step *step, const flow *now) {
    flow next;
    switch ((step_kind)step->kind) {
    case STEP_LOCK_CHECKED:
    case STEP_TRY:
        try(self, step, now);
        return;
    case STEP_TRY_INTO:
        try_into(self, step, now);
        return;
    case STEP_COMPARE:
        compare(self, step, now);
        return;
    case STEP_ASK:
    case STEP_RELATE:
        go_to(self, now, step->targets[0]);
        go_to(self, now, step->targets[1]);
        return;
    case STEP_RETURN:
        return;
    default:
        next = effect_of(step, *now);
        go_to(self, &next, step->targets[0]);
    }
}

void oracle_walk_merged(const program *self, reached *into) {
    static walk work;
    memset(&work, 0, sizeof work);
    memset(into, 0, sizeof *into);
    work.program = self;
    work.into = into;
    for (uint32_t i = 0; i < self->count; i++)
        for (int k = 0; k < 2; k++)
            if (self->steps[i].targets[k] <= i)
                work.is_head[self->steps[i].targets[k]] = true;
    flow entry = {.sets = {ANYTHING, ANYTHING, ANYTHING, ONLY_ZERO, ONLY_ZERO, ONLY_ZERO, ONLY_ZERO}};
    go_to(&work, &entry, 0);
    while (work.changed) {
        work.changed = false;
        for (uint32_t at = 0; at < self->count; at++)
            for (uint32_t i = 0; i < work.at[at].count; i++)
                if (work.at[at].items[i].is_dirty) {
                    work.at[at].items[i].is_dirty = false;
                    flow now = work.at[at].items[i];
                    advance(&work, &self->steps[at], &now);
                }
    }
}
